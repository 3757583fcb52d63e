import { execute, getNamedType, isObjectType, parse, validate, validateSchema } from 'graphql';
import { expect, test } from 'vitest';
import { LIMITS } from '#graph/limits.ts';
import { costOf, operationFault } from '#graph/operation-limits.ts';
import { builder } from '#graph/builder.ts';
import { buildSchema } from '#graph/schema.ts';

/** Lists as desks make them, to see what they cost. */
const Row = builder.objectRef<{ name: string }>('CostTestRow').implement({
  fields: (t) => ({ name: t.exposeString('name') }),
});
builder.queryFields((t) => ({
  costTestRows: t.connection({
    type: Row,
    resolve: () => ({
      edges: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    }),
  }),
  costTestList: t.field({ type: [Row], resolve: () => [] }),
  costTestByIds: t.field({ type: [Row], args: { ids: t.arg.idList({ required: true }) }, resolve: () => [] }),
}));
const schema = buildSchema();

test('the schema is valid', () => {
  expect(validateSchema(schema)).toEqual([]);
});

test('the limits can be asked, all of them', async () => {
  const type = schema.getQueryType()?.getFields()['limits']?.type;
  const named = type && getNamedType(type);
  expect(isObjectType(named) && Object.keys(named.getFields())).toEqual(
    Object.keys(LIMITS).toSorted((a, b) => (a < b ? -1 : 1)),
  );
  const query = `{ limits { ${Object.keys(LIMITS).join(' ')} } }`;
  const { data } = await execute({ schema, document: parse(query), contextValue: {} });
  expect(data).toEqual({ limits: LIMITS });
});

test.each([
  ['{ costTestRows { nodes: edges { node { name } } } }', 1 + 20 * 3],
  ['{ costTestRows(first: 3) { edges { node { name } } } }', 1 + 3 * 3],
  ['{ costTestRows(last: 2) { edges { cursor } pageInfo { endCursor } } }', 1 + 2 * 4],
  ['query($n: Int = 50) { costTestRows(first: $n) { edges { cursor } } }', 1 + 50 * 2],
  ['{ costTestRows(first: 100000) { edges { cursor } } }', 1 + 100 * 2],
  ['{ costTestRows(first: -5) { edges { cursor } } }', 1 + 1 * 2],
  ['{ costTestList { name } }', 1 + 10],
  ['{ costTestByIds(ids: ["a", "b"]) { name } }', 1 + 2],
  ['{ limits { cost depth } __typename }', 1 + 2 + 1],
  ['{ __schema { types { name } } }', 1],
  ['query A { __typename } query B { costTestList { name } }', 1],
])('%s costs %i', (query, cost) => {
  const operationName = query.startsWith('query A') ? 'A' : null;
  expect(costOf({ schema, document: parse(query), operationName })).toBe(cost);
});

test('variables that do not fit have no cost: execution reports them', () => {
  const document = parse('query($n: Int!) { costTestRows(first: $n) { edges { cursor } } }');
  expect(costOf({ schema, document, variableValues: { n: 'x' } })).toBeUndefined();
});

test('an operation with an argument that cannot be read is refused whole, not run in part at no cost', () => {
  const document = parse('query($ids: [ID!] = ["a"]) { costTestByIds(ids: $ids) { name } }');
  expect(validate(schema, document)).toEqual([]);
  const fault = operationFault({ schema, document, variableValues: { ids: null } }, LIMITS);
  expect(fault.error?.extensions['code']).toBe('BAD_USER_INPUT');
});
