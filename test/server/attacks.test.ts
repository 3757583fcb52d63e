import { getIntrospectionQuery } from 'graphql';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LIMITS } from '#graph/limits.ts';
import { codeOf, testServer, type Answer, type TestServer } from '../support/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const times = (count: number, of: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => of(i)).join(' ');
const nested = (levels: number) => `${'{ node '.repeat(levels - 1)}{ __typename ${'}'.repeat(levels)}`;
const limitOf = ({ body }: Answer) => body.errors?.[0]?.extensions;

describe('each limit holds at its number and not before', () => {
  test.each([
    ['depth', LIMITS.depth, nested],
    ['aliases', LIMITS.aliases, (n: number) => `{ ${times(n, (i) => `a${i}: __typename`)} }`],
    ['directives', LIMITS.directives, (n: number) => `{ ${times(n, () => 'hello @include(if: true)')} }`],
    ['tokens', LIMITS.tokens, (n: number) => `{ echo(list: [${times(n - 9, () => '1')}]) }`],
  ])('%s', async (limit, max, document) => {
    const under = await server.post({ query: document(max) });
    expect(under.body.errors).toBeUndefined();
    const over = await server.post({ query: document(max + 1) });
    expect(over.status).toBe(400);
    expect(limitOf(over)).toMatchObject({ code: 'LIMIT_EXCEEDED', limit, max });
    expect(over.body.errors?.[0]?.message).toMatch(new RegExp(`where the limit is ${max}\\. \\w+`));
  });

  test('depth counts through fragments, and finds the deepest operation', async () => {
    const inner = nested(LIMITS.depth).replace('{ node ', '').slice(0, -1);
    const query = `query A { hello } query B { node { ...F } } fragment F on Node ${inner}`;
    expect((await server.post({ query, operationName: 'A' })).body.errors).toBeUndefined();
    const deeper = `query A { hello } query B { node { node { ...F } } } fragment F on Node ${inner}`;
    expect(limitOf(await server.post({ query: deeper, operationName: 'A' }))).toMatchObject({
      limit: 'depth',
      found: 16,
    });
  });

  test('cost is counted before anything runs, lists multiplied', async () => {
    // list { list { list { name } } }: 1 + 10 × (1 + 10 × (1 + 10 × n))
    const query = (names: number) => `{ list { list { list { ${times(names, () => 'name')} } } } }`;
    const under = await server.post({ query: query(4) });
    expect(under.body.extensions?.cost).toEqual({ requested: 4111, max: 5000 });
    const over = await server.post({ query: `mutation { touch ${times(10, (i) => `t${i}: touch`)} }` });
    expect(over.body.errors).toBeUndefined();
    const before = server.probe.mutations;
    const answer = await server.post({ query: query(5) });
    expect(answer.status).toBe(400);
    expect(limitOf(answer)).toMatchObject({ code: 'LIMIT_EXCEEDED', limit: 'cost', found: 5111, max: 5000 });
    expect(server.probe.mutations).toBe(before);
  });

  test('variables: how many values, how deep', async () => {
    const query = 'query($list: [Int!], $input: Input) { echo(list: $list, input: $input) }';
    const list = (count: number) => ({ query, variables: { list: Array<number>(count).fill(1) } });
    expect((await server.post(list(LIMITS.variableValues - 1))).body.errors).toBeUndefined();
    expect(limitOf(await server.post(list(LIMITS.variableValues)))).toMatchObject({
      limit: 'variableValues',
      found: 1001,
    });
    const input = (depth: number): object => (depth === 1 ? { text: 'x' } : { inner: input(depth - 1) });
    expect(
      (await server.post({ query, variables: { input: input(LIMITS.variableDepth) } })).body.errors,
    ).toBeUndefined();
    const deep = await server.post({ query, variables: { input: input(LIMITS.variableDepth + 1) } });
    expect(limitOf(deep)).toMatchObject({ limit: 'variableDepth', found: 11 });
  });

  test('the introspection query passes, and deeper introspection does not', async () => {
    const full = getIntrospectionQuery({
      specifiedByUrl: true,
      inputValueDeprecation: true,
      schemaDescription: true,
      directiveIsRepeatable: true,
      oneOf: true,
    });
    expect((await server.post({ query: full })).body.errors).toBeUndefined();
    const ring = '{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }';
    expect((await server.post({ query: ring })).status).toBe(400);
  });
});

describe('documents made to break', () => {
  const fragments = (count: number, body: (i: number) => string) =>
    times(count, (i) => `fragment F${i} on Query { ${body(i)} }`);

  test.each([
    ['a ring of 300 fragments', `{ ...F0 } ${fragments(300, (i) => `...F${(i + 1) % 300}`)}`],
    ['a ring of 80 fragments', `{ ...F0 } ${fragments(80, (i) => `...F${(i + 1) % 80}`)}`],
    ['a fragment of itself', '{ ...F } fragment F on Query { ...F }'],
    ['20,000 nested braces', '{a'.repeat(20_000)],
    ['20,000 nested lists', `{ echo(list: ${'['.repeat(20_000)}`],
    ['900 nested lists', `{ echo(list: ${'['.repeat(450)}${']'.repeat(450)}) }`],
    [
      'a bomb of fragments',
      `{ node { ...F0 } } ${times(13, (i) => `fragment F${i} on Node { node { ...F${i + 1} } b: node { ...F${i + 1} } }`)} fragment F13 on Node { name }`,
    ],
    ['inline fragments in each other', `{ ${'... { '.repeat(480)} hello ${'}'.repeat(481)}`],
    ['a field 998 times', `{ ${times(998, () => 'hello')} }`],
    ['a float beyond floats', '{ echo(number: 1e309) }'],
    ['a float beyond floats in an input', '{ echo(list: [-1.5e400]) }'],
    ['an int beyond ints', '{ echo(int: 99999999999999999999) }'],
    ['an unknown name', '{ __proto__ }'],
    ['nothing', ''],
    ['only a comment', '# nothing'],
    ['NUL', '{ echo(text: "a\0b") }'],
    ['NUL, escaped', '{ echo(text: "a\\u0000b") }'],
    ['half a pair, escaped', '{ echo(text: "\\uD83D") }'],
    ['half a pair in a comment', '{ hello } # \uD83D'],
    ['a type definition', 'type Query { hello: String }'],
    ['a subscription with two roots', 'subscription { forever fail }'],
  ])('%s', async (_name, query) => {
    const startedAt = performance.now();
    const answer = await server.post({ query });
    expect(performance.now() - startedAt).toBeLessThan(2000);
    expect(answer.status).toBeLessThan(500);
    expect(answer.text).not.toMatch(/INTERNAL|RangeError|node_modules/);
    expect(answer.status === 400 || /pair in a comment/.test(_name)).toBe(true);
  });

  test.each([
    ['a float beyond floats', '{"number":1e309}'],
    ['a NUL', '{"text":"a\\u0000b"}'],
    ['half a pair', '{"text":"\\ud83d"}'],
    ['text for a number', '{"int":"; drop table offer"}'],
    ['a fraction', '{"int":1.5}'],
    ['a NUL in an input object', '{"input":{"list":[{"text":"\\u0000"}]}}'],
    ['an unknown field of an input', '{"input":{"constructor":{"prototype":{}}}}'],
    ['a prototype', '{"input":{"__proto__":{"polluted":true}}}'],
    ['lists in lists', `{"input":${'['.repeat(20_000)}${']'.repeat(20_000)}}`],
  ])('variables: %s', async (_name, variables) => {
    const query =
      'query($text: String, $number: Float, $int: Int, $input: Input) { echo(text: $text, number: $number, int: $int, input: $input) }';
    const answer = await server.post(`{"query":${JSON.stringify(query)},"variables":${variables}}`);
    expect(answer.status).toBe(400);
    expect(['BAD_USER_INPUT', 'LIMIT_EXCEEDED']).toContain(codeOf(answer));
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test.each(['__proto__', 'constructor', 'toString'])('%s as a name of anything', async (name) => {
    for (const body of [
      { query: `query ${name} { hello }`, operationName: name },
      { query: `{ ${name}: hello }` },
      {
        query: `query($${name}: String) { hello(name: $${name}) }`,
        variables: JSON.parse(`{"${name}":"x"}`) as object,
      },
      { query: `{ ...${name} } fragment ${name} on Query { hello }` },
    ]) {
      const answer = await server.post(body);
      expect([JSON.stringify(body), answer.status]).toEqual([JSON.stringify(body), 200]);
    }
    expect((await server.post(`{"query":"{ hello }","${name}":{"polluted":1}}`)).status).toBeLessThan(500);
    expect((await server.post(`{"query":"{ hello }","extensions":{"${name}":{"polluted":1}}}`)).status).toBe(
      200,
    );
  });
});

/** What no answer may be, or undefined. */
function faultOf({ status, text }: { readonly status: number; readonly text: string }): string | undefined {
  return status >= 500 || text.includes('INTERNAL') ? `${status} ${text}` : undefined;
}

describe('fuzz: no input gives a 5xx', () => {
  const fragment = fc.constantFrom(
    '{',
    '}',
    '(',
    ')',
    '[',
    ']',
    '...',
    ' on ',
    'query',
    'mutation',
    'subscription',
    'fragment F on Query',
    '$v: Int!',
    '@include(if: $v)',
    'hello',
    'node',
    'list',
    'echo(text: "x")',
    'touch',
    '__typename',
    '__schema',
    '__proto__',
    '"',
    '"""',
    '\\u0000',
    '1e309',
    ':',
    ' ',
    '\0',
    '\uD800',
  );
  const document = fc.oneof(
    fc.array(fragment, { maxLength: 40 }).map((parts) => parts.join(' ')),
    fc.string({ unit: 'binary', maxLength: 200 }),
  );
  test('documents and variables', async () => {
    const property = fc.asyncProperty(
      document,
      fc.json(),
      fc.option(fc.string()),
      async (query, variables, operationName) => {
        const texts = [JSON.stringify(query), JSON.stringify(operationName), variables];
        const [first, second, third] = texts;
        const answer = await server.post(`{"query":${first},"operationName":${second},"variables":${third}}`);
        expect(faultOf(answer)).toBeUndefined();
      },
    );
    await expect(fc.assert(property, { numRuns: 300 })).resolves.toBeUndefined();
  });

  test('bodies and query strings of any kind', async () => {
    const body = fc.oneof(
      fc.json(),
      fc.string({ unit: 'binary' }),
      fc.jsonValue().map((value) => JSON.stringify({ query: value })),
    );
    const property = fc.asyncProperty(body, async (text) => {
      expect(faultOf(await server.post(text))).toBeUndefined();
      const part = encodeURIComponent(text.toWellFormed());
      const response = await fetch(`${server.url}/graphql?query=${part}&variables=${part}`);
      expect(faultOf({ status: response.status, text: await response.text() })).toBeUndefined();
    });
    await expect(fc.assert(property, { numRuns: 150 })).resolves.toBeUndefined();
  });
});
