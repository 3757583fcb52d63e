import type { BacktestSeries, OnForecast } from '#analytics/price-backtest.ts';

/** A rolling-origin replay that tells each forecast as it is made. */
export type Replay = (series: readonly BacktestSeries[], onForecast: OnForecast) => void;

/**
 * The first forecast, made at `lastHour` or before, that is another one where all prices after that hour are
 * multiplied; undefined where a replay does not look ahead.
 */
export function lookAhead(
  replay: Replay,
  series: readonly BacktestSeries[],
  lastHour: number,
  factor: number,
): { readonly id: string; readonly hour: number } | undefined {
  const altered = series.map((one) => {
    const { firstHour, logPrices } = one.grid;
    const changed = logPrices.map((x, index) => (firstHour + index > lastHour ? x + Math.log(factor) : x));
    return { ...one, grid: { ...one.grid, logPrices: changed } };
  });
  const [seen, again] = [series, altered].map((input) => {
    const made: { readonly id: string; readonly hour: number; readonly text: string }[] = [];
    replay(input, (id, hour, forecasts) => {
      if (hour > lastHour) return;
      const text = JSON.stringify(
        forecasts.map((one) => one && [one.last, one.low, one.high, ...one.quantiles]),
      );
      made.push({ id, hour, text });
    });
    return made;
  });
  const first = seen?.find(({ text }, index) => text !== again?.[index]?.text);
  return first && { id: first.id, hour: first.hour };
}
