import { directionOf, type Direction } from '#analytics/direction.ts';
import { hampel } from '#analytics/hampel.ts';
import { median } from '#analytics/quantile.ts';
import { theilSenSlope } from '#analytics/slope.ts';
import { volatility } from '#analytics/volatility.ts';
import { DAY_MS, plusMs, type Instant } from '#units/time.ts';
import type { Buckets, QuoteBucket } from './store-quotes.ts';

export type TrendBucket = {
  readonly start: Instant;
  readonly end: Instant;
  /** Null where nothing was listed; prices are micro-dollars per GPU-hour. */
  readonly figures: QuoteBucket | null;
  readonly anomalous: boolean;
  /** How much of it has gone by. */
  readonly elapsedMs: number;
};

export type PriceTrend = {
  readonly buckets: readonly TrendBucket[];
  /** Micro-dollars a day. */
  readonly slopePerDay: number | undefined;
  /** The slope over the window as a share of the median price. */
  readonly change: number | undefined;
  readonly volatility: number | undefined;
  readonly direction: Direction | undefined;
};

/** Fewer buckets with prices than this make no trend. */
export const FEWEST_BUCKETS = 3;

/** What a series of buckets says, anomalous buckets left out of every figure. Pure. */
export function trendOf(rows: readonly QuoteBucket[], buckets: Buckets, now: Instant): PriceTrend {
  const byBucket = new Map(rows.map((row) => [row.bucket, row]));
  const figures = Array.from({ length: buckets.count }, (_, bucket) => byBucket.get(bucket) ?? null);
  const odd = hampel(figures.map((figure) => figure?.p50 ?? undefined));
  const series = figures.map((figure, bucket) => (odd[bucket] ? undefined : (figure?.p50 ?? undefined)));
  const points = series.flatMap((y, bucket) =>
    y === undefined ? [] : [{ x: (bucket * buckets.lengthMs) / DAY_MS, y }],
  );
  const slopePerDay = points.length < FEWEST_BUCKETS ? undefined : theilSenSlope(points);
  const level = median(points.map(({ y }) => y));
  const days = (points.at(-1)?.x ?? 0) - (points[0]?.x ?? 0);
  const change = slopePerDay === undefined || level === undefined ? undefined : (slopePerDay * days) / level;
  return {
    buckets: figures.map((figure, bucket) => ({
      start: plusMs(buckets.start, bucket * buckets.lengthMs),
      end: plusMs(buckets.start, (bucket + 1) * buckets.lengthMs),
      figures: figure,
      anomalous: odd[bucket] ?? false,
      elapsedMs: Math.min(buckets.lengthMs, now - buckets.start - bucket * buckets.lengthMs),
    })),
    slopePerDay,
    change,
    volatility: points.length < FEWEST_BUCKETS ? undefined : volatility(series),
    direction: change === undefined ? undefined : directionOf(change),
  };
}
