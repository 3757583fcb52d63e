import type { Interval } from '#analytics/interval.ts';
import { reliability, type Reliability } from '#analytics/reliability.ts';
import { termsOf } from '#catalog/provider-terms.ts';
import { hazardOf, type HazardCell } from './hazards.ts';
import { rateOf, type Rates } from './interruption-rates.ts';

export type MeasuredReliability = {
  readonly rates: Rates;
  /** Null where `absence` says why. */
  readonly figures: Reliability | null;
  readonly mtbiHoursInterval: Interval | null;
  /** Where the mean interruption is from. */
  readonly downtime: 'OWN' | 'SIBLINGS' | 'BOOT';
  readonly absence: Rates['absence'];
};

/**
 * Reliability of what these rates are of. The rate is the shrunk one (the published one where none is counted), so that
 * little data gives what siblings show and never certainty. How long an interruption lasts is what was seen, of
 * siblings where none of its own was seen to end, and where nobody's was, what a new machine of the
 * provider takes to boot.
 */
export function measuredReliability(rates: Rates, siblings: readonly HazardCell[]): MeasuredReliability {
  const { hazard, shrunk, absence } = rates;
  const perHour = rateOf(rates);
  const isKnown =
    (absence === null || (shrunk !== null && shrunk.prior.hours > 0)) && !isEmptyFloor(rates, siblings);
  if (hazard === null || perHour === undefined || !isKnown) {
    return {
      rates,
      figures: null,
      mtbiHoursInterval: null,
      downtime: 'BOOT',
      absence: absence ?? 'NOT_ENOUGH_DATA',
    };
  }
  const [downtime, meanHours] = meanInterruption(rates, siblings);
  const interval = shrunk?.interval ?? hazard.rate.perHourInterval;
  return {
    rates,
    figures: reliability({ mtbiHours: 1 / perHour, meanInterruptionMinutes: meanHours * 60 }),
    mtbiHoursInterval: { low: 1 / interval.high, high: interval.low === 0 ? Infinity : 1 / interval.low },
    downtime,
    absence: null,
  };
}

/** True where an estimator that sees part of the interruptions saw none at all: that says nothing of the rest. */
function isEmptyFloor({ estimator, hazard }: Rates, siblings: readonly HazardCell[]): boolean {
  if (estimator !== 'MACHINE_OFFLINE' || hazard?.events !== 0) return false;
  return siblings.every((cell) => cell.estimator !== estimator || cell.events === 0);
}

function meanInterruption(
  { hazard, estimator, providers }: Rates,
  siblings: readonly HazardCell[],
): readonly [MeasuredReliability['downtime'], number] {
  if (hazard?.meanDownHours != null) return ['OWN', hazard.meanDownHours];
  const around = hazardOf(siblings.filter((cell) => cell.estimator === estimator))?.meanDownHours;
  if (around != null) return ['SIBLINGS', around];
  const boots = providers.map((provider) => termsOf(provider).bootMinutes.value / 60);
  return ['BOOT', boots.reduce((sum, hours) => sum + hours, 0) / boots.length];
}
