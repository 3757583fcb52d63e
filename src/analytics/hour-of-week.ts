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

type Tally = { tried: number; well: number };

/** How often something went well, of how many times: by hour of the week, by hour of the day, and in all. */
export type WeekTally = {
  readonly hours: readonly Tally[];
  readonly ofDay: readonly Tally[];
  readonly all: Tally;
};

function none(): Tally {
  return { tried: 0, well: 0 };
}

export function weekTally(): WeekTally {
  return {
    hours: Array.from({ length: HOURS_OF_WEEK }, none),
    ofDay: Array.from({ length: HOURS }, none),
    all: none(),
  };
}

export function countHour({ hours, ofDay, all }: WeekTally, hour: number, wentWell: boolean): void {
  for (const tally of [hours[hour]!, ofDay[hour % HOURS]!, all]) {
    tally.tried++;
    if (wentWell) tally.well++;
  }
}

/**
 * The chance that it goes well in an hour of the week: (s + 60·p) ÷ (n + 60), s of n in that hour, with p the
 * same of its hour of the day over all days, which itself is drawn so to all hours, and those to `usual`.
 * Hours of the week tell little by themselves: a few weeks are a few samples.
 */
export function chanceInHour({ hours, ofDay, all }: WeekTally, hour: number, usual: number): number {
  return drawn(hours[hour]!, drawn(ofDay[hour % HOURS]!, drawn(all, usual)));
}

function drawn({ tried, well }: Tally, to: number): number {
  return (well + PSEUDO_SAMPLES * to) / (tried + PSEUDO_SAMPLES);
}
