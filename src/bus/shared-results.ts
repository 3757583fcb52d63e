/** Hands one result to all who would compute the same one at the same revision of the market. */
export type SharedResults = {
  /** `compute` runs once for a key and revision; a newer revision replaces the older result. */
  once<T>(key: string, revision: number, compute: () => Promise<T>): Promise<T>;
  /**
   * `compute` runs once for a key and version. While it runs for a new version, the result before is handed
   * out as long as that was begun less than `keepMs` ago: who asks all the time never waits.
   */
  recent<T>(key: string, version: string, freshness: Freshness, compute: () => Promise<T>): Promise<T>;
};

export type Freshness = { readonly now: number; readonly keepMs: number };

type Made = { readonly version: string; readonly at: number; readonly result: Promise<unknown> };

/** The newest result that is there, and the one that is being made. */
type Recent = { ready?: Made; coming?: Made };

/** Keeps the newest result of each key, of at most `capacity` keys; the longest unused goes first. */
export function sharedResults(capacity = 1000): SharedResults {
  const kept = new Map<string, { revision: number; result: Promise<unknown> }>();
  const recent = new Map<string, Recent>();
  const keep = <E>(entries: Map<string, E>, key: string, entry: E): void => {
    entries.delete(key);
    entries.set(key, entry);
    if (entries.size <= capacity) return;
    const [oldest] = entries.keys();
    if (oldest !== undefined) entries.delete(oldest);
  };
  return {
    once<T>(key: string, revision: number, compute: () => Promise<T>): Promise<T> {
      const known = kept.get(key);
      const result = known && known.revision >= revision ? (known.result as Promise<T>) : compute();
      keep(kept, key, { revision: Math.max(revision, known?.revision ?? 0), result });
      // A failure is not kept: the next to ask computes again.
      result.catch(() => {
        if (kept.get(key)?.result === result) kept.delete(key);
      });
      return result;
    },
    recent<T>(key: string, version: string, { now, keepMs }: Freshness, compute: () => Promise<T>) {
      const entry = recent.get(key) ?? {};
      keep(recent, key, entry);
      if (entry.ready?.version === version) return entry.ready.result as Promise<T>;
      const ready = entry.ready && now - entry.ready.at < keepMs ? entry.ready : undefined;
      // One at a time, unless somebody has to wait for it.
      if (!entry.coming || (!ready && entry.coming.version !== version)) {
        entry.coming = { version, at: now, result: compute() };
        void settle(entry, entry.coming);
      }
      return (ready ?? entry.coming).result as Promise<T>;
    },
  };
}

/** Makes a result the one that is ready, unless a newer one is. A failure is not kept: the next to ask computes again. */
async function settle(entry: Recent, made: Made): Promise<void> {
  try {
    await made.result;
    if (made.at >= (entry.ready?.at ?? 0)) entry.ready = made;
  } catch {
    // Told to those who wait for it.
  } finally {
    if (entry.coming === made) delete entry.coming;
  }
}
