import type { RelativeSpeedError } from '#analytics/relative-speed.ts';
import { derived, fact, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import type { PriceFactors } from '../gpu-prices.ts';
import { energyOf } from './workload-use.ts';
import type { WorkloadUse } from './insight.ts';

/** A confidence, and what it rests on in words. */
export type Confidence = { readonly figure: Figure | null; readonly restsOn: string };

/** Logarithms’ spread that is left where nothing moved: no price stands so still. */
const LEAST_SPREAD = 0.002;
/** Standard deviations of a normal distribution between its 10 and its 90 %, from 10 to 50 %, and from 5 to 95 %. */
const P10_TO_P90 = 2.5631;
const P10_TO_P50 = 1.2816;
const P5_TO_P95 = 3.2897;

/**
 * The normal distribution by a logistic one, off by 0.0095 at most (Johnson, Kotz and Balakrishnan, Continuous
 * Univariate Distributions 2, 1995, chapter 23).
 */
const CHANCE = '1 / (1 + exp(-1.702 * ';
const OF_COST = formula(
  `${CHANCE}(ln(now / there) - ln(drift) + speedLead) / sqrt(priceSpread^2 + speedSpread^2 + interruptionSpread^2)))`,
);
const OF_CARBON = formula(`${CHANCE}ln(now / there) / sqrt(spreadNow^2 + spreadThere^2)))`);
const CARBON_SPREAD = formula('max(least, ln(high / low) / width)');
const PRICE_SPREAD = formula('max(least, ln(p90 / p10) / width)');

export type Doubts = {
  readonly speed?: RelativeSpeedError | undefined;
  /** Machine hours as expected, and the most in 19 of 20 cases. */
  readonly interruptions?: { readonly expected: number; readonly high: number } | undefined;
};

/**
 * The chance that it costs less than now when it is rented a day from now: its price as the forecast of the GPU’s
 * index has it, its speed as far off as measurements show, spot machines interrupted as often as has been seen.
 */
export function costConfidence(now: WorkloadUse, there: WorkloadUse, doubts: Doubts = {}): Confidence {
  const factors = there.cost.later;
  if (factors === null)
    return {
      figure: null,
      restsOn: `No forecast: too little of the price history of ${there.gpu.name} is known to say how it moves. The saving is at the prices of the moment.`,
    };
  const { speed, interruptions } = doubts;
  const inputs = {
    now: now.cost.figure,
    there: there.cost.figure,
    drift: fact(factors.p50 / there.cost.figure.value, '1', 'ESTIMATED', forecastOf(there, factors)),
    priceSpread: priceSpread(there, factors),
    speedLead: fact(speed?.p50 ?? 0, '1', speed ? 'MEASURED' : 'CATALOG', speedSource(speed)),
    speedSpread: fact(
      speed ? (speed.p50 - speed.p10) / P10_TO_P50 : 0,
      '1',
      speed ? 'MEASURED' : 'CATALOG',
      speedSource(speed),
    ),
    interruptionSpread: fact(
      interruptions ? Math.log(interruptions.high / interruptions.expected) / (P5_TO_P95 / 2) : 0,
      '1',
      'ESTIMATED',
      interruptions ? 'machine hours at the upper bound of the rate of interruption' : 'no interruptions',
    ),
  };
  const words = [
    `the forecast of the price of ${there.gpu.name} for a day from now`,
    ...(speed ? [`how far speeds by data sheets were off on ${speed.pairs} measured pairs of GPUs`] : []),
    ...(interruptions ? ['the interval of the rate of interruption'] : []),
  ];
  return {
    figure: derived(OF_COST, inputs, '1', { source: 'normal distribution, logistic form' }),
    restsOn: `The chance that it costs less than now, by ${words.join(', ')}. Not in it: whether the offer is still there.`,
  };
}

/** The chance that it emits less than now, by the intervals of both estimates. */
export function carbonConfidence(now: WorkloadUse, there: WorkloadUse): Confidence {
  const inputs = {
    now: now.carbon,
    there: there.carbon,
    spreadNow: carbonSpread(now),
    spreadThere: carbonSpread(there),
  };
  return {
    figure: derived(OF_CARBON, inputs, '1', { source: 'normal distribution, logistic form' }),
    restsOn:
      'The chance that it emits less than now, by the intervals of both estimates as if they erred independently: they share the hardware, so that it is surer than this.',
  };
}

function carbonSpread(use: WorkloadUse): Figure {
  const { low, high } = energyOf(use).detailed;
  const inputs = {
    least: fact(LEAST_SPREAD, '1', 'ASSUMED', 'no estimate is without error'),
    high: high.carbon,
    low: low.carbon,
    width: fact(P5_TO_P95, '1', 'CATALOG', 'standard deviations from 5 to 95 %'),
  };
  return derived(CARBON_SPREAD, inputs, '1');
}

function priceSpread(there: WorkloadUse, factors: PriceFactors): Figure {
  const source = forecastOf(there, factors);
  const inputs = {
    least: fact(LEAST_SPREAD, '1', 'ASSUMED', 'no price stands still for sure'),
    p90: fact(factors.p90, 'USD', 'ESTIMATED', source),
    p10: fact(factors.p10, 'USD', 'ESTIMATED', source),
    width: fact(P10_TO_P90, '1', 'CATALOG', 'standard deviations from 10 to 90 %'),
  };
  return derived(PRICE_SPREAD, inputs, '1');
}

function forecastOf({ gpu, billing }: WorkloadUse, { hours, hasSkill }: PriceFactors): string {
  const terms = billing === 'SPOT' ? 'spot' : 'on demand';
  const skill = hasSkill ? '' : ', of how far it went so far';
  return `forecast of the index of ${gpu.name} ${terms}, ${hours} hours ahead${skill}`;
}

function speedSource(speed: RelativeSpeedError | undefined): string {
  return speed
    ? `ln(measured ÷ said) on ${speed.pairs} pairs of measured throughputs of the catalog`
    : 'the same GPU';
}
