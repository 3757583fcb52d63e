import { covariancesWith, dot } from '#analytics/hourly-spread.ts';
import { windowMean, windowWeights } from '#analytics/window-mean.ts';
import { factorAt, hourOf, type HourlyProfile, type HourlySpread } from '#units/hourly-profile.ts';
import { derived, fact, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { HOUR_MS, plusMs, type Instant } from '#units/time.ts';

/** What is expected of each clock hour of a place, the first being the one that now lies in. */
export type HourlySeries = {
  readonly unit: string;
  readonly values: Float64Array;
  /** What values are multiples of; null where the caller told them. */
  readonly level: Figure | null;
  /** How far hours are from them, as shares of the level; null where they are flat or were told. */
  readonly spread: HourlySpread | null;
  /** Of what grid the spread is: places on one grid err together. Null without a spread. */
  readonly zone: string | null;
  /** What says that an hour is above or below the level. */
  readonly source: string;
  /** Why all hours are the same; null where they are not. */
  readonly explanation: string | null;
};

/** Where a series is asked for: from the clock hour that now lies in until the deadline. */
export type Ahead = { readonly at: Instant; readonly hours: number };

/** Hours as the caller told them. */
export function toldSeries(values: readonly number[], unit: string, { hours }: Ahead): HourlySeries {
  const isFlat = new Set(values).size === 1;
  return {
    unit,
    values: Float64Array.from(values.slice(0, hours)),
    level: null,
    spread: null,
    zone: null,
    source: 'the caller',
    explanation: isFlat ? 'The caller tells the same for every hour: no hour is better than another.' : null,
  };
}

/** The same in every hour, where no hours of a place are known. */
export function flatSeries(level: Figure, { hours }: Ahead, explanation: string): HourlySeries {
  const { unit, source } = level;
  return {
    unit,
    values: new Float64Array(hours).fill(level.value),
    level,
    spread: null,
    zone: null,
    source,
    explanation,
  };
}

/** A level, going up and down by the hour as the grid does. */
export function profiledSeries(
  level: Figure,
  profile: HourlyProfile,
  zone: { readonly id: string; readonly source: string },
  { at, hours }: Ahead,
): HourlySeries {
  const first = hourOf(at);
  const values = Float64Array.from(
    { length: hours },
    (_, hour) => level.value * factorAt(profile, plusMs(first, hour * HOUR_MS)),
  );
  const { source, id } = zone;
  return { unit: level.unit, values, level, spread: profile.spread, zone: id, source, explanation: null };
}

/** The mean of a series over each start's run, with how far it may be off. */
export type SeriesMean = {
  readonly series: HourlySeries;
  readonly mean: number;
  /** Standard deviation, in the series' unit. */
  readonly deviation: number;
  readonly weights: Float64Array;
};

/** `starts` are in hours from the first clock hour. */
export function meansOf(series: HourlySeries, starts: readonly number[], hours: number): SeriesMean[] {
  const level = series.level?.value ?? 0;
  const known = new Map<number, number>();
  return starts.map((start) => {
    const weights = windowWeights(start, hours, series.values.length);
    const share = start % 1;
    // How far a mean may be off goes by which shares of hours it takes, not by which hours.
    let deviation = known.get(share);
    if (deviation === undefined) {
      deviation = series.spread
        ? level * Math.sqrt(Math.max(0, dot(weights, covariancesWith(series.spread, weights))))
        : 0;
      known.set(share, deviation);
    }
    return { series, mean: windowMean(series.values, start, hours), deviation, weights };
  });
}

/** A mean times how often it counts: kWh, for what is told per kWh. */
export type Scaled = { readonly of: SeriesMean; readonly times: number };

/** Standard deviation of the difference of each to a first one; those on one grid err together. */
export function deviationsFrom(first: Scaled, others: readonly Scaled[]): number[] {
  const { series, weights } = first.of;
  const rows = series.spread ? covariancesWith(series.spread, weights) : null;
  return others.map(({ of, times }) => {
    const isSame = rows !== null && of.series.zone === series.zone;
    const covariance = isSame ? levelOf(series) * levelOf(of.series) * dot(of.weights, rows) : 0;
    const [a, b] = [first.of.deviation * first.times, of.deviation * times];
    return Math.sqrt(Math.max(0, a ** 2 + b ** 2 - 2 * first.times * times * covariance));
  });
}

function levelOf({ level }: HourlySeries): number {
  return level?.value ?? 0;
}

const OF_LEVEL = formula('level * factor');
const LOW = formula('max(mean - 1.2816 * deviation, 0)');
const LOW_PRICE = formula('mean - 1.2816 * deviation');
const HIGH = formula('mean + 1.2816 * deviation');

/** A mean over a run as a figure, with the quantiles at 10 % and 90 %. */
export function meanFigures({ series, mean, deviation }: SeriesMean): {
  readonly low: Figure;
  readonly middle: Figure;
  readonly high: Figure;
} {
  const { unit, level, source, spread } = series;
  const middle = middleOf(series, mean);
  if (!level || !spread) return { low: middle, middle, high: middle };
  const off = fact(deviation, unit, 'ESTIMATED', `standard deviation of such a mean: ${source}`);
  const inputs = { mean: middle, deviation: off };
  const low = unit.startsWith('USD') ? LOW_PRICE : LOW;
  return { low: derived(low, inputs, unit), middle, high: derived(HIGH, inputs, unit) };
}

function middleOf({ unit, level, source, spread }: HourlySeries, mean: number): Figure {
  if (!level) return fact(mean, unit, 'GIVEN', `${source}, averaged over the run`);
  if (!spread) return level;
  const factor = fact(mean / level.value, '1', 'ESTIMATED', `${source}, averaged over the run`);
  return derived(OF_LEVEL, { level, factor }, unit);
}
