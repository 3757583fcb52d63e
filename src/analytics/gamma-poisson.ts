import type { Exposure } from './event-rate.ts';
import type { Interval } from './interval.ts';
import { gammaQuantile, lnGamma } from './gamma-distribution.ts';

/** What is believed of a rate before a cell is looked at: gamma with `shape` events in `hours`. */
export type RatePrior = { readonly shape: number; readonly hours: number };

export type ShrunkRate = {
  /** Events per hour: (d + a)/(T + b). */
  readonly perHour: number;
  /** What the cell's rate lies within, with the probability asked for. */
  readonly interval: Interval;
  readonly prior: RatePrior;
  /** The share of the estimate that is the cell's own, T/(T + b); the rest is the parent's. */
  readonly ownWeight: number;
};

/** What a rate is believed to be where nothing at all is known: Jeffreys' prior, half an event in no time. */
const JEFFREYS: RatePrior = { shape: 0.5, hours: 0 };

/** Shapes that are weighed against each other: cells that differ by a factor of some twenty, to by a fifth. */
const SHAPES = Array.from({ length: 13 }, (_, step) => 0.1 * 300 ** (step / 12));

/**
 * The prior that a cell's siblings make. Their counts are negative binomial given the shape a and the hours b;
 * each of 13 shapes is weighed by that likelihood, with the mean rate that fits it best (all as likely as
 * each other before, on a logarithmic scale), and their variances 1/a are averaged: the most likely shape alone
 * is infinite as often as not among a dozen siblings, and claims too much. How well the siblings know their
 * own mean bounds what the prior weighs: 1/b is their variance about it and its own together.
 *
 * The cell itself is not among its siblings, so that nothing counts twice. Without siblings it is left to itself.
 * After Clayton & Kaldor, "Empirical Bayes estimates of age-standardized relative risks" (Biometrics 43, 1987).
 */
export function priorOf(siblings: readonly Exposure[]): RatePrior {
  const seen = siblings.filter(({ exposureHours }) => exposureHours > 0);
  if (seen.length === 0) return JEFFREYS;
  const fits = SHAPES.map((shape) => {
    const hours = hoursFor(shape, seen);
    return { shape, logLikelihood: logLikelihood(shape, hours, seen) };
  });
  const best = Math.max(...fits.map((fit) => fit.logLikelihood));
  let [weights, variances] = [0, 0];
  for (const fit of fits) {
    const weight = Math.exp(fit.logLikelihood - best);
    weights += weight;
    variances += weight / fit.shape;
  }
  const shape = weights / variances;
  const hours = hoursFor(shape, seen);
  const known = seen.reduce((sum, s) => sum + (s.exposureHours * hours) / (s.exposureHours + hours), 0);
  const share = known / (hours + known);
  return { shape: shape * share, hours: hours * share };
}

/** The hours b at which a/b is the mean of the siblings' rates, each weighed by how well it tells that mean. */
function hoursFor(shape: number, seen: readonly Exposure[]): number {
  const exposure = seen.reduce((sum, { exposureHours }) => sum + exposureHours, 0);
  // Half an event at least, as otherwise none among siblings would make one impossible here.
  const least = JEFFREYS.shape / exposure;
  let mean = Math.max(seen.reduce((sum, { events }) => sum + events, 0) / exposure, least);
  for (let round = 0; round < 5; round++) {
    const hours = shape / mean;
    let [events, known] = [0, 0];
    for (const sibling of seen) {
      events += sibling.events / (sibling.exposureHours + hours);
      known += sibling.exposureHours / (sibling.exposureHours + hours);
    }
    mean = Math.max(events / known, least);
  }
  return shape / mean;
}

/** Of the counts, but for what does not depend on the prior. */
function logLikelihood(shape: number, hours: number, seen: readonly Exposure[]): number {
  const none = lnGamma(shape);
  return seen.reduce((sum, { events, exposureHours }) => {
    const together = Math.log(hours + exposureHours);
    return sum + lnGamma(shape + events) - none + shape * (Math.log(hours) - together) - events * together;
  }, 0);
}

/** A cell's rate drawn towards its siblings', the more so the less it has seen itself. */
export function shrunkRate(
  { events, exposureHours }: Exposure,
  prior: RatePrior,
  confidence = 0.95,
): ShrunkRate | undefined {
  const hours = exposureHours + prior.hours;
  if (!(hours > 0)) return undefined;
  const shape = events + prior.shape;
  const tail = (1 - confidence) / 2;
  return {
    perHour: shape / hours,
    interval: {
      low: gammaQuantile(shape, tail) / hours,
      high: gammaQuantile(shape, 1 - tail) / hours,
    },
    prior,
    ownWeight: exposureHours / hours,
  };
}
