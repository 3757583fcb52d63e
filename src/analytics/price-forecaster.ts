import { directionCall, learnCall, withoutFaintCall, type DirectionCall } from './direction-call.ts';
import { currentWeights, expertWeights, learnRegrets, type ExpertWeights } from './expert-weights.ts';
import { intervalLevels, learnLevels, levelsOfFew, type IntervalLevels } from './interval-levels.ts';
import {
  learnGuard,
  mixtureGuard,
  PROVISIONAL_AGE,
  trustOf,
  type MixtureGuard,
  type ProvisionalLosses,
} from './mixture-guard.ts';
import { dueForecast, forecastRing, keepForecast, keptForecast, type ForecastRing } from './forecast-ring.ts';
import { pinballLoss } from './pinball-loss.ts';
import { EXPERTS, learnHour, locate, priceExperts, type Experts } from './price-experts.ts';
import { pushSorted, sortedWindow, windowQuantile, type SortedWindow } from './sorted-window.ts';

/** The levels of the quantiles each forecast is made of: 5 %, 10 % … 95 %. */
export const LEVELS: readonly number[] = Array.from({ length: 19 }, (_, index) => (index + 1) / 20);

/** Bands of levels that share one set of weights: what is best in the middle need not be so in the tails. */
const BAND_ENDS = [3, 7, 12, 16, 19] as const;
const BAND_OF: readonly number[] = LEVELS.map((_, q) => BAND_ENDS.findIndex((end) => q < end));
const RESIDUALS = 720;
/** Fewer past errors than this make no quantiles. */
const FEWEST_RESIDUALS = 24;
const FADE = 2 ** (-1 / 336);
/** What the outcomes of sibling series count beside a series' own. */
const SIBLING_SHARE = 0.3;
/** Of a long horizon this many hours stand for all those whose forecasts are not due. */
const MOST_PROVISIONAL = 24;
const PRIOR_OF_LAST_PRICE = 0.5;

export type HorizonForecast = {
  /** The log price when it was made. */
  readonly last: number;
  /** Log price at each of LEVELS. */
  readonly quantiles: Float64Array;
  /** What "the price stays" says: the last price and its own past residuals, at each of LEVELS. */
  readonly baseline: Float64Array;
  /** The 80 % interval in log price. */
  readonly low: number;
  readonly high: number;
  /** How much of the mixture is in it, 0 ("price stays") to 1. */
  readonly trust: number;
};

type Horizon = {
  readonly hours: number;
  /** Each expert's newest errors. */
  readonly residuals: readonly SortedWindow[];
  readonly bands: readonly ExpertWeights[];
  readonly guard: MixtureGuard;
  readonly levels: IntervalLevels;
  readonly call: DirectionCall;
  /** The forecasts that wait for their hour. */
  readonly made: ForecastRing;
  /** Quantiles of the residuals, expert by expert, and weights by band; both as of the newest outcome. */
  readonly offsets: Float64Array;
  weights: readonly Float64Array[];
  isStale: boolean;
};

/** What is kept of one series; plain data. A new hour costs no look at the past. */
export type PriceForecaster = {
  hour: number;
  readonly experts: Experts;
  readonly horizons: readonly Horizon[];
};

export function priceForecaster(horizonHours: readonly number[]): PriceForecaster {
  const others = (1 - PRIOR_OF_LAST_PRICE) / (EXPERTS.length - 1);
  const prior = EXPERTS.map((_, index) => (index === 0 ? PRIOR_OF_LAST_PRICE : others));
  return {
    hour: -1,
    experts: priceExperts(),
    horizons: horizonHours.map((hours) => ({
      hours,
      residuals: EXPERTS.map(() => sortedWindow(RESIDUALS, 32)),
      bands: BAND_ENDS.map(() => expertWeights(prior)),
      guard: mixtureGuard(BAND_ENDS.length),
      levels: intervalLevels(),
      call: directionCall(),
      made: forecastRing(hours, EXPERTS.length, LEVELS.length),
      offsets: new Float64Array(EXPERTS.length * LEVELS.length),
      weights: [],
      isStale: true,
    })),
  };
}

/** What one outcome taught about each expert, by band: what siblings may learn from. */
export type Lesson = { readonly horizon: number; readonly gains: readonly Float64Array[] };

/**
 * Takes in the next hour: its log price, and whether it was newly observed in that hour. Only what was
 * observed judges earlier forecasts; a price carried forward is no evidence that it held.
 */
export function observeHour(forecaster: PriceForecaster, x: number, isObserved: boolean): Lesson[] {
  forecaster.hour++;
  const lessons: Lesson[] = [];
  forecaster.horizons.forEach((horizon, index) => {
    const due = isObserved ? dueForecast(horizon.made, forecaster.hour) : undefined;
    if (!due) return;
    const outcome = x - due.last;
    if (due.isWhole) {
      const gains = settle(horizon, due, outcome);
      horizon.bands.forEach((weights, band) => learnRegrets(weights, gains[band]!, { fade: FADE }));
      lessons.push({ horizon: index, gains });
    }
    horizon.residuals.forEach((window, k) => pushSorted(window, outcome - due.locations[k]!));
    horizon.isStale = true;
  });
  learnHour(forecaster.experts, x);
  return lessons;
}

/** Lets the series of one market learn from what the others' outcomes of the same hour taught. */
export function shareLessons(
  taught: readonly { readonly forecaster: PriceForecaster; readonly lessons: readonly Lesson[] }[],
): void {
  const all = taught.flatMap(({ forecaster, lessons }) =>
    lessons.map((lesson) => ({ forecaster, ...lesson })),
  );
  for (const group of Map.groupBy(all, ({ horizon }) => horizon).values()) {
    if (group.length < 2) continue;
    const sums = BAND_ENDS.map(() => new Float64Array(EXPERTS.length));
    for (const { gains } of group) {
      sums.forEach((sum, band) => gains[band]!.forEach((gain, k) => (sum[k]! += gain)));
    }
    for (const { forecaster, horizon, gains } of group) {
      forecaster.horizons[horizon]!.isStale = true;
      forecaster.horizons[horizon]!.bands.forEach((weights, band) => {
        const own = gains[band]!;
        const others = sums[band]!.map((sum, k) => (SIBLING_SHARE * (sum - own[k]!)) / (group.length - 1));
        learnRegrets(weights, others, { fade: 1 });
      });
    }
  }
}

/** Forecasts from the newest hour, by horizon; undefined where too little has been seen. Once an hour. */
export function forecastHour({ experts, horizons, hour }: PriceForecaster): (HorizonForecast | undefined)[] {
  return horizons.map((horizon) => forecastOf(experts, horizon, hour));
}

function forecastOf(experts: Experts, horizon: Horizon, hour: number): HorizonForecast | undefined {
  const { last } = experts;
  const locations = locate(experts, horizon.hours).map((location) => location - last);
  if (horizon.residuals[0]!.size < FEWEST_RESIDUALS) {
    keepForecast(horizon.made, hour, { last, locations });
    return undefined;
  }
  if (horizon.isStale) refresh(horizon);
  const { offsets, weights, guard, levels } = horizon;
  const count = LEVELS.length;
  const mixture = new Float64Array(count);
  for (let q = 0; q < count; q++) {
    const shares = weights[BAND_OF[q]!]!;
    for (let k = 0; k < shares.length; k++)
      mixture[q]! += shares[k]! * (locations[k]! + offsets[k * count + q]!);
  }
  mixture.sort();
  const baseline = offsets.slice(0, count);
  const provisional = provisionalLosses(horizon, last, hour);
  const trust = BAND_ENDS.map((_, band) => trustOf(guard, provisional, band));
  const still = withoutDrift(baseline);
  const quantiles = still.map((stays, q) => stays + trust[BAND_OF[q]!]! * (mixture[q]! - stays)).sort();
  withoutFaintCall(horizon.call, quantiles);
  const stated = levelsOfFew(levels, independentErrors(experts, horizon));
  const [low, high] = [atLevel(quantiles, stated.low), atLevel(quantiles, stated.high)];
  const median = quantiles[(count - 1) / 2]!;
  keepForecast(horizon.made, hour, { last, locations, mixture, baseline, low, high, median });
  return {
    last,
    quantiles: quantiles.map((value) => last + value),
    baseline: baseline.map((value) => last + value),
    low: last + low,
    high: last + high,
    trust: trust.reduce((sum, share) => sum + share, 0) / trust.length,
  };
}

/** How many of the errors kept do not overlap: outcomes of a horizon follow each other closer than it is long. */
function independentErrors({ hours: seen }: Experts, { hours, residuals, guard }: Horizon): number {
  const size = residuals[0]!.size;
  const between = seen / (guard.outcomes + FEWEST_RESIDUALS);
  return size * Math.min(between / hours, 1);
}

/** "The price stays" with its median on the last price: what a few past errors have in common is not a trend. */
function withoutDrift(baseline: Float64Array): Float64Array {
  const middle = (baseline.length - 1) / 2;
  return baseline.map((value, q) => (q < middle ? Math.min(value, 0) : q > middle ? Math.max(value, 0) : 0));
}

function refresh(horizon: Horizon): void {
  const count = LEVELS.length;
  horizon.residuals.forEach((window, k) => {
    for (let q = 0; q < count; q++) horizon.offsets[k * count + q] = windowQuantile(window, LEVELS[q]!);
  });
  horizon.weights = horizon.bands.map(currentWeights);
  horizon.isStale = false;
}

/** The quantile at any level: linear between LEVELS, and the outermost gap carried on beyond them. */
function atLevel(quantiles: Float64Array, level: number): number {
  const last = quantiles.length - 1;
  const position = level * (quantiles.length + 1) - 1;
  const below = Math.min(Math.max(Math.floor(position), 0), last - 1);
  return quantiles[below]! + (quantiles[below + 1]! - quantiles[below]!) * (position - below);
}

/** What the forecasts that are not due yet would have lost if the price so far were their outcome. */
function provisionalLosses({ made, hours }: Horizon, last: number, hour: number): ProvisionalLosses {
  const losses = {
    mixture: new Float64Array(BAND_ENDS.length),
    baseline: new Float64Array(BAND_ENDS.length),
  };
  const every = Math.ceil(hours / MOST_PROVISIONAL);
  for (let age = Math.max(1, Math.ceil(PROVISIONAL_AGE * hours)); age < hours; age += every) {
    const kept = keptForecast(made, hour - age);
    if (!kept?.isWhole) continue;
    addLosses(losses.mixture, kept.mixture, last - kept.last, every);
    addLosses(losses.baseline, kept.baseline, last - kept.last, every);
  }
  return losses;
}

function addLosses(sums: Float64Array, quantiles: Float32Array, outcome: number, weight: number): void {
  for (let q = 0; q < quantiles.length; q++) {
    sums[BAND_OF[q]!]! += weight * pinballLoss(outcome - quantiles[q]!, LEVELS[q]!);
  }
}

type Due = NonNullable<ReturnType<typeof dueForecast>>;

/** Judges a forecast by what came, and returns by band how much each expert would have lessened its loss. */
function settle({ guard, levels, call, hours, offsets }: Horizon, due: Due, outcome: number): Float64Array[] {
  const { locations, mixture, baseline, low, high, median } = due;
  const count = LEVELS.length;
  const gains = BAND_ENDS.map(() => new Float64Array(EXPERTS.length));
  for (let q = 0; q < count; q++) {
    const mixed = mixture[q]!;
    const gradient = outcome < mixed ? 1 - LEVELS[q]! : outcome > mixed ? -LEVELS[q]! : 0;
    const gain = gains[BAND_OF[q]!]!;
    // Each expert as it would say now, with the residuals since: they need not be kept as they were.
    for (let k = 0; k < gain.length; k++)
      gain[k]! += gradient * (mixed - locations[k]! - offsets[k * count + q]!);
  }
  const lossOf = (quantiles: Float32Array): Float64Array => {
    const sums = new Float64Array(BAND_ENDS.length);
    addLosses(sums, quantiles, outcome, 1);
    return sums;
  };
  learnGuard(guard, lossOf(mixture), lossOf(baseline));
  learnLevels(levels, { low, high, outcome }, hours);
  learnCall(call, median, outcome);
  return gains;
}
