import { asOf } from '#graph/as-of.ts';
import { builder } from '#graph/builder.ts';
import { pricesMoment } from '#market/graph-moment.ts';
import { fact, type Figure } from '#units/figure.ts';
import { microUsd } from '#units/money.ts';
import type { FleetComparison } from './fleet-comparison.ts';
import type { LeftOut } from './fleet-market.ts';
import type { FleetPolicy } from './fleet-policy.ts';
import type { NoFleet } from './fleet-refusal.ts';
import { fleetStrategy, type FleetStrategy } from './fleet-strategy.ts';
import { CostRef } from './graph-cost.ts';
import { FigureRef } from './graph-figure.ts';
import { FleetAlternativeRef } from './graph-fleet-alternative.ts';
import { askedFleet, FleetStrategyInput } from './graph-fleet-input.ts';
import { FleetPartRef } from './graph-fleet-part.ts';

const LEVEL = 'the level of reliability asked for';
const share = (value: number): Figure => fact(value, '1', 'ASSUMED', LEVEL);

const FleetPolicyRef = builder.objectRef<FleetPolicy>('FleetPolicy').implement({
  description: 'What the level of reliability asked for means.',
  fields: (t) => ({
    onDemandShare: t.field({
      type: FigureRef,
      description: 'Share of the counted capacity that is on-demand at least.',
      resolve: ({ onDemandPercent }) => share(onDemandPercent / 100),
    }),
    spareShare: t.field({
      type: FigureRef,
      description: 'Capacity beyond what is counted, as a share of that.',
      resolve: ({ sparePercent }) => share(sparePercent / 100),
    }),
    minReliability: t.field({
      type: FigureRef,
      description: 'Offers that state less are left out; those that state none count as 0.99.',
      resolve: ({ minReliability }) => share(minReliability),
    }),
  }),
});

const NoFleetReasonEnum = builder.enumType('NoFleetReason', {
  description: 'Why there is no fleet that does what was asked for.',
  values: {
    NOT_OFFERED: { description: 'Nothing can be rented in this part of the market.' },
    NOTHING_FITS: { description: 'No offer has the memory, the GPUs or the reliability needed.' },
    NO_ON_DEMAND: { description: 'Some has to be on-demand, and every offer that fits is spot.' },
    BUDGET_TOO_SMALL: { description: 'The cheapest machine that does costs more.' },
    CAPACITY_NOT_REACHED: { description: 'The budget buys less capacity than is needed.' },
  },
});

const NoFleetRef = builder.objectRef<NoFleet>('NoFleet').implement({
  description: 'Why there is no fleet, and what would make it possible.',
  fields: (t) => ({
    reason: t.field({ type: NoFleetReasonEnum, description: 'Why.', resolve: ({ reason }) => reason }),
    message: t.exposeString('message', { description: 'Why, with figures, and what to ask for instead.' }),
    leastBudget: t.field({
      type: 'USD',
      nullable: true,
      description:
        'A monthly budget that would do: the least one for BUDGET_TOO_SMALL, within a hundredth of it for CAPACITY_NOT_REACHED. Null where money does not mend it.',
      resolve: ({ leastBudget }) => (leastBudget === null ? null : microUsd(leastBudget)),
    }),
  }),
});

const LeftOutEnum = builder.enumType('FleetLeftOutReason', {
  description: 'Why offers were not planned with.',
  values: {
    TOO_LITTLE_VRAM: { description: 'One GPU has less memory than asked for.' },
    TOO_FEW_GPUS: { description: 'The machine has fewer GPUs than have to work together.' },
    TOO_UNRELIABLE: { description: 'Its stated reliability is below what the level asks for.' },
    NO_MEASURE: { description: 'The catalog has no figure of the GPU that this workload is measured by.' },
  },
});

const LeftOutRef = builder.objectRef<LeftOut>('FleetLeftOut').implement({
  description: 'Offers that were not planned with.',
  fields: (t) => ({
    reason: t.field({ type: LeftOutEnum, description: 'Why.', resolve: ({ reason }) => reason }),
    offers: t.exposeInt('offers', { description: 'How many.' }),
  }),
});

const FleetComparisonRef = builder.objectRef<FleetComparison>('FleetComparison').implement({
  description:
    'What the same GPUs for the same hours cost elsewhere. Null figures where `missing` names GPUs.',
  fields: (t) => ({
    cost: t.expose('cost', { type: FigureRef, nullable: true, description: 'What they cost there.' }),
    saving: t.expose('saving', {
      type: FigureRef,
      nullable: true,
      description: 'That less what the fleet costs; negative where the fleet is dearer.',
    }),
    savingPercent: t.expose('savingPercent', {
      type: FigureRef,
      nullable: true,
      description: 'The saving in percent of the cost there.',
    }),
    missing: t.stringList({
      description: 'GPUs that have no price there, nor near ones.',
      resolve: ({ missing }) => [...missing],
    }),
  }),
});

const FleetStrategyRef = builder.objectRef<FleetStrategy>('FleetStrategy').implement({
  description:
    'The fleet with the most counted capacity that a budget rents, of those the cheapest, of those the one with the fewest machines: machines with roles, and what they cost.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'The instant it is true for.' }),
    policy: t.field({
      type: FleetPolicyRef,
      description: 'What the level of reliability asked for means.',
      resolve: ({ asked }) => asked.policy,
    }),
    refusal: t.field({
      type: NoFleetRef,
      nullable: true,
      description: 'Why there is no fleet; null where there is one.',
      resolve: ({ refusal }) => refusal,
    }),
    parts: t.field({
      type: [FleetPartRef],
      description: 'What to rent, each offer once for each role; empty where there is no fleet.',
      resolve: ({ parts }) => [...parts],
    }),
    totalGpus: t.int({
      description: 'The sum of the parts’ GPUs.',
      resolve: ({ parts }) => parts.reduce((sum, { gpus }) => sum + gpus.value, 0),
    }),
    monthlyCost: t.field({
      type: CostRef,
      description: 'The sum of the parts’ costs: at most the budget.',
      resolve: ({ cost }) => cost,
    }),
    budgetLeft: t.field({
      type: FigureRef,
      description: 'The budget less the cost.',
      resolve: ({ budgetLeft }) => budgetLeft,
    }),
    capacity: t.field({
      type: FigureRef,
      description: 'Of all that is rented: throughput × share of the hours that is worked.',
      resolve: ({ capacity }) => capacity,
    }),
    countedCapacity: t.field({
      type: FigureRef,
      description: 'What may be counted on at the level of reliability: what is made as much as possible.',
      resolve: ({ counted }) => counted,
    }),
    onDemandShare: t.field({
      type: FigureRef,
      description: 'Share of all capacity that is on-demand.',
      resolve: ({ onDemandShare }) => onDemandShare,
    }),
    againstOnDemand: t.field({
      type: FleetComparisonRef,
      description: 'Against the same GPUs at the cheapest on-demand offer of each here.',
      resolve: ({ onDemand }) => onDemand,
    }),
    againstDearestCloud: t.field({
      type: FleetComparisonRef,
      description:
        'Against the same GPUs, or the nearest ones, at the dearest of AWS, Azure and Google Cloud.',
      resolve: ({ cloud }) => cloud,
    }),
    roiPercent: t.field({
      type: FigureRef,
      nullable: true,
      description:
        'Return on what the fleet costs: 100 × the saving against the dearest cloud ÷ the cost, both of the hours asked for. Null where that saving is not known.',
      resolve: ({ roi }) => roi,
    }),
    yearlySaving: t.field({
      type: FigureRef,
      nullable: true,
      description:
        'The saving against the dearest cloud if the fleet ran all of a year’s 8,760 hours: 266 USD in 100 hours are 23,302. Null where that saving is not known.',
      resolve: ({ yearly }) => yearly,
    }),
    isOptimal: t.exposeBoolean('isProven', {
      description:
        'True where it is proven that no fleet is better; else `gapPercent` says how far off it may be.',
    }),
    gapPercent: t.field({
      type: FigureRef,
      description: 'How much more counted capacity a better fleet could have at most; 0 where it is proven.',
      resolve: ({ gapPercent }) => gapPercent,
    }),
    offersConsidered: t.int({
      description: 'Offers that fit, out of which the fleet was chosen.',
      resolve: ({ market }) => market.candidates.length,
    }),
    leftOut: t.field({
      type: [LeftOutRef],
      description: 'Offers that do not fit, by reason.',
      resolve: ({ market }) => [...market.leftOut],
    }),
    alternatives: t.field({
      type: [FleetAlternativeRef],
      complexity: { multiplier: 5 },
      description:
        'The chosen fleet and the best ones by simpler rules at the same budget, with why each lost. Empty where there is no fleet.',
      resolve: ({ alternatives }) => [...alternatives],
    }),
  }),
});

builder.queryField('fleetStrategy', (t) =>
  t.field({
    type: FleetStrategyRef,
    description:
      'Which machines to rent for a workload within a monthly budget, at the prices and the availability of the moment: an exact optimum over whole machines, base on-demand and burst on spot.',
    complexity: { field: 150 },
    args: {
      input: t.arg({ type: FleetStrategyInput, required: true, description: 'The workload and the budget.' }),
      ...asOf,
    },
    resolve: async (_root, { input }, context, info) =>
      fleetStrategy(await askedFleet(input, context), context, await pricesMoment(context, info)),
  }),
);
