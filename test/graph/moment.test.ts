import {
  execute,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  parse,
  subscribe,
  type ExecutionResult,
  type GraphQLFieldConfig,
  type GraphQLScalarType,
} from 'graphql';
import { expect, test } from 'vitest';
import { momentOf } from '#graph/moment.ts';
import { buildSchema } from '#graph/schema.ts';
import { formatInstant, instant } from '#units/time.ts';

const NOW = instant(Date.UTC(2026, 5, 15, 12));
const THEN = '2026-06-14T12:00:00Z';
const EARLIER = '2026-06-13T12:00:00Z';
const DEFAULT = '2026-06-01T00:00:00Z';

const DateTimeScalar = buildSchema().getType('DateTime') as GraphQLScalarType;

type Field = GraphQLFieldConfig<unknown, unknown>;

/** Tells the moment of the place it stands at: "now", or the past instant asked for. */
const told: Field = {
  type: GraphQLString,
  resolve: (_source, _args, _context, info) => {
    const { at, asOf } = momentOf({ now: () => NOW }, info);
    expect(at).toBe(asOf ?? NOW);
    return asOf === null ? 'now' : formatInstant(asOf);
  },
};

const Market: GraphQLObjectType = new GraphQLObjectType({
  name: 'Market',
  fields: () => ({
    told,
    // An argument of this name below the root is another thing.
    inner: { type: Market, args: { asOf: { type: DateTimeScalar } }, resolve: () => ({}) },
  }),
});

const market: Field = { type: Market, args: { asOf: { type: DateTimeScalar } }, resolve: () => ({}) };

const schema = new GraphQLSchema({
  query: new GraphQLObjectType({
    name: 'Query',
    fields: {
      market,
      told: { ...told, args: { asOf: { type: DateTimeScalar } } },
      fixed: {
        ...market,
        args: { asOf: { type: DateTimeScalar, defaultValue: instant(Date.parse(DEFAULT)) } },
      },
      timeless: { type: Market, resolve: () => ({}) },
    },
  }),
  subscription: new GraphQLObjectType({
    name: 'Subscription',
    fields: {
      market: {
        type: Market,
        subscribe: async function* () {
          yield await Promise.resolve({});
        },
        resolve: () => ({}),
      },
    },
  }),
});

async function ask(source: string, variableValues: Record<string, unknown> = {}): Promise<ExecutionResult> {
  const result = await execute({ schema, document: parse(source), variableValues });
  return JSON.parse(JSON.stringify(result)) as ExecutionResult;
}

test('a place is answered for the moment of its own root field, under any alias and however deep', async () => {
  expect(
    await ask(`{
      market { told inner { told } }
      past: market(asOf: "${THEN}") { told inner(asOf: "${EARLIER}") { told } }
      earlier: market(asOf: "${EARLIER}") { inner { inner { told } } }
      told
      saidThen: told(asOf: "${THEN}")
      timeless { told }
    }`),
  ).toEqual({
    data: {
      market: { told: 'now', inner: { told: 'now' } },
      past: { told: THEN, inner: { told: THEN } },
      earlier: { inner: { inner: { told: EARLIER } } },
      told: 'now',
      saidThen: THEN,
      timeless: { told: 'now' },
    },
  });
});

test('root fields are found in fragments, named and inline, within each other', async () => {
  const source = `
    query { ...Outer ... on Query { inline: market(asOf: "${EARLIER}") { ...Told } } }
    fragment Outer on Query { ... { ...Inner } other: market { ...Told } }
    fragment Inner on Query { named: market(asOf: "${THEN}") { ...Told } }
    fragment Told on Market { told }`;
  expect(await ask(source)).toEqual({
    data: { named: { told: THEN }, other: { told: 'now' }, inline: { told: EARLIER } },
  });
});

test('the instant may be a variable, given, defaulted, null or absent, or the argument’s default', async () => {
  const source = `query ($asOf: DateTime) { market(asOf: $asOf) { told } }`;
  expect(await ask(source, { asOf: THEN })).toEqual({ data: { market: { told: THEN } } });
  expect(await ask(source, { asOf: null })).toEqual({ data: { market: { told: 'now' } } });
  expect(await ask(source)).toEqual({ data: { market: { told: 'now' } } });
  const defaulted = source.replace('DateTime)', `DateTime = "${EARLIER}")`);
  expect(await ask(defaulted)).toEqual({ data: { market: { told: EARLIER } } });
  expect(await ask(defaulted, { asOf: THEN })).toEqual({ data: { market: { told: THEN } } });
  expect(await ask('{ fixed { told } other: fixed(asOf: null) { told } }')).toEqual({
    data: { fixed: { told: DEFAULT }, other: { told: 'now' } },
  });
});

test('now itself is an instant of the past; a later one is refused', async () => {
  const at = (ms: number) => ask(`{ market(asOf: "${formatInstant(instant(NOW + ms))}") { told } }`);
  expect(await at(0)).toEqual({ data: { market: { told: formatInstant(NOW) } } });
  const { errors = [] } = await at(1);
  expect(errors[0]?.message).toContain('lies in the future');
  expect(errors[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', argument: 'asOf' });
});

test('what a subscription tells is of now', async () => {
  const stream = await subscribe({ schema, document: parse('subscription { market { told } }') });
  if (!(Symbol.asyncIterator in stream)) throw new Error('no stream');
  const { value } = await stream.next();
  expect(JSON.parse(JSON.stringify(value))).toEqual({ data: { market: { told: 'now' } } });
});
