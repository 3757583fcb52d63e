import { gpuBySlug } from '#catalog/gpus.ts';
import type { Gpu } from '#catalog/gpu.ts';
import { QUALITY_LOSS } from '#catalog/weight-quality.ts';
import { asOf } from '#graph/as-of.ts';
import { builder } from '#graph/builder.ts';
import { pageOf } from '#graph/page.ts';
import { absenceOf, AbsenceEnum } from '#market/graph-absence.ts';
import { GpuRef } from '#market/graph-gpu.ts';
import { askedMoment } from '#market/graph-moment.ts';
import { pageOfSorted } from '#market/graph-page.ts';
import { BillingEnum } from '#market/graph-price.ts';
import type { GpuSlug } from '#units/gpu.ts';
import type { Instant } from '#units/time.ts';
import type { WeightFormat } from '#units/weight-format.ts';
import { FigureRef } from './graph-figure.ts';
import { WeightFormatEnum } from './graph-memory-input.ts';
import { RightSizingInput, rightSizingQuestion } from './graph-right-sizing-input.ts';
import { QualityLossRef, SizedPlanRef } from './graph-right-sizing-plan.ts';
import { savingFigure, shortFigure, shortWords } from './right-sizing-figures.ts';
import type { RightSizingQuestion } from './right-sizing-question.ts';
import type { WithoutPlan } from './right-sizing-candidates.ts';
import {
  bestValueOf,
  byFormat,
  cheapestOf,
  fastestOf,
  planKey,
  rightSizing,
  smallestOf,
  type RightSizing,
  type SizedPlan,
} from './right-sizing.ts';
import { bitsOf, weightsFigure } from './serving-need.ts';
import type { GpuListing } from './store-gpu-prices.ts';

type Choice = {
  readonly asked: RightSizingQuestion;
  readonly format: WeightFormat;
  readonly cheapest: SizedPlan | null;
  /** The cheapest plan of the most exact format that has one. */
  readonly reference: SizedPlan | null;
};

const ChoiceRef = builder.objectRef<Choice>('QuantisationChoice').implement({
  description: 'A format of the weights: what it takes, costs and saves.',
  fields: (t) => ({
    format: t.field({ type: WeightFormatEnum, description: 'Which.', resolve: ({ format }) => format }),
    bits: t.field({
      type: FigureRef,
      description: 'Bits a weight, scales included.',
      resolve: ({ format }) => bitsOf(format),
    }),
    weights: t.field({
      type: FigureRef,
      description: 'All weights, in gigabytes of 10⁹ bytes.',
      resolve: ({ asked, format }) => weightsFigure(asked.model, format, 1),
    }),
    qualityLoss: t.field({
      type: QualityLossRef,
      nullable: true,
      description: 'What it costs in quality. Null where nothing published speaks for the format in general.',
      resolve: ({ format }) => QUALITY_LOSS[format],
    }),
    cheapest: t.field({
      type: SizedPlanRef,
      nullable: true,
      description:
        'The cheapest plan in it, of one machine where any single one holds the model. Null where no GPU that can be rented holds the model so.',
      resolve: ({ cheapest }) => cheapest,
    }),
    saving: t.field({
      type: FigureRef,
      nullable: true,
      description:
        'Share of an hour’s cost that it saves against the most exact format that has a plan; below 0 where it costs more. Null where it has no plan.',
      resolve: ({ cheapest, reference }) => cheapest && reference && savingFigure(cheapest, reference),
    }),
  }),
});

type Without = {
  readonly asked: RightSizingQuestion;
  readonly gpu: Gpu;
  readonly billing: GpuListing['billing'];
  readonly why: WithoutPlan | GpuListing;
};

const WithoutReason = builder.enumType('NoPlanReason', {
  description: 'Why a GPU is in no plan.',
  values: {
    DOES_NOT_FIT: { description: 'As many as can be rented do not hold the model in any of the formats.' },
    NOT_RUN: { description: 'The engine runs none of the formats on it.' },
    NOT_RENTABLE: { description: 'It is listed, but nothing of it can be rented: `absence` says why.' },
  },
});

const WithoutRef = builder.objectRef<Without>('GPUWithoutPlan').implement({
  description: 'A GPU on the market that is in no plan, and why.',
  fields: (t) => ({
    gpu: t.field({ type: GpuRef, description: 'The GPU.', resolve: ({ gpu }) => ({ ...gpu }) }),
    billing: t.field({
      type: BillingEnum,
      description: 'On demand or spot.',
      resolve: ({ billing }) => billing,
    }),
    reason: t.field({
      type: WithoutReason,
      description: 'Why.',
      resolve: ({ why }) => ('reason' in why ? why.reason : ('NOT_RENTABLE' as const)),
    }),
    absence: t.field({
      type: AbsenceEnum,
      nullable: true,
      description: 'Why nothing can be rented, for NOT_RENTABLE. Null otherwise.',
      resolve: ({ why }) => ('reason' in why ? null : absenceOf(why)),
    }),
    shortBy: t.field({
      type: FigureRef,
      nullable: true,
      description:
        'Gigabytes that each GPU of what came nearest is short of, for DOES_NOT_FIT. Null otherwise, and where no number of them divides the model.',
      resolve: ({ why, asked }) => ('reason' in why && why.nearest ? shortFigure(why.nearest, asked) : null),
    }),
    message: t.string({ description: 'The same in words.', resolve: wordsOf }),
  }),
});

function wordsOf({ why, asked, gpu }: Without): string {
  if (!('reason' in why)) return `${gpu.name} is listed, but none can be rented now.`;
  if (why.reason === 'NOT_RUN')
    return `${asked.engine} runs none of ${asked.formats.join(', ')} on ${gpu.name}.`;
  return why.nearest
    ? shortWords(why.nearest, asked)
    : `No number of ${gpu.name} on offer divides the ${asked.model.shape.heads} attention heads evenly.`;
}

type Shown = RightSizing & { readonly at: Instant };

const totalCount = 'How many there are in all, on every page together.';

function withoutOf({ asked, without, unpriced }: RightSizing): Without[] {
  return [
    ...without.map((why): Without => ({ asked, gpu: why.priced.gpu, billing: why.priced.billing, why })),
    ...unpriced.flatMap((why): Without[] => {
      const gpu = gpuBySlug(why.gpu as GpuSlug);
      return gpu ? [{ asked, gpu, billing: why.billing, why }] : [];
    }),
  ];
}

const nothing =
  'Of one machine, where any single one holds the model. Null where nothing that can be rented holds the model: `withoutPlan` tells why, GPU by GPU.';

const RightSizingRef = builder.objectRef<Shown>('RightSizing').implement({
  description:
    'Plans to serve a model on GPUs that can be rented now, the best of them by name and all of them in a list. Plans over several machines are named only where no single machine holds the model: that machines reach each other fast enough is not known.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'The instant it is true for.' }),
    cheapest: t.field({
      type: SizedPlanRef,
      nullable: true,
      description: `The least cost an hour. ${nothing}`,
      resolve: ({ plans }) => cheapestOf(plans),
    }),
    smallest: t.field({
      type: SizedPlanRef,
      nullable: true,
      description: `The least memory in all, then the least cost. ${nothing}`,
      resolve: ({ plans }) => smallestOf(plans),
    }),
    bestValue: t.field({
      type: SizedPlanRef,
      nullable: true,
      description: `The least cost of a token at full load. ${nothing}`,
      resolve: ({ plans }) => bestValueOf(plans),
    }),
    fastest: t.field({
      type: SizedPlanRef,
      nullable: true,
      description: `The most tokens a second. ${nothing}`,
      resolve: ({ plans }) => fastestOf(plans),
    }),
    formats: t.field({
      type: [ChoiceRef],
      description: 'The formats side by side, the most exact first.',
      complexity: { multiplier: 5 },
      resolve: (answer): Choice[] => {
        const choices = byFormat(answer);
        const reference = choices.find(({ cheapest }) => cheapest)?.cheapest ?? null;
        return choices.map((choice) => ({ ...choice, asked: answer.asked, reference }));
      },
    }),
    plans: t.connection(
      {
        type: SizedPlanRef,
        description:
          'Every plan, those over several machines included, the cheapest first, with why each that lost did.',
        resolve: ({ plans }, args) => pageOfSorted(pageOf(args), plans, planKey),
      },
      {
        name: 'RightSizingPlanConnection',
        description: 'A page of plans.',
        fields: (t) => ({
          totalCount: t.int({ description: totalCount, resolve: ({ totalCount }) => totalCount ?? 0 }),
        }),
      },
      { name: 'RightSizingPlanEdge', description: 'A plan and its place in the list.' },
    ),
    withoutPlan: t.connection(
      {
        type: WithoutRef,
        description: 'GPUs on the market that are in no plan, and why.',
        resolve: (answer, args) =>
          pageOfSorted(pageOf(args), withoutOf(answer), ({ gpu, billing }) =>
            JSON.stringify([gpu.slug, billing]),
          ),
      },
      {
        name: 'GPUWithoutPlanConnection',
        description: 'A page of GPUs that are in no plan.',
        fields: (t) => ({
          totalCount: t.int({ description: totalCount, resolve: ({ totalCount }) => totalCount ?? 0 }),
        }),
      },
      { name: 'GPUWithoutPlanEdge', description: 'A GPU that is in no plan and its place in the list.' },
    ),
  }),
});

builder.queryField('rightSizing', (t) =>
  t.field({
    type: RightSizingRef,
    description:
      'The smallest and the cheapest GPUs that serve a model for a context and a number of users: every GPU that can be rented × how many × format of the weights, at prices of the moment.',
    complexity: { field: 150 },
    args: {
      input: t.arg({
        type: RightSizingInput,
        required: true,
        description: 'The model, how it is served, and which offers count.',
      }),
      ...asOf,
    },
    resolve: async (_root, { input }, context, info) => {
      const moment = await askedMoment(context, info);
      const answer = await rightSizing(context, await rightSizingQuestion(input, context), moment);
      return { ...answer, at: moment.at };
    },
  }),
);
