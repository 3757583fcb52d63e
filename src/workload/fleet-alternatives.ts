import type { FleetTerms } from '#analytics/fleet-bound.ts';
import type { FleetOption } from '#analytics/fleet-groups.ts';
import { planFleet, type FleetPlan } from '#analytics/fleet-plan.ts';
import { derived, fact, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import type { FleetCandidate, FleetNeeds } from './fleet-market.ts';
import { sumOf } from './fleet-parts.ts';
import { CAPACITY_UNITS } from './fleet-policy.ts';
import { nextTurn } from './next-turn.ts';

export type FleetPolicyName = 'CHOSEN' | 'ALL_SPOT' | 'ALL_ON_DEMAND' | 'ONE_GPU' | 'CHEAPEST_MACHINE';

/** The best fleet under another rule. */
export type FleetAlternative = {
  readonly policy: FleetPolicyName;
  /** Null where the rule leaves nothing within the budget. */
  readonly cost: Figure | null;
  readonly capacity: Figure | null;
  readonly spotShare: Figure | null;
  readonly machines: number;
  readonly gpus: readonly string[];
  /** No other is at least as good in cost, capacity and spot share, and better in one. */
  readonly onFront: boolean;
  readonly verdict: string;
};

type Tried = Omit<FleetAlternative, 'onFront' | 'verdict'>;

/** For what is shown beside the answer a search is cut short earlier: tens of milliseconds. */
const MOST_MOVES = 100_000;

/** The chosen fleet beside the best ones by simpler rules at the same budget, each with why it lost. */
export async function fleetAlternatives(
  chosen: FleetPlan,
  candidates: readonly FleetCandidate[],
  terms: FleetTerms,
  needs: FleetNeeds,
): Promise<readonly FleetAlternative[]> {
  const options = candidates.map(({ option }) => option);
  const plain = { ...terms, onDemandPercent: 0 };
  const spot = await planned(
    options.filter(({ isOnDemand }) => !isOnDemand),
    plain,
  );
  const onDemand = await planned(
    options.filter(({ isOnDemand }) => isOnDemand),
    plain,
  );
  const byGpu: FleetPlan[] = [];
  for (const own of Map.groupBy(candidates, ({ gpu }) => gpu.slug).values())
    byGpu.push(
      await planned(
        own.map(({ option }) => option),
        terms,
      ),
    );
  const oneGpu = byGpu.toSorted((a, b) => b.counted - a.counted || a.cost - b.cost)[0]!;
  const small = options.filter(({ available }) => available > 0).map(({ cost }) => cost);
  const cheapest = await planned(options, { ...plain, budget: Math.min(terms.budget, ...small) });
  const tried = [
    triedOf('CHOSEN', chosen, candidates, needs),
    triedOf('ALL_SPOT', spot, candidates, needs),
    triedOf('ALL_ON_DEMAND', onDemand, candidates, needs),
    triedOf('ONE_GPU', oneGpu, candidates, needs),
    triedOf('CHEAPEST_MACHINE', cheapest, candidates, needs),
  ];
  return tried.map((one) => ({ ...one, onFront: isOnFront(one, tried), verdict: verdictOf(one, tried[0]!) }));
}

function triedOf(
  policy: FleetPolicyName,
  plan: FleetPlan,
  candidates: readonly FleetCandidate[],
  needs: FleetNeeds,
): Tried {
  const byId = new Map(candidates.map((candidate) => [candidate.option.id, candidate]));
  const rows = plan.chosen.map(({ option, count }) => ({ candidate: byId.get(option.id)!, count }));
  const gpus = [...new Set(rows.map(({ candidate }) => candidate.gpu.name))];
  if (rows.length === 0) return { policy, cost: null, capacity: null, spotShare: null, machines: 0, gpus };
  const { unit } = needs.measure;
  const hours = fact(needs.hours, 'h', 'GIVEN', 'the caller');
  const costs = rows.map(({ candidate: { price, offer }, count }) =>
    derived(
      formula('machines * gpus * price * hours'),
      {
        machines: fact(count, 'machines', 'DERIVED', 'the best fleet by this rule'),
        gpus: fact(offer.gpuCount, 'GPUs', 'OBSERVED', offer.source),
        price,
        hours,
      },
      'USD',
    ),
  );
  const capacity = fact(
    plan.capacity / CAPACITY_UNITS,
    unit,
    'ESTIMATED',
    'the sum of the machines’ capacities',
  );
  const spot = fact(
    (plan.capacity - plan.onDemand) / CAPACITY_UNITS,
    unit,
    'ESTIMATED',
    'the spot machines’ part',
  );
  const spotShare = derived(formula('spot / capacity'), { spot, capacity }, '1');
  return { policy, cost: sumOf(costs, 'USD'), capacity, spotShare, machines: plan.machines, gpus };
}

async function planned(options: readonly FleetOption[], terms: FleetTerms): Promise<FleetPlan> {
  await nextTurn();
  return planFleet(options, terms, { moves: MOST_MOVES });
}

type Point = readonly [cost: number, lessCapacity: number, spotShare: number];

function pointOf({ cost, capacity, spotShare }: Tried): Point | null {
  return cost && capacity && spotShare ? [cost.value, -capacity.value, spotShare.value] : null;
}

function isOnFront(one: Tried, all: readonly Tried[]): boolean {
  const own = pointOf(one);
  if (!own) return false;
  return !all.some((other) => {
    const point = pointOf(other);
    if (!point) return false;
    return point.every((value, at) => value <= own[at]!) && point.some((value, at) => value < own[at]!);
  });
}

function verdictOf(one: Tried, chosen: Tried): string {
  if (one.policy === 'CHOSEN')
    return 'The most counted capacity within the budget at the reliability asked for.';
  const [own, best] = [pointOf(one), pointOf(chosen)];
  if (!own || !best) return 'Nothing of the kind is offered within the budget.';
  if (own.every((value, at) => value === best[at])) return 'The same as the chosen one.';
  const share = `${Math.round(own[2] * 100)} % of it on spot instead of ${Math.round(best[2] * 100)} %`;
  return `${change(-best[1], -own[1])} capacity for ${change(best[0], own[0])} money, ${share}.`;
}

function change(from: number, to: number): string {
  const percent = from === 0 ? 0 : (100 * (to - from)) / from;
  return `${Math.abs(percent).toFixed(1)} % ${percent < 0 ? 'less' : 'more'}`;
}
