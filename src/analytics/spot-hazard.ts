import { eventRate } from './event-rate.ts';
import { usualGangPower } from './gang-survival.ts';
import type { SurvivalCurve } from './kaplan-meier.ts';
import { exponentialLives, observedLives, type LifeCurve } from './life-curve.ts';

/** Interruptions that come without memory, with what is known of how often. Null where a bound is not known. */
export type ExponentialHazard = {
  readonly kind: 'EXPONENTIAL';
  readonly mtbiHours: number;
  readonly lowMtbiHours: number | null;
  readonly highMtbiHours: number | null;
};

/** Lives as observed: the curve of them, and the hours lived in all, to their end or as far as they were seen. */
export type LivesHazard = {
  readonly kind: 'LIVES';
  readonly curve: SurvivalCurve;
  readonly exposureHours: number;
};

export type SpotHazard = ExponentialHazard | LivesHazard;

/** So many ends of lives have to be seen before their curve is planned by; with fewer the exponential is. */
export const LEAST_ENDED_LIVES = 30;

export function isPlannedByLives(hazard: SpotHazard): hazard is LivesHazard {
  return hazard.kind === 'LIVES' && hazard.curve.events >= LEAST_ENDED_LIVES;
}

/** The mean of lives with its exact interval. Undefined where none was seen to end. */
export function exponentialOf(hazard: SpotHazard): ExponentialHazard | undefined {
  if (hazard.kind === 'EXPONENTIAL') return hazard;
  const rate = eventRate({ events: hazard.curve.events, exposureHours: hazard.exposureHours });
  if (rate?.mtbiHours === undefined) return undefined;
  const { low, high } = rate.mtbiHoursInterval;
  return { kind: 'EXPONENTIAL', mtbiHours: rate.mtbiHours, lowMtbiHours: low, highMtbiHours: high };
}

/**
 * The curve of what lives as S(t)^power, or as a bound of its band does. The high bound may rise with age where
 * most lives were censored before the last ends; a bound of an earlier age holds later too, as no life begins again.
 */
export function livesAs(
  { curve }: LivesHazard,
  bound: 'low' | 'survival' | 'high',
  power: number,
): LifeCurve {
  let least = 1;
  const points = curve.points.map((point) => {
    least = Math.min(least, point[bound]);
    return { hours: point.hours, survival: least ** power };
  });
  return observedLives(points, curve.longestHours);
}

/** The chance that one machine, new at the start, lives through so many hours, by what the plan goes by. */
export function survivalOf(hazard: SpotHazard, hours: number): number | undefined {
  if (isPlannedByLives(hazard)) return livesAs(hazard, 'survival', 1).survives(hours);
  const rate = exponentialOf(hazard);
  return rate && exponentialLives(rate.mtbiHours).survives(hours);
}

/** What S(t) of one machine is raised to for a gang that stops when one of its machines does. */
export type GangPowers = { readonly low: number; readonly expected: number; readonly high: number };

/**
 * Between 1, where whatever takes one node takes them all, and n, where each fails for itself: nᵃ with the
 * exponent given, or the usual power.
 */
export function gangPowers(nodes: number, exponent?: number): GangPowers {
  return {
    low: 1,
    expected: exponent === undefined ? usualGangPower(nodes) : nodes ** exponent,
    high: nodes,
  };
}
