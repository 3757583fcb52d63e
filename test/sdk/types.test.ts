import { buildSchema as schemaOf, isEnumType, isInputObjectType, isScalarType } from 'graphql';
import { expect, test } from 'vitest';
import { LIMITS } from '#graph/limits.ts';
import { buildSchema } from '#graph/schema.ts';
import { inputTypes } from '#sdk/input-types.ts';
import { LeafTypes, SCALARS } from '#sdk/leaf-types.ts';
import { readOperation } from '#sdk/read-operation.ts';
import { resultType } from '#sdk/result-types.ts';

const schema = schemaOf(`
  scalar USD
  enum Color { RED GREEN }
  interface Named { name: String! }
  type Cat implements Named { name: String!, lives: Int, color: Color! }
  type Dog implements Named { name: String!, owner: Person, tags: [[String!]]! }
  type Person implements Named { name: String!, pets: [Pet!], price: USD }
  union Pet = Cat | Dog
  input Nested { inner: Nested, list: [Int!]! = [1], need: Boolean!, color: Color, price: USD }
  input Choice @oneOf { name: String, nested: Nested }
  type Query {
    pet: Pet
    named(input: Nested): [Named]
    person(choice: Choice, ids: [ID!]!): Person!
  }
`);

function typesOf(document: string) {
  const read = readOperation(schema, { document, operationName: null, variables: {} }, LIMITS);
  if ('errors' in read) throw new AggregateError(read.errors, read.errors.join('; '));
  const leaves = new LeafTypes();
  const data = resultType(read.operation, leaves).replaceAll(/readonly |\s+/g, (space) =>
    space.startsWith('r') ? '' : ' ',
  );
  return { data, leaves: leaves.declarations() };
}

test.each<[what: string, document: string, type: string]>([
  [
    'nullability and aliases',
    '{ p: person(ids: []) { n: name price } }',
    '{ p: { n: string; price: USD | null; }; }',
  ],
  [
    'a union by what is selected of each type',
    '{ pet { __typename ... on Cat { lives } ... on Dog { name } } }',
    "{ pet: { __typename: 'Cat'; lives: number | null; } | { __typename: 'Dog'; name: string; } | null; }",
  ],
  [
    'one shape where all types have the same',
    '{ pet { ... on Named { name } } }',
    '{ pet: { name: string; } | null; }',
  ],
  [
    'types of one shape under one name each',
    '{ named { is: __typename name ... on Cat { color } } }',
    "{ named: ReadonlyArray<{ is: 'Cat'; name: string; color: Color; } | { is: 'Dog' | 'Person'; name: string; } | null> | null; }",
  ],
  ['nothing selected of some', '{ pet { ... on Cat { name } } }', '{ pet: { name: string; } | {} | null; }'],
  [
    'fragments merged into one object',
    'query { person(ids: []) { ...A ...B } } fragment A on Person { pets { ... on Dog { owner { name } } } } fragment B on Person { pets { ... on Dog { owner { price } tags } ... on Cat { lives } } }',
    '{ person: { pets: ReadonlyArray<{ lives: number | null; } | { owner: { name: string; price: USD | null; } | null; tags: ReadonlyArray<string[] | null>; }> | null; }; }',
  ],
  [
    'what may be left out',
    'query ($a: Boolean = true) { person(ids: []) { name @include(if: $a) ... @skip(if: $a) { price } pets { __typename } } }',
    "{ person: { name?: string; price?: USD | null; pets: ReadonlyArray<{ __typename: 'Cat' | 'Dog'; }> | null; }; }",
  ],
  [
    'what one place leaves out and another does not',
    'query ($a: Boolean = true) { person(ids: []) { name @include(if: $a) ... on Named { name } } }',
    '{ person: { name: string; }; }',
  ],
  [
    'the schema itself',
    '{ __type(name: "Cat") { kind ofType { name } } }',
    '{ __type: { kind: __TypeKind; ofType: { name: string | null; } | null; } | null; }',
  ],
])('%s', (_what, document, type) => {
  expect(typesOf(document).data).toBe(type);
});

test('variables: what has a default or takes null may be left out, one value stands for a list, one of is a union', () => {
  const document =
    'query ($choice: Choice, $ids: [ID!]!, $in: Nested! = { need: true }) { person(choice: $choice, ids: $ids) { name } named(input: $in) { name } }';
  const read = readOperation(schema, { document, operationName: null, variables: { ids: 'a' } }, LIMITS);
  if ('errors' in read) throw new AggregateError(read.errors);
  const { variables, declarations } = inputTypes(read.operation, new LeafTypes());
  expect([variables, ...declarations]).toEqual([
    `{
  readonly choice?: Choice | null;
  readonly ids: readonly (string | number)[] | string | number;
  readonly in?: Nested;
}`,
    'type Choice = { readonly name: string } | { readonly nested: Nested };',
    `type Nested = {
  readonly inner?: Nested | null;
  readonly list?: readonly number[] | number;
  readonly need: boolean;
  readonly color?: Color | null;
  readonly price?: USDInput | null;
};`,
  ]);
});

test('every scalar of the schema has its form in JSON, and no type takes a name that programs use', () => {
  const types = Object.values(buildSchema().getTypeMap());
  expect(
    types
      .filter(isScalarType)
      .map(({ name }) => name)
      .filter((name) => !(name in SCALARS)),
  ).toEqual([]);
  const used = new Set([
    'Data',
    'Variables',
    'Answer',
    'Fault',
    'ApiError',
    'AbortController',
    'AbortSignal',
    'AsyncGenerator',
    'Error',
    'Promise',
    'ReadableStream',
    'ReadonlyArray',
    'Record',
    'Response',
    'Uint8Array',
  ]);
  const declared = types.filter((type) => isScalarType(type) || isEnumType(type) || isInputObjectType(type));
  expect(declared.map(({ name }) => name).filter((name) => used.has(name))).toEqual([]);
});
