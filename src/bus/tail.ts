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
};

/** A tail that is running: `ring` has it look at once. Disposing it ends it after the read under way. */
export type RunningTail<E extends TapeEvent> = Tail<E> & AsyncDisposable & { ring(): void };

/** Starts the one reader of the tape that an instance has. Reads that fail are told and tried again. */
export function openTail<E extends TapeEvent>(options: TailOptions<E>): RunningTail<E> {
  const { from, read, onError, everyMs = 1000, pageSize = 1000 } = options;
  const listeners = new Set<(events: readonly E[]) => void>();
  let position = from;
  let rung = false;
  let ended = false;
  let wake: (() => void) | undefined;

  async function catchUp(): Promise<void> {
    for (;;) {
      const events = await read(position, pageSize);
      const last = events.at(-1);
      if (!last || ended) return;
      position = last.seq;
      for (const listener of listeners) listener(events);
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
      wake?.();
      await running;
      listeners.clear();
    },
  };
}
