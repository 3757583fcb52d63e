import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until it holds; rejects after five seconds. */
export async function until(holds: () => boolean, withinMs = 5000): Promise<void> {
  const startedAt = performance.now();
  while (!holds()) {
    if (performance.now() - startedAt > withinMs)
      throw new Error(`not within ${withinMs} ms: ${String(holds)}`);
    await sleep(5);
  }
}
/** Waits until a count that grows no longer does, and answers it. */
export async function settled(count: () => number): Promise<number> {
  let last = count();
  for (let stillMs = 0; stillMs < 700; stillMs += 100) {
    await sleep(100);
    if (count() !== last) stillMs = 0;
    last = count();
  }
  return last;
}
