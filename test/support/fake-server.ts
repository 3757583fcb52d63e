import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { misbehave, type BadDay } from './bad-day.ts';

export type SeenRequest = {
  readonly method: string;
  readonly path: string;
  /** What follows the "?", as it came. */
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  /** As JSON where it is some, else the text; undefined where there is none. */
  readonly body: unknown;
};

/** An answer: a body is sent as JSON, a text as it is. */
export type FakeAnswer = {
  readonly status: number;
  readonly headers?: Record<string, string>;
} & ({ readonly body: unknown } | { readonly text: string });

/** One API on a fake server. What of it is data can be changed while it runs, from outside too. */
export type Fake = {
  /** Answers a request for one of its paths as the API does; undefined for a path that is not its own. */
  readonly answer: (request: SeenRequest, url: string) => FakeAnswer | undefined | Promise<FakeAnswer>;
  /** The key a request shows; a bearer token where absent. */
  readonly keyOf?: (request: SeenRequest) => string | undefined;
  /** Where set, a request with another key is refused. */
  apiKey?: string | undefined;
  /** Whether a request without a key is refused as well. */
  readonly keyNeeded?: boolean;
  badDay?: BadDay | undefined;
  /** How many requests are answered well before the bad day; none where absent. */
  goodRequests?: number | undefined;
  /** For how many requests the bad day lasts; for ever where absent. */
  badRequests?: number | undefined;
};

export type FakeServer = AsyncDisposable & { readonly url: string; readonly requests: SeenRequest[] };

/**
 * A server on loopback that answers as these APIs do, all at one URL. `PATCH /market` with a JSON of
 * fields by the fakes' names changes them from outside, `GET /market` shows them.
 */
export async function startFakeServer(
  fakes: Readonly<Record<string, Fake>>,
  options: { port?: number } = {},
): Promise<FakeServer> {
  const requests: SeenRequest[] = [];
  const closing = new AbortController();
  let origin = '';
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });

  async function handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname: path, search } = new URL(message.url ?? '/', 'http://market');
    const body = parsed(await text(message));
    const method = message.method ?? '';
    if (path === '/market') {
      if (method === 'PATCH') change(fakes, body);
      return send(response, { status: 200, body: fakes });
    }
    const request = { method, path, query: search.slice(1), headers: message.headers, body };
    requests.push(request);
    for (const fake of Object.values(fakes)) {
      const answer = await fake.answer(request, origin);
      if (!answer) continue;
      const refusal = refusalOf(fake, request);
      if (refusal) return send(response, refusal);
      const badDay = todays(fake);
      return badDay ? misbehave(badDay, response, answer, closing.signal) : send(response, answer);
    }
    return send(response, { status: 404, body: { error: 'not_found', msg: `no ${path}` } });
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: origin,
    requests,
    [Symbol.asyncDispose]: async () => {
      closing.abort();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The bearer token of a request; a whole header that is none. */
export function tokenOf({ headers }: SeenRequest): string | undefined {
  return headers.authorization?.replace(/^Bearer /, '');
}

export function send(response: ServerResponse, answer: FakeAnswer): void {
  response
    .writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers })
    .end(textOf(answer));
}

export function textOf(answer: FakeAnswer): string {
  return 'text' in answer ? answer.text : JSON.stringify(answer.body);
}

/** Repeats the key, as an API that is not careful does. */
function refusalOf(fake: Fake, request: SeenRequest): FakeAnswer | undefined {
  const key = (fake.keyOf ?? tokenOf)(request);
  if (key === undefined)
    return fake.keyNeeded ? { status: 401, body: { error: 'auth_error', msg: 'No key' } } : undefined;
  if (fake.apiKey === undefined || key === fake.apiKey) return undefined;
  return { status: 401, body: { success: false, error: 'auth_error', msg: `Invalid key ${key}` } };
}

function todays(fake: Fake): BadDay | undefined {
  if (!fake.badDay) return undefined;
  if (fake.goodRequests !== undefined && fake.goodRequests-- > 0) return undefined;
  if (fake.badRequests === undefined) return fake.badDay;
  return fake.badRequests-- > 0 ? fake.badDay : undefined;
}

/** JSON has no undefined: null ends a bad day. */
function change(fakes: Readonly<Record<string, Fake>>, patch: unknown): void {
  for (const [name, fields] of Object.entries((patch ?? {}) as Record<string, object>))
    for (const [field, value] of Object.entries(fields))
      if (fakes[name]) Object.assign(fakes[name], { [field]: value ?? undefined });
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return body === '' ? undefined : body;
  }
}
