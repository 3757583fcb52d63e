/** One change on the tape, as subscribers are handed it: immutable and shared between them. */
export type TapeEvent = { readonly seq: number };

/** Follows the tape from the moment it is opened and hands every change to whoever listens, in order. */
export type Tail<E extends TapeEvent = TapeEvent> = {
  /** The last seq handed out. */
  readonly position: number;
  /** Called with each batch, in order, without gap or repeat from `position` on. Returns how to stop. */
  subscribe(listener: (events: readonly E[]) => void): () => void;
};
