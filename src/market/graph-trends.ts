import { bucketLengthFor, bucketsOf } from '#analytics/buckets.ts';
import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { badInput } from '#graph/errors.ts';
import type { Moment } from '#graph/moment.ts';
import { DAY_MS, instant, MINUTE_MS, plusMs, type Instant } from '#units/time.ts';
import { ANY_HISTORY, scopeOf, TrendFilter, type FilterInput } from './graph-filter.ts';
import { GpuRef } from './graph-gpu.ts';
import { pricesMoment } from './graph-moment.ts';
import { PriceTrendRef, type ShownTrend } from './graph-trend.ts';
import type { OfferScope } from './offer-scope.ts';
import { trendOf } from './price-trend.ts';
import { shareForNow } from '#graph/share-for-now.ts';
import { quoteBuckets, sourcesOf, type Buckets, type QuoteBucket } from './store-quotes.ts';

const BetweenInput = builder.inputType('BetweenInput', {
  description: 'A time from one instant to another.',
  fields: (t) => ({
    from: t.field({ type: 'DateTime', required: true, description: 'The beginning, included.' }),
    to: t.field({ type: 'DateTime', required: true, description: 'The end, excluded; after the beginning.' }),
  }),
});

export const PeriodInput = builder.inputType('PeriodInput', {
  description: 'A stretch of time, at most 3,660 days.',
  isOneOf: true,
  fields: (t) => ({
    last: t.field({
      type: 'Duration',
      description: 'Up to now, for this long: "PT24H", "P7D", "P30D", "P365D".',
    }),
    between: t.field({ type: BetweenInput, description: 'From one instant to another.' }),
  }),
});

export const MAX_WINDOW_MS = 3660 * DAY_MS;
const MAX_BUCKETS = 750;

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
  if (between && between.from >= now) {
    throw badInput('period', 'That period has not begun: there is history up to now alone.');
  }
  if (between && between.to <= between.from) {
    throw badInput(
      'period',
      '`to` is not after `from`: a period goes from the earlier to the later instant.',
    );
  }
  const lengthOfTime = between ? Math.min(between.to, now) - between.from : (last ?? DAY_MS);
  if (!(lengthOfTime > 0 && lengthOfTime <= MAX_WINDOW_MS)) {
    throw badInput('period', 'A period is longer than nothing and at most P3660D: P7D, or P365D for a year.');
  }
  const to = instant(Math.min(between?.to ?? now, now));
  const lengthMs = bucket ?? bucketLengthFor(lengthOfTime);
  if (!(lengthMs >= MINUTE_MS)) throw badInput('bucket', 'A bucket is at least PT1M long.');
  // The window is widened to whole buckets: a longer one would answer for a time nobody asked about.
  const askedFor = Math.min(between ? between.to - between.from : lengthOfTime, MAX_WINDOW_MS);
  if (lengthMs > askedFor) {
    throw badInput(
      'bucket',
      'A bucket is at most as long as the period: ask for shorter ones or a longer period.',
    );
  }
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
  moment: Moment,
): Promise<(slug: string | null) => ShownTrend> {
  const { db, simulated } = context;
  const { at: now } = moment;
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
  const request = { scope, buckets, moment, byGpu };
  return shareForNow(context, ['trend', scope, buckets, byGpu], moment, async () => {
    const { rows, resolution } = await quoteBuckets(db, request);
    const sources = await sourcesOf(db, request);
    const made = new Map<string | null, ShownTrend>();
    return (slug) => {
      const trend = made.get(slug) ?? trendFor(slug);
      made.set(slug, trend);
      return trend;
    };

    function trendFor(slug: string | null): ShownTrend {
      const own: QuoteBucket[] = rows.filter(({ gpu }) => gpu === slug);
      const from = sources.filter(({ gpu }) => gpu === slug);
      return {
        ...trendOf(own, buckets, now),
        resolution,
        from: buckets.start,
        to,
        lengthMs: buckets.lengthMs,
        simulated: from.length > 0 ? from.some((row) => row.simulated) : simulated,
        sources: from.map(({ source }) => source),
      };
    }
  });
}

function narrowed(
  asked: readonly string[] | null,
  slugs: readonly string[] | null,
): readonly string[] | null {
  return asked && slugs ? slugs.filter((slug) => asked.includes(slug)) : (slugs ?? asked);
}

const PERIOD_DESCRIPTION = 'Which stretch of time; the last 24 hours where it is absent.';
const AS_OF_DESCRIPTION =
  'Answer as of this past instant, from what was known then: changes recorded later do not count. What is kept as roll-ups alone (see resolution) is told as it is known today, and an instant among it as of the last whole hour or day that had ended by then. Now where it is absent.';
const BUCKET_DESCRIPTION =
  'How long each bucket is, from one minute on. Where it is absent a length fit for a chart: an hour for 24 h, 6 hours for 7 d, a day for 30 d and for a year.';

builder.queryField('priceTrend', (t) =>
  t.field({
    type: PriceTrendRef,
    description:
      'How a price has moved, as one series over all offers in the filter, which names GPUs by the catalog or as providers write them (such as an imported "H100"). An answer may be up to two seconds old.',
    extensions: { sharedForNow: true },
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
      asOf: t.arg({ type: 'DateTime', description: AS_OF_DESCRIPTION }),
    },
    resolve: async (_root, args, context, info) =>
      (await trendsOf(args, context, null, await pricesMoment(context, info)))(null),
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
    load: async (slugs: string[], context: Context, args, info) =>
      slugs.map(await trendsOf(args, context, slugs, await pricesMoment(context, info))),
    resolve: ({ slug }) => slug as string,
  }),
);
