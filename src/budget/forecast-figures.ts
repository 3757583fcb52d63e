import type { Reached } from '#analytics/burn-forecast.ts';
import { fact, type Figure } from '#units/figure.ts';
import { instant, type Instant } from '#units/time.ts';
import type { Burnt } from './burn-of.ts';
import type { Budget } from './budget.ts';

/** A threshold, and when it is expected to be passed. */
export type ThresholdForecast = {
  readonly percent: number;
  readonly low: Instant | null;
  readonly middle: Instant | null;
  readonly high: Instant | null;
  /** Percent, of being passed before the end. */
  readonly chance: Figure;
};

export type BudgetForecast = {
  readonly at: Instant;
  /** Null for a total, whose end never comes. */
  readonly exceeded: Figure | null;
  readonly end: { readonly low: Figure; readonly middle: Figure; readonly high: Figure } | null;
  readonly thresholds: readonly ThresholdForecast[];
  /** Why there is none; null where there is one. */
  readonly reason: string | null;
};

const NO_FORECAST =
  'Fewer than seven days (hours, for a budget of a day) are known since the first spending, or fewer than three with spending: nothing can be said yet.';

/** What a burn forecast says of a budget. */
export function forecastOf(
  { thresholds, period }: Budget,
  { forecast, stepMs }: Burnt,
  now: Instant,
): BudgetForecast {
  if (!forecast) return { at: now, exceeded: null, end: null, thresholds: [], reason: NO_FORECAST };
  const unit = period === 'DAY' ? 'hours' : 'days';
  const source = `burn forecast of the last ${forecast.steps} ${unit} of the ledger, what is reserved counted; error in docs/accuracy.md`;
  const percent = (chance: number): Figure => fact(chance * 100, '%', 'ESTIMATED', source);
  const usd = (micros: number): Figure => fact(micros / 1e6, 'USD', 'ESTIMATED', source);
  const when = (steps: number | null): Instant | null =>
    steps === null ? null : instant(now + steps * stepMs);
  const reached = (of: Reached | undefined): Omit<ThresholdForecast, 'percent'>[] =>
    of
      ? [{ low: when(of.low), middle: when(of.middle), high: when(of.high), chance: percent(of.chance) }]
      : [];
  const { low, middle, high } = forecast.end;
  const isTotal = period === 'TOTAL';
  return {
    at: now,
    exceeded: isTotal ? null : percent(forecast.exceeded),
    end: isTotal ? null : { low: usd(low), middle: usd(middle), high: usd(high) },
    thresholds: thresholds.flatMap((threshold, place) =>
      reached(forecast.reached[place]).map((one) => ({ percent: threshold, ...one })),
    ),
    reason: null,
  };
}
