/**
 * The most CPU time, in ms, that this thread used between two chances of the event loop to serve somebody else. CPU
 * time, as on a shared machine the clock goes on while somebody else's process runs.
 */
export function longestTurn(): { end(): Promise<number> } {
  let isRunning = true;
  let longest = 0;
  let before = cpuMs();
  const done = new Promise<number>((resolve) => {
    const look = (): void => {
      const now = cpuMs();
      longest = Math.max(longest, now - before);
      before = now;
      if (isRunning) setImmediate(look);
      else resolve(longest);
    };
    setImmediate(look);
  });
  return {
    end() {
      isRunning = false;
      return done;
    },
  };
}

function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
