/** Names are compared up to this length, which bounds the work for any input. */
export const COMPARED_LENGTH = 48;
/** A name with more than this part of its letters different is not near. */
const FAR = 0.6;

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

/** Levenshtein's edit distance over the length of the longer text: 0 the same, 1 nothing alike. */
function difference(a: string, b: string): number {
  const longer = Math.max(a.length, b.length, 1);
  if (Math.abs(a.length - b.length) / longer > FAR) return 1;
  let previous = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return (previous[b.length] ?? 0) / longer;
}
