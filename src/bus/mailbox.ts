import type { TapeEvent } from './tail.ts';

/** What a subscriber is handed: an event, or word that events were dropped before it. */
export type Delivery<E> =
  | { readonly kind: 'EVENT'; readonly event: E }
  /** Everything dropped, and everything still to be handed out, has a seq greater than `resumeFrom`. */
  | { readonly kind: 'LAGGED'; readonly missed: number; readonly resumeFrom: number };

export type MailboxOptions<E> = {
  /** Events with one key replace each other once the reader is slow. */
  readonly keyOf: (event: E) => string | number;
  /** How many events wait in full before only the newest of each key is kept. */
  readonly lossless?: number;
  /** How many keys may wait at most; beyond it the oldest event goes. */
  readonly capacity?: number;
};

/**
 * One subscriber's inbox. A reader that keeps up gets every event in order. One that falls behind by
 * more than `lossless` events gets the newest of each key, in order of seq, after a LAGGED that counts
 * what was dropped. Memory is bounded by `capacity` references to events shared by all subscribers.
 */
export class Mailbox<E extends TapeEvent> {
  readonly #keyOf: (event: E) => string | number;
  readonly #lossless: number;
  readonly #capacity: number;
  /** In order of seq. Keyed by seq while lossless, by the event's key while conflating. */
  #waiting = new Map<string | number, E>();
  #conflating = false;
  #missed = 0;
  #missedFrom = 0;
  #closed = false;
  #wake: (() => void) | undefined;

  constructor({ keyOf, lossless = 1024, capacity = 16_384 }: MailboxOptions<E>) {
    this.#keyOf = keyOf;
    this.#lossless = lossless;
    this.#capacity = Math.max(capacity, 1);
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** Takes events in ascending order of seq. */
  push(event: E): void {
    if (this.#closed) return;
    if (!this.#conflating && this.#waiting.size >= this.#lossless) this.#conflate();
    this.#keep(event);
    this.#wake?.();
  }

  /** Forgets what a reader has had by other means: every waiting event up to and including `seq`. */
  dropThrough(seq: number): void {
    for (const [key, event] of this.#waiting) {
      if (event.seq > seq) break;
      this.#waiting.delete(key);
    }
    if (this.#missed > 0 && this.#waiting.size === 0) this.#missed = 0;
    if (this.#waiting.size === 0) this.#conflating = false;
  }

  /** The next delivery; undefined once closed. One reader at a time. */
  async take(): Promise<Delivery<E> | undefined> {
    while (!this.#closed) {
      const next = this.#next();
      if (next) return next;
      await new Promise<void>((resolve) => (this.#wake = resolve));
      this.#wake = undefined;
    }
    return undefined;
  }

  /** Ends the reader's wait and lets everything go. */
  close(): void {
    this.#closed = true;
    this.#waiting.clear();
    this.#wake?.();
  }

  #next(): Delivery<E> | undefined {
    const [first] = this.#waiting;
    if (this.#missed > 0) {
      const missed = this.#missed;
      this.#missed = 0;
      // What waits may be older than what was dropped, and a reader that ends here has had neither.
      const oldest = Math.min(this.#missedFrom, first?.[1].seq ?? Infinity);
      return { kind: 'LAGGED', missed, resumeFrom: oldest - 1 };
    }
    if (!first) return undefined;
    this.#waiting.delete(first[0]);
    if (this.#waiting.size === 0) this.#conflating = false;
    return { kind: 'EVENT', event: first[1] };
  }

  #conflate(): void {
    this.#conflating = true;
    const events = this.#waiting.values();
    this.#waiting = new Map();
    for (const event of events) this.#keep(event);
  }

  #keep(event: E): void {
    if (!this.#conflating) {
      this.#waiting.set(event.seq, event);
      return;
    }
    const key = this.#keyOf(event);
    const replaced = this.#waiting.get(key);
    if (replaced) {
      this.#waiting.delete(key);
      this.#miss(replaced);
    }
    this.#waiting.set(key, event);
    if (this.#waiting.size > this.#capacity) {
      const [oldest] = this.#waiting;
      if (oldest) {
        this.#waiting.delete(oldest[0]);
        this.#miss(oldest[1]);
      }
    }
  }

  #miss(event: E): void {
    this.#missedFrom = this.#missed === 0 ? event.seq : Math.min(this.#missedFrom, event.seq);
    this.#missed++;
  }
}
