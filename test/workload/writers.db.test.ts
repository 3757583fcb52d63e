import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '#db/open.ts';
import { data } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';
import { seedMarket } from '../support/seed-market.ts';

const WRITERS = 8;

let database: Database;
let statements = 0;

beforeAll(async () => {
  database = await testDatabase({ log: ({ level }) => void (statements += level === 'query' ? 1 : 0) });
  await seedMarket(database.db);
});

afterAll(() => database[Symbol.asyncDispose]());

/** Of each writer what it was answered, all of them writing at once. */
function atOnce<T>(of: (writer: number) => string): Promise<T[]> {
  return Promise.all(Array.from({ length: WRITERS }, (_, writer) => data<T>(database.db, of(writer))));
}

type Changed<Name extends string> = Record<
  Name,
  {
    readonly replayed: boolean;
    readonly errors: readonly { readonly code: string }[];
    readonly workload: { readonly id: string } | null;
  }
>;

test('one workload is made, moved and measured by many at once: each is told what became of it', async () => {
  const made = await atOnce<Changed<'submitWorkload'>>(
    () => `mutation { submitWorkload(input: { gpu: "RTX 4090", hours: 2, idempotencyKey: "k" })
      { replayed errors { code } workload { id } } }`,
  );
  expect(new Set(made.map(({ submitWorkload }) => submitWorkload.workload?.id)).size).toBe(1);
  expect(made.filter(({ submitWorkload }) => !submitWorkload.replayed)).toHaveLength(1);
  // Another under the same key is refused, whoever comes first.
  const others = await atOnce<Changed<'submitWorkload'>>(
    (
      writer,
    ) => `mutation { submitWorkload(input: { gpu: "RTX 4090", hours: ${writer + 3}, idempotencyKey: "other" })
      { replayed errors { code } workload { id } } }`,
  );
  const refused = others.filter(({ submitWorkload }) => submitWorkload.workload === null);
  expect(refused.map(({ submitWorkload }) => submitWorkload.errors)).toEqual(
    Array.from({ length: WRITERS - 1 }, () => [{ code: 'IDEMPOTENCY_CONFLICT' }]),
  );
  const moved = await atOnce<Changed<'setWorkloadStatus'>>(
    (
      writer,
    ) => `mutation { setWorkloadStatus(input: { idempotencyKey: "k", status: ${writer % 2 ? 'RUNNING' : 'CANCELLED'} })
      { replayed errors { code } workload { id } } }`,
  );
  for (const { setWorkloadStatus } of moved)
    expect(setWorkloadStatus.workload !== null || setWorkloadStatus.errors[0]?.code === 'ILLEGAL_MOVE').toBe(
      true,
    );
  await atOnce(
    () => `mutation { submitWorkload(input: { gpu: "RTX 4090", hours: 2, idempotencyKey: "ran", startedAt: "2026-06-15T01:00:00Z" })
      { replayed } setWorkloadStatus(input: { idempotencyKey: "ran", status: COMPLETED, at: "2026-06-15T05:00:00Z" }) { replayed } }`,
  );
  await atOnce(
    (
      writer,
    ) => `mutation { reportWorkloadEnergy(input: { idempotencyKey: "ran", kwh: ${1 + writer / 10}, meteredPart: GPUS, meter: "m" })
      { errors { code } } }`,
  );
  type History = {
    readonly workload: {
      readonly history: readonly { readonly before: string | null; readonly after: string }[];
    };
  };
  const { workload } = await data<History>(
    database.db,
    '{ workload(idempotencyKey: "ran") { history { before after } } }',
  );
  // No line is lost, none is doubled, and each begins where the one before it ended.
  expect(workload.history).toHaveLength(3 + WRITERS);
  const measured = workload.history.slice(3);
  expect(measured.map(({ before }) => before)).toEqual([
    null,
    ...measured.slice(0, -1).map(({ after }) => after),
  ]);
});

test('a run is recorded by many at once, and every point of theirs is there once', async () => {
  type Recorded = {
    readonly recordRun: { readonly errors: readonly object[] };
    readonly recordRunPoints: { readonly added: number };
  };
  const recorded = await atOnce<Recorded>((writer) => {
    const points = Array.from(
      { length: 20 },
      (_, at) => `{ step: ${writer * 10 + at}, trainLoss: ${writer * 10 + at} }`,
    );
    return `mutation { recordRun(input: { name: "r", model: "m", status: RUNNING }) { errors { code } }
      recordRunPoints(input: { run: "r", points: [${points.join(' ')}] }) { added } }`;
  });
  expect(recorded.flatMap(({ recordRun }) => recordRun.errors)).toEqual([]);
  const steps = (WRITERS - 1) * 10 + 20;
  expect(recorded.reduce((sum, { recordRunPoints }) => sum + recordRunPoints.added, 0)).toBe(steps);
  type Kept = {
    readonly run: { readonly lastStep: string; readonly points: { readonly totalCount: number } };
  };
  const { run } = await data<Kept>(database.db, '{ run(name: "r") { lastStep points { totalCount } } }');
  expect(run).toEqual({ lastStep: String(steps - 1), points: { totalCount: steps } });
});

test.each([
  ['workloads', 'id history { after } energy { energy { value } } estimate { simple { cost { value } } }'],
  ['runs', 'id cost { amount }'],
])('of %s, a list of many takes no more statements than a list of two', async (field, selection) => {
  for (let n = 0; n < 6; n++)
    await data(
      database.db,
      `mutation { recordRun(input: { name: "list ${n}", model: "list", gpu: "RTX 4090", hours: 2 }) { replayed } }`,
    );
  const counted = async (first: number): Promise<number> => {
    const before = statements;
    await data(database.db, `{ ${field}(first: ${first}) { edges { node { ${selection} } } } }`);
    return statements - before;
  };
  await counted(2);
  const [two, many] = [await counted(2), await counted(20)];
  expect(many).toBeLessThanOrEqual(two);
});
