import { badInput } from '#graph/errors.ts';
import { DAY_MS, HOUR_MS } from '#units/time.ts';

const MOST_TOKENS_PER_SECOND = 10_000_000;

/** Throws BAD_USER_INPUT for a number out of bounds. */
export function within(argument: string, value: number, least: number, most: number): void {
  if (!(value >= least && value <= most))
    throw badInput(argument, `\`${argument}\` is ${value}, and takes ${least} to ${most}.`);
}

export function checkedSpeed(argument: string, speed: number): number {
  if (speed >= 0.001 && speed <= MOST_TOKENS_PER_SECOND) return speed;
  throw badInput(
    argument,
    `Tokens per second are from 0.001 to ${MOST_TOKENS_PER_SECOND}, and ${speed} was given.`,
  );
}

export function checkedUtilisation(utilisation: number): void {
  if (!(utilisation >= 0.001 && utilisation <= 1))
    throw badInput('utilisation', '`utilisation` is a share of the time: above 0 (at least 0.001), up to 1.');
}

export function checkedAhead(ahead: number): void {
  if (!(ahead >= HOUR_MS && ahead <= 7 * DAY_MS))
    throw badInput('ahead', '`ahead` is from PT1H to P7D: forecasts reach a week.');
}
