import { referenceRegions } from '#catalog/cloud-prices.ts';
import { clouds } from '#catalog/cloud-skus.ts';
import type { Gpu } from '#catalog/gpu.ts';
import { measuredHazards, type PlannedHazard } from '#forecast/planned-hazard.ts';
import type { Context } from '#graph/context.ts';
import type { Moment } from '#graph/moment.ts';
import { absenceOf, type Absence } from '#market/graph-absence.ts';
import { gpuOf } from '#market/graph-gpu.ts';
import type { OfferScope } from '#market/offer-scope.ts';
import { cloudQuotes } from '#market/store-cloud-quotes.ts';
import type { Billing } from '#units/quote.ts';
import type { Figure } from '#units/figure.ts';
import type { Instant } from '#units/time.ts';
import { gpuMarket, type GpuMarket } from './gpu-prices.ts';
import { chosenOf, type JudgedOption, type TrainingChoice } from './training-choice.ts';
import { cloudTrainings, type CloudTraining } from './training-clouds.ts';
import { tokensOf, trainingOption, type TrainingMisfit } from './training-option.ts';
import type { TrainingQuestion } from './training-question.ts';

/** A GPU that was asked for, or is listed, and cannot be rented. */
export type Unavailable = { readonly gpu: Gpu; readonly billing: Billing | null; readonly absence: Absence };

export type TrainingEstimate = Omit<TrainingChoice, 'options'> & {
  readonly at: Instant;
  readonly question: TrainingQuestion;
  readonly tokens: Figure;
  readonly options: readonly JudgedOption[];
  readonly misfits: readonly TrainingMisfit[];
  readonly unavailable: readonly Unavailable[];
  readonly againstClouds: (option: JudgedOption) => readonly CloudTraining[];
};

/** What training costs on everything that can be rented in a scope: at most four statements. */
export async function trainingEstimate(
  question: TrainingQuestion,
  scope: OfferScope,
  context: Context,
  moment: Moment,
): Promise<TrainingEstimate> {
  const [market, quotes, hazards] = await Promise.all([
    gpuMarket(context, scope, moment),
    cloudQuotes(context.db, moment, {
      providers: clouds,
      billing: 'ON_DEMAND',
      regionNames: clouds.flatMap((cloud) => referenceRegions[cloud]),
    }),
    scope.billing === 'ON_DEMAND'
      ? new Map<string, never>()
      : measuredHazards(context.db, {
          // Hazards are of machines, whatever they cost and however many GPUs they have.
          scope: { ...scope, billing: 'SPOT', regions: null, price: null, gpuCount: null },
          regions: scope.regions,
          moment,
          bid: null,
        }),
  ]);
  const results = market.priced.map((priced) => {
    const hazard = hazards.get(priced.gpu.slug);
    return trainingOption(question, priced, isKnown(hazard) ? hazard : null);
  });
  return {
    at: moment.at,
    question,
    tokens: tokensOf(question),
    ...chosenOf(results.flatMap((result) => ('cost' in result ? [result] : []))),
    misfits: results.flatMap((result) => ('cost' in result ? [] : [result])),
    unavailable: unavailableOf(market, scope),
    againstClouds: (option) => cloudTrainings(question, option, quotes, moment.at),
  };
}

function isKnown(hazard: PlannedHazard | { readonly origin: null } | undefined): hazard is PlannedHazard {
  return hazard !== undefined && hazard.origin !== null;
}

function unavailableOf({ priced, unpriced }: GpuMarket, { gpus, billing }: OfferScope): Unavailable[] {
  const listed = unpriced.flatMap((listing) => {
    const gpu = gpuOf(listing.gpu);
    const absence = absenceOf({ offers: 0, taken: listing.taken, staleOut: listing.staleOut });
    return gpu && absence ? [{ gpu, billing: listing.billing, absence }] : [];
  });
  const seen = new Set([...priced.map(({ gpu }) => gpu.slug as string), ...unpriced.map(({ gpu }) => gpu)]);
  const named = (gpus ?? []).flatMap((slug) => {
    const gpu = seen.has(slug) ? null : gpuOf(slug);
    return gpu ? [{ gpu, billing, absence: 'NOT_OFFERED' as const }] : [];
  });
  return [...listed, ...named];
}
