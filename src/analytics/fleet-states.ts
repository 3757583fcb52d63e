import type { FleetTerms } from './fleet-bound.ts';
import type { State } from './fleet-search.ts';

/** Cheapest first; of equal cost the better ones first, so that one pass finds what is dominated. */
export function sortedByCost(states: readonly State[]): State[] {
  return states.toSorted(
    (a, b) =>
      a.cost - b.cost || b.capacity - a.capacity || b.onDemand - a.onDemand || a.machines - b.machines,
  );
}

/** Corners of what is dominated: capacity rising, on-demand capacity falling. */
type Staircase = { readonly capacity: number[]; readonly onDemand: number[] };

/**
 * Without the states that a cheaper or equal one is no worse than in capacity and on-demand capacity:
 * whatever is added to both, the other stays no worse.
 */
export function undominated(sorted: readonly State[], { onDemandPercent }: FleetTerms): State[] {
  const stair: Staircase = { capacity: [], onDemand: [] };
  return sorted.filter((state) => {
    const onDemand = onDemandPercent === 0 ? 0 : state.onDemand;
    if (isBelow(stair, state.capacity, onDemand)) return false;
    add(stair, state.capacity, onDemand);
    return true;
  });
}

/** The place of the first corner with so much capacity. */
function placeOf({ capacity: corners }: Staircase, capacity: number): number {
  let [low, high] = [0, corners.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (corners[middle]! >= capacity) high = middle;
    else low = middle + 1;
  }
  return low;
}

function isBelow(stair: Staircase, capacity: number, onDemand: number): boolean {
  const corner = stair.onDemand[placeOf(stair, capacity)];
  return corner !== undefined && corner >= onDemand;
}

function add(stair: Staircase, capacity: number, onDemand: number): void {
  const place = placeOf(stair, capacity);
  const end = stair.capacity[place] === capacity ? place + 1 : place;
  let from = place;
  while (from > 0 && stair.onDemand[from - 1]! <= onDemand) from--;
  stair.capacity.splice(from, end - from, capacity);
  stair.onDemand.splice(from, end - from, onDemand);
}
