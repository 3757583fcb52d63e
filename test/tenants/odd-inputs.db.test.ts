import { sql } from 'kysely';
import {
  getNullableType,
  GraphQLError,
  isEnumType,
  isInputObjectType,
  isListType,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
} from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '#db/open.ts';
import { buildSchema } from '#graph/schema.ts';
import { LIMITS } from '#graph/limits.ts';
import { variablesFault } from '#graph/operation-limits.ts';
import { INPUT_ERROR_CODES } from '#workload/graph-input-error.ts';
import { faultsOf } from '../support/answer-faults.ts';
import { ask, data } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';
import { seedMarket } from '../support/seed-market.ts';
import { seedWatched } from '../support/seed-watched.ts';

const mutations = buildSchema().getMutationType()!.getFields();

type Input = Readonly<Record<string, unknown>>;

const FINE_TUNING = { idempotencyKey: 'fine-tuning-monthly' };
const CHAT = { idempotencyKey: 'prices-to-our-chat' };

/** Every mutation of the budget and alert desks and of webhooks, with what it takes. */
const TAKEN: Readonly<Record<string, (ids: { readonly alert: string }) => Input>> = {
  createBudget: () => ({ input: { name: 'b', amount: '10', scope: 'PROJECT', scopeName: 'p' } }),
  updateBudget: () => ({ input: { ...FINE_TUNING, amount: '100' } }),
  archiveBudget: () => ({ input: FINE_TUNING }),
  recordSpend: () => ({ input: { rental: { gpu: 'RTX 4090', pricePerGpuHour: '0.4' }, hours: 1 } }),
  reserveSpend: () => ({ input: { amount: '1', project: 'evals' } }),
  settleReservation: () => ({ input: { reservationKey: 'held', amount: '1' } }),
  releaseReservation: () => ({ input: { reservationKey: 'held' } }),
  correctSpend: () => ({ input: { entryKey: 'd1', to: '1' } }),
  createAlert: () => ({ input: { name: 'a', gpu: 'RTX 4090', condition: { below: '0.3' } } }),
  updateAlert: ({ alert }) => ({ input: { id: alert, name: 'a' } }),
  deleteAlert: () => ({ input: { idempotencyKey: 'nonsense' } }),
  createWebhook: () => ({ input: { name: 'w', url: 'https://example.com/', kind: 'ALERT_FIRED' } }),
  updateWebhook: () => ({ input: { ...CHAT, name: 'w' } }),
  pauseWebhook: () => ({ input: CHAT }),
  resumeWebhook: () => ({ input: CHAT }),
  rotateWebhookSecret: () => ({ input: { ...CHAT, overlap: 'PT1H' } }),
  pingWebhook: () => ({ input: CHAT }),
  replayDeliveries: () => ({ input: { ...CHAT, since: '2026-06-01T00:00:00Z' } }),
  replayDelivery: () => ({ id: 'nonsense' }),
  deleteWebhook: () => ({ input: { idempotencyKey: 'nonsense' } }),
};

const ODD_STRINGS = [
  '',
  ' ',
  '__proto__',
  'constructor',
  'x'.repeat(99_000),
  'a\0b',
  'half \ud800 a pair',
  '\u202e4090',
  '👩‍👩‍👧‍👦'.repeat(40),
  "'); drop table ledger_entry; --",
  '%_\\',
  '{{7*7}}${7*7}',
  'V29ya2xvYWQ6MQ',
  'TGVkZ2VyRW50cnk6X19wcm90b19f',
  '1e309',
];
const ODD_NUMBERS = [
  Infinity,
  -Infinity,
  NaN,
  'NaN',
  1e308,
  -1e308,
  5e-324,
  -0,
  0,
  -1,
  0.1 + 0.2,
  2 ** 31,
  2 ** 53,
  '1',
];
const ODD: Readonly<Record<string, readonly unknown[]>> = {
  Float: ODD_NUMBERS,
  Int: ODD_NUMBERS,
  USD: [
    ...ODD_NUMBERS,
    'Infinity',
    '-1',
    '1e309',
    '0.123456789012345678901234567891',
    '9'.repeat(400),
    '10000000.000001',
    '0.0000004',
    '0x10',
    '',
    '__proto__',
    '١٢',
  ],
  Boolean: ['true', 1],
  Duration: ['', 'PT0S', '-PT1H', 'P9999999Y', 'PT1E9H', `PT${'9'.repeat(300)}S`, 'P1Y', 3600],
  DateTime: [
    '',
    '0000-00-00T00:00:00Z',
    '9999-12-31T23:59:59Z',
    '1970-01-01T00:00:00Z',
    '-271821-04-20T00:00:00Z',
    0,
  ],
  JSON: [
    JSON.parse('{ "__proto__": { "after": "x" }, "constructor": 1 }'),
    { after: 'nonsense' },
    { ids: ['nonsense'] },
    { ids: Array(900).fill('x') },
    [],
    'x',
    1,
    { x: 'a\0b' },
  ],
};

/** Values that a type does not take, or hardly. */
function* oddOf(of: GraphQLInputType): Generator {
  const type = getNullableType(of);
  yield null;
  yield [[[]]];
  yield { constructor: 1 };
  if (isListType(type)) {
    yield [];
    const [one] = [...plainOf(getNullableType(type.ofType))];
    yield Array(900).fill(one);
    yield Array(5000).fill(one);
    for (const odd of oddOf(type.ofType)) yield [one, odd];
  } else if (isEnumType(type)) {
    yield* ['NOPE', '__proto__', 'toString', 1];
    yield* type.getValues().map(({ name }) => name);
  } else if (isInputObjectType(type)) {
    yield {};
    for (const field of Object.values(type.getFields()))
      for (const odd of oddOf(field.type)) yield { [field.name]: odd };
  } else yield* ODD[type.name] ?? [...ODD_STRINGS, Infinity, 1, true];
}

function plainOf(type: GraphQLInputType): readonly unknown[] {
  if (isEnumType(type)) return type.getValues().map(({ name }) => name);
  return isInputObjectType(type) ? [{}] : [type.toString() === 'Float' ? 50 : 'x'];
}

/** What is taken with each of its fields, and each that was left out, made odd: one at a time. */
function* madeOdd(fields: readonly (GraphQLArgument | GraphQLInputField)[], taken: Input): Generator<Input> {
  for (const { name, type: of } of fields) {
    const type = getNullableType(of);
    const value = taken[name];
    if (isInputObjectType(type) && !type.isOneOf && typeof value === 'object' && value !== null)
      for (const odd of madeOdd(Object.values(type.getFields()), value as Input))
        yield { ...taken, [name]: odd };
    else for (const odd of oddOf(of)) yield { ...taken, [name]: odd };
  }
  yield { ...taken, nonsense: 1 };
  const { ...rest } = taken;
  for (const name of Object.keys(taken)) {
    const { [name]: _, ...without } = rest;
    yield without;
  }
}

const TABLES = [
  'alert',
  'budget',
  'budget_alert',
  'ledger_entry',
  'ledger_hold',
  'ledger_sum',
  'notice',
  'webhook_delivery',
  'webhook_endpoint',
  'webhook_secret',
];

let database: Database;
let alert: string;

beforeAll(async () => {
  database = await testDatabase();
  await seedMarket(database.db);
  await seedWatched(database.db);
  type Alerts = {
    readonly alerts: { readonly edges: readonly [{ readonly node: { readonly id: string } }] };
  };
  const { alerts } = await data<Alerts>(database.db, '{ alerts(first: 1) { edges { node { id } } } }');
  alert = alerts.edges[0].node.id;
});

afterAll(() => database[Symbol.asyncDispose]());

/** How many rows there are of all that is written here, and what the ledger adds up to. */
async function written(): Promise<unknown> {
  const counts = TABLES.map((table) => sql`(select count(*) from ${sql.table(table)}) as ${sql.ref(table)}`);
  const { rows } = await sql`select ${sql.join(counts)}, (select sum(spent) from ledger_sum) as spent,
    (select sum(reserved) from ledger_sum) as reserved`.execute(database.db);
  return rows[0];
}

type Payload = Record<
  string,
  { readonly errors: readonly { readonly code: string; readonly message: string }[] }
>;

/** What is wrong with the answer, and what became of what was asked. */
async function judged(field: string, source: string, variables: Input) {
  if (variablesFault(variables, LIMITS)) return { faults: [], became: 'NOT_RUN' } as const;
  let answer;
  try {
    answer = await ask(database.db, source, { variables });
  } catch (error) {
    // Variables that do not fit their types, which the server refuses as a whole.
    const isMisfit = error instanceof GraphQLError || String(error).includes('the operation costs undefined');
    return { faults: isMisfit ? [] : [`threw ${String(error)}`], became: 'NOT_RUN' } as const;
  }
  const { data, errors } = answer;
  const faults = faultsOf(data, errors);
  const mistakes = (data as Payload | null)?.[field]?.errors ?? [];
  for (const { code, message } of mistakes)
    if (!(code in INPUT_ERROR_CODES) || message.length > 2000) faults.push(`${code}: ${message}`);
  return { faults, became: errors !== undefined || mistakes.length > 0 ? 'REFUSED' : 'TAKEN' } as const;
}

test('every mutation of what is watched is made odd here', () => {
  const made = Object.keys(mutations).filter((name) =>
    /budget|spend|reservation|alert|webhook|deliver/i.test(name),
  );
  expect(Object.keys(TAKEN).toSorted()).toEqual(made.toSorted());
});

test.each(Object.entries(TAKEN))(
  '%s takes odd input or says what to mend, and writes all or nothing',
  async (name, of) => {
    const { args } = mutations[name]!;
    const heads = args.map((arg) => `$${arg.name}: ${String(arg.type)}`).join(', ');
    const given = args.map((arg) => `${arg.name}: $${arg.name}`).join(', ');
    const source = `mutation (${heads}) { ${name}(${given}) { errors { code message path nearest } } }`;
    const taken = of({ alert });
    const first = await ask(database.db, source, { variables: taken });
    expect(first.errors).toBeUndefined();
    const seen = { NOT_RUN: 0, REFUSED: 0, TAKEN: 0 };
    let before = await written();
    for (const variables of madeOdd(args, taken)) {
      const told = JSON.stringify(variables).slice(0, 300);
      const { faults, became } = await judged(name, source, variables);
      expect([told, ...faults]).toEqual([told]);
      seen[became]++;
      if (became === 'NOT_RUN') continue;
      const after = await written();
      if (became === 'REFUSED') expect([told, after]).toEqual([told, before]);
      before = after;
    }
    expect(seen.NOT_RUN).toBeGreaterThan(0);
    expect(seen.REFUSED).toBeGreaterThan(0);
  },
);
