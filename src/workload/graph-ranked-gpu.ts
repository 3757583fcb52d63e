import { builder } from '#graph/builder.ts';
import { GpuRef } from '#market/graph-gpu.ts';
import { BillingEnum } from '#market/graph-price.ts';
import { CostRef } from './graph-cost.ts';
import { FigureRef } from './graph-figure.ts';
import { RankedMemoryRef, RecommendedModelRef, TrainingOnGpuRef } from './graph-ranked-parts.ts';
import {
  contextFigure,
  costPerMillion,
  hourlyCost,
  priceFigure,
  speedFigure,
  utilisationFigure,
  vramFigure,
} from './ranking-figures.ts';
import { fitScore, scoreReasoning, standingOf } from './ranking-score.ts';
import { trainingOf } from './ranking-training.ts';
import type { Ranked } from './ranking.ts';
import { recommendedModels } from './recommended-models.ts';
import { dayRisk } from './spot-risk.ts';

export const RankedGpuRef = builder.objectRef<Ranked>('RankedGPU');

RankedGpuRef.implement({
  description:
    'A GPU that holds a model and can be rented: the cheapest machine an hour of those large enough, what a token costs on it, and how it stands to the others.',
  fields: (t) => ({
    rank: t.exposeInt('rank', {
      description: '1 is the cheapest token of all rows, every model among them.',
    }),
    modelRank: t.exposeInt('modelRank', {
      description: '1 is the cheapest token of this model.',
    }),
    modelName: t.string({ description: 'The model that is served.', resolve: ({ model }) => model.name }),
    modelSlug: t.string({
      nullable: true,
      description: 'Its slug in the catalog. Null where the caller told the architecture.',
      resolve: ({ model }) => model.slug,
    }),
    gpu: t.field({ type: GpuRef, description: 'The GPU.', resolve: ({ priced }) => priced.gpu }),
    billing: t.field({
      type: BillingEnum,
      description: 'How it would be rented.',
      resolve: ({ priced }) => priced.billing,
    }),
    gpusNeeded: t.exposeInt('needed', { description: 'The fewest of this GPU that hold the model.' }),
    gpusUsed: t.exposeInt('used', {
      description:
        'Those of the machine that the model is divided among: engines want as many attention heads on each.',
    }),
    gpuCount: t.int({
      description: 'GPUs of the machine, all of which are paid for.',
      resolve: ({ offers }) => offers.gpuCount,
    }),
    vram: t.field({
      type: FigureRef,
      description: 'Memory of the machine’s GPUs together, in GB.',
      resolve: vramFigure,
    }),
    memory: t.field({
      type: RankedMemoryRef,
      description: 'What serving takes of each GPU, and what is there.',
      resolve: (row) => row,
    }),
    price: t.field({
      type: FigureRef,
      description: 'What one GPU of the machine costs an hour in the cheapest offer, in USD/h.',
      resolve: priceFigure,
    }),
    machineCost: t.field({
      type: CostRef,
      description: 'What the machine costs an hour.',
      resolve: hourlyCost,
    }),
    provider: t.string({
      description: 'Id of the cheapest offer’s provider.',
      resolve: ({ offers }) => offers.provider,
    }),
    region: t.string({
      nullable: true,
      description: 'Where the cheapest offer is, as a region’s code. Null where it is not known.',
      resolve: ({ offers }) => offers.region,
    }),
    observedAt: t.field({
      type: 'DateTime',
      description: 'When the price was last observed.',
      resolve: ({ offers }) => offers.observedAt,
    }),
    stale: t.boolean({
      description:
        'True where the provider of the cheapest offer has not answered lately, or its newest price is held.',
      resolve: ({ offers }) => offers.stale,
    }),
    simulated: t.boolean({
      description: 'True where the offer is of the simulated market.',
      resolve: ({ offers }) => offers.simulated,
    }),
    tokensPerSecond: t.field({
      type: FigureRef,
      description:
        'Output tokens a second, all sequences together, the reading of prompts taken off: GIVEN by the caller, MEASURED where somebody ran it, ESTIMATED by a roofline else. `basis` says which.',
      resolve: speedFigure,
    }),
    utilisation: t.field({
      type: FigureRef,
      description: 'The share of the time that the machine is busy.',
      resolve: utilisationFigure,
    }),
    costPerMillionTokens: t.field({
      type: CostRef,
      description:
        'What a million output tokens cost: price × GPUs ÷ (tokens/s × utilisation) × 10⁶ ÷ 3600. 0.42 USD/h at 85 tokens/s makes 1.37.',
      resolve: costPerMillion,
    }),
    maxContextTokens: t.field({
      type: FigureRef,
      description:
        'The most tokens that each of the sequences can have on this machine, up to what the model was made for.',
      resolve: contextFigure,
    }),
    availableGpus: t.int({
      description:
        'GPUs of this kind that can be rented in offers of any size, each once, over the offers whose provider tells a number.',
      resolve: ({ priced }) => priced.available,
    }),
    uncountedOffers: t.int({
      description: 'Offers of it that can be rented and whose provider tells no number.',
      resolve: ({ priced }) => priced.uncounted,
    }),
    fitScore: t.field({
      type: FigureRef,
      description:
        '0 to 1, beside the other rows of the model: price 35 %, speed 25 %, free memory 20 % (all of it from a fifth on), availability 20 % (machines ÷ (machines + 1)). A convention; the order is by cost.',
      resolve: fitScore,
    }),
    reasoning: t.string({ description: 'What the fit score is made of, in words.', resolve: scoreReasoning }),
    training: t.field({
      type: TrainingOnGpuRef,
      description: 'How long this machine would train the model, and at what cost.',
      resolve: (row) => ({ ...trainingOf(row), method: row.asked.training.method }),
    }),
    recommendedModels: t.field({
      type: [RecommendedModelRef],
      description:
        'Models of the catalog that this machine serves in the same way, the largest first: the same format, sequences and tokens.',
      args: {
        first: t.arg.int({ required: true, defaultValue: 5, description: 'At most this many, 1 to 100.' }),
      },
      resolve: (row, { first }) => recommendedModels(row, first),
    }),
    risk: t.field({
      type: FigureRef,
      nullable: true,
      description:
        'The chance that the machine is interrupted within a day: by the forecast desk’s hazard for spot. Null where too little is known of spot machines of this GPU.',
      resolve: ({ priced, spotRisk }) => dayRisk({ billing: priced.billing, spotRisk }),
    }),
    isOnFrontier: t.boolean({
      description:
        'True where no other row of the model is as cheap, as fast and as safe and better in one of them. Risks of which one is not known are not compared, and neither row then loses to the other.',
      resolve: ({ dominator }) => dominator === null,
    }),
    lostTo: t.field({
      type: RankedGpuRef,
      nullable: true,
      description:
        'The best ranked row on the frontier that is no worse in cost, speed and risk, and better in one. Null on the frontier.',
      resolve: ({ dominator }) => dominator,
    }),
    standing: t.string({
      description: 'Why it stands where it does: what it wins by, or which row beats it and in what.',
      resolve: standingOf,
    }),
  }),
});
