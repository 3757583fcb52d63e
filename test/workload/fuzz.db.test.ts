import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import {
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  parse,
  typeFromAST,
  valueFromASTUntyped,
  type GraphQLInputType,
} from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildSchema } from '#graph/schema.ts';
import { answerFaults } from '../support/answer-faults.ts';
import { testDatabase } from '../support/database.ts';
import { seedForecasts } from '../support/seed-forecasts.ts';
import { seedMarket } from '../support/seed-market.ts';
import { seedWatched } from '../support/seed-watched.ts';

const RUNS = 12;

const OPERATIONS = [
  'alert-dry-run',
  'alert-firings',
  'alerts',
  'analyze-workload',
  'api-prices',
  'archive-budget',
  'budget',
  'budget-deployment',
  'budgets',
  'carbon-intensity',
  'change-webhook',
  'create-alert',
  'create-budget',
  'create-webhook',
  'energy-estimate',
  'fleet-strategy',
  'ledger',
  'llm-gpus',
  'model',
  'model-memory',
  'models',
  'record-run',
  'record-run-points',
  'record-spend',
  'right-sizing',
  'run',
  'run-comparison',
  'run-forecast',
  'run-recommendations',
  'run-returns',
  'runs',
  'savings-checklist',
  'scale-to-zero',
  'sdk-code',
  'self-hosted-against-api',
  'serverless-cost',
  'serving-gains',
  'serving-throughput',
  'start-windows',
  'submit-workload',
  'tier-routing',
  'training-estimate',
  'update-budget',
  'webhook',
  'webhook-messages',
  'webhooks',
  'workload',
  'workload-insights',
  'workloads',
];

const REPORT = `mutation ($input: ReportThroughputInput! = { reporter: "somebody with a secret", idempotencyKey: "1",
  gpu: "RTX 4090", model: "Llama 3.1 8B", format: FP8, engine: VLLM, promptTokens: 512, outputTokens: 256,
  tokensPerSecond: 90, measure: TOTAL, measuredAt: "2026-06-15T07:00:00Z" })
  { reportThroughput(input: $input) { replayed report { model tokensPerSecond } errors { code message } } }`;

const schema = buildSchema();

const NUMBERS = [
  0,
  -0,
  -1,
  1,
  0.5,
  1e-9,
  5e-324,
  1e-20,
  1e9,
  1e15,
  1e308,
  -1e308,
  2 ** 31 - 1,
  -(2 ** 31),
  2 ** 53,
];
const STRINGS = [
  '',
  ' ',
  '__proto__',
  'constructor',
  'toString',
  'x'.repeat(5000),
  '7B '.repeat(500),
  '\u0001\u001b[31m\u007f',
  '💥é漢字',
  '\u202e4090',
  "'; drop table offer; --",
  '%_\\',
  '${1}',
  '1e999B',
  '0B',
  '.B',
  'H100',
  'RTX 4090',
  'Llama 3.1 8B',
  'llama',
  'US',
  'alpha',
  'demo',
];
const DURATIONS = ['PT0S', 'PT0.001S', 'PT1S', 'PT1H', 'P1D', 'P7D', 'P36500D', '-PT1S', 'P1Y', ''];
const INSTANTS = [
  '1970-01-01T00:00:00Z',
  '9999-12-31T23:59:59Z',
  '2026-06-01T00:00:00Z',
  '2026-06-15T11:00:00Z',
  '',
];
const AMOUNTS = ['0', '0.000001', '0.4', '-1', '1000', '1001', '999999999999', '1e9', 1e-7, 1e300];

/** Anything a type takes, the odd and the ends above all. */
function valueOf(type: GraphQLInputType, depth = 0): fc.Arbitrary<unknown> {
  if (isNonNullType(type)) return valueOf(type.ofType, depth);
  if (isListType(type))
    return fc.oneof(
      { weight: 4, arbitrary: fc.array(valueOf(type.ofType, depth + 1), { maxLength: 3 }) },
      {
        weight: 1,
        arbitrary: fc
          .tuple(valueOf(type.ofType, depth + 1), fc.constantFrom(9, 30, 101))
          .map(([one, times]) => Array(times).fill(one)),
      },
    );
  if (isEnumType(type)) return fc.constantFrom(...type.getValues().map(({ name }) => name));
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields());
    const all = fields.map((field): [string, fc.Arbitrary<unknown>] => [
      field.name,
      valueOf(field.type, depth + 1),
    ]);
    if (type.isOneOf)
      return fc.oneof(...all.map(([name, value]) => value.map((inner) => ({ [name]: inner }))));
    const requiredKeys = fields.filter((field) => isNonNullType(field.type) && field.default === undefined);
    return fc.record(Object.fromEntries(all), { requiredKeys: requiredKeys.map(({ name }) => name) });
  }
  switch (type.name) {
    case 'Int':
      return fc.oneof(
        fc.constantFrom(...NUMBERS.filter((n) => Number.isInteger(n) && Math.abs(n) <= 2 ** 31)),
        fc.nat(9000),
        fc.nat(20),
      );
    case 'Float':
      return fc.oneof(
        fc.constantFrom(...NUMBERS),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.double({ min: 0, max: 10, noNaN: true }),
      );
    case 'Boolean':
      return fc.boolean();
    case 'Duration':
      return fc.constantFrom(...DURATIONS);
    case 'DateTime':
      return fc.constantFrom(...INSTANTS);
    case 'USD':
      return fc.constantFrom<unknown>(...AMOUNTS);
    default:
      return fc.oneof(
        fc.constantFrom(...STRINGS),
        fc.string({ unit: 'grapheme', maxLength: 20 }),
        fc.string({ unit: 'binary', maxLength: 20 }),
      );
  }
}

type Base = { [name: string]: unknown };

/** A value that is answered, with some of its fields made something else. */
function changed(type: GraphQLInputType, base: unknown): fc.Arbitrary<unknown> {
  const plain = getNullableType(type);
  if (base === undefined || base === null) return valueOf(plain);
  if (isListType(plain) && Array.isArray(base) && base.length > 0) {
    const [first] = base as unknown[];
    return fc.oneof(
      valueOf(plain),
      changed(plain.ofType, first).map((one) => [one, ...base.slice(1)]),
    );
  }
  if (!isInputObjectType(plain) || plain.isOneOf) return valueOf(plain);
  const fields = Object.values(plain.getFields());
  return fc
    .subarray(fields, { minLength: 1, maxLength: Math.min(3, fields.length) })
    .chain((some) =>
      fc.tuple(
        ...some.map((field) =>
          changed(field.type, (base as Base)[field.name]).map((value) => [field.name, value]),
        ),
      ),
    )
    .map((pairs) => ({ ...(base as Base), ...Object.fromEntries(pairs as [string, unknown][]) }));
}

/** Of one operation: its variables, from those it stands with. */
function variablesOf(source: string): fc.Arbitrary<Record<string, unknown>> {
  const document = parse(source);
  const operation = document.definitions.find(({ kind }) => kind === 'OperationDefinition');
  if (operation?.kind !== 'OperationDefinition') throw new Error('there is an operation');
  const names = (operation.variableDefinitions ?? []).map(({ variable, type, defaultValue }) => {
    const inputType = typeFromAST(schema, type) as GraphQLInputType;
    const base = defaultValue && valueFromASTUntyped(defaultValue);
    return [variable.name.value, changed(inputType, base)] as const;
  });
  return fc.record(Object.fromEntries(names), { requiredKeys: [] });
}

const market = testDatabase().then(async (database) => {
  await seedMarket(database.db);
  await seedForecasts(database.db);
  await seedWatched(database.db);
  return database;
});

beforeAll(async () => {
  await market;
});

afterAll(async () => {
  await (await market)[Symbol.asyncDispose]();
});

const sources = await Promise.all(
  OPERATIONS.map(
    async (name) =>
      [
        name,
        await readFile(new URL(`../../schema/operations/${name}.graphql`, import.meta.url), 'utf8'),
      ] as const,
  ),
);

for (const [name, source] of [...sources, ['report-throughput', REPORT] as const]) {
  test(`whatever is asked of ${name} is answered, or refused with what to mend`, async () => {
    const { db } = await market;
    await fc.assert(
      fc.asyncProperty(variablesOf(source), async (variables) => {
        expect(await answerFaults(db, source, variables)).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });
}
