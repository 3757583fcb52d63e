import { execute, GraphQLError, parse } from 'graphql';
import { expect, test } from 'vitest';
import { builder } from '#graph/builder.ts';
import { badCursor, badInput, ErrorInterface, limitExceeded, publicError, refusal } from '#graph/errors.ts';

class Sold extends Error {
  readonly code = 'SOLD';
}
builder.objectType(Sold, { name: 'SoldTest', interfaces: [ErrorInterface] });
const Rental = builder.objectRef<{ hours: number }>('RentalTest').implement({
  fields: (t) => ({ hours: t.exposeInt('hours') }),
});
builder.queryType({});
builder.queryField('rentTest', (t) =>
  t.field({
    type: Rental,
    args: { isSold: t.arg.boolean({ required: true }) },
    errors: { types: [Sold] },
    resolve: (_, { isSold }) => {
      if (isSold) throw new Sold('Taken: choose another offer.');
      return { hours: 1 };
    },
  }),
);

test('a typed error is data that any client can read', async () => {
  const document = parse('{ rentTest(isSold: true) { __typename ... on Error { code message } } }');
  const result = await execute({ schema: builder.toSchema(), document, contextValue: {} });
  expect(result).toEqual({
    data: { rentTest: { __typename: 'SoldTest', code: 'SOLD', message: 'Taken: choose another offer.' } },
  });
});

const shown = (error: unknown) => {
  const reported: unknown[] = [];
  const { message, extensions } = publicError(error, (fault, id) => reported.push(fault, id));
  return { message, code: extensions['code'], extensions, reported };
};

test.each([
  new Error('secret'),
  'secret',
  undefined,
  { message: 'secret' },
  new GraphQLError('secret', { originalError: new Error('secret') }),
  new GraphQLError('secret', { cause: new Error('secret'), extensions: { code: 'BAD_USER_INPUT' } }),
  new GraphQLError('Int cannot represent "secret"', { path: ['a'] }),
])('%s becomes INTERNAL, and is reported under its id', (error) => {
  const { message, code, extensions, reported } = shown(error);
  expect([code, message.includes('secret'), reported]).toEqual([
    'INTERNAL',
    false,
    [error, extensions['id']],
  ]);
});

test.each<[GraphQLError, string]>([
  [badInput('hours', 'Take at least 1.'), 'BAD_USER_INPUT'],
  [badCursor('after'), 'BAD_CURSOR'],
  [refusal('TIMEOUT', 'Later.', { status: 503 }), 'TIMEOUT'],
  [limitExceeded({ limit: 'x', max: 1, found: 2, what: 'X', advice: 'Less.' }), 'LIMIT_EXCEEDED'],
  [new GraphQLError('Argument "x" has invalid value.', { path: ['a'] }), 'BAD_USER_INPUT'],
  [new GraphQLError('Variable "$x" is missing.'), 'BAD_USER_INPUT'],
  [new GraphQLError('Syntax Error: no.'), 'GRAPHQL_PARSE_FAILED'],
])('%s passes as %s', (error, expected) => {
  const { message, code, reported } = shown(error);
  expect([message, code, reported]).toEqual([error.message, expected, []]);
});
