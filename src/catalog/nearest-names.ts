/** Names are compared up to this length, which bounds the work for any input. */
export const COMPARED_LENGTH = 48;
/** A name with more than this part of its letters different is not near. */
const FAR = 0.6;
/** Two neighbours swapped are one edit; a little less, as every letter is there: "4900" is nearer to "4090" than to "4000". */
const SWAP = 0.9;

/** A thing and the names it goes by, in the form they are compared in. */
export type Named<T> = { readonly item: T; readonly names: readonly string[] };

/** The things with names most like `wanted`, the nearest first; fewer than `count` where few are near. */
export function nearestNamed<T>(
  wanted: string,
  named: readonly Named<T>[],
  count: number,
  { far = FAR }: { readonly far?: number } = {},
): T[] {
  return named
    .map(({ item, names }) => ({ item, apart: Math.min(...names.map((name) => difference(wanted, name))) }))
    .filter(({ apart }) => apart <= far)
    .sort((a, b) => a.apart - b.apart)
    .slice(0, Math.max(0, count))
    .map(({ item }) => item);
}

/**
 * Edit distance over the length of the longer text: 0 the same, 1 nothing alike. An edit is a letter added, left out or
 * replaced, or two neighbours swapped (Damerau-Levenshtein, where no part is edited twice).
 */
function difference(a: string, b: string): number {
  const longer = Math.max(a.length, b.length, 1);
  if (Math.abs(a.length - b.length) / longer > FAR) return 1;
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = swapped ? (beforePrevious[j - 2] ?? 0) + SWAP : Infinity;
      current.push(Math.min(substitution, swap, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    [beforePrevious, previous] = [previous, current];
  }
  return (previous[b.length] ?? 0) / longer;
}
