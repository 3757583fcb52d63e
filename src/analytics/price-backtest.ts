import { addScores, forecastScore, scoreForecast, type ForecastScore } from './forecast-score.ts';
import {
  forecastHour,
  observeHour,
  priceForecaster,
  shareLessons,
  type HorizonForecast,
  type Lesson,
  type PriceForecaster,
} from './price-forecaster.ts';
import type { PriceGrid } from './price-grid.ts';

/**
 * A series to replay. Those of one market learn from each other, which those served do not, as each is computed by
 * itself: it is worth one to two points of skill on AWS's spot prices, and nothing to speak of elsewhere.
 */
export type BacktestSeries = { readonly id: string; readonly market: string; readonly grid: PriceGrid };

/** Told each forecast as it is made: the hour since 1970, and one forecast for each horizon. */
export type OnForecast = (
  id: string,
  hour: number,
  forecasts: readonly (HorizonForecast | undefined)[],
) => void;

export type SeriesScores = { readonly id: string; readonly scores: readonly ForecastScore[] };

export type PriceBacktest = {
  readonly horizonHours: readonly number[];
  /** The sums over all series, by horizon. */
  readonly pooled: readonly ForecastScore[];
  readonly series: readonly SeriesScores[];
};

/** A series with fewer prices than this is not replayed. */
export const FEWEST_POINTS = 20;
/** Hours of a series before its forecasts count, or half of it where it is shorter than two of these. */
const WARM_UP_HOURS = 168;

/**
 * Rolling origin over all series of a file on one hourly grid, by the forecaster that is served. No look
 * ahead is possible: time is the outer loop, and a forecaster is handed the hours one by one, up to now. A
 * forecast is judged when its hour comes, and only where the price was newly observed in that hour.
 */
export function backtestPrices(
  series: readonly BacktestSeries[],
  horizonHours: readonly number[],
  onForecast?: OnForecast,
): PriceBacktest {
  const tracks = series
    .filter(({ grid }) => grid.points >= FEWEST_POINTS)
    .map((one) => trackOf(one, horizonHours));
  const markets = Map.groupBy(tracks, ({ market }) => market);
  const first = tracks.reduce((least, { grid }) => Math.min(least, grid.firstHour), Infinity);
  const last = tracks.reduce((most, { grid }) => Math.max(most, grid.firstHour + grid.observed.length), 0);
  for (let hour = first; hour < last; hour++) {
    for (const siblings of markets.values()) replayHour(siblings, hour, onForecast);
  }
  return {
    horizonHours,
    pooled: horizonHours.map((_, index) => addScores(tracks.flatMap(({ scores }) => scores[index] ?? []))),
    series: tracks.map(({ id, scores }) => ({ id, scores })),
  };
}

type Track = BacktestSeries & {
  readonly forecaster: PriceForecaster;
  /** Forecasts that wait for their hour, by horizon and, going round, the hour they were made in. */
  readonly waiting: (HorizonForecast | undefined)[][];
  readonly scores: readonly ForecastScore[];
  readonly warmUp: number;
};

function trackOf(series: BacktestSeries, horizonHours: readonly number[]): Track {
  return {
    ...series,
    forecaster: priceForecaster(horizonHours),
    waiting: horizonHours.map((hours) => Array.from({ length: hours }, () => undefined)),
    scores: horizonHours.map(() => forecastScore()),
    warmUp: Math.min(WARM_UP_HOURS, Math.ceil(series.grid.observed.length / 2)),
  };
}

function replayHour(siblings: readonly Track[], hour: number, onForecast: OnForecast | undefined): void {
  const taught: { readonly forecaster: PriceForecaster; readonly lessons: readonly Lesson[] }[] = [];
  const present = siblings.filter(({ grid }) => {
    const index = hour - grid.firstHour;
    return index >= 0 && index < grid.observed.length;
  });
  for (const track of present) {
    const { grid, forecaster, waiting, scores } = track;
    const index = hour - grid.firstHour;
    const x = grid.logPrices[index] ?? NaN;
    const isObserved = grid.observed[index] === 1;
    if (isObserved) {
      waiting.forEach((made, horizon) => {
        const due = made[index % made.length];
        const score = scores[horizon];
        if (due && score && index - made.length >= track.warmUp) scoreForecast(score, due, x);
      });
    }
    const lessons = observeHour(forecaster, x, isObserved);
    if (lessons.length > 0) taught.push({ forecaster, lessons });
  }
  shareLessons(taught);
  for (const { id, grid, forecaster, waiting } of present) {
    const forecasts = forecastHour(forecaster);
    forecasts.forEach((forecast, horizon) => {
      const made = waiting[horizon];
      if (made) made[(hour - grid.firstHour) % made.length] = forecast;
    });
    onForecast?.(id, hour, forecasts);
  }
}
