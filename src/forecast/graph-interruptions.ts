import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { badInput } from '#graph/errors.ts';
import type { Moment } from '#graph/moment.ts';
import { ANY_OFFER, scopeOf } from '#market/graph-filter.ts';
import { GpuRef } from '#market/graph-gpu.ts';
import { askedMoment } from '#market/graph-moment.ts';
import { BillingEnum, PriceBasis } from '#market/graph-price.ts';
import { regionOf, RegionRef } from '#market/graph-region.ts';
import { MAX_WINDOW_MS, PeriodInput } from '#market/graph-trends.ts';
import type { OfferScope } from '#market/offer-scope.ts';
import { shareForNow } from '#graph/share-for-now.ts';
import { rawFrom } from '#market/store-raw-from.ts';
import type { MicroUsd } from '#units/money.ts';
import type { Billing } from '#units/quote.ts';
import { DAY_MS, formatInstant, instant, type Instant } from '#units/time.ts';
import { ESTIMATORS } from './estimator-definitions.ts';
import { EstimatorEnum, rateFields } from './graph-interruption-figures.ts';
import type { Estimator } from './hazards.ts';
import { estimatorsFor, ratesOf, type RatesByRegion, type RegionRates } from './interruption-rates.ts';
import { hazardsOf } from './store-hazards.ts';

export const InterruptionFilter = builder.inputType('InterruptionFilter', {
  description:
    'Whose interruptions are meant; everything given must hold. An empty list leaves nothing out, as an absent one.',
  fields: (t) => ({
    gpus: t.stringList({ description: 'GPUs by any name the catalog knows ("RTX 4090").' }),
    gpuNames: t.stringList({
      description:
        'GPU names exactly as providers write them, such as an imported "H100". Reports do not tell them: none counts beside it.',
    }),
    providers: t.stringList({
      description:
        'Provider ids ("vastai"). Naming them also reaches those of the other kind of market, and those known from imported files alone.',
    }),
    regions: t.stringList({
      description: 'Region codes ("DE", "US-CA"; a country covers its states) or continents ("EUROPE").',
    }),
    tiers: t.stringList({
      description:
        'Classes of service as the provider names them: "SECURE". Reports do not tell them: none counts beside it.',
    }),
    billing: t.field({
      type: BillingEnum,
      required: true,
      defaultValue: 'SPOT',
      description: 'On-demand or spot. BID_CROSSING and ADVISOR_BAND are of spot alone.',
    }),
  }),
});

export type InterruptionFilterInput = {
  readonly gpus?: readonly string[] | null | undefined;
  readonly gpuNames?: readonly string[] | null | undefined;
  readonly providers?: readonly string[] | null | undefined;
  readonly regions?: readonly string[] | null | undefined;
  readonly tiers?: readonly string[] | null | undefined;
  readonly billing: Billing;
};

type Answer = RatesByRegion & {
  readonly from: Instant;
  readonly to: Instant;
  readonly bid: MicroUsd | null;
  readonly served: boolean;
};

const RegionRatesRef = builder.objectRef<RegionRates>('RegionInterruptionRates').implement({
  description: 'How often machines in one region are interrupted. Null figures say why in absence.',
  fields: (t) => ({
    region: t.field({
      type: RegionRef,
      nullable: true,
      description: 'The region; null for machines without a known place together.',
      resolve: ({ region }) => regionOf(region),
    }),
    ...rateFields(t),
  }),
});

const InterruptionRatesRef = builder.objectRef<Answer>('InterruptionRates').implement({
  description:
    'How often machines are interrupted, by one estimator, in all and by region. Events over hours watched, with exact intervals. Null figures say why in absence.',
  fields: (t) => ({
    from: t.expose('from', {
      type: 'DateTime',
      description:
        'What happened from here on counts; later than asked for where single changes are kept no longer.',
    }),
    to: t.expose('to', {
      type: 'DateTime',
      description: 'The end of the period, at most the instant of the answer.',
    }),
    estimator: t.field({
      type: EstimatorEnum,
      nullable: true,
      description:
        'What these figures are. The one asked for; else BID_CROSSING with a bid; else the first of ADVISOR_BAND, REPORTED and MACHINE_OFFLINE that saw enough. Null where none saw anything.',
      resolve: ({ estimator }) => estimator,
    }),
    definition: t.string({
      nullable: true,
      description: 'What the estimator counts and what it cannot see. Null where estimator is.',
      resolve: ({ estimator }) => (estimator === null ? null : ESTIMATORS[estimator].description),
    }),
    basis: t.field({
      type: PriceBasis,
      description: 'LIST where a provider publishes the rate; else DERIVED from what was seen.',
      resolve: ({ estimator }) => (estimator === 'ADVISOR_BAND' ? 'LIST' : 'DERIVED'),
    }),
    providers: t.stringList({
      description: 'Ids of the providers whose machines are in it. Empty where nothing was seen.',
      resolve: ({ providers }) => [...providers],
    }),
    simulated: t.boolean({
      description: 'True where machines of the simulated market are in it.',
      resolve: ({ simulated, served, providers }) => (providers.length === 0 ? served : simulated),
    }),
    bid: t.expose('bid', {
      type: 'USD',
      nullable: true,
      description: 'The hypothetical bid per GPU-hour; null where none was made.',
    }),
    ...rateFields(t),
    regions: t.field({
      type: [RegionRatesRef],
      description:
        'By region, in order of code; machines without a known place last. At most as many as the catalog has regions.',
      resolve: ({ regions }) => [...regions],
    }),
    worstRegion: t.field({
      type: RegionRatesRef,
      nullable: true,
      description:
        'Of the regions with a rate the one with the highest shrunk rate (published rate, under ADVISOR_BAND): an unlucky hour does not make a region the worst. Null where fewer than two regions have a rate, or nothing happened in any.',
      resolve: ({ worst }) => worst,
    }),
  }),
});

type Args = {
  readonly filter: InterruptionFilterInput;
  readonly period: {
    readonly last?: number | null | undefined;
    readonly between?: { readonly from: Instant; readonly to: Instant } | null | undefined;
  };
  readonly bid?: MicroUsd | null | undefined;
  readonly estimator?: Estimator | null | undefined;
};

/** The stretch of time asked about. Throws BAD_USER_INPUT where there is none to answer for. */
async function windowOf(
  { period }: Args,
  { db }: Context,
  { at }: Moment,
): Promise<{ from: Instant; to: Instant }> {
  const to = Math.min(period.between?.to ?? at, at);
  const asked = period.between?.from ?? Math.max(at - (period.last ?? 0), 0);
  if (!(asked < to && to - asked <= MAX_WINDOW_MS)) {
    throw badInput(
      'period',
      'A period begins before now, ends after it begins, and is at most P3660D long: P30D.',
    );
  }
  const kept = await rawFrom(db);
  if (kept !== null && kept >= to) {
    throw badInput(
      'period',
      `Single changes are kept since ${formatInstant(kept)} alone: ask for a later period.`,
    );
  }
  return { from: instant(Math.max(asked, kept ?? 0)), to: instant(to) };
}

/** Answers for each GPU asked, or for all in the filter together where `slugs` is null. */
async function answersOf(
  args: Args,
  context: Context,
  slugs: readonly string[] | null,
  moment: Moment,
): Promise<(slug: string | null) => Answer> {
  const bid = bidOf(args.bid);
  if (args.estimator === 'BID_CROSSING' && bid === null)
    throw badInput('bid', 'BID_CROSSING needs a `bid`: US dollars per GPU-hour, such as "0.35".');
  const { from, to } = await windowOf(args, context, moment);
  const asked = await scopeOf({ ...ANY_OFFER, ...args.filter }, context);
  const scope: OfferScope = { ...asked, gpus: narrowed(asked.gpus, slugs) };
  const estimators = estimatorsFor(args.estimator ?? null, bid);
  const question = ['interruptions', scope, bid, estimators, args.period, slugs !== null];
  return shareForNow(context, question, moment, async () => {
    const cells = await hazardsOf(context.db, { scope, from, to, moment, estimators, bid });
    const byGpu = Map.groupBy(cells, ({ gpu }) => gpu);
    return (slug) => {
      const own = slugs === null ? cells : (byGpu.get(slug) ?? []);
      return { ...ratesOf(own, estimators), from, to, bid, served: context.simulated };
    };
  });
}

/** A bid as it was given; null without one. Throws BAD_USER_INPUT for one of nothing. */
export function bidOf(bid: MicroUsd | null | undefined): MicroUsd | null {
  if (bid == null) return null;
  if (bid > 0) return bid;
  throw badInput('bid', '`bid` is US dollars per GPU-hour, above 0: "0.35".');
}

function narrowed(
  asked: readonly string[] | null,
  slugs: readonly string[] | null,
): readonly string[] | null {
  return asked && slugs ? slugs.filter((slug) => asked.includes(slug)) : (slugs ?? asked);
}

const PERIOD = {
  type: PeriodInput,
  required: true,
  defaultValue: { last: 30 * DAY_MS },
  description: 'Which stretch of time; the last 30 days where it is absent.',
} as const;
const BID = {
  type: 'USD',
  description:
    'What a hypothetical renter bids per GPU-hour: each rise of a spot price above it is an interruption (BID_CROSSING).',
} as const;
const ESTIMATOR = {
  type: EstimatorEnum,
  description:
    'How interruptions are to be known; where it is absent what fits best: see `estimator` of the answer.',
} as const;
export const ANY_SPOT = { billing: 'SPOT' } as const;

builder.queryField('interruptions', (t) =>
  t.field({
    type: InterruptionRatesRef,
    description:
      'How often machines are interrupted: count, rate a day, mean time between interruptions with exact intervals, how long they last, how long new instances survive, by region and in all.',
    complexity: { field: 20 },
    args: {
      filter: t.arg({
        type: InterruptionFilter,
        required: true,
        defaultValue: ANY_SPOT,
        description: 'Whose interruptions.',
      }),
      period: t.arg(PERIOD),
      bid: t.arg(BID),
      estimator: t.arg(ESTIMATOR),
      asOf: t.arg({
        type: 'DateTime',
        description: 'A past instant: the answer is from what had been recorded by then. Now where absent.',
      }),
    },
    resolve: async (_root, args, context, info) =>
      (await answersOf(args, context, null, await askedMoment(context, info)))(null),
  }),
);

builder.objectField(GpuRef, 'interruptions', (t) =>
  t.loadable({
    type: InterruptionRatesRef,
    byPath: true,
    description: 'How often machines with this GPU are interrupted.',
    complexity: { field: 10 },
    args: {
      filter: t.arg({
        type: InterruptionFilter,
        required: true,
        defaultValue: ANY_SPOT,
        description: 'Whose machines; `gpus` within it narrows further.',
      }),
      period: t.arg(PERIOD),
      bid: t.arg(BID),
      estimator: t.arg(ESTIMATOR),
    },
    load: async (slugs: string[], context: Context, args, info) =>
      slugs.map(await answersOf(args, context, slugs, await askedMoment(context, info))),
    resolve: ({ slug }) => slug as string,
  }),
);
