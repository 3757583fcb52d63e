import { HOUR_MS, instant, type Instant } from '#units/time.ts';
import { forecastScore, isInside, scoreForecast, type ForecastScore } from './forecast-score.ts';
import {
  forecastHour,
  observeHour,
  priceForecaster,
  type HorizonForecast,
  type PriceForecaster,
} from './price-forecaster.ts';
import { learnLevel, weekLevel, type WeekLevel } from './week-level.ts';

/** One hour of a series: its price, null where none was in force, and whether something was newly observed in it. */
export type SeriesHour = {
  readonly start: Instant;
  /** Micro-dollars per GPU-hour. */
  readonly price: number | null;
  readonly isObserved: boolean;
};

/**
 * Hours ahead that forecasts are made for, counted from the newest whole hour: an answer is asked within the
 * hour after it, so that 1, 6 and 24 h, 3 and 7 days from now lie one hour further. Others lie between.
 */
export const STEPS: readonly number[] = [1, 2, 7, 25, 73, 169];

/** Unobserved hours in a row that break a series: what follows has to show itself first. */
const GAP_HOURS = 72;

/** What is kept of one series, so that a new hour costs no look at the past. */
export type SeriesState = {
  readonly forecaster: PriceForecaster;
  readonly level: WeekLevel;
  /** Forecasts that wait for their hour, by horizon and, going round, the hour they were made in. */
  readonly waiting: (HorizonForecast | undefined)[][];
  readonly scores: readonly ForecastScore[];
  /** Outcomes inside the 80 % interval of "price stays", by horizon. */
  readonly baselineInside: number[];
  forecasts: readonly (HorizonForecast | undefined)[];
  from: Instant | null;
  /** The end of the newest hour taken in. */
  through: Instant | null;
  /** The end of the newest hour in which something was observed. */
  observedTo: Instant | null;
  logPrice: number;
  hours: number;
  observedHours: number;
  /** Observed hours since the last gap, and when that ended; null without one. */
  observedSinceGap: number;
  gapEnd: Instant | null;
  isConstant: boolean;
};

export function seriesState(): SeriesState {
  return {
    forecaster: priceForecaster(STEPS),
    level: weekLevel(),
    waiting: STEPS.map((steps) => Array.from({ length: steps }, () => undefined)),
    scores: STEPS.map(() => forecastScore()),
    baselineInside: STEPS.map(() => 0),
    forecasts: [],
    from: null,
    through: null,
    observedTo: null,
    logPrice: NaN,
    hours: 0,
    observedHours: 0,
    observedSinceGap: 0,
    gapEnd: null,
    isConstant: true,
  };
}

/** Takes in hours in order of time, up to `through`; hours that are missing carry the price before them. */
export function* advance(
  state: SeriesState,
  hours: readonly SeriesHour[],
  through: Instant,
): Generator<void, void> {
  let next = 0;
  const first = hours.findIndex(({ price }) => price !== null);
  const begin = state.through ?? hours[first]?.start;
  if (begin === undefined) return;
  for (let start = begin; start + HOUR_MS <= through; start = instant(start + HOUR_MS)) {
    while ((hours[next]?.start ?? Infinity) < start) next++;
    const hour = hours[next]?.start === start ? hours[next] : undefined;
    takeHour(state, start, hour);
    yield;
  }
}

function takeHour(state: SeriesState, start: Instant, hour: SeriesHour | undefined): void {
  const price = hour?.price ?? null;
  const isObserved = price !== null && (hour?.isObserved ?? false);
  const x = price === null ? state.logPrice : Math.log(price / 1e6);
  const end = instant(start + HOUR_MS);
  state.from ??= start;
  if (isObserved) {
    judge(state, x);
    countObserved(state, start, end);
  }
  if (state.hours > 0 && x !== state.logPrice) state.isConstant = false;
  learnLevel(state.level, x);
  observeHour(state.forecaster, x, isObserved);
  state.forecasts = forecastHour(state.forecaster);
  state.forecasts.forEach((forecast, index) => {
    const made = state.waiting[index]!;
    made[state.hours % made.length] = forecast;
  });
  state.logPrice = x;
  state.hours++;
  state.through = end;
}

/** Judges the forecasts that were made for this hour, each before anything of it was known. */
function judge(state: SeriesState, x: number): void {
  state.waiting.forEach((made, index) => {
    const due = made[state.hours % made.length];
    if (!due) return;
    scoreForecast(state.scores[index]!, due, x);
    if (isInside(x, { low: due.baseline[LOW]!, high: due.baseline[HIGH]! })) state.baselineInside[index]!++;
  });
}

/** Where 10 % and 90 % are among the levels 5 %, 10 % … 95 %. */
export const LOW = 1;
export const HIGH = 17;

function countObserved(state: SeriesState, start: Instant, end: Instant): void {
  if (state.observedTo !== null && start - state.observedTo >= GAP_HOURS * HOUR_MS) {
    state.gapEnd = start;
    state.observedSinceGap = 0;
  }
  state.observedTo = end;
  state.observedHours++;
  state.observedSinceGap++;
}

/** One horizon of a snapshot; prices in micro-dollars per GPU-hour. */
export type HorizonSnapshot = {
  readonly steps: number;
  /** At 5 %, 10 % … 95 %; null while there are too few past errors. */
  readonly quantiles: readonly number[] | null;
  /** The same of "the price stays". */
  readonly baseline: readonly number[] | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly score: ForecastScore;
  readonly baselineInside: number;
};

/** What a series says after its newest hour: plain data, to be kept and served. */
export type SeriesForecast = {
  readonly from: Instant;
  readonly through: Instant;
  readonly observedTo: Instant | null;
  readonly price: number;
  readonly hours: number;
  readonly observedHours: number;
  readonly observedSinceGap: number;
  readonly gapEnd: Instant | null;
  readonly isConstant: boolean;
  readonly isUnprecedented: boolean;
  readonly horizons: readonly HorizonSnapshot[];
};

/** Undefined where no hour had a price. */
export function snapshot(state: SeriesState): SeriesForecast | undefined {
  const { from, through, observedTo, hours, observedHours, observedSinceGap, gapEnd, isConstant } = state;
  if (from === null || through === null) return undefined;
  return {
    from,
    through,
    observedTo,
    hours,
    observedHours,
    observedSinceGap,
    gapEnd,
    isConstant,
    price: micros(state.logPrice),
    isUnprecedented: state.level.isUnprecedented,
    horizons: STEPS.map((steps, index) => {
      const forecast = state.forecasts[index];
      return {
        steps,
        quantiles: forecast ? Array.from(forecast.quantiles, micros) : null,
        baseline: forecast ? Array.from(forecast.baseline, micros) : null,
        low: forecast ? micros(forecast.low) : null,
        high: forecast ? micros(forecast.high) : null,
        score: { ...state.scores[index]! },
        baselineInside: state.baselineInside[index]!,
      };
    }),
  };
}

function micros(logPrice: number): number {
  return Math.round(Math.exp(logPrice) * 1e6);
}
