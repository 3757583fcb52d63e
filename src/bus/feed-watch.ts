/** Wakes those who read feeds that lie in the database, each by its key, once there is more to read. */
export type FeedWatch = { follow(key: string): FeedFollower };

/** One reader of one feed. It waits for one thing at a time. */
export type FeedFollower = {
  /** Resolves with true once the feed has, or may have, more than `position`; with false once it is to end. */
  readonly past: (position: number) => Promise<boolean>;
  /** Is told of a read that failed; resolves as `past` once it is time to try again. */
  readonly failed: (error: unknown) => Promise<boolean>;
  /** Ends its wait. Called once it reads no longer. */
  readonly end: () => void;
};

export type FeedWatchOptions = {
  /** The last number of each of these feeds, where it has one: one statement for all that are followed. */
  readonly heads: (keys: readonly string[]) => Promise<ReadonlyMap<string, number>>;
  readonly onError: (error: unknown) => void;
  /** How often to look without a bell, while somebody follows: a lost bell costs this long, never an event. */
  readonly everyMs?: number;
  /** A look that takes longer is given up and tried again: a connection may die without a word. */
  readonly patienceMs?: number;
};

/** A watch that is running: `ring` has it look at once. Disposing it ends all who follow. */
export type RunningFeedWatch = FeedWatch & AsyncDisposable & { ring(): void };

type Feed = { head: number; readonly followers: Set<Follower> };
type Follower = { position: number; wake: (() => void) | undefined };

/** Starts the one watch of an instance. It keeps a number of each feed that is followed, and nothing else. */
export function openFeedWatch(options: FeedWatchOptions): RunningFeedWatch {
  const { heads, onError, everyMs = 1000, patienceMs = 15_000 } = options;
  const feeds = new Map<string, Feed>();
  /** What ends each wait there is. */
  const waits = new Set<() => void>();
  let ended = false;
  let rung = false;
  let wakeLoop: (() => void) | undefined;

  /** Until `waker`'s function is called or the watch ends, or, where that is not undefined, after this long. */
  async function pause(ms: number | undefined, waker?: (wake: () => void) => void): Promise<void> {
    if (ended) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = ms === undefined ? undefined : setTimeout(resolve, ms);
    waits.add(resolve);
    waker?.(resolve);
    await promise;
    waits.delete(resolve);
    clearTimeout(timer);
  }

  async function look(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<ReadonlyMap<string, number>>();
    const letGo = (): void => resolve(new Map());
    const timer = setTimeout(() => reject(new Error(`no answer within ${patienceMs} ms`)), patienceMs);
    waits.add(letGo);
    heads([...feeds.keys()]).then(resolve, reject);
    try {
      for (const [key, head] of await promise) {
        const feed = feeds.get(key);
        if (!feed) continue;
        feed.head = head;
        for (const follower of feed.followers) if (head > follower.position) follower.wake?.();
      }
    } finally {
      waits.delete(letGo);
      clearTimeout(timer);
    }
  }

  async function run(): Promise<void> {
    while (!ended) {
      if (!rung) await pause(feeds.size > 0 ? everyMs : undefined, (wake) => (wakeLoop = wake));
      rung = false;
      if (ended || feeds.size === 0) continue;
      try {
        await look();
      } catch (error) {
        onError(error);
        await pause(everyMs);
      }
    }
  }

  const running = run();
  return {
    follow(key) {
      const follower: Follower = { position: Infinity, wake: undefined };
      const feed: Feed = feeds.get(key) ?? { head: 0, followers: new Set() };
      feed.followers.add(follower);
      // The loop pauses without a timer while nobody follows.
      if (feeds.size === 0) wakeLoop?.();
      feeds.set(key, feed);
      let isOver = false;
      const goesOn = (): boolean => !isOver && !ended;
      return {
        async past(position) {
          if (!goesOn() || feed.head > position) return goesOn();
          follower.position = position;
          await pause(undefined, (wake) => (follower.wake = wake));
          follower.position = Infinity;
          return goesOn();
        },
        async failed(error) {
          onError(error);
          if (goesOn()) await pause(everyMs, (wake) => (follower.wake = wake));
          return goesOn();
        },
        end() {
          isOver = true;
          feed.followers.delete(follower);
          if (feed.followers.size === 0 && feeds.get(key) === feed) feeds.delete(key);
          follower.wake?.();
        },
      };
    },
    ring() {
      rung = true;
      wakeLoop?.();
    },
    async [Symbol.asyncDispose]() {
      ended = true;
      for (const end of waits) end();
      await running;
      feeds.clear();
    },
  };
}
