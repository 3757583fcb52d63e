import type { Choice, ChoiceGroup } from './fleet-groups.ts';

/** What a fleet has to keep to. */
export type FleetTerms = {
  /** Micro-dollars for the period. */
  readonly budget: number;
  /** Least share of the counted capacity that is on-demand, in whole percent; at 100 nothing else is rented. */
  readonly onDemandPercent: number;
  /** Capacity beyond what is counted, in whole percent of it. */
  readonly sparePercent: number;
};

/** Prices of the constraints: every set of them gives an upper bound, the least one is wanted. */
export type Multipliers = {
  /** Of a micro-dollar. */
  readonly money: number;
  /** Weight of all capacity, 0 to 1; the rest is that of the on-demand part. */
  readonly total: number;
};

type Sums = Pick<Choice, 'cost' | 'capacity' | 'onDemand'>;

/**
 * The worth of a fleet in whole numbers, so that equal is equal: counted capacity is the least of
 * total ÷ (1 + spare) and on-demand ÷ share; this is that × (100 + sparePercent) × onDemandPercent ÷ 100,
 * and the total where no on-demand share is asked for.
 */
export function worthOf({ capacity, onDemand }: Sums, terms: FleetTerms): number {
  const { onDemandPercent, sparePercent } = terms;
  if (onDemandPercent === 0) return capacity;
  return Math.min(capacity * onDemandPercent, onDemand * (100 + sparePercent));
}

/** The capacity that may be counted on, from the worth. */
export function countedCapacity(worth: number, { onDemandPercent, sparePercent }: FleetTerms): number {
  return (100 * worth) / ((100 + sparePercent) * (onDemandPercent || 1));
}

/** What a choice adds to the relaxed worth at these multipliers. */
export function relaxedWorth(sums: Sums, terms: FleetTerms, { money, total }: Multipliers): number {
  const { onDemandPercent, sparePercent } = terms;
  const gain =
    onDemandPercent === 0
      ? sums.capacity
      : total * onDemandPercent * sums.capacity + (1 - total) * (100 + sparePercent) * sums.onDemand;
  return gain - money * sums.cost;
}

/** Lagrange's bound: no fleet within the terms is worth more. */
export function boundAt(groups: readonly ChoiceGroup[], terms: FleetTerms, at: Multipliers): number {
  let sum = at.money * terms.budget;
  for (const choices of groups) {
    let most = 0;
    for (const choice of choices) most = Math.max(most, relaxedWorth(choice, terms, at));
    sum += most;
  }
  return sum;
}

const MONEY_STEPS = 30;
const TOTAL_STEPS = 12;

/** Multipliers of a low bound, by nested searches of a convex function: any are valid, so that no tolerance is needed. */
export function lowestBound(groups: readonly ChoiceGroup[], terms: FleetTerms): Multipliers {
  // Within a group whose choices are so many of one thing, only none and all are ever the best.
  const ends = groups.map((choices) => {
    const last = choices.at(-1)!;
    return last.counts.length === 1 && choices.length === last.machines + 1 ? [choices[0]!, last] : choices;
  });
  const value = (at: Multipliers): number => boundAt(ends, terms, at);
  const withMoney = (total: number): Multipliers => {
    let [low, high] = [0, dearest(ends, terms, total)];
    for (let step = 0; step < MONEY_STEPS; step++) {
      const money = (low + high) / 2;
      if (spentAt(ends, terms, { money, total }) > terms.budget) low = money;
      else high = money;
    }
    return { money: high, total };
  };
  if (terms.onDemandPercent === 0) return withMoney(1);
  let [low, high] = [0, 1];
  let best = withMoney(1);
  for (let step = 0; step < TOTAL_STEPS; step++) {
    const [one, two] = [withMoney(low + (high - low) * 0.4), withMoney(low + (high - low) * 0.6)];
    const isFirst = value(one) <= value(two);
    if (isFirst) high = two.total;
    else low = one.total;
    const better = isFirst ? one : two;
    if (value(better) < value(best)) best = better;
  }
  return best;
}

/** The most that a micro-dollar brings: at this price of money nothing is worth renting. */
function dearest(groups: readonly ChoiceGroup[], terms: FleetTerms, total: number): number {
  let most = 0;
  for (const choices of groups) {
    for (const choice of choices) {
      if (choice.cost > 0)
        most = Math.max(most, relaxedWorth(choice, terms, { money: 0, total }) / choice.cost);
    }
  }
  return most;
}

function spentAt(groups: readonly ChoiceGroup[], terms: FleetTerms, at: Multipliers): number {
  let sum = 0;
  for (const choices of groups) {
    let most = 0;
    let cost = 0;
    for (const choice of choices) {
      const worth = relaxedWorth(choice, terms, at);
      if (worth > most) [cost, most] = [choice.cost, worth];
    }
    sum += cost;
  }
  return sum;
}
