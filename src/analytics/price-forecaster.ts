import { currentWeights, expertWeights, learnRegrets, type ExpertWeights } from './expert-weights.ts';
import { EXPERTS, learnHour, locate, priceExperts, type Experts } from './price-experts.ts';
import { pinballLoss } from './pinball-loss.ts';
import { pushSorted, sortedWindow, windowQuantile, type SortedWindow } from './sorted-window.ts';

/** The levels of the quantiles each forecast is made of: 5 %, 10 % … 95 %. */
export const LEVELS: readonly number[] = Array.from({ length: 19 }, (_, index) => (index + 1) / 20);

/** Bands of levels that share one set of weights: what is best in the middle need not be so in the tails. */
const BANDS = [0, 3, 7, 12, 16, 19] as const;
const RESIDUALS = 720;
/** Fewer past errors than this make no quantiles. */
const FEWEST_RESIDUALS = 24;
const FADE = 2 ** (-1 / 168);
const GUARD_FADE = 2 ** (-1 / 336);
/** The mixture counts in full once it has been this much better than "price stays" lately. */
const RAMP = 0.05;
const FEWEST_OUTCOMES = 30;
const SIBLING_SHARE = 0.3;
const LEVEL_STEP = 0.005;
const TAIL = 0.1;

type Pending = {
  readonly hour: number;
  readonly locations: Float64Array;
  /** Each expert's quantiles, expert by expert; empty while there are too few residuals. */
  readonly quantiles: Float64Array;
  readonly mixture: Float64Array;
  readonly forecast: HorizonForecast | undefined;
};

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
  readonly residuals: readonly SortedWindow[];
  readonly bands: readonly ExpertWeights[];
  readonly pending: Pending[];
  readonly mixtureLoss: Float64Array;
  readonly naiveLoss: Float64Array;
  outcomes: number;
  lowLevel: number;
  highLevel: number;
};

/** What is kept of one series; a new hour costs no look at the past. */
export type PriceForecaster = {
  hour: number;
  readonly experts: Experts;
  readonly horizons: readonly Horizon[];
};

export function priceForecaster(horizonHours: readonly number[]): PriceForecaster {
  const others = 0.5 / (EXPERTS.length - 1);
  const prior = EXPERTS.map((_, index) => (index === 0 ? 0.5 : others));
  return {
    hour: -1,
    experts: priceExperts(),
    horizons: horizonHours.map((hours) => ({
      hours,
      residuals: EXPERTS.map(() => sortedWindow(RESIDUALS)),
      bands: BANDS.slice(1).map(() => expertWeights(prior)),
      pending: [],
      mixtureLoss: new Float64Array(BANDS.length - 1),
      naiveLoss: new Float64Array(BANDS.length - 1),
      outcomes: 0,
      lowLevel: TAIL,
      highLevel: 1 - TAIL,
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
  const { hour } = forecaster;
  const lessons: Lesson[] = [];
  forecaster.horizons.forEach((horizon, index) => {
    const due = horizon.pending[0];
    if (due?.hour !== hour - horizon.hours) return;
    horizon.pending.shift();
    if (!isObserved) return;
    if (due.mixture.length > 0) lessons.push({ horizon: index, gains: settle(horizon, due, x) });
    EXPERTS.forEach((_, k) => pushSorted(horizon.residuals[k]!, x - due.locations[k]!));
  });
  for (const { horizon, gains } of lessons) learn(forecaster.horizons[horizon]!, gains);
  learnHour(forecaster.experts, x);
  return lessons;
}

/** Lets a series learn from what its siblings' outcomes of the same hour taught. */
export function learnFromSiblings(forecaster: PriceForecaster, lessons: readonly Lesson[]): void {
  forecaster.horizons.forEach((horizon, index) => {
    const own = lessons.filter((lesson) => lesson.horizon === index);
    if (own.length === 0) return;
    const shared = horizon.bands.map((_, band) => {
      const sum = new Float64Array(EXPERTS.length);
      for (const { gains } of own) {
        for (let k = 0; k < sum.length; k++) sum[k]! += (SIBLING_SHARE * gains[band]![k]!) / own.length;
      }
      return sum;
    });
    horizon.bands.forEach((weights, band) => learnRegrets(weights, shared[band]!, { fade: 1 }));
  });
}

/** Forecasts from the newest hour, by horizon; undefined where too little has been seen. */
export function forecastHour(forecaster: PriceForecaster): (HorizonForecast | undefined)[] {
  return forecaster.horizons.map((horizon) => {
    const made = forecastOf(forecaster.experts, horizon, forecaster.hour);
    horizon.pending.push(made);
    return made.forecast;
  });
}

function forecastOf(experts: Experts, horizon: Horizon, hour: number): Pending {
  const locations = locate(experts, horizon.hours);
  const { residuals } = horizon;
  if (residuals[0]!.size < FEWEST_RESIDUALS) {
    const none = new Float64Array(0);
    return { hour, locations, quantiles: none, mixture: none, forecast: undefined };
  }
  const count = LEVELS.length;
  const quantiles = new Float64Array(EXPERTS.length * count);
  EXPERTS.forEach((_, k) => {
    for (let q = 0; q < count; q++) {
      quantiles[k * count + q] = locations[k]! + windowQuantile(residuals[k]!, LEVELS[q]!);
    }
  });
  const mixture = new Float64Array(count);
  const blended = new Float64Array(count);
  let trust = 0;
  horizon.bands.forEach((band, b) => {
    const weights = currentWeights(band);
    const share = trustOf(horizon, b);
    trust += share / horizon.bands.length;
    for (let q = BANDS[b]!; q < BANDS[b + 1]!; q++) {
      let value = 0;
      for (let k = 0; k < weights.length; k++) value += weights[k]! * quantiles[k * count + q]!;
      mixture[q] = value;
      blended[q] = quantiles[q]! + share * (value - quantiles[q]!);
    }
  });
  mixture.sort();
  blended.sort();
  const forecast = {
    last: experts.last,
    quantiles: blended,
    baseline: quantiles.subarray(0, count),
    low: atLevel(blended, horizon.lowLevel),
    high: atLevel(blended, horizon.highLevel),
    trust,
  };
  return { hour, locations, quantiles, mixture, forecast };
}

function trustOf({ mixtureLoss, naiveLoss, outcomes }: Horizon, band: number): number {
  if (outcomes < FEWEST_OUTCOMES) return 0;
  const naive = naiveLoss[band]!;
  const skill = naive > 0 ? 1 - mixtureLoss[band]! / naive : 0;
  return Math.min(Math.max(skill / RAMP, 0), 1);
}

/** The quantile at any level: linear between LEVELS, and the outermost gap carried on beyond them. */
function atLevel(quantiles: Float64Array, level: number): number {
  const last = quantiles.length - 1;
  const position = level * 20 - 1;
  const below = Math.min(Math.max(Math.floor(position), 0), last - 1);
  return quantiles[below]! + (quantiles[below + 1]! - quantiles[below]!) * (position - below);
}

/** Judges a forecast by what came, and returns how much each expert would have lessened its loss. */
function settle(horizon: Horizon, due: Pending, y: number): Float64Array[] {
  const { quantiles, mixture, forecast } = due;
  const count = LEVELS.length;
  const gains = horizon.bands.map(() => new Float64Array(EXPERTS.length));
  horizon.bands.forEach((_, b) => {
    let mixed = 0;
    let naive = 0;
    for (let q = BANDS[b]!; q < BANDS[b + 1]!; q++) {
      const level = LEVELS[q]!;
      mixed += pinballLoss(y - mixture[q]!, level);
      naive += pinballLoss(y - quantiles[q]!, level);
      const gradient = y < mixture[q]! ? 1 - level : y > mixture[q]! ? -level : 0;
      for (let k = 0; k < EXPERTS.length; k++) {
        gains[b]![k]! += gradient * (mixture[q]! - quantiles[k * count + q]!);
      }
    }
    horizon.mixtureLoss[b] = GUARD_FADE * horizon.mixtureLoss[b]! + mixed;
    horizon.naiveLoss[b] = GUARD_FADE * horizon.naiveLoss[b]! + naive;
  });
  horizon.outcomes++;
  if (forecast) {
    // On the level, never on the value: heavy tails would wreck it. An outcome on the bound says nothing.
    if (y !== forecast.low) {
      horizon.lowLevel += LEVEL_STEP * (TAIL - (y < forecast.low ? 1 : 0));
      horizon.lowLevel = Math.min(Math.max(horizon.lowLevel, 0.001), 0.5);
    }
    if (y !== forecast.high) {
      horizon.highLevel += LEVEL_STEP * ((y > forecast.high ? 1 : 0) - TAIL);
      horizon.highLevel = Math.min(Math.max(horizon.highLevel, 0.5), 0.999);
    }
  }
  return gains;
}

function learn(horizon: Horizon, gains: readonly Float64Array[]): void {
  horizon.bands.forEach((weights, band) => learnRegrets(weights, gains[band]!, { fade: FADE }));
}
