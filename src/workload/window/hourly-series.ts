import { covariancesWith, dot } from '#analytics/hourly-spread.ts';
import { TO_TWENTIETH } from '#analytics/start-certainty.ts';
import { windowMean, windowWeights } from '#analytics/window-mean.ts';
import { factorAt, hourOf, type HourlyProfile, type HourlySpread } from '#units/hourly-profile.ts';
import { derived, fact, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { HOUR_MS, plusMs, type Instant } from '#units/time.ts';
import { certain, type FigureRange } from '../energy/figure-range.ts';

/** What is expected of each clock hour of a place, the first being the one that now lies in. */
export type HourlySeries = {
  readonly unit: 'kg/kWh' | 'USD/kWh';
  readonly values: Float64Array;
  /** What hours go up and down from; null where the caller told them. */
  readonly level: FigureRange | null;
  /** How they go, and how far they are from it; null where they are flat or were told. */
  readonly swing: Swing | null;
  /** Why all hours are the same; null where they are not. */
  readonly explanation: string | null;
};

export type Swing = {
  /** What factors and the spread of the profile are shares of: the level, or the part of it that the hour makes. */
  readonly mean: Figure;
  readonly spread: HourlySpread;
  /** Of what grid it is: places on one grid err together. */
  readonly zone: string;
  /** What says that an hour is above or below the mean. */
  readonly source: string;
};

/** Where a series is asked for: from the clock hour that now lies in until the deadline. */
export type Ahead = { readonly at: Instant; readonly hours: number };

/** Hours as the caller told them. */
export function toldSeries(
  values: readonly number[],
  unit: HourlySeries['unit'],
  { hours }: Ahead,
): HourlySeries {
  const isFlat = new Set(values.slice(0, hours)).size === 1;
  return {
    unit,
    values: Float64Array.from(values.slice(0, hours)),
    level: null,
    swing: null,
    explanation: isFlat ? 'The caller tells the same for every hour: no hour is better than another.' : null,
  };
}

/** The same in every hour, where no hours of a place are known. */
export function flatSeries(
  level: FigureRange,
  unit: HourlySeries['unit'],
  { hours }: Ahead,
  explanation: string,
): HourlySeries {
  const values = new Float64Array(hours).fill(level.middle.value);
  return { unit, values, level, swing: null, explanation };
}

/** A level, going up and down by the hour as the grid does. */
export function profiledSeries(
  level: FigureRange,
  profile: HourlyProfile,
  { unit, ...swing }: Omit<Swing, 'spread'> & Pick<HourlySeries, 'unit'>,
  { at, hours }: Ahead,
): HourlySeries {
  const first = hourOf(at);
  const values = Float64Array.from({ length: hours }, (_, hour) => {
    const factor = factorAt(profile, plusMs(first, hour * HOUR_MS));
    return level.middle.value + swing.mean.value * (factor - 1);
  });
  return { unit, values, level, swing: { ...swing, spread: profile.spread }, explanation: null };
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
  const { swing } = series;
  const known = new Map<number, number>();
  return starts.map((start) => {
    const weights = windowWeights(start, hours, series.values.length);
    const share = start % 1;
    // How far a mean may be off goes by which shares of hours it takes, not by which hours.
    let deviation = known.get(share);
    if (deviation === undefined) {
      deviation = swing
        ? Math.abs(swing.mean.value) *
          Math.sqrt(Math.max(0, dot(weights, covariancesWith(swing.spread, weights))))
        : 0;
      known.set(share, deviation);
    }
    return { series, mean: windowMean(series.values, start, hours), deviation, weights };
  });
}

/** A mean times how often it counts: kWh, for what is told per kWh. */
export type Scaled = { readonly of: SeriesMean; readonly times: number };

/**
 * Standard deviation of the difference of each to a first one: those on one grid err together, by its weather and by the level
 * of its year; grids apart err by both.
 */
export function deviationsFrom(first: Scaled, others: readonly Scaled[]): number[] {
  const { series, weights } = first.of;
  const { swing } = series;
  const rows = swing ? covariancesWith(swing.spread, weights) : null;
  return others.map(({ of, times }) => {
    const other = of.series.swing;
    const isSame = swing && rows && other?.zone === swing.zone;
    const covariance = isSame ? swing.mean.value * other.mean.value * dot(of.weights, rows) : 0;
    const [a, b] = [first.of.deviation * first.times, of.deviation * times];
    const [c, d] = [levelDeviation(series) * first.times, levelDeviation(of.series) * times];
    const levels = isSame || of.series === series ? 0 : c ** 2 + d ** 2 - 2 * LEVELS_TOGETHER * c * d;
    return Math.sqrt(Math.max(0, a ** 2 + b ** 2 + levels - 2 * first.times * times * covariance));
  });
}

/**
 * Correlation of two grids’ levels, assumed: half of what sources disagree about is what they count, life cycles or the plants
 * alone, which moves both alike.
 */
const LEVELS_TOGETHER = 0.5;

/** Of the year’s level, whose range is of nine in ten; 0 where the caller told the hours. */
function levelDeviation({ level }: HourlySeries): number {
  return level ? (level.high.value - level.low.value) / (2 * TO_TWENTIETH) : 0;
}

const SWUNG = formula('level + mean * (factor - 1)');
const LOW = formula('middle - sqrt((level - least)^2 + (1.6449 * deviation)^2)');
const HIGH = formula('middle + sqrt((most - level)^2 + (1.6449 * deviation)^2)');
/** What no grid emits less than, of what is expected of it. */
const LOWEST = formula(`max(${LOW.text}, 0.1 * middle)`);

/**
 * A mean over a run as a figure, and its range of nine in ten: how far the year’s level and the run’s weather may be off,
 * added in squares.
 */
export function meanRange({ series, mean, deviation }: SeriesMean): FigureRange {
  const { unit, level, swing } = series;
  if (!level) return certain(fact(mean, unit, 'GIVEN', 'the caller’s hours, averaged over the run'));
  if (!swing) return level;
  const factor = fact(
    1 + (mean - level.middle.value) / swing.mean.value,
    '1',
    'ESTIMATED',
    `${swing.source}, averaged over the run`,
  );
  const middle = derived(SWUNG, { level: level.middle, mean: swing.mean, factor }, unit);
  const inputs = {
    middle,
    level: level.middle,
    least: level.low,
    most: level.high,
    deviation: fact(deviation, unit, 'ESTIMATED', `standard deviation of such a mean: ${swing.source}`),
  };
  return {
    low: derived(unit === 'kg/kWh' ? LOWEST : LOW, inputs, unit),
    middle,
    high: derived(HIGH, inputs, unit),
  };
}
