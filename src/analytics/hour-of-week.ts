import type { Instant } from '#units/time.ts';

const HOURS = 24;
const DAYS = 7;
/** An hour of the week weighs against its hour of the day, and that against all hours, as by 60 samples. */
const PSEUDO_SAMPLES = 60;

export const HOURS_OF_WEEK = DAYS * HOURS;

/** Which hour of the week a moment is in, where a clock on the wall of a time zone shows it: 0 is Monday from midnight. */
export function hourOfWeek(at: Instant, timeZone: string): number {
  const { dayOfWeek, hour } = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  return (dayOfWeek - 1) * HOURS + hour;
}

/** How often something went well, of how many times, by hour of the week. */
export type WeekTally = { readonly tried: Float64Array; readonly well: Float64Array };

export function weekTally(): WeekTally {
  return { tried: new Float64Array(HOURS_OF_WEEK), well: new Float64Array(HOURS_OF_WEEK) };
}

export function countHour({ tried, well }: WeekTally, hour: number, wentWell: boolean): void {
  tried[hour]!++;
  if (wentWell) well[hour]!++;
}

/**
 * The chance that it goes well in an hour of the week: (s + 60·p) ÷ (n + 60), s of n in that hour, with p the
 * same of its hour of the day over all days, which itself is drawn so to all hours, and those to `usual`.
 * Hours of the week tell little by themselves: a few weeks are a few samples.
 */
export function chanceInHour({ tried, well }: WeekTally, hour: number, usual: number): number {
  const day = { tried: 0, well: 0 };
  for (let at = hour % HOURS; at < HOURS_OF_WEEK; at += HOURS) {
    day.tried += tried[at]!;
    day.well += well[at]!;
  }
  const all = { tried: sum(tried), well: sum(well) };
  return drawn(tried[hour]!, well[hour]!, drawn(day.tried, day.well, drawn(all.tried, all.well, usual)));
}

function drawn(tried: number, well: number, to: number): number {
  return (well + PSEUDO_SAMPLES * to) / (tried + PSEUDO_SAMPLES);
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
