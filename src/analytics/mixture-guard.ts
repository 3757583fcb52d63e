/**
 * Whether a mixture of experts has earned its place over "the price stays", by band of quantiles: it counts in
 * full only while its loss, faded with a half-life, has been so much less. Losses come in as sums over a band.
 */
export type MixtureGuard = {
  outcomes: number;
  readonly mixture: Float64Array;
  readonly baseline: Float64Array;
};

/** Losses of the forecasts that are not due yet, each judged as if the price so far were its outcome. */
export type ProvisionalLosses = { readonly mixture: Float64Array; readonly baseline: Float64Array };

const FADE = 2 ** (-1 / 336);
/** By how much less, as a share, to count in full. */
const RAMP = 0.05;
/** With fewer outcomes nothing is trusted. */
const FEWEST_OUTCOMES = 30;
/**
 * How much a provisional loss counts beside those of outcomes. A horizon learns of a new price level only once
 * its hours are over, and would call for the old one until then; where the price has been elsewhere for a
 * quarter of the horizon, that is held against it at once.
 */
const PROVISIONAL = 2;
/** From this share of its horizon on, a forecast is judged by the price so far. */
export const PROVISIONAL_AGE = 0.25;

export function mixtureGuard(bands: number): MixtureGuard {
  return { outcomes: 0, mixture: new Float64Array(bands), baseline: new Float64Array(bands) };
}

/** Takes in the losses of one outcome, by band. */
export function learnGuard(guard: MixtureGuard, mixture: Float64Array, baseline: Float64Array): void {
  guard.outcomes++;
  for (let band = 0; band < guard.mixture.length; band++) {
    guard.mixture[band] = FADE * guard.mixture[band]! + mixture[band]!;
    guard.baseline[band] = FADE * guard.baseline[band]! + baseline[band]!;
  }
}

/** How far to go from "the price stays" to the mixture in a band: 0 to 1. */
export function trustOf(guard: MixtureGuard, provisional: ProvisionalLosses, band: number): number {
  if (guard.outcomes < FEWEST_OUTCOMES) return 0;
  const mixture = guard.mixture[band]! + PROVISIONAL * provisional.mixture[band]!;
  const baseline = guard.baseline[band]! + PROVISIONAL * provisional.baseline[band]!;
  const skill = baseline > 0 ? 1 - mixture / baseline : 0;
  return Math.min(Math.max(skill / RAMP, 0), 1);
}
