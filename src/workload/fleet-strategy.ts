import type { FleetTerms } from '#analytics/fleet-bound.ts';
import { planFleet, type FleetPlan } from '#analytics/fleet-plan.ts';
import type { Context } from '#graph/context.ts';
import type { Moment } from '#graph/moment.ts';
import type { OfferScope } from '#market/offer-scope.ts';
import { derived, fact, given, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { microUsd, usdAsFloat } from '#units/money.ts';
import type { Instant } from '#units/time.ts';
import type { Cost } from './cost.ts';
import { fleetAlternatives, type FleetAlternative } from './fleet-alternatives.ts';
import {
  againstCloud,
  againstOnDemand,
  fleetCloudQuotes,
  roiOf,
  yearlySaving,
  type FleetComparison,
} from './fleet-comparison.ts';
import { fleetMarket, type FleetCandidate, type FleetMarket, type FleetNeeds } from './fleet-market.ts';
import { partsOf, sumOf, totalCost, type FleetPart } from './fleet-parts.ts';
import { CAPACITY_UNITS, type FleetReliability, type FleetWorkload } from './fleet-policy.ts';
import { noFleet, type NoFleet } from './fleet-refusal.ts';
import { pricedGpus, type PriceFactors } from './gpu-prices.ts';
import { nextTurn } from './next-turn.ts';
import { fleetOffers } from './store-fleet-offers.ts';

export type AskedFleet = FleetNeeds & {
  readonly workload: FleetWorkload;
  readonly reliability: FleetReliability;
  /** Micro-dollars a month. */
  readonly budget: number;
  readonly capacityAtLeast: number | null;
  readonly scope: OfferScope;
};

export type FleetStrategy = {
  readonly at: Instant;
  readonly asked: AskedFleet;
  readonly market: FleetMarket;
  /** Null where a fleet was found. */
  readonly refusal: NoFleet | null;
  readonly parts: readonly FleetPart[];
  readonly cost: Cost;
  readonly budgetLeft: Figure;
  readonly capacity: Figure;
  readonly counted: Figure;
  readonly onDemandShare: Figure;
  readonly onDemand: FleetComparison;
  readonly cloud: FleetComparison;
  readonly roi: Figure | null;
  readonly yearly: Figure | null;
  readonly isProven: boolean;
  readonly gapPercent: Figure;
  readonly alternatives: readonly FleetAlternative[];
};

/** The fleet for a workload and a budget on the market of the moment: four statements, whatever the market's size. */
export async function fleetStrategy(
  asked: AskedFleet,
  context: Context,
  moment: Moment,
): Promise<FleetStrategy> {
  const [offers, quotes, priced] = await Promise.all([
    fleetOffers(context.db, asked.scope, moment),
    fleetCloudQuotes(context.db, moment),
    pricedGpus(context, asked.scope, moment),
  ]);
  const factors = new Map(priced.map((one) => [`${one.gpu.slug} ${one.billing}`, one.factors]));
  const factorsOf = ({ gpu, offer }: FleetCandidate): PriceFactors | null =>
    factors.get(`${gpu.slug} ${offer.billing}`) ?? null;
  const market = fleetMarket(offers, asked);
  const options = market.candidates.map(({ option }) => option);
  const terms = termsOf(asked);
  await nextTurn();
  const plan = planFleet(options, terms);
  const refusal = await noFleet(asked, market, offers.length, plan, terms);
  const parts = refusal ? [] : partsOf(plan, market.candidates, terms, asked.hours, factorsOf);
  const cost = totalCost(parts);
  const budget = given(usdAsFloat(microUsd(asked.budget)), 'USD');
  const onDemand = againstOnDemand(parts, cost.figure, offers);
  const cloud = againstCloud(parts, cost.figure, quotes, moment.at);
  const { unit } = asked.measure;
  const capacity = sumOf(
    parts.map(({ brings }) => brings),
    unit,
  );
  const base = sumOf(
    parts.filter(({ offer }) => offer.billing === 'ON_DEMAND').map(({ brings }) => brings),
    unit,
  );
  const alternatives = refusal ? [] : await fleetAlternatives(plan, market.candidates, terms, asked);
  const counted = countedOf(capacity, base, asked);
  const isEmpty = parts.length === 0;
  return {
    at: moment.at,
    asked,
    market,
    refusal,
    parts,
    cost,
    budgetLeft: derived(formula('budget - cost'), { budget, cost: cost.figure }, 'USD'),
    capacity,
    counted,
    onDemandShare: isEmpty
      ? fact(0, '1', 'DERIVED', 'nothing is rented')
      : derived(formula('onDemand / capacity'), { onDemand: base, capacity }, '1'),
    onDemand,
    cloud,
    roi: roiOf(cloud, cost.figure),
    yearly: yearlySaving(cloud, given(asked.hours, 'h')),
    isProven: plan.isProven,
    gapPercent: gapOf(plan, counted),
    alternatives,
  };
}

export function termsOf({ budget, policy }: Pick<AskedFleet, 'budget' | 'policy'>): FleetTerms {
  return { budget, onDemandPercent: policy.onDemandPercent, sparePercent: policy.sparePercent };
}

/** What may be counted on: all of it less what is kept to spare, and no more than the on-demand part allows. */
function countedOf(capacity: Figure, onDemand: Figure, { policy }: AskedFleet): Figure {
  const level = 'the level of reliability asked for';
  const spare = fact(policy.sparePercent / 100, '1', 'ASSUMED', level);
  if (policy.onDemandPercent === 0)
    return derived(formula('capacity / (1 + spare)'), { capacity, spare }, capacity.unit);
  const share = fact(policy.onDemandPercent / 100, '1', 'ASSUMED', level);
  return derived(
    formula('min(capacity / (1 + spare), onDemand / share)'),
    { capacity, spare, onDemand, share },
    capacity.unit,
  );
}

function gapOf({ bound, isProven }: FleetPlan, found: Figure): Figure {
  if (found.value === 0) return fact(0, '%', 'DERIVED', 'nothing is rented');
  const most = isProven ? found : fact(bound / CAPACITY_UNITS, found.unit, 'DERIVED', 'Lagrange’s bound');
  return derived(formula('100 * (most - found) / found'), { most, found }, '%');
}
