import { pinballLoss } from './pinball-loss.ts';
import { sumByKey } from './sum-by-key.ts';

/** A forecast as it is judged: in log price, beside what "the price stays" would have said then. */
export type JudgedForecast = {
  /** The price when it was made. */
  readonly last: number;
  /** At equally spaced levels with 0.5 in the middle: 5 %, 10 % … 95 %. */
  readonly quantiles: ArrayLike<number>;
  /** "Price stays" with its own past residuals as quantiles, at the same levels. */
  readonly baseline: ArrayLike<number>;
  /** The 80 % interval. */
  readonly low: number;
  readonly high: number;
};

/** Sums over outcomes, in the unit of the price; scores of several series add up. Plain data. */
export type ForecastScore = {
  n: number;
  absolute: number;
  baselineAbsolute: number;
  /** Mean over the levels, summed over outcomes. */
  pinball: number;
  baselinePinball: number;
  /** Outcomes inside the 80 % interval. */
  inside: number;
  width: number;
  baselineWidth: number;
  /** Outcomes of which the direction was called, and that moved; and those that went the way called. */
  called: number;
  hits: number;
};

/** Where a forecast differs from the last price by less than this, it calls no direction. */
const CALLED = 0.001;
/** Where the price moved by less than this, there was no direction to call. */
const MOVED = 0.005;
/** An outcome on a bound is inside, whatever the rounding of logarithms, which are kept in 32 bits. */
const ROUNDING = 1e-6;

/** Whether an outcome is in an interval, its ends among it; all in log price. */
export function isInside(outcome: number, { low, high }: { readonly low: number; readonly high: number }) {
  return outcome >= low - ROUNDING && outcome <= high + ROUNDING;
}

export function forecastScore(): ForecastScore {
  return {
    n: 0,
    absolute: 0,
    baselineAbsolute: 0,
    pinball: 0,
    baselinePinball: 0,
    inside: 0,
    width: 0,
    baselineWidth: 0,
    called: 0,
    hits: 0,
  };
}

/** Judges one forecast by the log price that came. */
export function scoreForecast(score: ForecastScore, forecast: JudgedForecast, outcome: number): void {
  const { quantiles, baseline, low, high } = forecast;
  const levels = quantiles.length;
  const price = Math.exp(outcome);
  const last = Math.exp(forecast.last);
  const median = Math.exp(at(quantiles, 0.5));
  score.n++;
  score.absolute += Math.abs(price - median);
  score.baselineAbsolute += Math.abs(price - last);
  for (let q = 0; q < levels; q++) {
    const level = (q + 1) / (levels + 1);
    score.pinball += pinballLoss(price - Math.exp(quantiles[q] ?? NaN), level) / levels;
    score.baselinePinball += pinballLoss(price - Math.exp(baseline[q] ?? NaN), level) / levels;
  }
  if (isInside(outcome, forecast)) score.inside++;
  score.width += Math.exp(high) - Math.exp(low);
  score.baselineWidth += Math.exp(at(baseline, 0.9)) - Math.exp(at(baseline, 0.1));
  if (Math.abs(median / last - 1) > CALLED && Math.abs(price / last - 1) > MOVED) {
    score.called++;
    if (median > last === price > last) score.hits++;
  }
}

/** The sum of several scores. */
export function addScores(scores: readonly ForecastScore[]): ForecastScore {
  return sumByKey(forecastScore(), scores);
}

/** What a score says; null where nothing was there to judge. */
export type ForecastFigures = {
  readonly n: number;
  /** Mean absolute error of the median. */
  readonly mae: number | null;
  readonly baselineMae: number | null;
  /** 1 − loss ÷ loss of "price stays", by mean absolute error. */
  readonly skill: number | null;
  readonly pinball: number | null;
  readonly baselinePinball: number | null;
  /** 1 − loss ÷ loss of "price stays" with its own past residuals as quantiles, by pinball loss. */
  readonly pinballSkill: number | null;
  /** Share of outcomes inside the 80 % interval. */
  readonly coverage80: number | null;
  /** Mean width of the 80 % interval ÷ that of "price stays". */
  readonly width80: number | null;
  /** Share of right directions among outcomes that moved and were called. */
  readonly directionHitRate: number | null;
  readonly directionCalls: number;
};

export function figuresOf(score: ForecastScore): ForecastFigures {
  const { n } = score;
  const mean = (sum: number): number | null => (n === 0 ? null : sum / n);
  const against = (loss: number, baseline: number): number | null => {
    const ratio = n === 0 ? null : ratioOf(loss, baseline);
    return ratio === null ? null : 1 - ratio;
  };
  return {
    n,
    mae: mean(score.absolute),
    baselineMae: mean(score.baselineAbsolute),
    skill: against(score.absolute, score.baselineAbsolute),
    pinball: mean(score.pinball),
    baselinePinball: mean(score.baselinePinball),
    pinballSkill: against(score.pinball, score.baselinePinball),
    coverage80: mean(score.inside),
    width80: n === 0 ? null : ratioOf(score.width, score.baselineWidth),
    directionHitRate: score.called === 0 ? null : score.hits / score.called,
    directionCalls: score.called,
  };
}

/** Two losses of nothing are alike: 1. One beside nothing has no ratio: null. */
function ratioOf(loss: number, baseline: number): number | null {
  if (baseline > 0) return loss / baseline;
  return loss === 0 ? 1 : null;
}

function at(quantiles: ArrayLike<number>, level: number): number {
  return quantiles[Math.round(level * (quantiles.length + 1)) - 1] ?? NaN;
}
