import { builder } from '#graph/builder.ts';
import type { Db } from '#db/open.ts';
import { ownerOf } from '#graph/owner.ts';
import { slugOf } from '#market/graph-filter.ts';
import { codeOf } from '#market/graph-region-named.ts';
import { BillingEnum } from '#market/graph-price.ts';
import type { GpuSlug } from '#units/gpu.ts';
import { providerCalled } from '../graph-provider-name.ts';
import { InputErrorRef, takenOr, type InputFault } from '../graph-input-error.ts';
import { RunRef, RunStatusEnum } from './graph-run.ts';
import type { ToldFacts } from './merge-run.ts';
import { MOST_RUNS, recordRun } from './record-run.ts';
import type { StoredRun } from './run.ts';

const RecordRunInput = builder.inputType('RecordRunInput', {
  description:
    'A training run, told at its end or as it goes on. What is absent is not told, and changes nothing of what was.',
  fields: (t) => ({
    name: t.string({
      required: true,
      description: 'Your name of the run, 1 to 200 characters: told again, it is the same run.',
    }),
    model: t.string({
      description:
        'What is trained, as you call it: runs of one model are compared with each other. Needed the first time.',
    }),
    status: t.field({
      type: RunStatusEnum,
      description:
        'Where it stands. Where it is absent a run is COMPLETED once its hours or its end are told, and RUNNING before.',
    }),
    gpu: t.string({ description: 'The GPU by any name the catalog knows: "A100 80GB PCIe", "RTX 4090".' }),
    gpuCount: t.int({ description: 'GPUs at work together: 1 to 100000.' }),
    provider: t.string({
      description:
        'Who rents the GPUs out: a provider by id or name ("aws", "Lambda"), or your word for another.',
    }),
    region: t.string({ description: 'Region code: "DE", "US-CA".' }),
    billing: t.field({ type: BillingEnum, description: 'On-demand or spot.' }),
    pricePerGpuHour: t.field({
      type: 'USD',
      description:
        'What you paid for one GPU and hour. Where it is absent the market’s at the run’s time counts: tell gpu and startedAt, and provider, region and billing where you know them.',
    }),
    parameters: t.field({ type: 'BigInt', description: 'Parameters of the model.' }),
    batchSize: t.int({ description: 'Samples of one step, over all GPUs.' }),
    learningRate: t.float({ description: 'The highest learning rate.' }),
    samples: t.field({ type: 'BigInt', description: 'Samples of the dataset: of each epoch.' }),
    epochs: t.float({ description: 'Epochs done.' }),
    tokens: t.field({ type: 'BigInt', description: 'Tokens trained on, over all epochs.' }),
    hours: t.float({
      description:
        'Hours at work by the clock, whatever the number of GPUs: at most those from startedAt to endedAt, and fewer where it stood still between them.',
    }),
    accuracy: t.float({ description: 'A share from 0 to 1, on data held out: 0.93 for 93 %.' }),
    trainLoss: t.float({ description: 'Loss on training data at the end.' }),
    validationLoss: t.float({ description: 'Loss on data held out at the end.' }),
    testLoss: t.float({ description: 'Loss on data kept for the test.' }),
    startedAt: t.field({ type: 'DateTime', description: 'When it began.' }),
    endedAt: t.field({ type: 'DateTime', description: 'When it ended.' }),
    correct: t.boolean({
      required: true,
      defaultValue: false,
      description:
        'Replace what contradicts what was told before; the past is kept in `changes`. Without it such a message is refused whole.',
    }),
  }),
});

type Payload = {
  readonly run: StoredRun | null;
  readonly replayed: boolean;
  readonly changed: readonly string[];
  readonly errors: readonly InputFault[];
};

const PayloadRef = builder.objectRef<Payload>('RecordRunPayload').implement({
  description: 'What became of a training run that was told: it is kept, or errors say why not.',
  fields: (t) => ({
    run: t.field({
      type: RunRef,
      nullable: true,
      description: 'The run as it is kept now; null where nothing was taken.',
      resolve: ({ run }) => run,
    }),
    replayed: t.exposeBoolean('replayed', {
      description: 'True where the run was there and the message told nothing new.',
    }),
    changed: t.stringList({
      description: 'The fields of a run that was there which are others now; empty for a new one.',
      resolve: ({ changed }) => [...changed],
    }),
    errors: t.field({
      type: [InputErrorRef],
      description:
        'Every mistake found; empty where the run was taken. A field that contradicts what was told before is IDEMPOTENCY_CONFLICT.',
      complexity: { multiplier: 4 },
      resolve: ({ errors }) => [...errors],
    }),
  }),
});

builder.mutationField('recordRun', (t) =>
  t.field({
    type: PayloadRef,
    description: `Records a training run of yours, once: its name is the key. Told again with more, what was null is filled; while it is RUNNING hours, tokens, epochs, accuracy and losses go on; what contradicts is refused, or replaced with \`correct\`. An owner keeps up to ${MOST_RUNS} runs.`,
    args: {
      input: t.arg({ type: RecordRunInput, required: true, description: 'The run.' }),
    },
    complexity: { field: 5 },
    resolve: async (_root, { input }, context): Promise<Payload> => {
      const { db, now } = context;
      const owner = ownerOf(context);
      const { name, correct } = input;
      const { told, errors } = await toldOf(input, db);
      if (errors.length > 0) return { run: null, replayed: false, changed: [], errors };
      const result = await recordRun(db, owner, { name, told, correct }, now());
      if ('faults' in result) return { run: null, replayed: false, changed: [], errors: result.faults };
      const { run, isNew, changes } = result;
      const changed = changes.map(({ field }) => field);
      return { run, replayed: !isNew && changes.length === 0, changed, errors: [] };
    },
  }),
);

type Told = Omit<typeof RecordRunInput.$inferInput, 'name' | 'correct'>;

function whole(value: bigint | null | undefined): number | null {
  return value == null ? null : Number(value);
}

/** What was told with its names resolved. */
async function toldOf(
  { gpu: gpuName, region: regionName, provider: providerName, parameters, samples, tokens, ...rest }: Told,
  db: Db,
): Promise<{ readonly told: ToldFacts; readonly errors: readonly InputFault[] }> {
  const errors: InputFault[] = [];
  const gpu =
    gpuName == null
      ? null
      : await takenOr('UNKNOWN_NAME', 'gpu', () => slugOf(gpuName, 'gpu') as GpuSlug, errors);
  const region =
    regionName == null
      ? null
      : await takenOr('UNKNOWN_NAME', 'region', () => codeOf(regionName, 'region'), errors);
  const provider =
    providerName == null ? null : ((await providerCalled(db, providerName)) ?? providerName.trim());
  const told: ToldFacts = {
    model: rest.model,
    status: rest.status,
    gpu,
    gpuCount: rest.gpuCount,
    provider,
    region,
    billing: rest.billing,
    pricePerGpuHour: rest.pricePerGpuHour,
    parameters: whole(parameters),
    batchSize: rest.batchSize,
    learningRate: rest.learningRate,
    samples: whole(samples),
    epochs: rest.epochs,
    tokens: whole(tokens),
    hours: rest.hours,
    accuracy: rest.accuracy,
    trainLoss: rest.trainLoss,
    validationLoss: rest.validationLoss,
    testLoss: rest.testLoss,
    startedAt: rest.startedAt,
    endedAt: rest.endedAt,
  };
  return { told, errors };
}
