import { normalShare } from './normal-distribution.ts';

/**
 * When a later start is worth telling: what it is expected to save has to be as much as such an expectation errs,
 * its mean absolute error √(2 ÷ π) σ of a normal one, which is to save something in 79 of 100 cases.
 */
const ERROR_OF_DEVIATION = Math.sqrt(2 / Math.PI);

/** A saving smaller than this share of what a start now comes to is none. */
export const LEAST_SAVING = 0.01;

/** Whether a saving is more than its error, and more than a hundredth of what it is saved of. */
export function isWorthTelling(saving: number, deviation: number, of: number): boolean {
  return saving >= ERROR_OF_DEVIATION * deviation && saving > LEAST_SAVING * Math.abs(of);
}

/** P(saving > 0) of a normal saving; of one that is certain 0 or 1. */
export function chanceOfSaving(saving: number, deviation: number): number {
  if (deviation <= 0) return saving > 0 ? 1 : 0;
  return normalShare(saving / deviation);
}

/** How many standard deviations the quantiles at 5 % and 95 % of a normal distribution are from its middle. */
export const TO_TWENTIETH = 1.6448536269514722;
