import type { Context } from '#graph/context.ts';
import type { Moment } from '#graph/moment.ts';
import type { OfferScope } from '#market/offer-scope.ts';
import { shareForNow } from '#graph/share-for-now.ts';
import { quoteBuckets } from '#market/store-quotes.ts';
import { HOUR_MS, instant, plusMs, type Instant } from '#units/time.ts';
import { watchedSpan, type WatchedSpan } from './store-availability.ts';
import { forecastWindows, type PastHour, type WindowForecast } from './window-forecast.ts';

export type WindowsAsked = {
  readonly scope: OfferScope;
  readonly durationMs: number;
  readonly timeZone: string;
  readonly lookbackHours: number;
  readonly aheadHours: number;
  readonly count: number;
};

export type SafeWindows = {
  readonly asked: WindowsAsked;
  readonly moment: Moment;
  readonly span: WatchedSpan;
  /** The stretch of history it is told from, of whole hours. */
  readonly from: Instant;
  readonly to: Instant;
  readonly forecast: WindowForecast;
};

/** Reads the hours of a selection and says how safe starts are. Equal questions of one second are computed once. */
export function askedWindows(context: Context, asked: WindowsAsked, moment: Moment): Promise<SafeWindows> {
  return shareForNow(context, ['safeWindows', asked], moment, async () => {
    const { scope, lookbackHours: count } = asked;
    const to = instant(Math.floor(moment.at / HOUR_MS) * HOUR_MS);
    const start = plusMs(to, -count * HOUR_MS);
    const buckets = { start, count, lengthMs: HOUR_MS };
    const span = await watchedSpan(context.db, scope, moment);
    const { rows } = await quoteBuckets(context.db, { scope, buckets, moment, byGpu: false });
    const past = Array.from({ length: count }, (): PastHour => ({ inStock: undefined, price: null }));
    past.forEach((_, hour) => {
      const at = plusMs(start, hour * HOUR_MS);
      const isWatched = span.from !== null && span.to !== null && span.from <= at && at + HOUR_MS <= span.to;
      if (isWatched) past[hour] = { inStock: false, price: null };
    });
    for (const { bucket, offerMs, p50 } of rows) {
      const hour = past[bucket];
      // As much of offers as one of them for the whole hour.
      if (hour?.inStock !== undefined) past[bucket] = { inStock: offerMs >= HOUR_MS, price: p50 };
    }
    return {
      asked,
      moment,
      span,
      from: start,
      to,
      forecast: forecastWindows(past, start, { ...asked, now: moment.at }),
    };
  });
}
