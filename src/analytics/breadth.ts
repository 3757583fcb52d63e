/** Of how many places or sellers something is listed in, and of how many it can be had. */
export type Breadth = {
  readonly listed: number;
  readonly withStock: number;
  /** withStock ÷ listed, 0 to 1; null where nothing is listed anywhere. */
  readonly share: number | null;
};

/**
 * Breadth of a market over groups (regions, providers): the share of those that list something in which
 * something can be rented. Each group counts once, whatever its size.
 */
export function breadthOf(
  groups: readonly { readonly rentable: number; readonly listed: number }[],
): Breadth {
  const listed = groups.filter((group) => group.listed > 0);
  const withStock = listed.filter(({ rentable }) => rentable > 0).length;
  return {
    listed: listed.length,
    withStock,
    share: listed.length === 0 ? null : withStock / listed.length,
  };
}
