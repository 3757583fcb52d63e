import { checkWithin } from '#graph/bounds.ts';
import { builder } from '#graph/builder.ts';
import { badInput } from '#graph/errors.ts';
import type { RunPoint } from '../run/run.ts';

const MOST_NUMBERS = 900;
const MOST_PLACE = 1e12;
const MOST_LOSS = 1e12;

const CurveUnitEnum = builder.enumType('RunCurveUnit', {
  description: 'What evaluations of a run are counted by.',
  values: {
    EPOCH: { description: 'Epochs, whole or not.' },
    STEP: { description: 'Steps of the optimizer.' },
  },
});

const METRICS = ['validationLoss', 'accuracy', 'trainLoss'] as const;

export const RunCurveInput = builder.inputType('RunCurveInput', {
  description: `What a run measured, as lists of one length, in any order: ${MOST_NUMBERS} numbers in all. Runs with more are recorded by \`recordRun\`.`,
  fields: (t) => ({
    at: t.floatList({
      description: 'Where each evaluation was, in epochs or steps. 1, 2, 3 … where it is absent.',
    }),
    unit: t.field({
      type: CurveUnitEnum,
      required: true,
      defaultValue: 'EPOCH',
      description: 'What `at` counts.',
    }),
    validationLoss: t.field({
      type: t.listRef('Float', { required: false }),
      description: 'Loss on data held out; null where it was no number.',
    }),
    accuracy: t.field({
      type: t.listRef('Float', { required: false }),
      description: 'Accuracy on data held out, 0 to 1; null where there was none.',
    }),
    trainLoss: t.field({
      type: t.listRef('Float', { required: false }),
      description: 'Loss on the data trained on; null where it was no number. Used where there is no other.',
    }),
  }),
});

type Told = { readonly samples: number | null; readonly batchSize: number | null };

/** Throws BAD_USER_INPUT for lists that do not go together. */
export function curvePoints(
  input: typeof RunCurveInput.$inferInput | null | undefined,
  { samples, batchSize }: Told,
): RunPoint[] {
  const lists = METRICS.flatMap((name) => (input?.[name] ? [{ name, values: input[name] }] : []));
  const [first] = lists;
  if (!input || !first) return [];
  const { length } = first.values;
  const at = input.at ?? Array.from({ length }, (_, index) => index + 1);
  for (const { name, values } of [{ name: 'at', values: at }, ...lists]) {
    if (values.length !== length)
      throw badInput(
        `curve.${name}`,
        `\`curve.${name}\` has ${values.length} values and \`curve.${first.name}\` ${length}: give one for each evaluation, null where there is none.`,
      );
  }
  const numbers = length * (lists.length + (input.at ? 1 : 0));
  if (numbers > MOST_NUMBERS)
    throw badInput(
      'curve',
      `\`curve\` has ${numbers} numbers, and at most ${MOST_NUMBERS} are taken: evaluate fewer of them, or record the run with \`recordRun\` and \`recordRunPoints\`.`,
    );
  for (const place of at) checkWithin('curve.at', place, 0, MOST_PLACE);
  for (const { name, values } of lists) {
    const [least, most] = name === 'accuracy' ? [0, 1] : [-MOST_LOSS, MOST_LOSS];
    for (const value of values) if (value != null) checkWithin(`curve.${name}`, value, least, most);
  }
  const isByEpoch = input.unit === 'EPOCH';
  return at.map((place, index): RunPoint => {
    const seen = isByEpoch ? samples && place * samples : batchSize && place * batchSize;
    return {
      step: isByEpoch ? index + 1 : place,
      epoch: isByEpoch ? place : null,
      hours: null,
      samples: seen,
      tokens: null,
      trainLoss: input.trainLoss?.[index] ?? null,
      validationLoss: input.validationLoss?.[index] ?? null,
      accuracy: input.accuracy?.[index] ?? null,
      learningRate: null,
      diverged: METRICS.some((name) => input[name]?.[index] === null),
    };
  });
}
