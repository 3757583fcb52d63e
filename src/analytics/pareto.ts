/** What an alternative is judged by, less being better; null where one is not known. */
export type Criteria = readonly (number | null)[];

/** What differs in the last bits alone is the same: 1.20 ÷ 120 and 2.50 ÷ 250. */
export function rounded(value: number): number {
  return Number(value.toPrecision(12));
}

/**
 * True where `a` is no worse than `b` in everything and better in something. What is not known of one of the two
 * alone cannot be compared, and then neither dominates; what is known of neither says nothing.
 */
export function dominates(a: Criteria, b: Criteria): boolean {
  let isBetter = false;
  for (const [place, ours] of a.entries()) {
    const theirs = b[place];
    if (ours === null && theirs === null) continue;
    if (ours === null || theirs === null || theirs === undefined || ours > theirs) return false;
    isBetter ||= ours < theirs;
  }
  return isBetter;
}

/**
 * For each alternative the first of those on the Pareto frontier that dominates it; null for those on the
 * frontier. Domination is transitive, so that whatever is dominated is dominated by one on the frontier.
 */
export function dominators<T>(alternatives: readonly T[], criteriaOf: (one: T) => Criteria): (T | null)[] {
  const criteria = alternatives.map(criteriaOf);
  const isOnFrontier = criteria.map((own) => !criteria.some((other) => dominates(other, own)));
  return criteria.map((own) => {
    const place = criteria.findIndex((other, at) => isOnFrontier[at] === true && dominates(other, own));
    return alternatives[place] ?? null;
  });
}
