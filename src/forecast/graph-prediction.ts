import { builder } from '#graph/builder.ts';
import { AbsenceEnum } from '#market/graph-absence.ts';
import { gpuOf, GpuRef } from '#market/graph-gpu.ts';
import { BillingEnum, PriceRef, type Price } from '#market/graph-price.ts';
import { loadProviders, ProviderRef } from '#market/graph-provider.ts';
import { regionOf, RegionRef } from '#market/graph-region.ts';
import { HOUR_MS } from '#units/time.ts';
import { HorizonRef, priceOf } from './graph-prediction-horizon.ts';
import type { ServedHorizon, ServedPrediction } from './served-prediction.ts';
import type { StoredForecast } from './store-predictions.ts';

/** Of the horizons waiting is advised for, the one it saves most by. */
function bestOf(horizons: readonly ServedHorizon[]): ServedHorizon | undefined {
  const waits = horizons.filter(({ advice }) => advice === 'WAIT');
  return waits.toSorted((a, b) => (b.saving ?? 0) - (a.saving ?? 0))[0];
}

/** The newest hourly price, which forecasts start from. */
export function currentPrice(forecast: StoredForecast): Price {
  return {
    ...priceOf(forecast, forecast.price),
    basis: 'DERIVED',
    formula:
      'price per GPU-hour that half of the rentable offer-time of the newest whole hour with a price lies at or under, anomalies left out',
  };
}

export const PredictionRef = builder.objectRef<ServedPrediction>('Prediction').implement({
  description:
    'What the price of a GPU is expected to be: the hourly median price of its offers, forecast with quantiles and an 80 % interval, beside how such forecasts have fared on this very series. Nothing after `through` is in it.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'The instant it was asked for.' }),
    gpu: t.field({
      type: GpuRef,
      nullable: true,
      description: 'The GPU; null where it was named as its provider writes it.',
      resolve: ({ series }) => gpuOf(series.gpu),
    }),
    gpuName: t.string({
      nullable: true,
      description: 'The name as its provider writes it, where it was asked by that; else null.',
      resolve: ({ series }) => series.gpuName,
    }),
    billing: t.field({
      type: BillingEnum,
      description: 'On-demand or spot.',
      resolve: ({ series }) => series.billing,
    }),
    provider: t.loadable({
      type: ProviderRef,
      nullable: true,
      description: 'The one provider whose prices are meant; null for all.',
      load: loadProviders,
      resolve: ({ series }: ServedPrediction) => series.provider,
    }),
    region: t.field({
      type: RegionRef,
      nullable: true,
      description: 'The region whose offers are meant; null for all.',
      resolve: ({ series }) => regionOf(series.region),
    }),
    simulated: t.exposeBoolean('simulated', {
      description: 'True where prices of the simulated market are in it: it means nothing outside.',
    }),
    through: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'The end of the newest whole hour it rests on. Null where nothing was observed: see absence.',
      resolve: ({ forecast }) => forecast?.through,
    }),
    observedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'The end of the newest hour in which a price was observed: later ones carry it on. Null where none was.',
      resolve: ({ forecast }) => forecast?.observedTo,
    }),
    since: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'The beginning of the history it was learnt from: 90 to 120 days, or less where there is less. Null where there is none.',
      resolve: ({ forecast }) => forecast?.from,
    }),
    hoursObserved: t.int({
      description: 'Hours since then in which a price was observed; all others carry the price before them.',
      resolve: ({ forecast }) => forecast?.observedHours ?? 0,
    }),
    current: t.field({
      type: PriceRef,
      nullable: true,
      description:
        'The newest hourly price, which changes and savings are counted from. Null where nothing was observed: see absence.',
      resolve: ({ forecast }): Price | null => forecast && currentPrice(forecast),
    }),
    absence: t.field({
      type: AbsenceEnum,
      nullable: true,
      description: 'Why there is no forecast at all; null where there is one for any horizon.',
      resolve: ({ absence }) => absence,
    }),
    explanation: t.exposeString('explanation', {
      nullable: true,
      description: 'The absence in words, with what is missing; null where there is a forecast.',
    }),
    horizons: t.field({
      type: [HorizonRef],
      description: 'One forecast for each horizon asked for, in that order.',
      complexity: { multiplier: 3 },
      resolve: ({ horizons }) => [...horizons],
    }),
    best: t.field({
      type: HorizonRef,
      nullable: true,
      description:
        'Of the horizons asked for the one by which waiting is expected to save most, where that is advised. Null where it is not.',
      resolve: ({ horizons }) => bestOf(horizons),
    }),
    recommendation: t.string({
      description:
        'What to do, in words: the advice of `best`; where there is none, that of the first horizon that has skill, or of the first.',
      resolve: ({ horizons }) => {
        const now = horizons.find(({ advice }) => advice === 'RENT_NOW');
        return (bestOf(horizons) ?? now ?? horizons[0])?.adviceText ?? '';
      },
    }),
  }),
});

/** The horizons a prediction is asked for where none are named. */
export const DEFAULT_HORIZONS_MS = [HOUR_MS, 6 * HOUR_MS, 24 * HOUR_MS] as const;
