import { directionOf } from '#analytics/direction.ts';
import { LEVELS } from '#analytics/price-forecaster.ts';
import { builder } from '#graph/builder.ts';
import { AbsenceEnum } from '#market/graph-absence.ts';
import { PriceRef, type Price } from '#market/graph-price.ts';
import { DirectionEnum } from '#market/graph-trend.ts';
import { microUsd, type MicroUsd } from '#units/money.ts';
import { percentOf } from '#units/rounding.ts';
import { AccuracyRef, type ShownAccuracy } from './graph-prediction-accuracy.ts';
import type { Advice, PredictionStatus, ServedHorizon } from './served-prediction.ts';
import type { StoredForecast } from './store-predictions.ts';

const StatusEnum = builder.enumType('PredictionStatus', {
  description: 'What a forecast is worth.',
  values: {
    SKILL: {
      description:
        'On this very series it has been better than “the price stays”: see accuracy. An error at least 1 % smaller is asked.',
    },
    NO_SKILL: {
      description:
        'Nothing has been better than “the price stays” on this series, which is what the forecast says; explanation tells why.',
    },
    ABSENT: { description: 'There is no forecast: see absence and explanation.' },
  } satisfies Record<PredictionStatus, object>,
});

const AdviceEnum = builder.enumType('PredictionAdvice', {
  description: 'What a forecast advises somebody to do who could rent now or later, by the price alone.',
  values: {
    WAIT: { description: 'The price is expected to be at least 1 % lower then, and forecasts have skill.' },
    RENT_NOW: { description: 'Forecasts have skill, and no price at least 1 % lower is expected.' },
    NO_ADVICE: { description: 'Forecasts have no skill here, or there is none.' },
  } satisfies Record<Advice, object>,
});

const SKILL_FORMULA =
  'forecasts in log price on an hourly grid by nine experts (last price; medians of 12, 24, 72 and 168 h; means with half-lives of 6 and 24 h; half the slope of 24 h; damped trend), each with the quantiles of its own newest errors; mixed by Bernstein online aggregation with their losses on this series, as far as the mixture has been better than “the price stays” lately; an 80 % interval whose levels follow what fell outside';
const STAYS_FORMULA =
  'the newest hourly price; its quantiles from how far newer prices of this series lay from the price so many hours before';

/** A figure of a forecast as a price. */
function estimated(pick: (horizon: ServedHorizon) => number | null | undefined, what: string) {
  return (horizon: ServedHorizon): Price | null => {
    const { forecast, status } = horizon;
    const micros = pick(horizon) ?? null;
    if (micros === null || !forecast) return null;
    const method = status === 'SKILL' ? SKILL_FORMULA : STAYS_FORMULA;
    return { ...priceOf(forecast, micros), basis: 'ESTIMATED', formula: `${what}: ${method}` };
  };
}

export function priceOf(forecast: StoredForecast, micros: number): Omit<Price, 'basis' | 'formula'> {
  return {
    amount: microUsd(Math.round(micros)),
    unit: 'PER_GPU_HOUR',
    source: forecast.providers.join(', '),
    observedAt: forecast.observedTo ?? forecast.through,
    simulated: forecast.isSimulated,
    stale: forecast.observedTo !== forecast.through,
  };
}

/** The quantile at a level of 5 %, 10 % … 95 %. */
function quantile(percent: number) {
  return ({ quantiles }: ServedHorizon): MicroUsd | null => {
    const value = quantiles?.[percent / 5 - 1];
    return value === undefined ? null : microUsd(value);
  };
}

function mean(values: readonly number[] | null): number | null {
  return values === null ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function percent(share: number | null): number | null {
  return share === null ? null : percentOf(share, 1);
}

type QuantilePoint = { readonly level: number; readonly amount: MicroUsd };

const QuantileRef = builder.objectRef<QuantilePoint>('PredictionQuantile').implement({
  description: 'A price that the coming one is expected to stay at or under with a given probability.',
  fields: (t) => ({
    level: t.exposeFloat('level', { description: 'The probability, 0 to 1.' }),
    amount: t.expose('amount', { type: 'USD', description: 'US dollars per GPU-hour.' }),
  }),
});

const NULL_WHERE_ABSENT = 'Null where there is no forecast: see absence.';

export const HorizonRef = builder.objectRef<ServedHorizon>('PredictionHorizon').implement({
  description:
    'A forecast of the median price per GPU-hour over one coming hour of the clock, as `priceTrend` will tell it of that hour.',
  fields: (t) => ({
    horizon: t.field({
      type: 'Duration',
      description: 'How far ahead, as asked.',
      resolve: ({ horizonMs }) => horizonMs,
    }),
    from: t.expose('from', {
      type: 'DateTime',
      description: 'The beginning of the hour meant: the hour of the clock in which the horizon ends.',
    }),
    to: t.expose('to', { type: 'DateTime', description: 'The end of the hour meant.' }),
    status: t.field({ type: StatusEnum, description: 'What it is worth.', resolve: ({ status }) => status }),
    absence: t.field({
      type: AbsenceEnum,
      nullable: true,
      description:
        'Why there is no forecast: too little was observed to make and to judge one (NOT_ENOUGH_DATA), nothing for 36 hours (STALE), or never (NOT_OBSERVED, NOT_OFFERED). Null where there is one.',
      resolve: ({ absence }) => absence,
    }),
    explanation: t.exposeString('explanation', {
      description: 'The status or absence in words: what skill there is, or what is missing.',
    }),
    price: t.field({
      type: PriceRef,
      nullable: true,
      description: `The forecast: the median of what is expected, ESTIMATED from what was observed until its observedAt. ${NULL_WHERE_ABSENT}`,
      resolve: estimated((horizon) => horizon.quantiles?.[(LEVELS.length - 1) / 2], 'median'),
    }),
    mean: t.field({
      type: PriceRef,
      nullable: true,
      description: `The mean of what is expected, which savings are counted from: of the 19 quantiles. ${NULL_WHERE_ABSENT}`,
      resolve: estimated(({ quantiles }) => mean(quantiles), 'mean of the 19 quantiles'),
    }),
    low: t.field({
      type: PriceRef,
      nullable: true,
      description: `The lower end of the 80 % interval; accuracy.coverage80 tells how often it held. ${NULL_WHERE_ABSENT}`,
      resolve: estimated(({ low }) => low, 'lower end of the 80 % interval'),
    }),
    high: t.field({
      type: PriceRef,
      nullable: true,
      description: `The upper end of the 80 % interval. ${NULL_WHERE_ABSENT}`,
      resolve: estimated(({ high }) => high, 'upper end of the 80 % interval'),
    }),
    ...Object.fromEntries(
      [5, 10, 25, 50, 75, 90, 95].map((percent) => [
        `p${String(percent).padStart(2, '0')}`,
        t.field({
          type: 'USD',
          nullable: true,
          description: `The ${percent} % quantile in US dollars per GPU-hour: the price is expected at or under it with that probability. ${NULL_WHERE_ABSENT}`,
          resolve: quantile(percent),
        }),
      ]),
    ),
    quantiles: t.field({
      type: [QuantileRef],
      nullable: true,
      description: `Its 19 quantiles, from 5 % to 95 %, each at or above the one before. ${NULL_WHERE_ABSENT}`,
      complexity: { multiplier: LEVELS.length },
      resolve: ({ quantiles }) =>
        quantiles?.map((amount, index) => ({ level: LEVELS[index]!, amount: microUsd(amount) })),
    }),
    confidence: t.float({
      nullable: true,
      description: `The share of the 19 quantiles that lie within 5 % of the median: how much of what is expected is near the forecast, 0 to 1. It is no probability that a rise or fall is called right: see accuracy. ${NULL_WHERE_ABSENT}`,
      resolve: ({ confidence }) => (confidence === null ? null : Math.round(confidence * 1000) / 1000),
    }),
    changePercent: t.float({
      nullable: true,
      description: `The median against the newest hourly price (Prediction.current), in percent, to a tenth. ${NULL_WHERE_ABSENT}`,
      resolve: ({ change }) => percent(change),
    }),
    direction: t.field({
      type: DirectionEnum,
      nullable: true,
      description: `What the change amounts to, 1 % being the threshold. ${NULL_WHERE_ABSENT}`,
      resolve: ({ change }) => (change === null ? null : directionOf(change)),
    }),
    advice: t.field({
      type: AdviceEnum,
      description: 'What to do, by the price alone.',
      resolve: ({ advice }) => advice,
    }),
    recommendation: t.exposeString('adviceText', { description: 'The advice in words, with its reason.' }),
    savingPercent: t.float({
      nullable: true,
      description: `What waiting until then is expected to save, in percent of the newest hourly price, to a tenth: 100 × (1 − mean ÷ current). Negative where it is expected to cost. ${NULL_WHERE_ABSENT}`,
      resolve: ({ saving }) => percent(saving),
    }),
    accuracy: t.field({
      type: AccuracyRef,
      nullable: true,
      description: `How forecasts of this very series have fared. ${NULL_WHERE_ABSENT}`,
      resolve: ({ accuracy, forecast }): ShownAccuracy | null =>
        accuracy && forecast ? { ...accuracy, since: forecast.from, until: forecast.through } : null,
    }),
  }),
});
