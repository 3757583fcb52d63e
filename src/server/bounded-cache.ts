import { createLRUCache } from 'graphql-yoga';

/** Documents longer than this are parsed each time: a cache of them would be memory for whoever fills it. */
const LONGEST_KEY = 10_000;
const ENTRIES = 500;

/** A cache by document text whose memory is bounded, not only the number of its entries. */
export function boundedCache<T extends object>(): {
  get(key: string): T | undefined;
  set(key: string, value: T): void;
} {
  const cache = createLRUCache<T>({ max: ENTRIES });
  return {
    get: (key) => cache.get(key),
    set(key, value) {
      if (key.length <= LONGEST_KEY) cache.set(key, value);
    },
  };
}
