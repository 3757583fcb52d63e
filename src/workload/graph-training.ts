import { TRAINING_ERROR } from '#analytics/training-error.ts';
import { asOf } from '#graph/as-of.ts';
import { checkWithin } from '#graph/bounds.ts';
import { builder } from '#graph/builder.ts';
import { LIMITS } from '#graph/limits.ts';
import { ANY_OFFER, OfferFilter, scopeOf } from '#market/graph-filter.ts';
import { askedMoment } from '#market/graph-moment.ts';
import { FigureRef } from './graph-figure.ts';
import { TrainingInput, trainingQuestion } from './graph-training-input.ts';
import {
  TrainingMisfitRef,
  TrainingOptionRef,
  UnavailableRef,
  type ShownOption,
} from './graph-training-option.ts';
import type { JudgedOption } from './training-choice.ts';
import { trainingEstimate, type TrainingEstimate } from './training-estimate.ts';

const TrainingErrorRef = builder.objectRef<typeof TRAINING_ERROR>('TrainingEstimatorError').implement({
  description: 'How far estimates of training speed were from measurements that they were not fitted on.',
  fields: (t) => ({
    p10: t.exposeFloat('p10', { description: 'One in ten estimates ÷ measurements was lower.' }),
    p50: t.exposeFloat('p50', { description: 'The middle of estimate ÷ measured.' }),
    p90: t.exposeFloat('p90', { description: 'One in ten estimates ÷ measurements was higher.' }),
    medianAbsLog: t.exposeFloat('medianAbsLog', {
      description: 'Median of |ln(estimate ÷ measured)|: 0.1 is "half of them within about 10 %".',
    }),
    heldOut: t.exposeString('heldOut', { description: 'On what data, and that it was not fitted on it.' }),
  }),
});

function shownOption(estimate: TrainingEstimate, option: JudgedOption | null): ShownOption | null {
  return option && { option, estimate };
}

const TrainingEstimateRef = builder.objectRef<TrainingEstimate>('TrainingEstimate').implement({
  description:
    'What training a model takes on everything that can be rented: whether it fits, hours, cost, and what to choose.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'The instant it is true for.' }),
    model: t.string({ description: 'The model meant.', resolve: ({ question }) => question.model.name }),
    parameters: t.float({
      description: 'Its parameters.',
      resolve: ({ question }) => question.model.shape.params,
    }),
    tokens: t.field({
      type: FigureRef,
      description: 'Tokens that go through the model, all epochs together.',
      resolve: ({ tokens }) => tokens,
    }),
    estimator: t.field({
      type: TrainingErrorRef,
      description: 'How far off the estimates of speed are.',
      resolve: () => TRAINING_ERROR,
    }),
    bestBudget: t.field({
      type: TrainingOptionRef,
      nullable: true,
      description: 'The cheapest. Null where nothing fits.',
      resolve: (estimate) => shownOption(estimate, estimate.bestBudget),
    }),
    fastest: t.field({
      type: TrainingOptionRef,
      nullable: true,
      description: 'The fastest of those listed. Null where nothing fits.',
      resolve: (estimate) => shownOption(estimate, estimate.fastest),
    }),
    bestValue: t.field({
      type: TrainingOptionRef,
      nullable: true,
      description: 'The least cost × hours of those on the front. Null where nothing fits.',
      resolve: (estimate) => shownOption(estimate, estimate.bestValue),
    }),
    optionCount: t.int({
      description: 'All options: at most one for each GPU of the catalog and billing.',
      resolve: ({ options }) => options.length,
    }),
    options: t.field({
      type: [TrainingOptionRef],
      description: 'Each GPU and billing that it fits on, the cheapest first.',
      args: {
        first: t.arg.int({
          required: true,
          defaultValue: 20,
          description: `How many: 1 to ${LIMITS.pageSize}.`,
        }),
      },
      resolve: (estimate, { first }) => {
        checkWithin('first', first, 1, LIMITS.pageSize);
        return estimate.options.slice(0, first).map((option) => ({ option, estimate }));
      },
    }),
    misfits: t.field({
      type: [TrainingMisfitRef],
      description: 'GPUs that can be rented and that it does not fit on, with by how much and what would.',
      resolve: ({ misfits }) => [...misfits],
    }),
    unavailable: t.field({
      type: [UnavailableRef],
      description: 'GPUs named in the filter or listed under it that cannot be rented.',
      resolve: ({ unavailable }) => [...unavailable],
    }),
    notes: t.stringList({
      description: 'What the figures leave out.',
      resolve: (estimate) => notesOf(estimate),
    }),
  }),
});

function notesOf({ options, misfits, unavailable, question }: TrainingEstimate): string[] {
  const notes = [
    'The data has to be fed and gradients exchanged as fast as in published runs: GPUs without NVLink, and machines joined by a slow network, take longer.',
    'Storage, transfer and evaluation are not in it.',
  ];
  if (options.some(({ billing, interruptions }) => billing === 'SPOT' && interruptions === null))
    notes.push(
      'Some spot machines’ interruptions are not known (`interruptionAbsence`): their hours and costs are those of a run that nothing interrupts.',
    );
  if (options.length + misfits.length + unavailable.length === 0)
    notes.push('Nothing is listed in this part of the market at this instant: widen the filter.');
  if (question.mfu !== null) notes.push('The share of the peak is the caller’s.');
  return notes;
}

builder.queryField('trainingEstimate', (t) =>
  t.field({
    type: TrainingEstimateRef,
    description:
      'Plans training at the prices of the moment: on each GPU that can be rented whether it fits, batch size, tokens a second, hours, and cost with the forecast’s quantiles, against the clouds, and which to choose.',
    complexity: { field: 100 },
    args: {
      input: t.arg({ type: TrainingInput, required: true, description: 'The training.' }),
      filter: t.arg({
        type: OfferFilter,
        required: true,
        defaultValue: ANY_OFFER,
        description: 'Which offers are considered; on-demand and spot both where `billing` is absent.',
      }),
      ...asOf,
    },
    resolve: async (_root, { input, filter }, context, info) => {
      const question = trainingQuestion(input);
      const scope = await scopeOf(filter, context);
      return trainingEstimate(question, scope, context, await askedMoment(context, info));
    },
  }),
);
