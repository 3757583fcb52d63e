import { figuresOf, type ForecastFigures } from './forecast-score.ts';
import { HIGH, LOW, type HorizonSnapshot, type SeriesForecast } from './series-forecast.ts';

/** Fewer judged outcomes than this tell nothing of skill. */
export const FEWEST_OUTCOMES = 30;
/** Errors in the past that make quantiles; the forecaster gives none with fewer. */
const FEWEST_ERRORS = 24;
/** A mean absolute error less than this share under that of "price stays" is no skill: noise does as much. */
export const LEAST_SKILL = 0.01;
/** Hours to be observed after a gap before anything is forecast. */
const FEWEST_SINCE_GAP = 24;

/** Why a forecast is "the price stays". */
export type NoSkill = 'CONSTANT' | 'NOT_BETTER' | 'UNPRECEDENTED';

/** What the backtest says of a forecast; of the horizon it was run at. Prices in micro-dollars per GPU-hour. */
export type Accuracy = ForecastFigures & { readonly steps: number; readonly coverage: number };

export type ForecastAt =
  | { readonly kind: 'NOT_ENOUGH_DATA'; readonly outcomes: number; readonly hoursNeeded: number }
  | {
      readonly kind: 'FORECAST';
      readonly noSkill: NoSkill | null;
      /** At 5 %, 10 % … 95 %, micro-dollars per GPU-hour. */
      readonly quantiles: readonly number[];
      readonly low: number;
      readonly high: number;
      readonly accuracy: Accuracy;
    };

/**
 * The forecast so many hours after the newest one. Between two horizons that forecasts are made for, quantiles
 * are interpolated by the square root of the hours, as errors of a price that wanders grow; beyond the last one
 * they stay. Skill and accuracy are those of the nearest horizon. Without skill it is "the price stays": the
 * newest price, and around it the quantiles of how far prices went from there.
 */
export function forecastAt(series: SeriesForecast, steps: number): ForecastAt {
  const judged = nearest(series.horizons, steps);
  const { below, above, share } = neighbours(series.horizons, steps);
  const { score } = judged;
  const ready = [judged, below, above].every(({ quantiles }) => quantiles !== null);
  const hasReturned = series.gapEnd === null || series.observedSinceGap >= FEWEST_SINCE_GAP;
  if (!ready || score.n < FEWEST_OUTCOMES || !hasReturned) {
    return { kind: 'NOT_ENOUGH_DATA', outcomes: score.n, hoursNeeded: hoursNeeded(series, judged) };
  }
  const figures = figuresOf(score);
  const noSkill = noSkillOf(series, figures);
  const pick = (of: (horizon: HorizonSnapshot) => readonly number[]): number[] => {
    const [from, to] = [of(below), of(above)];
    return from.map((value, q) => Math.round(value + share * ((to[q] ?? value) - value)));
  };
  if (noSkill === null) {
    const quantiles = pick(({ quantiles: made }) => made ?? []);
    const [low, high] = pick(bounds);
    const accuracy = { ...figures, steps: judged.steps, coverage: figures.coverage80 ?? NaN };
    return { kind: 'FORECAST', noSkill, quantiles, low: low!, high: high!, accuracy };
  }
  const quantiles = around(
    series.price,
    pick(({ baseline }) => baseline ?? []),
  );
  const accuracy = { ...figures, steps: judged.steps, coverage: judged.baselineInside / score.n };
  return { kind: 'FORECAST', noSkill, quantiles, low: quantiles[LOW]!, high: quantiles[HIGH]!, accuracy };
}

function bounds({ low, high }: HorizonSnapshot): number[] {
  return [low ?? NaN, high ?? NaN];
}

/** Observed hours, from the first or since the gap, until a horizon can be judged. */
function hoursNeeded({ gapEnd }: SeriesForecast, { steps }: HorizonSnapshot): number {
  return gapEnd === null ? FEWEST_ERRORS + FEWEST_OUTCOMES + 2 * steps : FEWEST_SINCE_GAP;
}

function noSkillOf(series: SeriesForecast, { skill, pinballSkill }: ForecastFigures): NoSkill | null {
  if (series.isConstant) return 'CONSTANT';
  if (series.isUnprecedented) return 'UNPRECEDENTED';
  return (skill ?? 0) >= LEAST_SKILL && (pinballSkill ?? 0) > 0 ? null : 'NOT_BETTER';
}

/** Quantiles with the price itself in their middle, in order. */
function around(price: number, quantiles: readonly number[]): number[] {
  const middle = (quantiles.length - 1) / 2;
  return quantiles.map((value, q) =>
    q < middle ? Math.min(value, price) : q > middle ? Math.max(value, price) : price,
  );
}

function nearest(horizons: readonly HorizonSnapshot[], steps: number): HorizonSnapshot {
  const off = (horizon: HorizonSnapshot): number => Math.abs(Math.log(horizon.steps / steps));
  return horizons.reduce((best, horizon) => (off(horizon) < off(best) ? horizon : best));
}

function neighbours(horizons: readonly HorizonSnapshot[], steps: number) {
  const above = horizons.find((horizon) => horizon.steps >= steps) ?? horizons.at(-1)!;
  const below = horizons.findLast((horizon) => horizon.steps <= steps) ?? horizons[0]!;
  const root = Math.sqrt;
  const share =
    above.steps > below.steps
      ? (root(steps) - root(below.steps)) / (root(above.steps) - root(below.steps))
      : 0;
  return { below, above, share };
}

/** The mean of a distribution given by its quantiles at 5 %, 10 % … 95 %. */
export function meanOf(quantiles: readonly number[]): number {
  return quantiles.reduce((sum, value) => sum + value, 0) / quantiles.length;
}

/** How near the middle of a forecast a price has to come for `confidence`. */
const CONFIDENT_WITHIN = 0.05;

/** The share of a forecast's quantiles that lie within 5 % of its median. */
export function confidenceOf(quantiles: readonly number[]): number {
  const median = quantiles[(quantiles.length - 1) / 2] ?? NaN;
  const near = quantiles.filter((value) => Math.abs(value - median) <= CONFIDENT_WITHIN * median);
  return near.length / quantiles.length;
}
