import { DAY_MS } from '#units/time.ts';
import { formatDuration } from './duration.ts';
import { badInput } from './errors.ts';

/** Throws BAD_USER_INPUT for a number out of bounds. */
export function checkWithin(argument: string, value: number, least: number, most: number): void {
  if (!(value >= least && value <= most))
    throw badInput(argument, `\`${argument}\` is ${value}: give a number between ${least} and ${most}.`);
}

/** Products of smaller numbers are 0 to a computer. */
const LEAST_ABOVE_ZERO = 1e-6;

/** Throws BAD_USER_INPUT for a number that is 0 or next to it, or too large. */
export function checkAboveZero(argument: string, value: number, most: number): void {
  if (!(value >= LEAST_ABOVE_ZERO && value <= most))
    throw badInput(
      argument,
      `\`${argument}\` is ${value}: give a number above 0, at least 0.000001, and at most ${most}.`,
    );
}

/** Throws BAD_USER_INPUT for a duration out of bounds, in milliseconds. */
export function checkDuration(
  argument: string,
  ms: number,
  { least = 0, most = DAY_MS }: { readonly least?: number; readonly most?: number } = {},
): void {
  if (ms >= least && ms <= most) return;
  const [is, from, to] = [formatDuration(ms), formatDuration(least), formatDuration(most)];
  throw badInput(argument, `\`${argument}\` is ${is}: give a duration between ${from} and ${to}.`);
}
