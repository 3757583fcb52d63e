import { afterAll, beforeAll, expect, test } from 'vitest';
import fc from 'fast-check';
import type { Database } from '#db/open.ts';
import { importRuns, type RejectedLine } from '#workload/run/import-runs.ts';
import { logValues } from '#workload/run/run-log-lines.ts';
import { runWithPoints } from '#workload/run/store-run-points.ts';
import { storedRuns } from '#workload/run/store-runs.ts';
import { ownerId } from '#units/owner.ts';
import { testDatabase } from '../../support/database.ts';
import { NOON } from '../../support/seed-market.ts';

const ME = ownerId('me');
let database: Database;

beforeAll(async () => {
  database = await testDatabase();
});

afterAll(async () => database[Symbol.asyncDispose]());

async function imported(text: string, name: string | null = null, correct = false) {
  const rejected: RejectedLine[] = [];
  const lines = text.split('\n').map((line, index) => ({ number: index + 1, text: line }));
  const summary = await importRuns(database.db, ME, logValues([lines]), {
    name,
    told: { model: 'm' },
    correct,
    now: () => NOON,
    onReject: (line) => rejected.push(line),
  });
  return { ...summary, bad: rejected.map(({ line }) => line) };
}

async function kept(name: string) {
  const [run] = await storedRuns(database.db, ME, { names: [name] });
  return (await runWithPoints(database.db, ME, run!.id))!;
}

test('a state of Hugging Face’s Trainer, Infinity and its summary included', async () => {
  const state = `{
    "epoch": 3.0, "global_step": 300, "log_history": [
    {"epoch": 1.0, "learning_rate": 4e-05, "loss": 2.1, "step": 100},
    {"epoch": 1.0, "eval_loss": 2.0, "eval_accuracy": 0.81, "step": 100},
    {"epoch": 2.0, "loss": Infinity, "step": 200},
    {"epoch": 3.0, "step": 300, "train_loss": 1.7, "train_runtime": 7200.0}]
  }`;
  expect(await imported(state, 'hf')).toMatchObject({ lines: 5, rejected: 0, newRuns: 1, added: 2 });
  expect(await imported(state, 'hf')).toMatchObject({
    rejected: 0,
    newRuns: 0,
    added: 0,
    filled: 0,
    contradicted: 0,
  });
  const { run, points } = await kept('hf');
  expect(run).toMatchObject({
    status: 'COMPLETED',
    hours: 2,
    epochs: 3,
    trainLoss: 1.7,
    accuracy: 0.81,
    divergedAt: 200,
  });
  expect(points[0]).toMatchObject({ step: 100, trainLoss: 2.1, validationLoss: 2, accuracy: 0.81, epoch: 1 });
});

test('an export of Weights & Biases, a log of LLaMA-Factory, and one with times alone', async () => {
  await imported(
    '{"_step": 5, "_runtime": 1800, "train/loss": 1.5, "train/global_step": 50, "val/loss": "NaN", "acc": null}',
    'wandb',
  );
  expect((await kept('wandb')).points).toMatchObject([
    { step: 50, hours: 0.5, trainLoss: 1.5, validationLoss: null, diverged: true },
  ]);
  await imported(
    '{"current_steps": 10, "total_steps": 30, "loss": 1.9, "lr": 5e-05, "elapsed_time": "1:30:00"}',
    'llama',
  );
  expect((await kept('llama')).points).toMatchObject([{ step: 10, hours: 1.5, learningRate: 5e-5 }]);
  await imported(
    '{"iteration": 1, "loss": 2, "timestamp": 1750000000}\n{"iteration": 2, "loss": 1, "timestamp": "2025-06-15T16:06:40Z"}',
    'times',
  );
  expect((await kept('times')).points).toMatchObject([{ hours: 0 }, { hours: 1 }]);
});

test('bad lines are told by their number, and the rest is kept', async () => {
  const text = [
    '{"run": "x", "gpu": "RTX 4090", "price_per_gpu_hour": "0.44"}',
    'nonsense',
    '{"run": "x", "step": 1, "loss": 2}',
    '',
    '{"run": "x", "step": 1.5, "loss": 2}',
    '{"run": "x", "gpu": "H100"}',
    '{"step": 2}',
    '{"run": "x", "step": 3, "accuracy": 93}',
    '{"run": "x", "step": 4, "loss": "abc"}',
    '[1]',
    '{"run": "x", "step": 1, "loss": 1.8}',
  ].join('\n');
  expect(await imported(text)).toMatchObject({ lines: 10, bad: [2, 5, 6, 7, 8, 9, 10], added: 1 });
  expect((await kept('x')).points).toMatchObject([{ step: 1, trainLoss: 1.8 }]);
  expect((await kept('x')).run).toMatchObject({ gpu: 'rtx-4090', pricePerGpuHour: 440_000, model: 'm' });
  // What differs from what is kept is left, and said; or corrected.
  const other = '{"run": "x", "step": 1, "loss": 1.1}';
  expect(await imported(other)).toMatchObject({ contradicted: 1, added: 0 });
  expect(await imported(other, null, true)).toMatchObject({ corrected: 1 });
});

test('ten thousand points are imported and imported again, and read in order', async () => {
  const text = Array.from(
    { length: 10_000 },
    (_, at) =>
      `{"step": ${at * 10}, "loss": ${(3 / (1 + at / 500)).toFixed(6)}, "hours": ${at / 1000}, "lr": 0.0001}`,
  ).join('\n');
  expect(await imported(text, 'long')).toMatchObject({ lines: 10_000, rejected: 0, added: 10_000 });
  expect(await imported(text, 'long')).toMatchObject({ rejected: 0, added: 0, filled: 0, contradicted: 0 });
  const { points, run } = await kept('long');
  expect(points).toHaveLength(10_000);
  expect(points.map(({ step }) => step)).toEqual(points.map((_, at) => at * 10));
  expect(run).toMatchObject({ hours: 9.999, points: 10_000, lastStep: 99_990 });
});

const value = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.string(),
  fc.constantFrom(null, true, 'NaN', '1:02:03', '2026-01-31T12:00:00Z', [], {}, '-inf', 0.5, 'spot'),
);
const line = fc.oneof(
  fc.string(),
  fc
    .dictionary(
      fc.constantFrom(
        'step',
        'run',
        'loss',
        'eval_loss',
        'model',
        'gpu',
        'hours',
        'accuracy',
        'timestamp',
        'lr',
        'status',
        'tokens',
        'region',
        'price_per_gpu_hour',
        'x',
      ),
      value,
    )
    .map((object) => JSON.stringify(object)),
  fc.json(),
);

test('whatever a log holds, each line is taken or rejected, and the log again adds nothing', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 8 }), async (lines) => {
      const text = lines.map((one) => one.replaceAll(/[\r\n\0]/g, ' ')).join('\n');
      const name = `fuzz ${run++}`;
      const first = await imported(text, name);
      expect(first.bad.length <= first.lines && first.rejected <= first.lines + first.runs).toBe(true);
      const again = await imported(text, name);
      expect([text, again.added, again.filled, again.newRuns]).toEqual([text, 0, 0, 0]);
    }),
    // A time to come refuses the run and with it the line, which is one line all the same.
    { numRuns: 150, examples: [[['{"timestamp":1781525101,"step":0}']]] },
  );
}, 60_000);
