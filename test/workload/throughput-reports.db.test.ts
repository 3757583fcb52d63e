import { expect, test } from 'vitest';
import type { Db } from '#db/open.ts';
import { REPORT_WEIGHT } from '#forecast/report-weight.ts';
import { DAY_MS, formatInstant, HOUR_MS, plusMs, type Instant } from '#units/time.ts';
import { data } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';
import { figuresThatDoNotAddUp } from '../support/redo.ts';
import { NOON } from '../support/seed-market.ts';

type Payload = {
  readonly replayed: boolean;
  readonly report: Record<string, unknown> | null;
  readonly errors: readonly { code: string; path: string[]; message: string; nearest: string[] }[];
};

const REPORT = `mutation ($input: ReportThroughputInput!) { reportThroughput(input: $input) { replayed
  report { gpu { slug } gpuCount model format kvFormat engine concurrency promptTokens outputTokens measure
    tokensPerSecond measuredAt }
  errors { code path message nearest } } }`;

const ago = (hours: number): string => formatInstant(plusMs(NOON, -hours * HOUR_MS));

const MEASURED = {
  reporter: 'a secret of mine',
  idempotencyKey: '1',
  gpu: '4090',
  model: 'Llama 3.1 8B',
  format: 'FP8',
  engine: 'VLLM',
  concurrency: 16,
  promptTokens: 512,
  outputTokens: 256,
  tokensPerSecond: 900,
  measure: 'TOTAL',
  measuredAt: ago(5),
};

async function report(db: Db, input: Record<string, unknown>, now: Instant = NOON): Promise<Payload> {
  const variables = { input: { ...MEASURED, ...input } };
  return (await data<{ reportThroughput: Payload }>(db, REPORT, { variables, context: { now: () => now } }))
    .reportThroughput;
}

type Speed = {
  basis: string;
  tokensPerSecond: { value: number };
  estimate: { value: number };
  range: { p10: { value: number }; p90: { value: number } };
  measurement: { distance: number; source: string } | null;
  reporters: number;
  credibility: number;
};

const DEEP =
  'value explain { formula inputs { name figure { value explain { formula inputs { name figure { value explain { formula inputs { name figure { value } } } } } } } } }';
const ASK = `query ($input: ServingThroughputInput!, $asOf: DateTime) { servingThroughput(input: $input, asOf: $asOf) {
  gpu { slug } speed { basis tokensPerSecond { ${DEEP} } streamTokensPerSecond { ${DEEP} } estimate { value }
    range { p10 { ${DEEP} } p90 { value } } measurement { distance source } reporters credibility } } }`;

async function speeds(
  db: Db,
  input: Record<string, unknown> = {},
  at: { asOf?: string } = {},
): Promise<(Speed | null)[]> {
  const asked = { model: { name: 'Llama 3.1 8B' }, gpus: ['4090'], format: 'FP8', concurrency: 16, ...input };
  const answer = await data<{ servingThroughput: { speed: Speed | null }[] }>(db, ASK, {
    variables: { input: asked, ...at },
  });
  expect(figuresThatDoNotAddUp(answer)).toEqual([]);
  return answer.servingThroughput.map(({ speed }) => speed);
}

test('a report is kept and echoed, a retry is the same one, and another under its key is refused', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const kept = {
    gpu: { slug: 'rtx-4090' },
    gpuCount: 1,
    model: 'Llama 3.1 8B',
    format: 'FP8',
    kvFormat: 'FP16',
    engine: 'VLLM',
    concurrency: 16,
    promptTokens: 512,
    outputTokens: 256,
    measure: 'TOTAL',
    tokensPerSecond: 900,
    measuredAt: ago(5),
  };
  expect(await report(db, {})).toEqual({ replayed: false, report: kept, errors: [] });
  expect(await report(db, {})).toEqual({ replayed: true, report: kept, errors: [] });
  const other = await report(db, { tokensPerSecond: 901 });
  expect(other.errors).toMatchObject([{ code: 'IDEMPOTENCY_CONFLICT', path: ['input', 'idempotencyKey'] }]);
  // Keys belong to their reporter.
  expect((await report(db, { reporter: 'a secret of yours' })).replayed).toBe(false);
  const stored = await db.selectFrom('throughput_report').selectAll().execute();
  expect(stored).toHaveLength(2);
  expect(JSON.stringify(stored)).not.toContain('secret');
});

test('the same report sent twenty times at once is kept once', async () => {
  await using database = await testDatabase();
  const sent = await Promise.all(Array.from({ length: 20 }, () => report(database.db, {})));
  expect(sent.filter(({ replayed }) => !replayed)).toHaveLength(1);
  expect(sent.every(({ report: kept }) => kept?.['tokensPerSecond'] === 900)).toBe(true);
  expect(await database.db.selectFrom('throughput_report').select('id').execute()).toHaveLength(1);
});

const REFUSED: readonly (readonly [
  why: string,
  wrong: Record<string, unknown>,
  code: string,
  name: string,
])[] = [
  ['a GPU nobody makes', { gpu: 'RTX 9999' }, 'UNKNOWN_NAME', 'gpu'],
  ['a model nobody made', { model: 'Llama 99' }, 'UNKNOWN_NAME', 'model'],
  ['a size for a model', { model: '7B' }, 'UNKNOWN_NAME', 'model'],
  ['a secret that is none', { reporter: 'me' }, 'BAD_TEXT', 'reporter'],
  ['what is to come', { measuredAt: ago(-1) }, 'TIME_IN_FUTURE', 'measuredAt'],
  ['what is years ago', { measuredAt: ago(731 * 24) }, 'TOO_OLD', 'measuredAt'],
  ['no GPU at all', { gpuCount: 0 }, 'BAD_FIGURE', 'gpuCount'],
  ['no answer at all', { outputTokens: 0 }, 'BAD_FIGURE', 'outputTokens'],
  ['standing still', { tokensPerSecond: 0 }, 'BAD_FIGURE', 'tokensPerSecond'],
  // 8.03 GB of weights at 1008 GB/s: 125 passes a second, 16 sequences, at most 4 tokens each.
  ['more than the memory gives', { tokensPerSecond: 8050 }, 'BEYOND_HARDWARE', 'tokensPerSecond'],
  ['all there is', { tokensPerSecond: Number.MAX_VALUE }, 'BEYOND_HARDWARE', 'tokensPerSecond'],
  ['a GPU asleep', { tokensPerSecond: 2 }, 'BAD_FIGURE', 'tokensPerSecond'],
  ['weights that do not fit', { model: 'Llama 3.1 70B' }, 'DOES_NOT_FIT', 'gpuCount'],
];

test('what cannot be is refused with a sentence and nothing kept', async () => {
  await using database = await testDatabase();
  for (const [why, wrong, code, name] of REFUSED) {
    const { report: kept, errors } = await report(database.db, wrong);
    const faults = errors.map((error) => ({ why, code: error.code, path: error.path }));
    expect(faults).toContainEqual({ why, code, path: ['input', name] });
    expect(errors.map(({ message }) => message).join()).not.toMatch(/NaN|Infinity/);
    expect(kept).toBeNull();
  }
  expect(await database.db.selectFrom('throughput_report').select('id').execute()).toEqual([]);
});

test('no more than a day’s reports are taken of one reporter', async () => {
  await using database = await testDatabase();
  const { db } = database;
  for (let key = 0; key < REPORT_WEIGHT.reportsPerDay; key++) {
    expect((await report(db, { idempotencyKey: `${key}` })).errors).toEqual([]);
  }
  expect((await report(db, { idempotencyKey: 'one more' })).errors).toMatchObject([
    { code: 'TOO_MANY_REPORTS' },
  ]);
  expect((await report(db, { idempotencyKey: 'x', reporter: 'a secret of yours' })).errors).toEqual([]);
  const tomorrow = plusMs(NOON, DAY_MS + 1);
  expect((await report(db, { idempotencyKey: 'one more' }, tomorrow)).errors).toEqual([]);
});

test('reports move the answer by credibility, and a past moment does not know them', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const [before] = await speeds(db);
  expect(before).toMatchObject({ basis: 'ESTIMATED', reporters: 0, credibility: 0, measurement: null });
  const estimate = before?.estimate.value ?? NaN;
  const said = estimate * 1.1;
  const values = [estimate];
  for (const reporter of ['one of three people', 'two of three people', 'three of three people']) {
    await report(db, { reporter, tokensPerSecond: said });
    const [now] = await speeds(db);
    expect(now).toMatchObject({ basis: 'CREDIBILITY', reporters: values.length });
    values.push(now?.tokensPerSecond.value ?? NaN);
  }
  expect(values).toEqual(values.toSorted((a, b) => a - b));
  expect(values.at(-1)).toBeLessThan(said);
  // What is reported of one load counts for one near it, and for no other GPU, format, or single stream.
  const [near] = await speeds(db, { concurrency: 24 });
  expect(near?.reporters).toBe(3);
  expect(near?.tokensPerSecond.value).toBeGreaterThan(near?.estimate.value ?? NaN);
  for (const other of [
    { concurrency: 1 },
    { concurrency: 40 },
    { format: 'INT8' },
    { gpus: ['3090'] },
    { engine: 'SGLANG' },
  ]) {
    expect((await speeds(db, other))[0]?.reporters).toBe(0);
  }
  // They were recorded at noon.
  const [then] = await speeds(db, {}, { asOf: ago(1) });
  expect(then?.reporters).toBe(0);
});

test('one reporter has one word, however many reports', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const [{ estimate: { value: estimate } } = { estimate: { value: NaN } }] = (await speeds(db)) as Speed[];
  await report(db, { reporter: 'one of three people', tokensPerSecond: estimate });
  await report(db, { reporter: 'two of three people', tokensPerSecond: estimate });
  for (let key = 0; key < 30; key++)
    await report(db, { idempotencyKey: `${key}`, concurrency: 10 + key, tokensPerSecond: estimate * 2 });
  const [moved] = await speeds(db);
  expect(moved?.reporters).toBe(3);
  // As three reporters of one word each do, one of them saying twice the estimate; thirty words would move it by over a half.
  expect(moved?.tokensPerSecond.value).toBeLessThan(estimate * 1.1);
});

test('a correction counts in place of what it corrects', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await report(db, { tokensPerSecond: 3000 });
  const [wrong] = await speeds(db);
  await report(db, { idempotencyKey: '2', tokensPerSecond: wrong?.estimate.value });
  const [right] = await speeds(db);
  expect(right?.reporters).toBe(1);
  expect(right?.tokensPerSecond.value).toBeCloseTo(right?.estimate.value ?? NaN, 6);
});
