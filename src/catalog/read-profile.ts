import type { HourlyProfile } from '#units/hourly-profile.ts';

/** Profiles by the zone of a grid they are of. */
export type HourlyProfiles = Readonly<Record<string, HourlyProfile>>;

/**
 * A profile from its lines: the level and, in thousandths of it as all that follows, the deviation; correlations; twelve
 * months of 24 hours; Monday to Friday; the weekend.
 */
export function readProfile(text: string): HourlyProfile {
  const [head = '', ...lines] = text.trim().split('\n');
  const [level, deviation] = head.split(' ').map(Number);
  const [correlations = [], ...hours] = lines.map((line) =>
    line.split(' ').map((thousandths) => Number(thousandths) / 1000),
  );
  const [weekdays = [], weekends = []] = hours.slice(12);
  return {
    level: level ?? NaN,
    months: hours.slice(0, 12),
    weekdays,
    weekends,
    spread: { deviation: (deviation ?? NaN) / 1000, correlations },
  };
}
