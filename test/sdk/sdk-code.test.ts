import fc from 'fast-check';
import { execute, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { limitRules } from '#graph/document-limits.ts';
import { LIMITS } from '#graph/limits.ts';
import { buildSchema } from '#graph/schema.ts';

const schema = buildSchema();
const ASK = parse(/* GraphQL */ `
  query ($input: SdkCodeInput!) {
    sdkCode(input: $input) {
      program {
        code
        language
        fileName
        command
        needs
        notes
        kind
        operationName
      }
      errors {
        __typename
        code
        message
        locations {
          line
          column
        }
      }
    }
  }
`);

type Fault = { code: string; message: string; locations: { line: number; column: number }[] };
type Payload = { program: { code: string; fileName: string; notes: string[] } | null; errors: Fault[] };

async function sdkCode(input: Record<string, unknown>): Promise<Payload> {
  const { data, errors } = await execute({
    schema,
    document: ASK,
    variableValues: { input: { language: 'PYTHON', ...input } },
    contextValue: {},
  });
  if (errors) throw new AggregateError(errors, errors.map(({ message }) => message).join('; '));
  return (data as unknown as { sdkCode: Payload }).sdkCode;
}

const faults = async (input: Record<string, unknown>) => {
  const { program, errors } = await sdkCode(input);
  expect(program === null).toBe(errors.length > 0);
  return errors.map(({ code, message, locations }) => [
    code,
    message,
    ...locations.map(({ line, column }) => `${line}:${column}`),
  ]);
};

test('what the question costs is within its limits', () => {
  expect(validate(schema, ASK, limitRules(LIMITS))).toEqual([]);
});

test.each<[what: string, input: Record<string, unknown>, expected: unknown[]]>([
  [
    'a document that is none',
    { document: '{ gpus(' },
    [['GRAPHQL_PARSE_FAILED', 'Syntax Error: Expected Name, found <EOF>.', '1:8']],
  ],
  ['nothing', { document: '' }, [['GRAPHQL_PARSE_FAILED', 'Syntax Error: Unexpected <EOF>.', '1:1']]],
  [
    'several mistakes, each with its place',
    { document: '{\n  gpuz\n  limits { costs depth(a: 1) }\n}' },
    [
      ['GRAPHQL_VALIDATION_FAILED', expect.stringContaining('Cannot query field "gpuz"'), '2:3'],
      ['GRAPHQL_VALIDATION_FAILED', expect.stringContaining('Did you mean "cost"?'), '3:12'],
      ['GRAPHQL_VALIDATION_FAILED', expect.stringContaining('Unknown argument "a"'), '3:24'],
    ],
  ],
  [
    'types instead of an operation',
    { document: 'type Query { a: Int }' },
    [['GRAPHQL_VALIDATION_FAILED', 'The "Query" definition is not executable.', '1:1']],
  ],
  [
    'no operation',
    { document: 'fragment F on Limits { cost }' },
    [['GRAPHQL_VALIDATION_FAILED', 'Fragment "F" is never used.', '1:1']],
  ],
  [
    'several operations and no name',
    { document: 'query A { limits { cost } } query B { limits { cost } }' },
    [['OPERATION_RESOLUTION_FAILURE', expect.stringContaining('"A", "B"')]],
  ],
  [
    'a name none has',
    { document: 'query A { limits { cost } }', operationName: 'B' },
    [['OPERATION_RESOLUTION_FAILURE', expect.stringContaining('no operation "B"')]],
  ],
  [
    'variables that do not fit, all of them',
    {
      document: 'query ($a: Int!, $b: Billing!) { offers(first: $a, filter: {billing: $b}) { totalCount } }',
      variables: { a: '1', b: 'SPOTS' },
    },
    [
      ['BAD_USER_INPUT', expect.stringContaining('"$a"'), expect.any(String)],
      ['BAD_USER_INPUT', expect.stringContaining('"$b"'), expect.any(String)],
    ],
  ],
  [
    'variables that are no object',
    { document: '{ limits { cost } }', variables: [1] },
    [['BAD_USER_INPUT', expect.stringContaining('`variables` is no object')]],
  ],
  [
    'variables in text that is no JSON',
    { document: '{ limits { cost } }', variables: '{a: 1}' },
    [['BAD_USER_INPUT', expect.stringContaining('no JSON')]],
  ],
  [
    'a NUL in variables given as text',
    { document: 'query ($n: String!) { gpu(name: $n) { __typename } }', variables: '{"n": "\\u0000"}' },
    [['BAD_USER_INPUT', expect.stringContaining('NUL')]],
  ],
  [
    'a document over a limit',
    { document: `{ limits { ${'cost '.repeat(LIMITS.tokens)} } }` },
    [['LIMIT_EXCEEDED', expect.stringContaining('Tokens')]],
  ],
  [
    'an operation over the limit of cost',
    {
      document:
        '{ offers(first: 100) { edges { node { gpu { offers(first: 100) { edges { node { id } } } } } } } }',
    },
    [['LIMIT_EXCEEDED', expect.stringContaining('Cost of the operation')]],
  ],
  [
    'an endpoint that is none, beside what is wrong with the document',
    { document: '{', endpoint: 'ftp://x' },
    [
      ['GRAPHQL_PARSE_FAILED', expect.any(String), '1:2'],
      ['BAD_USER_INPUT', expect.stringContaining('`endpoint`')],
    ],
  ],
  [
    'an endpoint with a password in it',
    { document: '{ limits { cost } }', endpoint: 'https://me:secret@example.com/graphql' },
    [['BAD_USER_INPUT', expect.stringContaining('`endpoint`')]],
  ],
])('%s is refused', async (_what, input, expected) => {
  expect(await faults(input)).toEqual(expected);
});

test('a type without end is refused: a question about the schema itself costs nothing, and grows by two', async () => {
  const levels = Array.from(
    { length: 12 },
    (_, n) => `fragment F${n} on __Type { a: ofType { ...F${n + 1} } ofType { ...F${n + 1} } }`,
  );
  const document = `{ __type(name: "Query") { ...F0 } } ${levels.join(' ')} fragment F12 on __Type { name kind }`;
  expect(await faults({ document })).toEqual([]);
  expect(await faults({ document, language: 'TYPESCRIPT' })).toEqual([
    ['LIMIT_EXCEEDED', expect.stringContaining('Fields in the type of the answer')],
  ]);
});

test('variables are taken as an object or as its text, and those the operation does not declare are left out', async () => {
  const document = 'query Q($name: String!) { gpu(name: $name) { __typename } }';
  const variables = { name: 'RTX 4090', nmae: 'x' };
  const [one, other] = [
    await sdkCode({ document, variables }),
    await sdkCode({ document, variables: JSON.stringify(variables) }),
  ];
  expect(one).toEqual(other);
  expect(one.program?.code).toContain('VARIABLES = {\n    "name": "RTX 4090",\n}');
  expect(one.program?.notes).toContainEqual(expect.stringContaining('$nmae'));
  const none = await sdkCode({
    document: '{ limits { cost } }',
    variables: ' ',
    endpoint: 'https://example.com/graphql',
  });
  expect(none.program?.code).toContain('ENDPOINT = "https://example.com/graphql"');
});

test('variables in a document are written as GraphQL writes values, variables of its own among them', async () => {
  const source = /* GraphQL */ `
    query ($n: Int) {
      sdkCode(
        input: {
          language: CURL
          document: "query ($first: Int, $filter: GPUFilter, $asOf: DateTime) { gpus(first: $first, filter: $filter, asOf: $asOf) { totalCount } }"
          variables: { first: $n, filter: { offeredOnly: true }, asOf: null }
        }
      ) {
        errors {
          message
        }
        program {
          code
        }
      }
    }
  `;
  const document = parse(source);
  expect(validate(schema, document)).toEqual([]);
  const { data } = await execute({ schema, document, variableValues: { n: 3 }, contextValue: {} });
  const { program, errors } = (data as unknown as { sdkCode: Payload }).sdkCode;
  expect(errors).toEqual([]);
  expect(JSON.parse(/^\{$[^]*^\}$/m.exec(program?.code ?? '')?.[0] ?? '')).toMatchObject({
    variables: { first: 3, filter: { offeredOnly: true }, asOf: null },
  });
});

test('of several operations the chosen one is printed, and the document stays whole', async () => {
  const document = 'query A { limits { cost } } query SecondOne { limits { depth } }';
  const { program } = await sdkCode({ document, operationName: 'SecondOne', language: 'TYPESCRIPT' });
  expect(program).toMatchObject({ fileName: 'second-one.mts', kind: 'QUERY', operationName: 'SecondOne' });
  expect(program?.code).toContain(document);
  expect(program?.code).toContain('readonly depth: number;');
  expect(program?.code).not.toContain('readonly cost: number;');
});

test('whatever is asked, it is answered with a program or with errors', async () => {
  const source =
    'query Q($a: Int = 1, $f: GPUFilter) { x: gpus(first: $a, filter: $f) { edges { node { ...G } } } }\nfragment G on GPU { name }';
  const document = fc
    .tuple(
      fc.nat(source.length),
      fc.nat(8),
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 4 }),
        fc.constantFrom('{', '}', '"', '"""', '@skip(if: true)', '__proto__'),
      ),
    )
    .map(([at, length, text]) => source.slice(0, at) + text + source.slice(at + length));
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        document: fc.oneof(fc.constant(source), document),
        variables: fc.oneof(
          fc.jsonValue(),
          fc.json(),
          fc.record({
            a: fc.integer(),
            f: fc.dictionary(fc.constantFrom('offeredOnly', 'search', '__proto__'), fc.jsonValue()),
          }),
        ),
        language: fc.constantFrom('PYTHON', 'JAVASCRIPT', 'TYPESCRIPT', 'CURL'),
        operationName: fc.option(fc.oneof(fc.constant('Q'), fc.string())),
        endpoint: fc.option(fc.oneof(fc.webUrl(), fc.string())),
        keyed: fc.boolean(),
      }),
      async (input) => {
        const { program, errors } = await sdkCode(input);
        expect(program === null).toBe(errors.length > 0);
        for (const { code, message } of errors) {
          expect(code).toMatch(/^[A-Z_]+$/);
          expect(message).not.toBe('');
        }
      },
    ),
    { numRuns: 150 },
  );
});
