import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '#db/open.ts';
import { ownerId } from '#units/owner.ts';
import { ask, data } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';
import { seedMarket } from '../support/seed-market.ts';

let database: Database;
/** An alert of somebody else's, one of the caller's own, and one that nobody has. */
let ids: { readonly theirs: string; readonly own: string; readonly nobodys: string };

beforeAll(async () => {
  database = await testDatabase();
  await seedMarket(database.db);
  const made = async (owner: string): Promise<string> => {
    const answer = await data<{ createAlert: { alert: { id: string } } }>(
      database.db,
      `mutation { createAlert(input: { name: "kept", gpu: "RTX 4090", condition: { below: 1 } }) { alert { id } } }`,
      { context: { owner: ownerId(owner) } },
    );
    return answer.createAlert.alert.id;
  };
  const nobodys = Buffer.from('PriceAlert:00000000-0000-4000-8000-000000000000').toString('base64');
  ids = { theirs: await made('somebody'), own: await made('tester'), nobodys };
});
afterAll(() => database[Symbol.asyncDispose]());

const PAYLOAD = `{ replayed hints alert { id name state firedCount condition { threshold { value } hysteresisPercent } forAtLeast coolDown } errors { code message path nearest } }`;

const OPERATIONS = {
  createAlert: `mutation ($input: CreateAlertInput!) { createAlert(input: $input) ${PAYLOAD} }`,
  updateAlert: `mutation ($input: UpdateAlertInput!) { updateAlert(input: $input) ${PAYLOAD} }`,
  alertDryRun: `query ($input: AlertDryRunInput!, $period: PeriodInput! = { last: "P1D" }) {
    alertDryRun(input: $input, period: $period) { timesFired summary absence knownShare { value } firings(first: 3) { edges { node { at } } } } }`,
};

type Answered = { readonly errors: readonly { code: string; message: string; path: string[] }[] };

/** What was refused, each with a sentence; throws where something broke. */
async function refusals(operation: keyof typeof OPERATIONS, variables: object): Promise<readonly string[]> {
  let answer;
  try {
    answer = await ask(database.db, OPERATIONS[operation], { variables: { ...variables } });
  } catch (error) {
    // Variables that do not fit their types have no cost: they get no further.
    if (error instanceof Error && error.message === 'the operation costs undefined') return ['does not fit'];
    throw error;
  }
  const inside = (answer.errors ?? []).filter(({ path }) => path !== undefined);
  for (const error of inside) {
    if (error.extensions?.['argument'] === undefined && !error.message.startsWith('Argument '))
      throw new Error(`broke: ${error.message}`);
  }
  const payload = answer.data?.[operation] as Answered | null | undefined;
  const told = [...(answer.errors ?? []), ...(payload?.errors ?? [])].map(({ message }) => message);
  expect(JSON.stringify(answer.data ?? null)).not.toMatch(/NaN|Infinity|\[object/);
  for (const message of told)
    expect(message).not.toMatch(/NaN|undefined|\[object|syntax|violates|invalid byte/);
  return told;
}

const good = { gpu: 'RTX 4090', condition: { below: 0.4 } };

const BAD: Readonly<Record<string, object>> = {
  'a price below 0': { condition: { below: -1 } },
  'a price of 0': { condition: { above: 0 } },
  'a price beyond all': { condition: { above: 1e300 } },
  'a drop of everything': { condition: { dropPercent: 100 } },
  'a negative surge': { condition: { surgePercent: -1 } },
  'a surge that is the smallest number below nothing': { condition: { surgePercent: -5e-324 } },
  'no GPUs': { condition: { availableAtLeast: 0 } },
  'GPUs beyond all': { condition: { availableAtLeast: 2 ** 31 - 1 } },
  'two conditions': { condition: { below: 1, above: 1 } },
  'no condition': { condition: {} },
  'a hysteresis below 0': { hysteresisPercent: -0.001 },
  'a hysteresis beyond the threshold': { hysteresisPercent: 1e308 },
  'a negative wait': { forAtLeast: '-PT1S' },
  'a wait of a century': { forAtLeast: 'P36500D' },
  'a cool-down of a century': { coolDown: 'P36500D' },
  'a GPU of no name': { gpu: '' },
  'a GPU with a NUL': { gpu: 'RTX\u00004090' },
  'a GPU with half a character': { gpu: 'RTX 4090\ud800' },
  'a GPU of many letters': { gpu: 'RTX 4090 '.repeat(600) },
  'a GPU that is several': { gpu: 'H100' },
  'a provider of no name': { providers: [''] },
  'a provider with a NUL': { providers: ['vast\u0000ai'] },
  'a provider with half a character': { providers: ['\udfff'] },
  'more providers than may be named': { providers: Array(51).fill('vastai') },
  'thousands of regions': { regions: Array(5000).fill('US') },
  'a region with a NUL': { regions: ['US\u0000'] },
  'a region that is none': { regions: ['__proto__'] },
};

test.each(Object.keys(BAD))('%s is refused with what to mend, wherever it is told', async (name) => {
  const input = { ...good, ...BAD[name] };
  expect(await refusals('createAlert', { input: { name: 'bad', ...input } })).not.toEqual([]);
  expect(await refusals('alertDryRun', { input })).not.toEqual([]);
  expect(await refusals('updateAlert', { input: { id: ids.own, ...BAD[name] } })).not.toEqual([]);
});

test.each(['', 'x'.repeat(121), 'a\u0000b', '\ud800'])('a name like %j is refused', async (name) => {
  expect(await refusals('createAlert', { input: { ...good, name } })).not.toEqual([]);
  expect(await refusals('updateAlert', { input: { id: ids.own, name } })).not.toEqual([]);
});

test.each(['', 'x'.repeat(101), 'a\u0000b', '\udc00'])('a key like %j is refused', async (idempotencyKey) => {
  expect(await refusals('createAlert', { input: { ...good, name: 'it', idempotencyKey } })).not.toEqual([]);
});

test('a number beyond all numbers is refused where it is written', async () => {
  for (const condition of ['{ dropPercent: 1e309 }', '{ surgePercent: -1e309 }', '{ below: 1e309 }']) {
    const source = `{ alertDryRun(input: { gpu: "RTX 4090", condition: ${condition} }) { timesFired } }`;
    const { data: answered, errors } = await ask(database.db, source);
    expect(answered ?? null).toBeNull();
    expect(errors).toHaveLength(1);
  }
});

test.each([
  { last: 'P93D' },
  { last: 'PT0S' },
  { last: '-P1D' },
  { from: '2026-06-15T00:00:00Z', to: '2026-06-14T00:00:00Z' },
  { from: '9999-12-31T23:59:59Z' },
  {},
])('a period like %j is refused', async (period) => {
  expect(await refusals('alertDryRun', { input: good, period })).not.toEqual([]);
});

test("another's alert is changed no more than one that nobody has, and neither is an id that is none", async () => {
  const answers = await Promise.all(
    [ids.theirs, ids.nobodys].map((id) =>
      ask(database.db, OPERATIONS.updateAlert, { variables: { input: { id, name: 'mine' } } }),
    ),
  );
  expect(answers[0]).toEqual(answers[1]);
  expect(answers[0]?.data?.['updateAlert']).toMatchObject({ alert: null, errors: [{ code: 'NOT_FOUND' }] });
  for (const id of ['', 'x', '\u0000', 'UHJpY2VBbGVydDo=', 'UHJpY2VBbGVydDp4', '__proto__', 'A'.repeat(4000)])
    expect(await refusals('updateAlert', { input: { id, name: 'mine' } })).not.toEqual([]);
});

test('whatever is asked is taken, or refused with what to mend', async () => {
  const number = fc.oneof(
    fc.constantFrom(0, -0, 1e-9, 5e-324, 1e308, 2 ** 53, 99.999999, 100),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.double({ min: 0, max: 200, noNaN: true }),
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom('US', 'EUROPE', 'vastai', 'h100'),
  );
  const duration = fc.constantFrom('PT0S', 'PT0.001S', 'P7D', 'P30D', 'P31D', '-PT1S', 'P1Y');
  const condition = fc.oneof(
    ...['below', 'above', 'dropPercent', 'surgePercent'].map((field) => number.map((n) => ({ [field]: n }))),
    fc.integer({ min: -5, max: 50 }).map((availableAtLeast) => ({ availableAtLeast })),
  );
  const asked = fc.record(
    {
      gpu: fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom('RTX 4090', 'rtx-3090') },
        { weight: 1, arbitrary: text },
      ),
      condition,
      billing: fc.constantFrom('ON_DEMAND', 'SPOT', null),
      providers: fc.option(fc.array(text, { maxLength: 2 })),
      regions: fc.option(fc.array(text, { maxLength: 2 })),
      hysteresisPercent: number,
      forAtLeast: duration,
      coolDown: duration,
    },
    { requiredKeys: ['gpu', 'condition'] },
  );
  let taken = 0;
  const operations = ['createAlert', 'updateAlert', 'alertDryRun'] as const;
  await fc.assert(
    fc.asyncProperty(asked, fc.constantFrom(...operations), async (input, operation) => {
      const more = { createAlert: { name: 'random' }, updateAlert: { id: ids.own }, alertDryRun: {} }[
        operation
      ];
      if ((await refusals(operation, { input: { ...input, ...more } })).length === 0) taken++;
    }),
    {
      numRuns: 50,
      examples: operations.map((operation): [typeof good, typeof operation] => [good, operation]),
    },
  );
  expect(taken).toBeGreaterThanOrEqual(operations.length);
});
