import { asOf } from '#graph/as-of.ts';
import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { badInput } from '#graph/errors.ts';
import type { Moment } from '#graph/moment.ts';
import { providersNamed, slugOf } from '#market/graph-filter.ts';
import { codeOf } from '#market/graph-region-named.ts';
import { GpuRef } from '#market/graph-gpu.ts';
import { askedMoment } from '#market/graph-moment.ts';
import { BillingEnum } from '#market/graph-price.ts';
import type { Billing } from '#units/quote.ts';
import { DAY_MS } from '#units/time.ts';
import { askedPredictions } from './asked-predictions.ts';
import { DEFAULT_HORIZONS_MS, PredictionRef } from './graph-prediction.ts';
import { keepAnswer } from './keep-answer.ts';
import type { PriceSeries } from './price-series.ts';
import { servedPrediction, type ServedPrediction } from './served-prediction.ts';

const MOST_HORIZONS = 12;
const LONGEST_MS = 7 * DAY_MS;

type Maybe<T> = T | null | undefined;
export type SeriesArgs = {
  readonly billing: Billing;
  readonly provider?: Maybe<string>;
  readonly region?: Maybe<string>;
};

function checkedHorizons(horizons: readonly number[]): readonly number[] {
  if (horizons.length === 0 || horizons.length > MOST_HORIZONS) {
    throw badInput('horizons', `Ask for 1 to ${MOST_HORIZONS} horizons, such as ["PT1H", "PT6H", "P1D"].`);
  }
  if (horizons.includes(0)) {
    throw badInput('horizons', 'A horizon is longer than nothing: `current` tells the newest price.');
  }
  if (horizons.some((horizon) => horizon > LONGEST_MS)) {
    throw badInput('horizons', 'A horizon is at most P7D: nothing was ever judged further ahead.');
  }
  return [...new Set(horizons)];
}

/** The series that arguments name; its provider by any name it has. */
export async function placeOf({ billing, provider, region }: SeriesArgs, { db, simulated }: Context) {
  const [named] = (await providersNamed(db, provider == null ? null : [provider], 'provider')) ?? [];
  return {
    billing,
    provider: named ?? null,
    region: region == null ? null : codeOf(region, 'region'),
    simulated: named === undefined ? simulated : null,
  };
}

/** Every prediction that is served passes here. */
async function serve(
  context: Context,
  series: readonly PriceSeries[],
  horizons: readonly number[],
  moment: Moment,
): Promise<ServedPrediction[]> {
  const horizonsMs = checkedHorizons(horizons);
  const known = await askedPredictions(context, series, moment);
  return series.map((one, index) => {
    const asked = {
      series: one,
      at: moment.at,
      isPast: moment.asOf !== null,
      simulated: context.simulated,
      horizonsMs,
    };
    const served = servedPrediction(asked, known[index]!);
    keepPrediction(context, served);
    return served;
  });
}

/** For the scoreboard: each horizon that has an answer, unless it is one about the past. */
function keepPrediction(
  context: Context,
  { series, at, isPast, forecast, horizons }: ServedPrediction,
): void {
  if (isPast || !forecast) return;
  for (const { horizonMs, quantiles, low, high } of horizons) {
    const median = quantiles?.[(quantiles.length - 1) / 2];
    if (median === undefined || low === null || high === null) continue;
    keepAnswer(context, {
      kind: 'PREDICTION',
      series,
      madeAt: at,
      price: forecast.price,
      horizonMs,
      low,
      median,
      high,
    });
  }
}

const HORIZONS_DESCRIPTION =
  'How far ahead, each at most P7D, at most 12 of them; PT1H, PT6H and P1D where it is absent. Forecasts are made for 1, 2, 7, 25, 73 and 169 hours after the newest whole hour, so that 1, 6 and 24 hours, 3 and 7 days from now are met; quantiles of others lie between those of their neighbours, by the square root of the hours.';

const place = {
  billing: 'On-demand or spot.',
  provider:
    'Only the prices of this provider, by its id ("vastai"); of all of this kind of market where it is absent.',
  region:
    'Only offers in this region, by its code ("DE", "US-CA"; a country covers its states); everywhere where it is absent, also those without a known place.',
} as const;

/** A longer list of horizons costs more than the three it counts for. */
const cost = ({ horizons }: { readonly horizons?: Maybe<readonly number[]> }) => ({
  field: 2,
  multiplier: Math.max(1, Math.ceil((horizons?.length ?? 3) / 3)),
});

builder.objectField(GpuRef, 'prediction', (t) =>
  t.loadable({
    type: PredictionRef,
    byPath: true,
    description:
      'What its price is expected to be in an hour, six and a day, or any horizon up to a week: over all its offers, or those of one provider or region.',
    complexity: cost,
    args: {
      billing: t.arg({
        type: BillingEnum,
        required: true,
        defaultValue: 'ON_DEMAND',
        description: place.billing,
      }),
      provider: t.arg.string({ description: place.provider }),
      region: t.arg.string({ description: place.region }),
      horizons: t.arg({
        type: ['Duration'],
        required: true,
        defaultValue: [...DEFAULT_HORIZONS_MS],
        description: HORIZONS_DESCRIPTION,
      }),
    },
    load: async (slugs: string[], context: Context, args, info) => {
      const where = await placeOf(args, context);
      const series = slugs.map((gpu): PriceSeries => ({ gpu, gpuName: null, ...where }));
      return serve(context, series, args.horizons, await askedMoment(context, info));
    },
    resolve: ({ slug }) => slug as string,
  }),
);

const PredictionFilter = builder.inputType('PredictionFilter', {
  description: 'Whose price is predicted: one GPU’s, named one way or the other.',
  fields: (t) => ({
    gpu: t.string({ description: 'A GPU by any name the catalog knows ("RTX 4090").' }),
    gpuName: t.string({
      description:
        'A GPU by its name exactly as providers write it: the way to those the catalog does not map, such as an imported "H100".',
    }),
    billing: t.field({
      type: BillingEnum,
      required: true,
      defaultValue: 'ON_DEMAND',
      description: place.billing,
    }),
    provider: t.string({ description: place.provider }),
    region: t.string({ description: place.region }),
  }),
});

builder.queryField('prediction', (t) =>
  t.field({
    type: PredictionRef,
    description:
      'What a price is expected to be in an hour, six and a day, or any horizon up to a week, also of a GPU the catalog does not map. `gpu` and `gpus` have it of the catalog’s.',
    complexity: cost,
    args: {
      filter: t.arg({ type: PredictionFilter, required: true, description: 'Whose price.' }),
      horizons: t.arg({
        type: ['Duration'],
        required: true,
        defaultValue: [...DEFAULT_HORIZONS_MS],
        description: HORIZONS_DESCRIPTION,
      }),
      ...asOf,
    },
    resolve: async (_root, { filter, horizons }, context, info) => {
      const { gpu, gpuName, ...rest } = filter;
      if ((gpu == null) === (gpuName == null)) {
        throw badInput(
          'filter',
          'Name one GPU: `gpu` by the catalog, or `gpuName` as its provider writes it.',
        );
      }
      const series = {
        gpu: gpu == null ? null : slugOf(gpu, 'gpu'),
        gpuName: gpuName ?? null,
        ...(await placeOf(rest, context)),
      };
      const [served] = await serve(context, [series], horizons, await askedMoment(context, info));
      return served!;
    },
  }),
);
