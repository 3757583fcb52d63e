import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeRun, newRun, type ToldFacts } from '#workload/run/merge-run.ts';
import { recordRunPoints } from '#workload/run/record-run-points.ts';
import { recordRun } from '#workload/run/record-run.ts';
import type { RunPoint } from '#workload/run/run.ts';
import { runWithPoints } from '#workload/run/store-run-points.ts';
import { microUsd } from '#units/money.ts';
import { ownerId } from '#units/owner.ts';
import { testDatabase } from '../../support/database.ts';
import { NOON } from '../../support/seed-market.ts';

const ME = ownerId('me');
const YOU = ownerId('you');

const SEED: ToldFacts = {
  model: 'demo_model',
  samples: 50_000,
  gpuCount: 1,
  pricePerGpuHour: microUsd(1_500_000),
  hours: 5,
  accuracy: 0.93,
};

const point = (step: number, figures: Partial<RunPoint> = {}): RunPoint => ({
  step,
  epoch: null,
  hours: null,
  samples: null,
  tokens: null,
  trainLoss: null,
  validationLoss: null,
  accuracy: null,
  learningRate: null,
  diverged: false,
  ...figures,
});

test('a run is recorded once, filled later, and what contradicts is refused or a correction', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const record = (told: ToldFacts, correct = false, owner = ME) =>
    recordRun(db, owner, { name: 'run_001', told, correct }, NOON);
  const first = await record(SEED);
  expect(first).toMatchObject({ isNew: true, run: { ...SEED, status: 'COMPLETED', epochs: null } });
  expect(await record(SEED)).toMatchObject({ isNew: false, changes: [] });
  expect(await record({ epochs: 3 })).toMatchObject({
    changes: [{ field: 'epochs', previous: null, value: 3, kind: 'FILLED' }],
  });
  expect(await record({ accuracy: 0.94, epochs: 4, testLoss: 0.2 })).toMatchObject({
    faults: [
      { code: 'IDEMPOTENCY_CONFLICT', path: ['input', 'epochs'] },
      { code: 'IDEMPOTENCY_CONFLICT', path: ['input', 'accuracy'] },
    ],
  });
  expect(await record({ accuracy: 0.94, epochs: 4 }, true)).toMatchObject({
    run: { accuracy: 0.94, epochs: 4, testLoss: null },
    changes: [{ kind: 'CORRECTED' }, { kind: 'CORRECTED' }],
  });
  expect(await record({ status: 'RUNNING' })).toMatchObject({ faults: [{ code: 'ILLEGAL_MOVE' }] });
  // Names are each owner's own.
  expect(await record({ epochs: 9 }, false, YOU)).toMatchObject({ faults: [{ path: ['input', 'model'] }] });
  expect(await record({ ...SEED, hours: 6 }, false, YOU)).toMatchObject({ isNew: true });
});

test('a run at work goes on, and an older message changes nothing', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const record = (told: ToldFacts) => recordRun(db, ME, { name: 'r', told, correct: false }, NOON);
  await record({ model: 'm', status: 'RUNNING', hours: 1, accuracy: 0.5 });
  expect(await record({ status: 'RUNNING', hours: 2, accuracy: 0.4 })).toMatchObject({
    changes: [
      { field: 'hours', kind: 'WENT_ON' },
      { field: 'accuracy', previous: 0.5, value: 0.4 },
    ],
  });
  expect(await record({ status: 'RUNNING', hours: 1, accuracy: 0.5 })).toMatchObject({
    faults: [{ path: ['input', 'hours'] }],
  });
  expect(await record({ hours: 3 })).toMatchObject({ run: { status: 'COMPLETED', accuracy: 0.4 } });
});

test('the same run recorded by eight at once is one run', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const told = await Promise.all(
    Array.from({ length: 8 }, (_, at) =>
      recordRun(
        db,
        ME,
        { name: 'r', told: { ...SEED, ...(at % 2 === 0 ? {} : { epochs: 3 }) }, correct: false },
        NOON,
      ),
    ),
  );
  expect(told.filter((one) => 'isNew' in one && one.isNew)).toHaveLength(1);
  expect(told.filter((one) => 'faults' in one)).toEqual([]);
  const rows = await db.selectFrom('training_run').select(['name', 'epochs']).execute();
  expect(rows).toEqual([{ name: 'r', epochs: 3 }]);
  const points = [point(1, { trainLoss: 2 }), point(2, { trainLoss: 1.5 })];
  const sent = await Promise.all(
    Array.from({ length: 8 }, () => recordRunPoints(db, ME, 'r', points, { correct: false, now: NOON })),
  );
  expect(sent.reduce((sum, one) => sum + ('written' in one ? one.written.added : 0), 0)).toBe(2);
});

test('points are kept once for each step, filled, and another’s run is as one that is not there', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const recorded = await recordRun(db, ME, { name: 'r', told: { model: 'm' }, correct: false }, NOON);
  const id = 'run' in recorded ? recorded.run.id : NaN;
  const send = async (points: readonly RunPoint[], correct = false, owner = ME) =>
    recordRunPoints(db, owner, 'r', points, { correct, now: NOON });
  const first = [point(2, { trainLoss: 1, hours: 0.2 }), point(1, { trainLoss: 2, hours: 0.1 })];
  expect(await send(first)).toMatchObject({
    written: { added: 2 },
    run: { points: 2, lastStep: 2, lastTrainLoss: 1, lastHours: 0.2 },
  });
  expect(await send(first)).toMatchObject({ written: { added: 0, filled: 0, contradicted: 0 } });
  expect(await send([point(2, { validationLoss: 1.1 }), point(3, { diverged: true })])).toMatchObject({
    written: { added: 1, filled: 1 },
    run: { lastValidationLoss: 1.1, divergedAt: 3 },
  });
  const other = [point(2, { trainLoss: 9 }), point(4, { trainLoss: 0.5, tokens: 2 ** 40 })];
  expect(await send(other)).toMatchObject({
    written: { added: 1, contradicted: 1, contradictedSteps: [2] },
  });
  expect(await send(other, true)).toMatchObject({ written: { added: 0, corrected: 1 } });
  expect(await send([point(7)], true, YOU)).toMatchObject({ faults: [{ code: 'NOT_FOUND' }] });
  const read = await runWithPoints(db, ME, id);
  expect(read?.points).toEqual([
    point(1, { trainLoss: 2, hours: 0.1 }),
    point(2, { trainLoss: 9, hours: 0.2, validationLoss: 1.1 }),
    point(3, { diverged: true }),
    point(4, { trainLoss: 0.5, tokens: 2 ** 40 }),
  ]);
  expect(read?.run).toMatchObject({ gpuCount: 1, hours: 0.2, trainLoss: 0.5, points: 4 });
  expect(await runWithPoints(db, YOU, id)).toBeUndefined();
});

const facts = fc.record(
  {
    hours: fc.constantFrom(null, 1, 2),
    accuracy: fc.constantFrom(null, 0.1, 0.2),
    epochs: fc.constantFrom(null, 1, 2),
    gpuCount: fc.constantFrom(null, 1, 8),
    status: fc.constantFrom(null, 'RUNNING' as const, 'COMPLETED' as const, 'FAILED' as const),
  },
  { requiredKeys: [] },
);

test('whatever is told, told again it changes nothing, and nothing that was told is ever lost', () => {
  fc.assert(
    fc.property(facts, fc.array(facts, { maxLength: 6 }), (first, later) => {
      let known = newRun({ ...first, model: 'm' });
      for (const told of later) {
        const merged = mergeRun(known, told, { correct: false });
        if (merged.faults.length > 0) continue;
        for (const [field, value] of Object.entries(known))
          if (value !== null) expect(merged.facts[field as keyof typeof known]).not.toBeNull();
        expect(mergeRun(merged.facts, told, { correct: false })).toMatchObject({ faults: [], changes: [] });
        known = merged.facts;
      }
    }),
  );
});
