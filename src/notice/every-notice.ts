/** One look into a feed, as of one instant. */
export type NoticePage<N> = {
  /** What is wanted of what comes after the position asked for, in order. */
  readonly notices: readonly N[];
  /** Where the page was full there may be more; else nothing wanted comes before or at `head`, but these. */
  readonly isFull: boolean;
  /** The last number of the whole feed. */
  readonly head: number;
  /** The last number whose notice is kept no longer. */
  readonly gone: number;
};

/** Where a reader's notices come from, and what it waits for between them. */
export type NoticeSource<N> = {
  readonly read: (after: number) => Promise<NoticePage<N>>;
  /** Resolves with true once there may be more after this number; with false to end. */
  readonly past: (position: number) => Promise<boolean>;
  /** Is told of a read that failed; resolves with true when to try again, with false to end. */
  readonly failed: (error: unknown) => Promise<boolean>;
};

export type Step<N> =
  | { readonly kind: 'TOLD'; readonly notice: N }
  /** What came before and at `through` was removed before it was read; it goes on after that. */
  | { readonly kind: 'GONE'; readonly through: number };

/**
 * Every notice after a position, in order, each once, forever. It is pulled, and nothing waits for the reader but the
 * page it reads from: who is slow reads later, and misses nothing. A wake-up may be lost, or come for nothing.
 */
export async function* everyNotice<N extends { readonly seq: number }>(
  source: NoticeSource<N>,
  after: number,
): AsyncGenerator<Step<N>, void, void> {
  let position = after;
  for (;;) {
    let page: NoticePage<N>;
    try {
      page = await source.read(position);
    } catch (error) {
      if (!(await source.failed(error))) return;
      continue;
    }
    if (page.gone > position) {
      position = page.gone;
      yield { kind: 'GONE', through: position };
      continue;
    }
    for (const notice of page.notices) {
      position = notice.seq;
      yield { kind: 'TOLD', notice };
    }
    if (page.isFull) continue;
    position = Math.max(position, page.head);
    if (!(await source.past(position))) return;
  }
}
