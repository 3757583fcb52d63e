import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { buildSchema } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LIMITS } from '#graph/limits.ts';
import { readEndpoint } from '#sdk/endpoint.ts';
import type { Language } from '#sdk/language.ts';
import { programOf } from '#sdk/program.ts';
import { readOperation, type Operation } from '#sdk/read-operation.ts';
import { languagesMissing, runPrograms } from '../support/run-programs.ts';

const CASES = 50;
/** What shells, URLs and curl take for more than an address, as URLs write it. */
const QUERY = `?a=%27[1-2]{b,c}$HOME;%22%20&%s`;
const LANGUAGES: readonly Language[] = ['PYTHON', 'JAVASCRIPT', 'TYPESCRIPT', 'CURL'];
const EXTENSIONS = { PYTHON: 'py', JAVASCRIPT: 'mjs', TYPESCRIPT: 'mts', CURL: 'sh' } as const;

const schema = buildSchema(`
  scalar JSON
  type Query { echo(after: String, json: JSON): Boolean }
  type Event { cursor: String }
  type Subscription { events(after: String, json: JSON): Event! }
`);

/** What some language takes for more than text, halves of pairs, and text that ends what it stands in. */
// prettier-ignore
const TRAPS = [
  '"""', "'''", '"', "'", '`', '``', '\\', '\\\\', '\\"', '\\n', '\\u0041', '\\x', '${', '${1}', '$', '$$', '{', '}',
  '\n', '\r', '\r\n', '\t', '\0', '\b', '\v', '\f', '\u001b', '\u007f', '\u0085', '\u2028', '\u2029', '\ufeff',
  '\ud83d', '\ude00', '😀', '👩‍👩‍👧', 'é', '漢字', '\u202e', '\u200b', '\uffff', '\u{10ffff}', '\u{e0001}',
  '</script>', '<!--', '-->', '%', '%s', '%%', '$(id)', '$HOME', '`id`', '!', '!!', '#', '\nJSON\n', 'JSON', "'\\''",
  'None', 'true', '__proto__', 'constructor', '{{', '}}', '{0}', '\\N{DASH}', 'EOF', ' ', '  ', '-', '/*', '*/', '//',
];
const anyText = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...TRAPS) },
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));
const anyNumber = fc.oneof(
  fc.integer(),
  fc.double({ noDefaultInfinity: true, noNaN: true }),
  fc.constantFrom(0, 2 ** 53, 2 ** 53 + 2, -(2 ** 63), 1e21, 1e-7, 5e-324, 1.7976931348623157e308, 0.1),
);
const { json: anyJson } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    anyText,
    anyNumber,
    fc.constantFrom(true, false, null),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(anyText, tie('json'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));
const anyCase = fc.record(
  { document: anyText, json: anyJson, after: fc.option(anyText, { nil: undefined }), isStream: fc.boolean() },
  { requiredKeys: ['document', 'json', 'isStream'] },
);
type Case = { document: string; json: unknown; after?: string | undefined; isStream: boolean };

/**
 * An operation as the API would never take it: its text is anything at all, to try the printers with what the checks
 * before them keep out too.
 */
function operationOf({ document, json, after, isStream }: Case): Operation {
  const source = isStream
    ? 'subscription ($after: String, $json: JSON) { events(after: $after, json: $json) { cursor } }'
    : 'query Q($after: String, $json: JSON) { echo(after: $after, json: $json) }';
  const read = readOperation(schema, { document: source, operationName: null, variables: {} }, LIMITS);
  if ('errors' in read) throw new AggregateError(read.errors);
  const variables = JSON.parse(JSON.stringify({ json, after })) as Record<string, unknown>;
  return { ...read.operation, text: document, variables };
}

const bodies = new Map<string, unknown>();
let server: Server;
let url: string;
beforeAll(async () => {
  // Keeps what was sent to each path, and answers a question or a stream with its end.
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    bodies.set(request.url ?? '', JSON.parse(await text(request)));
    if (request.headers.accept === 'text/event-stream') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end('event: complete\ndata:\n\n');
    } else response.end('{"data":{"echo":true}}');
  };
  server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

test.skipIf(languagesMissing)(
  `programs send any document and any variables as they were given${languagesMissing ? ` (${languagesMissing})` : ''}`,
  async () => {
    const everyTrap = TRAPS.map((trap): Case => ({
      document: trap,
      json: { [trap]: trap, inner: [trap] },
      after: trap,
      isStream: trap.length % 2 === 0,
    }));
    const cases = [...everyTrap, ...fc.sample(anyCase, CASES)].map(operationOf);
    const programs = new Map<string, string>();
    for (const [index, operation] of cases.entries())
      for (const language of LANGUAGES) {
        const path = `${index}.${EXTENSIONS[language]}`;
        const endpoint = String(readEndpoint(`${url}/${path}${QUERY}`));
        programs.set(path, programOf(operation, language, { endpoint, keyed: true }).code);
      }
    const ends = await runPrograms(programs);
    const wrong = [...ends].flatMap(([path, { failure }]) => {
      const operation = cases[Number.parseInt(path, 10)]!;
      const { text: query, variables, name } = operation;
      const asked = { query, variables, ...(name === null ? {} : { operationName: name }) };
      // Sent as UTF-8 half a pair would be lost: it goes as an escape, and is one again when it is read.
      if (failure === null && isDeepStrictEqual(bodies.get(`/${path}${QUERY}`), asked)) return [];
      return [{ path, failure, asked, sent: bodies.get(`/${path}${QUERY}`) }];
    });
    expect(wrong).toEqual([]);
  },
  120_000,
);

test('nothing unseen is in a program’s text, whatever its document holds', () => {
  fc.assert(
    fc.property(anyCase, fc.constantFrom(...LANGUAGES), (one, language) => {
      const { code } = programOf(operationOf(one), language, { endpoint: url, keyed: false });
      expect(code).not.toMatch(/[^\P{C}\n]|\p{Zl}|\p{Zp}/u);
      if (language === 'JAVASCRIPT') expect(code).not.toMatch(/<\/script|<!--/i);
    }),
    { numRuns: 200 },
  );
});
