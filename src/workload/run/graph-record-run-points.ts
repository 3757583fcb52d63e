import { builder } from '#graph/builder.ts';
import { ownerOf } from '#graph/owner.ts';
import type { OwnerId } from '#units/owner.ts';
import { inputFault, inputFigureFaults, InputErrorRef, type InputFault } from '../graph-input-error.ts';
import { accuracyFaults, MOST, wholeFaults } from './check-run.ts';
import { RunRef } from './graph-run.ts';
import { MOST_POINTS, MOST_POINTS_AT_ONCE, recordRunPoints } from './record-run-points.ts';
import type { RunPoint, StoredRun } from './run.ts';
import type { WrittenPoints } from './store-run-points.ts';
import type { Context } from '#graph/context.ts';
import { HOURS_AT_WORK } from '../setup-rules.ts';
import { pointsOfText, type RejectedLine } from './points-of-text.ts';

const RunPointInput = builder.inputType('RunPointInput', {
  description: 'What a run measured at one step. What is absent was not measured then.',
  fields: (t) => ({
    step: t.field({ type: 'BigInt', required: true, description: 'The step: from 0 on.' }),
    epoch: t.float({ description: 'Epochs done, in parts of one too.' }),
    hours: t.float({ description: 'Hours since the run’s start.' }),
    samples: t.field({ type: 'BigInt', description: 'Samples seen so far.' }),
    tokens: t.field({ type: 'BigInt', description: 'Tokens seen so far.' }),
    trainLoss: t.float({ description: 'Loss on training data.' }),
    validationLoss: t.float({ description: 'Loss on data held out.' }),
    accuracy: t.float({ description: 'A share from 0 to 1, on data held out.' }),
    learningRate: t.float({ description: 'The learning rate then.' }),
    diverged: t.boolean({
      required: true,
      defaultValue: false,
      description:
        'True where a loss was NaN or infinite, which JSON has no numbers for: leave that loss out.',
    }),
  }),
});

const RecordRunPointsInput = builder.inputType('RecordRunPointsInput', {
  description: 'Points of one training run: as `points`, or as the lines of a log; both may be given.',
  fields: (t) => ({
    run: t.string({ required: true, description: 'The run’s name, as recordRun was told it.' }),
    points: t.field({
      type: [RunPointInput],
      required: true,
      defaultValue: [],
      description: `The points, in any order: as many as the limits of a request let in, some 200; at most ${MOST_POINTS_AT_ONCE}.`,
    }),
    lines: t.string({
      description: `The points as JSON lines, at most ${MOST_POINTS_AT_ONCE}: {"step": 100, "loss": 1.25, "lr": 0.0002}. Fields are called as above, or as the logs of Hugging Face’s Trainer, Weights & Biases and LLaMA-Factory call them; a loss may be NaN. Lines that cannot be used are told by rejected, and the rest is kept.`,
    }),
    correct: t.boolean({
      required: true,
      defaultValue: false,
      description:
        'Replace what is kept of these steps where it differs; without it such points are left as they were.',
    }),
  }),
});

type Payload = WrittenPoints & {
  readonly run: StoredRun | null;
  readonly rejected: readonly RejectedLine[];
  readonly errors: readonly InputFault[];
};

const RejectedRef = builder.objectRef<RejectedLine>('RejectedLine').implement({
  description: 'A line that could not be used.',
  fields: (t) => ({
    line: t.exposeInt('line', { description: 'Its number, from 1.' }),
    reason: t.exposeString('reason', { description: 'What is wrong with it.' }),
  }),
});

const PayloadRef = builder.objectRef<Payload>('RecordRunPointsPayload').implement({
  description: 'What became of points that were told.',
  fields: (t) => ({
    run: t.field({
      type: RunRef,
      nullable: true,
      description: 'The run; null where nothing was taken.',
      resolve: ({ run }) => run,
    }),
    added: t.exposeInt('added', { description: 'New steps.' }),
    filled: t.exposeInt('filled', { description: 'Steps that were there, of which more was told now.' }),
    corrected: t.exposeInt('corrected', { description: 'Steps of which something else was kept before.' }),
    contradicted: t.exposeInt('contradicted', {
      description:
        'Steps that were left as they were, for something else is kept: send them with correct: true to replace it.',
    }),
    contradictedSteps: t.field({
      type: ['BigInt'],
      description: 'The first 20 of those.',
      resolve: ({ contradictedSteps }) => [...contradictedSteps],
    }),
    rejected: t.field({
      type: [RejectedRef],
      description: 'The first 20 lines that could not be used.',
      resolve: ({ rejected }) => [...rejected],
    }),
    errors: t.field({
      type: [InputErrorRef],
      description: 'Every mistake found; where there is any, nothing was taken.',
      complexity: { multiplier: 4 },
      resolve: ({ errors }) => [...errors],
    }),
  }),
});

const NOTHING = { run: null, added: 0, filled: 0, corrected: 0, contradicted: 0, contradictedSteps: [] };

builder.mutationField('recordRunPoints', (t) =>
  t.field({
    type: PayloadRef,
    description: `Records what a training run of yours measured at its steps, each step once: told again it changes nothing, told with more it is filled. Points that contradict what is kept are left as they were, unless \`correct\` says otherwise, and all others are kept. A run has up to ${MOST_POINTS} points; whole logs are imported by \`npx spotgraph runs import\`.`,
    args: {
      input: t.arg({ type: RecordRunPointsInput, required: true, description: 'The points.' }),
    },
    complexity: { field: 20 },
    resolve: (_root, { input }, context) => taken(input, ownerOf(context), context),
  }),
);

async function taken(
  { run: name, points: told, lines, correct }: typeof RecordRunPointsInput.$inferInput,
  owner: OwnerId,
  { db, now }: Context,
): Promise<Payload> {
  const text = pointsOfText(lines ?? '');
  const count = told.length + text.points.length + text.rejected.length;
  const errors =
    count > MOST_POINTS_AT_ONCE
      ? [inputFault('TOO_MANY', lines == null ? 'points' : 'lines', tooMany(count))]
      : told.flatMap((point, at) => pointFaults(point, at)).slice(0, 20);
  if (errors.length > 0) return { ...NOTHING, rejected: [], errors };
  const rejected = text.rejected.slice(0, 20);
  const points = [...told.map(pointOf), ...text.points];
  const result = await recordRunPoints(db, owner, name, points, { correct, now: now() });
  if ('faults' in result) return { ...NOTHING, rejected, errors: result.faults };
  return { run: result.run, ...result.written, rejected, errors: [] };
}

function tooMany(count: number): string {
  return `These are ${count} points, and a call takes ${MOST_POINTS_AT_ONCE}: send the rest by another, or import the whole log with \`npx spotgraph runs import\`.`;
}

type Told = (typeof RunPointInput)['$inferInput'];

function pointOf({ step, samples, tokens, diverged, ...figures }: Told): RunPoint {
  return {
    step: Number(step),
    samples: samples == null ? null : Number(samples),
    tokens: tokens == null ? null : Number(tokens),
    epoch: figures.epoch ?? null,
    hours: figures.hours ?? null,
    trainLoss: figures.trainLoss ?? null,
    validationLoss: figures.validationLoss ?? null,
    accuracy: figures.accuracy ?? null,
    learningRate: figures.learningRate ?? null,
    diverged,
  };
}

function pointFaults(told: Told, at: number): readonly InputFault[] {
  const point = pointOf(told);
  const { step, samples, tokens, epoch, hours, accuracy, learningRate } = point;
  const faults = [
    ...wholeFaults('step', step, MOST.count, 0),
    ...wholeFaults('samples', samples, MOST.count, 0),
    ...wholeFaults('tokens', tokens, MOST.count, 0),
    ...inputFigureFaults('epoch', epoch, [0, MOST.epochs]),
    ...inputFigureFaults('hours', hours, [0, HOURS_AT_WORK[1]]),
    ...inputFigureFaults('learningRate', learningRate, [0, MOST.learningRate]),
    ...accuracyFaults('accuracy', accuracy),
    ...(['trainLoss', 'validationLoss'] as const).flatMap((name) =>
      inputFigureFaults(name, point[name], [-MOST.loss, MOST.loss]),
    ),
  ];
  return faults.map(({ path, ...fault }) => ({
    ...fault,
    path: ['input', 'points', String(at), ...path.slice(1)],
  }));
}
