import { formatDuration } from '#graph/duration.ts';
import type { Window } from '#analytics/safe-windows.ts';
import { HOUR_MS, type Instant } from '#units/time.ts';
import type { SafeWindows } from './asked-windows.ts';
import type { AheadHour } from './window-forecast.ts';

export const DAYS = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'] as const;

/** What the clock on the wall shows: "05:30". */
export function clockTime(at: Instant, timeZone: string): string {
  const time = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainTime();
  return time.toString({ smallestUnit: 'minute' });
}

/** The mean over a window's hours. */
export function meanOver(
  { hours }: Window<AheadHour>,
  figure: (hour: AheadHour) => number | null,
): number | null {
  const known = hours.map(figure).filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** Starts seen in the hours of the week that a window is of. */
export function startsOf({ hours }: Window<AheadHour>): number {
  return hours.reduce((sum, { starts }) => sum + starts, 0);
}

/** Why a window is thought as safe as it is, in words, for a reader to weigh. */
export function reasoningOf(window: Window<AheadHour>, { asked, to, forecast }: SafeWindows): string {
  const usual = forecast.safeStarts / forecast.starts;
  const points = Math.round(100 * window.safety) - Math.round(100 * usual);
  const against =
    points === 0
      ? `as many as of all ${forecast.starts} starts seen`
      : `${Math.abs(points)} ${Math.abs(points) === 1 ? 'point' : 'points'} ${points > 0 ? 'more' : 'fewer'} than of all ${forecast.starts} starts seen (${percent(usual)})`;
  const starts = startsOf(window);
  const aheadHours = (window.hours[0].at - to) / HOUR_MS;
  const left = 2 ** (-aheadHours / 24);
  const lately =
    left >= 0.1
      ? `how it was in stock over the last 24 hours counts for ${percent(left)} this far ahead`
      : 'it lies too far ahead for the last 24 hours to tell';
  const seen = starts === 1 ? '1 of those starts was' : `${starts} of those starts were`;
  return (
    `Of jobs of ${formatDuration(asked.durationMs)} begun then, ${percent(window.safety)} are expected to run through, ${against}. ` +
    `${seen} in these hours of the week, which count beside those of the same hours on other days; ${lately}.`
  );
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
