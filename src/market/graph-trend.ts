import { STEADY_WITHIN } from '#analytics/direction.ts';
import { builder } from '#graph/builder.ts';
import { microUsd } from '#units/money.ts';
import { percentOf, rounded } from '#units/rounding.ts';
import type { Instant } from '#units/time.ts';
import { AbsenceEnum, type Absence } from './graph-absence.ts';
import type { Resolution } from './store-quotes.ts';
import { FEWEST_BUCKETS, type PriceTrend, type TrendBucket } from './price-trend.ts';

export const DirectionEnum = builder.enumType('Direction', {
  description: 'Where a price goes. A change within ±1 % is steady.',
  values: {
    RISING: { description: 'Up by more than 1 %.' },
    FALLING: { description: 'Down by more than 1 %.' },
    STEADY: { description: 'Within 1 % up or down.' },
  },
});

/** A trend with what it is a trend of. */
export type ShownTrend = PriceTrend & {
  readonly from: Instant;
  readonly to: Instant;
  readonly lengthMs: number;
  readonly simulated: boolean;
  readonly sources: readonly string[];
  readonly resolution: Resolution;
};

function usd(key: 'p10' | 'p50' | 'p90' | 'min' | 'max') {
  return ({ figures }: TrendBucket) => {
    const price = figures?.[key] ?? null;
    return price === null ? null : microUsd(price);
  };
}

const NULL_WHERE_EMPTY = 'Null where no quote was in force: see absence.';

const PriceBucketRef = builder.objectRef<TrendBucket>('PriceBucket').implement({
  description:
    'Prices per GPU-hour over one bucket of time, in US dollars. A quote is one price of one offer, which holds from its change until that offer’s next one; figures weigh each quote by how long it was in force within the bucket, and leave anomalies out.',
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
      description: `The lowest price that at least a tenth of the offers’ time lay at or below. ${NULL_WHERE_EMPTY}`,
      resolve: usd('p10'),
    }),
    p50: t.field({
      type: 'USD',
      nullable: true,
      description: `The median: the lowest price that at least half of the offers’ time lay at or below. ${NULL_WHERE_EMPTY}`,
      resolve: usd('p50'),
    }),
    p90: t.field({
      type: 'USD',
      nullable: true,
      description: `The lowest price that at least nine tenths of the offers’ time lay at or below. ${NULL_WHERE_EMPTY}`,
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
        'Quotes kept out as anomalies: further than 3 × 1.4826 × MAD from the bucket’s median, and less than a quarter or more than four times of it, as providers differ honestly (median and MAD weighted by time); only where the bucket has five or more.',
      resolve: ({ figures }) => figures?.anomalies ?? 0,
    }),
    anomalous: t.exposeBoolean('anomalous', {
      description:
        'True where the bucket itself is an anomaly: its median is further than 3 × 1.4826 × MAD, and than 3 %, from the median of the buckets around it (12 on each side). Three such buckets in a row are a new price and no anomaly. An anomalous bucket is kept out of slope, change, volatility and direction.',
    }),
    absence: t.field({
      type: AbsenceEnum,
      nullable: true,
      description:
        'Why there are no prices: nothing was listed (NOT_OBSERVED), or everything was taken (SOLD_OUT). Null where there are.',
      resolve: ({ figures }): Absence | null => {
        if (figures === null) return 'NOT_OBSERVED';
        return figures.p50 === null ? 'SOLD_OUT' : null;
      },
    }),
    availability: t.float({
      nullable: true,
      description:
        'The share of the time offers were listed that they could be rented, summed over offers, 0 to 1. Null where none was listed. Where a filter says rentableOnly: false it is 1.',
      resolve: ({ figures }) =>
        figures && figures.listedMs > 0 ? rounded(figures.offerMs / figures.listedMs, 4) : null,
    }),
    offers: t.float({
      description:
        'How many offers there were on average that could be rented, anomalies too, over the part of the bucket that has gone by.',
      resolve: ({ figures, elapsedMs }) =>
        figures && elapsedMs > 0 ? rounded(figures.offerMs / elapsedMs, 4) : 0,
    }),
  }),
});

export const ResolutionEnum = builder.enumType('Resolution', {
  description: 'What history an answer is read from. All say the same of a time that they cover.',
  values: {
    RAW: { description: 'Every single change.' },
    HOURLY: { description: 'Roll-ups by the hour.' },
    DAILY: { description: 'Roll-ups by the day.' },
    MIXED: {
      description: 'Roll-ups for the past, and hours or single changes for what they do not cover yet.',
    },
  } satisfies Record<Resolution, object>,
});

export const PriceTrendRef = builder.objectRef<ShownTrend>('PriceTrend').implement({
  description:
    'How a price has moved: figures DERIVED from every quote of the offers in the filter, in buckets of time, with slope, volatility and direction of the medians. Imported history counts like witnessed history.',
  fields: (t) => ({
    from: t.expose('from', {
      type: 'DateTime',
      description: 'The beginning of the first bucket: the window is widened to whole buckets.',
    }),
    to: t.expose('to', {
      type: 'DateTime',
      description: 'The end of the window; now, where the period asked for ends later.',
    }),
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
    resolution: t.field({
      type: ResolutionEnum,
      description: 'What the buckets were read from.',
      resolve: ({ resolution }) => resolution,
    }),
    directionThresholdPercent: t.float({
      description: 'How far changePercent may lie from 0 while direction is STEADY.',
      resolve: () => STEADY_WITHIN * 100,
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
      resolve: ({ change }) => (change === undefined ? null : percentOf(change, 1)),
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
      description: `Why there is no trend: no quote at all in the window (NOT_OBSERVED), or fewer than ${FEWEST_BUCKETS} buckets with prices (NOT_ENOUGH_DATA). Null where there is one.`,
      resolve: ({ buckets, slopePerDay }): Absence | null => {
        if (slopePerDay !== undefined) return null;
        return buckets.some(({ figures }) => (figures?.n ?? 0) > 0) ? 'NOT_ENOUGH_DATA' : 'NOT_OBSERVED';
      },
    }),
  }),
});
