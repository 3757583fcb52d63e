import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { buildSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LIMITS } from '#graph/limits.ts';
import type { Language } from '#sdk/language.ts';
import { programOf } from '#sdk/program.ts';
import { readOperation } from '#sdk/read-operation.ts';
import { languagesMissing, runPrograms, type ProgramEnd } from '../support/run-programs.ts';

const LANGUAGES = { PYTHON: 'py', JAVASCRIPT: 'mjs', TYPESCRIPT: 'mts', CURL: 'sh' } as const;
const KEY = `k'e"y $x \\`;

const schema = buildSchema(`
  type Query { echo: Boolean, list(first: Int, after: String): ListConnection! }
  type ListConnection { pageInfo: PageInfo!, rows: [Int!]! }
  type PageInfo { endCursor: String, hasNextPage: Boolean! }
  type Mutation { tell: Boolean }
  type Event { cursor: String, n: Int! }
  type Subscription { events(after: String): Event!, ticks: Int! }
`);

const ECHO = '{ echo }';
const EVENTS = 'subscription ($from: String) { events(after: $from) { n at: cursor } }';
const LIST =
  'query ($from: String) { list(after: $from) { rows pageInfo { ...Info } } } fragment Info on PageInfo { end: endCursor hasNextPage }';

type Request = { readonly variables: Record<string, unknown>; readonly authorization: string | undefined };
type Answer = (response: ServerResponse, request: Request) => void;

const json = (response: ServerResponse, body: object, status = 200, headers = {}) =>
  void response.writeHead(status, headers).end(JSON.stringify(body));
const fault = { errors: [{ message: 'This is why.', extensions: { code: 'X' } }] };
const stream = (response: ServerResponse, ...events: (object | 'complete')[]): void => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(':\n\n');
  for (const event of events)
    response.write(
      event === 'complete' ? 'event: complete\ndata:\n\n' : `event: next\ndata: ${JSON.stringify(event)}\n\n`,
    );
};
const event = (n: number, at: string | null) => ({ data: { events: { n, at } } });
/** Cuts the connection once what was written is on its way. */
const cut = (response: ServerResponse) => void setTimeout(() => response.destroy(), 50);
const page = (rows: number[], end: string, hasNextPage: boolean) => ({
  data: { list: { rows, pageInfo: { end, hasNextPage } } },
});

/** What is asked, and what each request after the other is answered. */
const SCENES: Readonly<Record<string, { readonly document: string; readonly answers: readonly Answer[] }>> = {
  busy: {
    document: ECHO,
    answers: [
      (response) => json(response, fault, 429, { 'retry-after': '0' }),
      (response) => json(response, fault, 503, { 'retry-after': '0' }),
      (response) => json(response, { data: { echo: true } }),
    ],
  },
  refused: { document: ECHO, answers: [(response) => json(response, fault, 400)] },
  partial: { document: ECHO, answers: [(response) => json(response, { ...fault, data: { echo: null } })] },
  elsewhere: { document: ECHO, answers: [(response) => void response.writeHead(404).end('<html>')] },
  told: { document: 'mutation { tell }', answers: [(response) => json(response, fault, 503)] },
  pages: {
    document: LIST,
    answers: [
      (response) => json(response, page([1], 'a', true)),
      (response) => json(response, page([2], 'b', true)),
    ],
  },
  followed: {
    document: EVENTS,
    answers: [
      (response) => {
        stream(response, event(1, 'one'), event(2, null));
        cut(response);
      },
      (response) => json(response, fault, 503, { 'retry-after': '0' }),
      (response) => stream(response, event(3, 'three'), 'complete'),
    ],
  },
  anew: {
    document: 'subscription { ticks }',
    answers: [
      (response) => {
        stream(response, { data: { ticks: 1 } });
        cut(response);
      },
      (response) => stream(response, { data: { ticks: 2 } }, 'complete'),
    ],
  },
  unfit: { document: EVENTS, answers: [(response) => stream(response, fault, 'complete')] },
};

const requests = new Map<string, Request[]>();
let server: Server;
let ends: ReadonlyMap<string, ProgramEnd>;

beforeAll(async () => {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = (request.url ?? '').slice(1);
    const { variables } = JSON.parse(await text(request)) as Request;
    const asked = [
      ...(requests.get(path) ?? []),
      { variables, authorization: request.headers.authorization },
    ];
    requests.set(path, asked);
    const next = SCENES[path.split('.')[0] ?? '']?.answers[asked.length - 1];
    if (next) next(response, asked.at(-1)!);
    else response.writeHead(418).end('asked once too often');
  };
  server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  if (languagesMissing) return;
  const programs = new Map<string, string>();
  for (const [scene, { document }] of Object.entries(SCENES)) {
    const read = readOperation(schema, { document, operationName: null, variables: null }, LIMITS);
    if ('errors' in read) throw new AggregateError(read.errors);
    for (const [language, extension] of Object.entries(LANGUAGES)) {
      const path = `${scene}.${extension}`;
      const options = { endpoint: `${url}/${path}`, keyed: scene !== 'refused' };
      programs.set(path, programOf(read.operation, language as Language, options).code);
    }
  }
  ends = await runPrograms(programs, { SPOTGRAPH_KEY: KEY, SPOTGRAPH_PAGES: '2' });
}, 60_000);
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe.skipIf(languagesMissing)(
  `printed programs${languagesMissing ? ` (${languagesMissing})` : ''}`,
  () => {
    describe.each(Object.values(LANGUAGES))('%s', (extension) => {
      /** The data printed, one after the other. */
      const printed = (scene: string): unknown[] => {
        const { out, failure } = ends.get(`${scene}.${extension}`)!;
        if (failure !== null) throw new Error(failure);
        const parts = out.trim().split(/\n(?=\{)/);
        return parts.map((part) => {
          const value = JSON.parse(part) as { data?: unknown };
          return extension === 'sh' ? value.data : value;
        });
      };
      const failure = (scene: string) => ends.get(`${scene}.${extension}`)?.failure;
      const asked = (scene: string) => requests.get(`${scene}.${extension}`) ?? [];

      test('ask again after the pause they are asked for', () => {
        expect(printed('busy')).toEqual([{ echo: true }]);
        expect(asked('busy')).toHaveLength(3);
      });

      test('ask no mutation again that may have been carried out', () => {
        expect(failure('told')).toContain('This is why.');
        expect(asked('told')).toHaveLength(1);
      });

      test('fail with the API’s errors, or the status where it is another server', () => {
        for (const scene of ['refused', 'partial', 'unfit']) {
          expect(failure(scene)).toContain('This is why.');
          expect(asked(scene)).toHaveLength(1);
        }
        expect(failure('elsewhere')).toContain('404');
      });

      test('send the key of their environment where they are to', () => {
        expect(asked('partial')[0]?.authorization).toBe(`Bearer ${KEY}`);
        expect(asked('followed')[0]?.authorization).toBe(`Bearer ${KEY}`);
        expect(asked('refused')[0]?.authorization).toBeUndefined();
      });

      test('go on after the last event where the stream broke, or begin anew', () => {
        expect(printed('followed')).toEqual(
          [event(1, 'one'), event(2, null), event(3, 'three')].map(({ data }) => data),
        );
        expect(asked('followed').map(({ variables }) => variables)).toEqual([
          {},
          { from: 'one' },
          { from: 'one' },
        ]);
        expect(printed('anew')).toEqual([{ ticks: 1 }, { ticks: 2 }]);
      });

      if (extension === 'sh') return;
      test('turn as many pages as they are told', () => {
        expect(printed('pages')).toEqual(
          [page([1], 'a', true), page([2], 'b', true)].map(({ data }) => data),
        );
        expect(asked('pages').map(({ variables }) => variables)).toEqual([{}, { from: 'a' }]);
      });
    });
  },
);
