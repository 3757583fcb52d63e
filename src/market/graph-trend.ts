import { bucketLengthFor, bucketsOf } from '#analytics/buckets.ts';
import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { badInput } from '#graph/errors.ts';
import { microUsd } from '#units/money.ts';
import { DAY_MS, MINUTE_MS, plusMs, type Instant } from '#units/time.ts';
import { AbsenceEnum, type Absence } from './graph-absence.ts';
import { ANY_HISTORY, scopeOf, TrendFilter, type FilterInput } from './graph-filter.ts';
import { GpuRef } from './graph-gpu.ts';
import type { OfferScope } from './offer-scope.ts';
import { FEWEST_BUCKETS, trendOf, type PriceTrend, type TrendBucket } from './price-trend.ts';
import { quoteBuckets, sourcesOf, type Buckets, type QuoteBucket } from './store-quotes.ts';

export const DirectionEnum = builder.enumType('Direction', {
  description: 'Where a price goes. A change within ±1 % is steady.',
  values: {
    RISING: { description: 'Up by more than 1 %.' },
    FALLING: { description: 'Down by more than 1 %.' },
    STEADY: { description: 'Within 1 % up or down.' },
  },
});

const BetweenInput = builder.inputType('BetweenInput', {
  description: 'A time from one instant to another.',
  fields: (t) => ({
    from: t.field({ type: 'DateTime', required: true, description: 'The beginning, included.' }),
    to: t.field({ type: 'DateTime', required: true, description: 'The end, excluded; after the beginning.' }),
  }),
});

const PeriodInput = builder.inputType('PeriodInput', {
  description: 'A stretch of time, at most 366 days.',
  isOneOf: true,
  fields: (t) => ({
    last: t.field({
      type: 'Duration',
      description: 'Up to now, for this long: "PT24H", "P7D", "P30D", "P365D".',
    }),
    between: t.field({ type: BetweenInput, description: 'From one instant to another.' }),
  }),
});

const MAX_WINDOW_MS = 366 * DAY_MS;
const MAX_BUCKETS = 750;

type Shown = PriceTrend & {
  readonly from: Instant;
  readonly to: Instant;
  readonly lengthMs: number;
  readonly simulated: boolean;
  readonly sources: readonly string[];
};

function usd<Key extends 'p10' | 'p50' | 'p90' | 'min' | 'max'>(key: Key) {
  return ({ figures }: TrendBucket) => (figures ? microUsd(Math.round(figures[key])) : null);
}

const NULL_WHERE_EMPTY = 'Null where no quote was in force: see absence.';

const PriceBucketRef = builder.objectRef<TrendBucket>('PriceBucket').implement({
  description:
    'Prices per GPU-hour over one bucket of time, in US dollars. A quote is one price of one offer, which holds from its change until that offer’s next one; figures are over quotes, each counted once, without the anomalies.',
  fields: (t) => ({
    start: t.expose('start', {
      type: 'DateTime',
      description: 'The beginning, included; a multiple of the bucket’s length since 1970.',
    }),
    end: t.expose('end', {
      type: 'DateTime',
      description: 'The end, excluded. The last bucket may end after now.',
    }),
    n: t.int({
      description:
        'Quotes in force during the bucket: those in force at its start and those that began within it.',
      resolve: ({ figures }) => figures?.n ?? 0,
    }),
    p10: t.field({
      type: 'USD',
      nullable: true,
      description: `A tenth of the quotes are at or below this (type 7). ${NULL_WHERE_EMPTY}`,
      resolve: usd('p10'),
    }),
    p50: t.field({
      type: 'USD',
      nullable: true,
      description: `The median of the quotes (type 7). ${NULL_WHERE_EMPTY}`,
      resolve: usd('p50'),
    }),
    p90: t.field({
      type: 'USD',
      nullable: true,
      description: `Nine tenths of the quotes are at or below this (type 7). ${NULL_WHERE_EMPTY}`,
      resolve: usd('p90'),
    }),
    min: t.field({
      type: 'USD',
      nullable: true,
      description: `The lowest quote. ${NULL_WHERE_EMPTY}`,
      resolve: usd('min'),
    }),
    max: t.field({
      type: 'USD',
      nullable: true,
      description: `The highest quote. ${NULL_WHERE_EMPTY}`,
      resolve: usd('max'),
    }),
    anomalies: t.int({
      description:
        'Quotes kept out as anomalies: further than 3 × 1.4826 × MAD from the median of the bucket’s quotes, and further than 3 %; only where the bucket has five or more.',
      resolve: ({ figures }) => figures?.anomalies ?? 0,
    }),
    anomalous: t.exposeBoolean('anomalous', {
      description:
        'True where the bucket itself is an anomaly: its median is further than 3 × 1.4826 × MAD, and than 3 %, from the median of the buckets around it (12 on each side). It is kept out of slope, change, volatility and direction.',
    }),
    absence: t.field({
      type: AbsenceEnum,
      nullable: true,
      description:
        'Why there are no prices: nothing offered, or (before the first quote of the window) nothing known. Null where there are.',
      resolve: ({ figures, watched }): Absence | null => {
        if (figures) return null;
        return watched ? 'NOT_OFFERED' : 'NOT_ENOUGH_DATA';
      },
    }),
  }),
});

const PriceTrendRef = builder.objectRef<Shown>('PriceTrend').implement({
  description:
    'How a price has moved: figures DERIVED from every quote of the offers in the filter, in buckets of time, with slope, volatility and direction of the medians. Imported history counts like witnessed history.',
  fields: (t) => ({
    from: t.expose('from', {
      type: 'DateTime',
      description: 'The beginning of the first bucket: the window is widened to whole buckets.',
    }),
    to: t.expose('to', { type: 'DateTime', description: 'The end of the window.' }),
    bucketLength: t.field({
      type: 'Duration',
      description: 'How long each bucket is.',
      resolve: ({ lengthMs }) => lengthMs,
    }),
    simulated: t.exposeBoolean('simulated', {
      description: 'True where quotes of the simulated market are in it.',
    }),
    sources: t.stringList({
      description: 'Where its quotes were read: URLs and files. Empty where there are no quotes.',
      resolve: ({ sources }) => [...sources],
    }),
    buckets: t.field({
      type: [PriceBucketRef],
      description: 'Every bucket of the window in order of time, those without quotes too.',
      complexity: { multiplier: 30 },
      resolve: ({ buckets }) => [...buckets],
    }),
    slopePerDay: t.field({
      type: 'USD',
      nullable: true,
      description: `How much the price rises a day (falls, where negative), in US dollars: the Theil–Sen slope, the median of the slopes between every two buckets’ medians. Null with fewer than ${FEWEST_BUCKETS} buckets with prices.`,
      resolve: ({ slopePerDay }) => (slopePerDay === undefined ? null : microUsd(Math.round(slopePerDay))),
    }),
    changePercent: t.float({
      nullable: true,
      description:
        'The slope over the stretch that has prices, in percent of the median price. Null where there is no slope.',
      resolve: ({ change }) => (change === undefined ? null : Math.round(change * 1000) / 10),
    }),
    direction: t.field({
      type: DirectionEnum,
      nullable: true,
      description: 'What changePercent amounts to, 1 % being the threshold. Null where there is no slope.',
      resolve: ({ direction }) => direction,
    }),
    volatility: t.float({
      nullable: true,
      description:
        'Standard deviation of ln(median ÷ median before) over neighbouring buckets: 0.02 is moves of about 2 % a bucket. Null with fewer than two such moves.',
      resolve: ({ volatility }) => (volatility === undefined ? null : Number(volatility.toPrecision(4))),
    }),
    anomalies: t.int({
      description: 'Anomalies in all: quotes kept out of buckets, and buckets kept out of the trend.',
      resolve: ({ buckets }) =>
        buckets.reduce(
          (sum, { figures, anomalous }) => sum + (figures?.anomalies ?? 0) + (anomalous ? 1 : 0),
          0,
        ),
    }),
    absence: t.field({
      type: AbsenceEnum,
      nullable: true,
      description: `Why there is no trend: no quote at all in the window (NOT_OFFERED), or fewer than ${FEWEST_BUCKETS} buckets with prices (NOT_ENOUGH_DATA). Null where there is one.`,
      resolve: ({ buckets, slopePerDay }): Absence | null => {
        if (slopePerDay !== undefined) return null;
        return buckets.some(({ figures }) => figures !== null) ? 'NOT_ENOUGH_DATA' : 'NOT_OFFERED';
      },
    }),
  }),
});

type TrendArgs = {
  readonly filter: FilterInput;
  readonly period: {
    readonly last?: number | null | undefined;
    readonly between?: { readonly from: Instant; readonly to: Instant } | null | undefined;
  };
  readonly bucket?: number | null | undefined;
};

type Window = { readonly to: Instant; readonly buckets: Buckets };

function windowOf({ period, bucket }: Pick<TrendArgs, 'period' | 'bucket'>, now: Instant): Window {
  const { last, between } = period;
  const lengthOfTime = between ? between.to - between.from : (last ?? DAY_MS);
  if (!(lengthOfTime > 0 && lengthOfTime <= MAX_WINDOW_MS)) {
    throw badInput('period', 'A period is longer than nothing and at most P366D.');
  }
  const to = between?.to ?? now;
  const lengthMs = bucket ?? bucketLengthFor(lengthOfTime);
  if (!(lengthMs >= MINUTE_MS)) throw badInput('bucket', 'A bucket is at least PT1M long.');
  const { start, count } = bucketsOf({ from: between?.from ?? plusMs(now, -lengthOfTime), to }, lengthMs);
  if (count > MAX_BUCKETS) {
    throw badInput(
      'bucket',
      `That makes ${count} buckets, and ${MAX_BUCKETS} is the most: ask for longer ones or a shorter period.`,
    );
  }
  return { to, buckets: { start, count, lengthMs } };
}

async function trendsOf(
  args: TrendArgs,
  context: Context,
  slugs: readonly string[] | null,
): Promise<(slug: string | null) => Shown> {
  const { db, simulated } = context;
  const now = context.now();
  const { to, buckets } = windowOf(args, now);
  const asked = await scopeOf({ billing: 'ON_DEMAND', ...args.filter }, context);
  if (slugs === null && !asked.gpus?.length && !asked.gpuNames?.length) {
    throw badInput(
      'filter.gpus',
      'Name the GPUs whose price is meant: `gpus` by the catalog, or `gpuNames` as providers write them.',
    );
  }
  const scope: OfferScope = { ...asked, gpus: narrowed(asked.gpus, slugs) };
  const byGpu = slugs !== null;
  const rows = await quoteBuckets(db, { scope, buckets, now, byGpu, gated: true });
  const sources = await sourcesOf(db, { scope, buckets, now, byGpu });
  return (slug) => {
    const own: QuoteBucket[] = rows.filter(({ gpu }) => gpu === slug);
    const from = sources.filter(({ gpu }) => gpu === slug);
    return {
      ...trendOf(own, buckets),
      from: buckets.start,
      to,
      lengthMs: buckets.lengthMs,
      simulated: from.length > 0 ? from.some((row) => row.simulated) : simulated,
      sources: from.map(({ source }) => source),
    };
  };
}

function narrowed(
  asked: readonly string[] | null,
  slugs: readonly string[] | null,
): readonly string[] | null {
  return asked && slugs ? slugs.filter((slug) => asked.includes(slug)) : (slugs ?? asked);
}

const PERIOD_DESCRIPTION = 'Which stretch of time; the last 24 hours where it is absent.';
const BUCKET_DESCRIPTION =
  'How long each bucket is, from one minute on. Where it is absent a length with at most about sixty buckets: an hour for 24 h, 6 hours for 7 d, a day for 30 d, 7 days for a year.';

builder.queryField('priceTrend', (t) =>
  t.field({
    type: PriceTrendRef,
    description:
      'How a price has moved, as one series over all offers in the filter, which names GPUs by the catalog or as providers write them (such as an imported "H100").',
    complexity: { field: 20 },
    args: {
      filter: t.arg({
        type: TrendFilter,
        required: true,
        description: 'Whose price; GPUs have to be named.',
      }),
      period: t.arg({
        type: PeriodInput,
        required: true,
        defaultValue: { last: DAY_MS },
        description: PERIOD_DESCRIPTION,
      }),
      bucket: t.arg({ type: 'Duration', description: BUCKET_DESCRIPTION }),
    },
    resolve: async (_root, args, context) => (await trendsOf(args, context, null))(null),
  }),
);

builder.objectField(GpuRef, 'priceTrend', (t) =>
  t.loadable({
    type: PriceTrendRef,
    byPath: true,
    description: 'How its price has moved.',
    complexity: { field: 10 },
    args: {
      filter: t.arg({
        type: TrendFilter,
        required: true,
        defaultValue: ANY_HISTORY,
        description: 'Whose offers; `gpus` within it narrows further.',
      }),
      period: t.arg({
        type: PeriodInput,
        required: true,
        defaultValue: { last: DAY_MS },
        description: PERIOD_DESCRIPTION,
      }),
      bucket: t.arg({ type: 'Duration', description: BUCKET_DESCRIPTION }),
    },
    load: async (slugs: string[], context: Context, args) => slugs.map(await trendsOf(args, context, slugs)),
    resolve: ({ slug }) => slug as string,
  }),
);
