/** One change on the tape, as subscribers are handed it: immutable and shared between them. */
export type TapeEvent = { readonly seq: number };

/** Follows the tape from the moment it is opened and hands every change to whoever listens, in order. */
export type Tail<E extends TapeEvent = TapeEvent> = {
  /** The last seq handed out. */
  readonly position: number;
  /** Called with each batch, in order, without gap or repeat from `position` on. Returns how to stop. */
  subscribe(listener: (events: readonly E[]) => void): () => void;
};

export type TailOptions<E> = {
  /** The seq to start after: what is already on the tape is not handed out. */
  readonly from: number;
  /** Reads events with a seq greater than `after`, ascending, at most `limit`. */
  readonly read: (after: number, limit: number) => Promise<readonly E[]>;
  readonly onError: (error: unknown) => void;
  /** How often to look without a bell: a lost bell costs this long, never an event. */
  readonly everyMs?: number;
  readonly pageSize?: number;
  /** A read that takes longer is given up and tried again: a connection may die without a word. */
  readonly patienceMs?: number;
};

/** A tail that is running: `ring` has it look at once. Disposing it ends it, and lets a read under way go. */
export type RunningTail<E extends TapeEvent> = Tail<E> & AsyncDisposable & { ring(): void };

/** Starts the one reader of the tape that an instance has. Reads that fail are told and tried again. */
export function openTail<E extends TapeEvent>(options: TailOptions<E>): RunningTail<E> {
  const { from, read, onError, everyMs = 1000, pageSize = 1000, patienceMs = 15_000 } = options;
  const listeners = new Set<(events: readonly E[]) => void>();
  let position = from;
  let rung = false;
  let ended = false;
  let wake: (() => void) | undefined;
  let letGo: (() => void) | undefined;

  async function readPage(): Promise<readonly E[]> {
    const { promise, resolve, reject } = Promise.withResolvers<readonly E[]>();
    letGo = () => resolve([]);
    const timer = setTimeout(
      () => reject(new Error(`the tape was not read within ${patienceMs} ms`)),
      patienceMs,
    );
    read(position, pageSize).then(resolve, reject);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
    }
  }

  async function catchUp(): Promise<void> {
    for (;;) {
      const events = await readPage();
      const last = events.at(-1);
      if (!last || ended) return;
      position = last.seq;
      for (const listener of listeners) {
        // One that throws must not cost the others the batch: it is not read again.
        try {
          listener(events);
        } catch (error) {
          onError(error);
        }
      }
      if (events.length < pageSize) return;
    }
  }

  async function run(): Promise<void> {
    while (!ended) {
      if (!rung) {
        let timer: NodeJS.Timeout | undefined;
        await new Promise<void>((resolve) => {
          wake = resolve;
          timer = setTimeout(resolve, everyMs);
        });
        clearTimeout(timer);
      }
      rung = false;
      if (ended) return;
      try {
        await catchUp();
      } catch (error) {
        onError(error);
        await new Promise((resolve) => setTimeout(resolve, everyMs).unref());
      }
    }
  }

  const running = run();
  return {
    get position() {
      return position;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    ring() {
      rung = true;
      wake?.();
    },
    async [Symbol.asyncDispose]() {
      ended = true;
      letGo?.();
      wake?.();
      await running;
      listeners.clear();
    },
  };
}
