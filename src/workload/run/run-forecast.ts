import { PRIOR, runCostSpread } from '#analytics/run-cost-forecast.ts';
import { derived, fact, given, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import type { PriceFactors } from '../gpu-prices.ts';
import type { CostedRun } from './costed-runs.ts';
import { absent, known, type RunFigure } from './run-cost.ts';
import { sumOfFigures } from './run-comparison.ts';

export type RunForecast = {
  /** Past runs that the spread was learned from. */
  readonly pastRuns: number;
  /** USD; the mean cost of the runs it is of times their number. */
  readonly expected: RunFigure;
  readonly low: RunFigure;
  readonly high: RunFigure;
  readonly gpuHours: RunFigure;
  /** USD at the market’s price of the moment. */
  readonly atMarketPrice: RunFigure;
  readonly hoursSpread: RunFigure;
  readonly priceSpread: RunFigure;
};

export type ForecastAsked = {
  /** What more of are planned: their mean is the centre. */
  readonly like: readonly CostedRun[];
  /** All runs of the model: how far they differ is the spread. */
  readonly past: readonly CostedRun[];
  readonly runs: number;
  readonly confidence: number;
  /** USD/h of such a GPU now, and how that is expected to change; null where it is not known. */
  readonly market: { readonly price: Figure; readonly factors: PriceFactors | null } | null;
};

const EXPECTED = formula('runs * cost');
const MEAN = formula('total / past');
const BOUND = formula('expected * factor');
const HOURS = formula('runs * hours');
const MARKET = formula('hours * price');
/** From the 10 % to the 90 % quantile of a normal distribution, in standard deviations. */
const P10_TO_P90 = 2.5631;

const METHOD =
  'simulation: ln GPU-hours and ln price normal, their spreads learned from past runs under a prior; runs independent, the price common';

/** What more runs will cost. Pure. */
export function runForecast({ like, past, runs, confidence, market }: ForecastAsked): RunForecast {
  const completed = past.filter(({ stored }) => stored.status === 'COMPLETED');
  const costs = like.flatMap(({ cost }) => cost.total.figure ?? []);
  const hours = completed.flatMap(({ cost }) => cost.gpuHours.figure?.value ?? []);
  const prices = completed.flatMap(({ cost }) => cost.price.figure?.value ?? []);
  const own = like.flatMap(({ cost }) => cost.gpuHours.figure ?? []);
  const without = like[0]?.cost.total ?? absent('NOT_TOLD', ['hours']);
  const count = given(runs, 'runs');
  const gpuHours: RunFigure =
    own.length === 0
      ? (like[0]?.cost.gpuHours ?? absent('NOT_TOLD', ['hours']))
      : known(derived(HOURS, { runs: count, hours: meanFigure(own, 'GPU-hours') }, 'GPU-hours'));
  const atMarketPrice: RunFigure =
    gpuHours.figure === null
      ? gpuHours
      : market === null
        ? absent('NOT_OBSERVED')
        : known(derived(MARKET, { hours: gpuHours.figure, price: market.price }, 'USD'));
  const spread = runCostSpread(
    { hours: hours.length > 0 ? hours : [1], prices, priceSpread: spreadOf(market?.factors ?? null) },
    runs,
    confidence,
  );
  const hoursSpread = fact(
    spread.hoursSpread,
    '1',
    hours.length > 1 ? 'ESTIMATED' : 'ASSUMED',
    hours.length > 1
      ? `standard deviation of ln GPU-hours over ${hours.length} completed runs and the prior’s ${PRIOR.hours}`
      : `the prior’s standard deviation of ln GPU-hours: fewer than two completed runs say nothing of it`,
  );
  const priceSpread = fact(
    spread.priceSpread,
    '1',
    'ESTIMATED',
    `standard deviation of ln price over ${prices.length} completed runs and ${market?.factors ? 'the forecast of the GPU’s index' : `the prior’s ${PRIOR.price}`}`,
  );
  if (costs.length === 0)
    return {
      pastRuns: hours.length,
      expected: without,
      low: without,
      high: without,
      gpuHours,
      atMarketPrice,
      hoursSpread: known(hoursSpread),
      priceSpread: known(priceSpread),
    };
  const expected = derived(EXPECTED, { runs: count, cost: meanFigure(costs, 'USD') }, 'USD');
  const bound = (factor: number, which: string): RunFigure => {
    const source = `the ${which} bound of ${Math.round(confidence * 100)} %, by ${METHOD}`;
    return known(derived(BOUND, { expected, factor: fact(factor, '1', 'ESTIMATED', source) }, 'USD'));
  };
  return {
    pastRuns: hours.length,
    expected: known(expected),
    low: bound(spread.low, 'lower'),
    high: bound(spread.high, 'upper'),
    gpuHours,
    atMarketPrice,
    hoursSpread: known(hoursSpread),
    priceSpread: known(priceSpread),
  };
}

function meanFigure(figures: readonly Figure[], unit: string): Figure {
  const [first] = figures;
  if (figures.length === 1 && first) return first;
  const past = fact(figures.length, 'runs', 'GIVEN', 'the caller');
  return derived(MEAN, { total: sumOfFigures(figures, unit, 'runs’ figures'), past }, unit);
}

function spreadOf(factors: PriceFactors | null): number | undefined {
  if (factors === null || !(factors.p10 > 0) || !(factors.p90 > factors.p10)) return undefined;
  return Math.log(factors.p90 / factors.p10) / P10_TO_P90;
}
