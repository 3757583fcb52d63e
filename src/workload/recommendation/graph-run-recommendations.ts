import { checkAboveZero, checkWithin } from '#graph/bounds.ts';
import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { badInput } from '#graph/errors.ts';
import type { Moment } from '#graph/moment.ts';
import { ANY_OFFER, OfferFilter, scopeOf, slugOf } from '#market/graph-filter.ts';
import { gpuOf } from '#market/graph-gpu.ts';
import { askedMoment } from '#market/graph-moment.ts';
import { BillingEnum } from '#market/graph-price.ts';
import { MAX_GPU_COUNT } from '#units/quote-laws.ts';
import { nextTurn } from '../next-turn.ts';
import { checkAccuracy } from '../run/check-run.ts';
import { rentalOf } from '../rental.ts';
import { HOURS_AT_WORK } from '../setup-rules.ts';
import { RecommendationsRef } from './graph-recommendation.ts';
import { RuleInput, ruleOf } from './graph-recommendation-rule.ts';
import { curvePoints, RunCurveInput } from './graph-run-curve-input.ts';
import type { JudgedRun, SiblingRun } from './recommendation.ts';
import { recommendationsOf } from './recommendations.ts';
import { tierMarket } from './tier-market.ts';

const MOST_COUNT = 1e15;
const MOST_EPOCHS = 1e6;
const MOST_LOSS = 1e12;
const MOST_OTHERS = 40;

const OtherRunInput = builder.inputType('OtherRunInput', {
  description:
    'Another run of the same model, on other data or with another batch: what a learning curve is drawn through.',
  fields: (t) => ({
    samples: t.float({ description: 'Samples of its data set: at least 1.' }),
    epochs: t.float({ description: 'How often it went through them. 1 where it is absent.' }),
    batchSize: t.float({ description: 'Samples of a step, on all GPUs together: at least 1.' }),
    hours: t.float({ description: 'Hours it took, of the clock, on GPUs like the run’s.' }),
    accuracy: t.float({ description: 'Accuracy at its end, 0 to 1.' }),
    validationLoss: t.float({ description: 'Loss on data held out, at its end.' }),
  }),
});

const RunRecommendationsInput = builder.inputType('RunRecommendationsInput', {
  description:
    'A training run, told inline. Everything may be absent: what cannot be judged without it says so. Nothing of it is kept.',
  fields: (t) => ({
    model: t.string({
      description: 'What is trained. A name of the catalog tells its size; any other needs `parameters`.',
    }),
    gpu: t.string({
      description:
        'The GPU it ran on, by any name the catalog knows. One that means several is an error that lists them.',
    }),
    gpuCount: t.int({
      required: true,
      defaultValue: 1,
      description: `GPUs together: 1 to ${MAX_GPU_COUNT}.`,
    }),
    billing: t.field({
      type: BillingEnum,
      required: true,
      defaultValue: 'ON_DEMAND',
      description: 'How they were rented.',
    }),
    pricePerGpuHour: t.field({
      type: 'USD',
      description:
        'What a GPU cost an hour. The cheapest offer of this moment where it is absent and `gpu` is told.',
    }),
    parameters: t.float({ description: 'Parameters of the model: at least 1.' }),
    batchSize: t.float({ description: 'Samples of a step, on all GPUs together: at least 1.' }),
    samples: t.float({ description: 'Samples of the data set, once through: at least 1.' }),
    epochs: t.float({ description: 'How often it went through them.' }),
    tokens: t.float({ description: 'Tokens that went through the model, all epochs together.' }),
    hours: t.float({ description: 'Hours it took, of the clock.' }),
    accuracy: t.float({
      description: 'Accuracy at its end, 0 to 1. The last of the curve where it is absent.',
    }),
    validationLoss: t.float({
      description: 'Loss on data held out, at its end. The last of the curve where it is absent.',
    }),
    curve: t.field({ type: RunCurveInput, description: 'What it measured as it trained.' }),
    otherRuns: t.field({
      type: [OtherRunInput],
      required: true,
      defaultValue: [],
      description: `Other runs of the model: at most ${MOST_OTHERS}. Four different numbers of samples, the run’s own among them, make a learning curve.`,
    }),
    rule: t.field({ type: RuleInput, description: 'What counts as enough.' }),
    filter: t.field({
      type: OfferFilter,
      required: true,
      defaultValue: { ...ANY_OFFER, billing: 'ON_DEMAND' },
      description:
        'Which offers are compared for another GPU. Spot machines with the hours that interruptions add; those whose interruptions are not known are left out.',
    }),
  }),
});

type Input = typeof RunRecommendationsInput.$inferInput;

/** Throws BAD_USER_INPUT for figures that no run has. */
async function judgedRun(input: Input, context: Context, moment: Moment): Promise<JudgedRun> {
  checkFigures('', input);
  if (input.tokens != null) checkWithin('tokens', input.tokens, 1, MOST_COUNT);
  if (input.parameters != null) checkWithin('parameters', input.parameters, 1, MOST_COUNT);
  const { otherRuns } = input;
  if (otherRuns.length > MOST_OTHERS)
    throw badInput('otherRuns', `\`otherRuns\` has ${otherRuns.length} runs: give at most ${MOST_OTHERS}.`);
  for (const one of otherRuns) checkFigures('otherRuns.', one);
  const { gpuCount, billing, pricePerGpuHour } = input;
  checkWithin('gpuCount', gpuCount, 1, MAX_GPU_COUNT);
  const gpu = input.gpu == null ? null : gpuOf(slugOf(input.gpu, 'gpu'));
  const isPriced = gpu !== null || pricePerGpuHour != null;
  const rental = isPriced
    ? await rentalOf({ gpu: input.gpu, gpuCount, billing, pricePerGpuHour }, context, moment)
    : null;
  const own = toldOf(input, gpu?.slug ?? null, gpuCount);
  const points = curvePoints(input.curve, own);
  return {
    ...own,
    accuracy: own.accuracy ?? points.findLast(({ accuracy }) => accuracy !== null)?.accuracy ?? null,
    validationLoss:
      own.validationLoss ??
      points.findLast(({ validationLoss }) => validationLoss !== null)?.validationLoss ??
      null,
    model: input.model ?? null,
    gpuOf: gpu ?? null,
    billing,
    parameters: input.parameters ?? null,
    tokens: input.tokens ?? null,
    price: rental?.price ?? null,
    points,
    siblings: otherRuns.map((one) => toldOf(one, gpu?.slug ?? null, gpuCount)),
  };
}

type Figures = typeof OtherRunInput.$inferInput;

function toldOf(figures: Figures, gpu: string | null, gpuCount: number): SiblingRun {
  const { samples, epochs, batchSize, hours, accuracy, validationLoss } = figures;
  return {
    samples: samples ?? null,
    epochs: epochs ?? null,
    batchSize: batchSize ?? null,
    hours: hours ?? null,
    gpu,
    gpuCount,
    accuracy: accuracy ?? null,
    validationLoss: validationLoss ?? null,
  };
}

function checkFigures(
  at: string,
  { samples, epochs, batchSize, hours, accuracy, validationLoss }: Figures,
): void {
  if (samples != null) checkWithin(`${at}samples`, samples, 1, MOST_COUNT);
  if (batchSize != null) checkWithin(`${at}batchSize`, batchSize, 1, MOST_COUNT);
  if (epochs != null) checkAboveZero(`${at}epochs`, epochs, MOST_EPOCHS);
  if (hours != null) checkAboveZero(`${at}hours`, hours, HOURS_AT_WORK[1]);
  checkAccuracy(`${at}accuracy`, accuracy);
  if (validationLoss != null) checkWithin(`${at}validationLoss`, validationLoss, -MOST_LOSS, MOST_LOSS);
}

builder.queryField('runRecommendations', (t) =>
  t.field({
    type: RecommendationsRef,
    description:
      'What to change in the next training run like this one: where to stop, how many epochs, how much data, what batch, which GPU; each with dollars, hours, confidence, steps and risk, and none where there is no gain. Of a recorded run ask `TrainingRun.recommendations`.',
    complexity: { field: 100 },
    args: {
      input: t.arg({ type: RunRecommendationsInput, required: true, description: 'The run.' }),
    },
    resolve: async (_root, { input }, context, info) => {
      const moment = await askedMoment(context, info);
      const rule = ruleOf(input.rule);
      const run = await judgedRun(input, context, moment);
      const market = await tierMarket(context, await scopeOf(input.filter, context), moment);
      return recommendationsOf(run, market, rule, nextTurn);
    },
  }),
);
