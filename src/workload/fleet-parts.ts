import type { FleetTerms } from '#analytics/fleet-bound.ts';
import type { FleetPlan } from '#analytics/fleet-plan.ts';
import { derived, fact, given, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { costAt, type Cost } from './cost.ts';
import type { FleetCandidate } from './fleet-market.ts';
import type { PriceFactors } from './gpu-prices.ts';

export type FleetRole = 'BASE' | 'BURST' | 'SPARE';

/** So many machines of one offer in one role. */
export type FleetPart = FleetCandidate & {
  readonly role: FleetRole;
  readonly machines: Figure;
  readonly gpus: Figure;
  readonly hours: Figure;
  readonly cost: Cost;
  readonly brings: Figure;
};

const SOLVED = 'the fleet with the most counted capacity within the budget, by dynamic programming';

/**
 * A plan as parts with roles: on-demand is the base, spot the burst. Where capacity is kept to spare, the
 * smallest on-demand machines that the counted capacity can do without are the spare ones.
 */
export function partsOf(
  plan: FleetPlan,
  candidates: readonly FleetCandidate[],
  terms: FleetTerms,
  hours: number,
  factorsOf: (candidate: FleetCandidate) => PriceFactors | null,
): readonly FleetPart[] {
  const byId = new Map(candidates.map((candidate) => [candidate.option.id, candidate]));
  const spare = spareOf(plan, terms);
  return plan.chosen.flatMap(({ option, count }) => {
    const candidate = byId.get(option.id)!;
    const idle = spare.get(option.id) ?? 0;
    const roles: [FleetRole, number][] = [
      [option.isOnDemand ? 'BASE' : 'BURST', count - idle],
      ['SPARE', idle],
    ];
    return roles
      .filter(([, machines]) => machines > 0)
      .map(([role, machines]) => partOf(candidate, role, machines, hours, factorsOf(candidate)));
  });
}

function partOf(
  candidate: FleetCandidate,
  role: FleetRole,
  count: number,
  monthHours: number,
  factors: PriceFactors | null,
): FleetPart {
  const machines = fact(count, 'machines', 'DERIVED', SOLVED);
  const perMachine = fact(candidate.offer.gpuCount, 'GPUs', 'OBSERVED', candidate.offer.source);
  const gpus = derived(formula('machines * gpusOfOne'), { machines, gpusOfOne: perMachine }, 'GPUs');
  const hours = given(monthHours, 'h');
  const cost = derived(formula('gpus * price * hours'), { gpus, price: candidate.price, hours }, 'USD');
  const brings = derived(
    formula('machines * capacity'),
    { machines, capacity: candidate.capacity },
    candidate.capacity.unit,
  );
  const { simulated } = candidate.offer;
  return { ...candidate, role, machines, gpus, hours, cost: costAt(cost, factors, simulated), brings };
}

function spareOf({ chosen, capacity, onDemand, counted }: FleetPlan, terms: FleetTerms): Map<string, number> {
  const spare = new Map<string, number>();
  if (terms.sparePercent === 0) return spare;
  let [left, base] = [capacity - counted, onDemand - (counted * terms.onDemandPercent) / 100];
  const smallest = chosen
    .filter(({ option }) => option.isOnDemand)
    .toSorted((a, b) => a.option.capacity - b.option.capacity);
  for (const { option, count } of smallest) {
    const most = Math.max(0, Math.min(count, Math.floor(Math.min(left, base) / option.capacity + 1e-9)));
    if (most === 0) continue;
    spare.set(option.id, most);
    left -= most * option.capacity;
    base -= most * option.capacity;
  }
  return spare;
}

/** The sum of figures of one unit, each by a name of its own. */
export function sumOf(figures: readonly Figure[], unit: string): Figure {
  if (figures.length === 0) return fact(0, unit, 'DERIVED', 'nothing is rented');
  const names = figures.map((_, index) => `part${index + 1}`);
  return derived(
    formula(names.join(' + ')),
    Object.fromEntries(figures.map((figure, index) => [`part${index + 1}`, figure])),
    unit,
    { source: 'the sum of the parts' },
  );
}

/** What the parts cost together; later prices are those of every part at the same quantile. */
export function totalCost(parts: readonly FleetPart[]): Cost {
  const figure = sumOf(
    parts.map(({ cost }) => cost.figure),
    'USD',
  );
  const laters = parts.flatMap(({ cost }) => cost.later ?? []);
  const simulated = parts.some(({ cost }) => cost.simulated);
  const [first] = laters;
  if (!first || laters.length < parts.length) return { figure, later: null, simulated };
  const sum = (of: 'p10' | 'p50' | 'p90'): number => laters.reduce((total, later) => total + later[of], 0);
  const hasSkill = laters.every((later) => later.hasSkill);
  const later = { hours: first.hours, p10: sum('p10'), p50: sum('p50'), p90: sum('p90'), hasSkill };
  return { figure, later, simulated };
}
