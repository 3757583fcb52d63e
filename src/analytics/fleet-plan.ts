import { countedCapacity, type FleetTerms } from './fleet-bound.ts';
import { choiceGroups, type FleetOption } from './fleet-groups.ts';
import { bestFleet } from './fleet-search.ts';

export type FleetPlan = {
  /** Options and how many of each, in the order of ids; empty where the budget buys nothing that counts. */
  readonly chosen: readonly { readonly option: FleetOption; readonly count: number }[];
  readonly cost: number;
  /** That may be counted on: after the spare part and by the on-demand share. */
  readonly counted: number;
  /** Of all that is rented. */
  readonly capacity: number;
  readonly onDemand: number;
  readonly machines: number;
  /** True where it is the best there is. */
  readonly isProven: boolean;
  /** Counted capacity that no fleet within the terms exceeds. */
  readonly bound: number;
};

/**
 * The fleet with the most counted capacity within the budget, of those the cheapest, of those the one of the
 * fewest machines, of those the first by ids: whole machines, each as often as it is available, no GPU rented twice.
 */
export function planFleet(
  options: readonly FleetOption[],
  terms: FleetTerms,
  limit: { readonly moves?: number } = {},
): FleetPlan {
  // All of it on demand is a market without spot: one constraint less.
  const isAllOnDemand = terms.onDemandPercent === 100;
  const solved = isAllOnDemand ? { ...terms, onDemandPercent: 0 } : terms;
  const wanted = options
    .filter(({ cost, capacity, available }) => cost <= terms.budget && capacity > 0 && available > 0)
    .filter(({ isOnDemand }) => isOnDemand || !isAllOnDemand)
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const { groups, isWhole } = choiceGroups(wanted, terms.budget);
  const found = bestFleet(groups, solved, limit);
  const counts = found.worth === 0 ? [] : found.choices.flatMap((choice) => choice.counts);
  const chosen = counts
    .filter(([, count]) => count > 0)
    .toSorted(([a], [b]) => a - b)
    .map(([index, count]) => ({ option: wanted[index]!, count }));
  const sum = (of: (option: FleetOption) => number): number =>
    chosen.reduce((total, { option, count }) => total + count * of(option), 0);
  return {
    chosen,
    cost: sum(({ cost }) => cost),
    counted: countedCapacity(found.worth, solved),
    capacity: sum(({ capacity }) => capacity),
    onDemand: sum(({ capacity, isOnDemand }) => (isOnDemand ? capacity : 0)),
    machines: sum(() => 1),
    isProven: found.isProven && isWhole,
    bound: countedCapacity(found.bound, solved),
  };
}
