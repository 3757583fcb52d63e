import { DAY_MS, HOUR_MS, instant, type Instant } from './time.ts';

/**
 * What a clock hour (UTC) of a grid is like on average: factors on the yearly mean by month and hour, and what a
 * day of the week or of the weekend adds to them by hour.
 */
export type HourlyProfile = {
  /** The mean of the year it was made of, in the unit of what it is a profile of. */
  readonly level: number;
  /** 12 months of 24 hours. */
  readonly months: readonly (readonly number[])[];
  /** Added on Monday to Friday, and on Saturday and Sunday, of UTC: 24 hours each. */
  readonly weekdays: readonly number[];
  readonly weekends: readonly number[];
  readonly spread: HourlySpread;
};

/** How far hours were from their profile, as shares of the yearly mean. */
export type HourlySpread = {
  /** Standard deviation of one hour. */
  readonly deviation: number;
  /** Correlation of two hours SPREAD_LAGS apart; the first is 1. */
  readonly correlations: readonly number[];
};

/** Hours apart that correlations are told of. */
export const SPREAD_LAGS = [0, 1, 2, 3, 4, 6, 9, 12, 18, 24, 36, 48, 72, 96, 120, 168] as const;

/** The factor on the yearly mean of the clock hour that an instant lies in; never below `least`. */
export function factorAt(profile: Omit<HourlyProfile, 'level' | 'spread'>, at: Instant): number {
  const { month, hour, isWeekend } = cellOf(at);
  const days = isWeekend ? profile.weekends : profile.weekdays;
  return (profile.months[month]?.[hour] ?? NaN) + (days[hour] ?? NaN);
}

/** Where an instant lies in a profile. */
export function cellOf(at: Instant): {
  readonly month: number;
  readonly hour: number;
  readonly isWeekend: boolean;
} {
  const date = new Date(at);
  return { month: date.getUTCMonth(), hour: date.getUTCHours(), isWeekend: date.getUTCDay() % 6 === 0 };
}

/** The whole hour an instant lies in. */
export function hourOf(at: Instant): Instant {
  return instant(Math.floor(at / HOUR_MS) * HOUR_MS);
}

/** Which week since 1970 (from Thursdays) an instant lies in: to tell halves of a history apart. */
export function weekOf(at: Instant): number {
  return Math.floor(at / (7 * DAY_MS));
}
