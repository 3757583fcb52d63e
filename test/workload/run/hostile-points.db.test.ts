import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '#db/open.ts';
import { parseLooseJson } from '#workload/run/loose-json.ts';
import { data } from '../../support/ask.ts';
import { testDatabase } from '../../support/database.ts';

let database: Database;

beforeAll(async () => {
  database = await testDatabase();
  await data(database.db, RECORD);
});

afterAll(() => database[Symbol.asyncDispose]());

const RECORD = `mutation { recordRun(input: { name: "r", model: "m", gpuCount: 8, pricePerGpuHour: "2" })
  { errors { message } } }`;
const POINTS = `mutation ($input: RecordRunPointsInput!) { recordRunPoints(input: $input)
  { added rejected { line reason } errors { code path } run { divergedAt hours cost { amount } } } }`;

type Answer = {
  readonly recordRunPoints: {
    readonly added: number;
    readonly rejected: readonly { readonly line: number; readonly reason: string }[];
    readonly errors: readonly object[];
    readonly run: object;
  };
};

const told = async (input: object) =>
  (await data<Answer>(database.db, POINTS, { variables: { input: { run: 'r', ...input } } })).recordRunPoints;

const nested = (times: number) => `${'['.repeat(times)}${']'.repeat(times)}`;

test.each([
  ['hours beyond all runs', '{"step": 1, "hours": 1e300}'],
  ['epochs beyond all runs', '{"step": 1, "epoch": 1e308}'],
  ['a learning rate beyond all', '{"step": 1, "lr": 1e308}'],
  ['a step that databases cannot hold', '{"step": 1e30}'],
  ['more tokens than there are', '{"step": 1, "tokens": 9007199254740991}'],
  ['no step but infinite', '{"step": 1e309, "loss": 1}'],
  ['days beyond the calendar', '{"step": 1, "elapsed_time": "999999999999 days, 1:00:00"}'],
  ['lists in lists', `{"step": 1, "loss": ${nested(20_000)}}`],
  ['NUL', '{"step": 1, "loss": "\\u0000"}'],
  ['half a surrogate pair', '{"step": 1, "loss": "\\ud800"}'],
  ['quotes nothing ends', '\\"'.repeat(20_000)],
])('a line of %s is rejected with its number, and the line after it is kept', async (_what, line) => {
  const lines = `${line}\n{"step": 7, "loss": 0.5}`;
  expect(await told({ lines })).toMatchObject({ rejected: [{ line: 1 }], errors: [], run: { hours: null } });
});

test('a loss that has left the numbers is kept as diverged, however it is told', async () => {
  const lines =
    '{"step": 20, "loss": 1e309}\n{"step": 30, "loss": -1e300}\n{"__proto__": {"step": 9}, "step": 40}';
  expect(await told({ lines })).toMatchObject({ added: 3, rejected: [], run: { divergedAt: '20' } });
  const points = [
    { step: 50, trainLoss: 1e308 },
    { step: 51, validationLoss: -1e13 },
  ];
  expect((await told({ points })).errors).toEqual([
    { code: 'BAD_FIGURE', path: ['input', 'points', '0', 'trainLoss'] },
    { code: 'BAD_FIGURE', path: ['input', 'points', '1', 'validationLoss'] },
  ]);
});

test('text that is no JSON is told so in a time that goes by its length', () => {
  // Of quadratic work this is hours.
  expect(() => parseLooseJson('\\"'.repeat(2_000_000))).toThrow(SyntaxError);
  expect(parseLooseJson(String.raw`{"a": NaN, "b": "NaN \" nan", "c": [-Infinity]}`)).toEqual({
    a: 'NaN',
    b: 'NaN " nan',
    c: ['-Infinity'],
  });
});
