/** Hands one result to all who would compute the same one at the same revision of the market. */
export type SharedResults = {
  /** `compute` runs once for a key and revision; a newer revision replaces the older result. */
  once<T>(key: string, revision: number, compute: () => Promise<T>): Promise<T>;
};

/** Keeps the newest result of each key, of at most `capacity` keys; the longest unused goes first. */
export function sharedResults(capacity = 1000): SharedResults {
  const kept = new Map<string, { revision: number; result: Promise<unknown> }>();
  return {
    once<T>(key: string, revision: number, compute: () => Promise<T>): Promise<T> {
      const known = kept.get(key);
      kept.delete(key);
      const result = known && known.revision >= revision ? (known.result as Promise<T>) : compute();
      kept.set(key, { revision: Math.max(revision, known?.revision ?? 0), result });
      if (kept.size > capacity) {
        const [oldest] = kept.keys();
        if (oldest !== undefined) kept.delete(oldest);
      }
      // A failure is not kept: the next to ask computes again.
      result.catch(() => {
        if (kept.get(key)?.result === result) kept.delete(key);
      });
      return result;
    },
  };
}
