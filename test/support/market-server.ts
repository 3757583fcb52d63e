import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import {
  RUNPOD_DATA_CENTERS,
  runpodGpuType,
  vastOffer,
  type RunpodDataCenter,
  type RunpodGpuType,
  type VastOffer,
} from './market-fixtures.ts';
import { queryRunpod } from './market-server-runpod.ts';
import { searchVastOffers } from './market-server-vastai.ts';

/** What goes wrong instead of, or on top of, the answer. */
export type BadDay =
  | { kind: 'status'; status: number; body?: string; headers?: Record<string, string> }
  /** The right answer, but `delayMs` late. */
  | { kind: 'slow'; delayMs: number }
  /** Answers with a byte every `everyMs`, without end. */
  | { kind: 'drip'; everyMs: number }
  | { kind: 'html' }
  /** Half of the right answer, ended as if it were all. */
  | { kind: 'truncated' }
  /** The connection reset before the answer, or in its middle. */
  | { kind: 'reset'; midway?: boolean }
  /** A body of `bytes`, its length announced or not, or compressed to next to nothing. */
  | { kind: 'huge'; bytes: number; as: 'announced' | 'unannounced' | 'gzip' }
  /** Any text with status 200, for JSON that no JSON.stringify writes (1e309). */
  | { kind: 'text'; text: string };

export type SeenRequest = { method: string; path: string; headers: IncomingHttpHeaders; body: unknown };

type Side = {
  /** Where set, a request with another bearer token is refused; one without is answered. */
  apiKey?: string | undefined;
  badDay?: BadDay | undefined;
  /** For how many requests the bad day lasts; for ever where absent. */
  badRequests?: number | undefined;
};

/** The state a market server answers from: change it while it runs. */
export type MarketState = {
  vastai: Side & { offers: VastOffer[] };
  runpod: Side & { gpuTypes: RunpodGpuType[]; dataCenters: RunpodDataCenter[] };
};

export type MarketServer = AsyncDisposable &
  MarketState & {
    /** For both VASTAI_URL and RUNPOD_URL. */
    readonly url: string;
    readonly requests: SeenRequest[];
  };

/**
 * A server on loopback that answers as Vast.ai and RunPod do: paths, methods, keys, checks of the query
 * and shapes of the answer. `PATCH /market` with a JSON of MarketState's shape changes it from outside,
 * `GET /market` shows it.
 */
export async function startMarketServer(
  options: { port?: number } & Partial<MarketState> = {},
): Promise<MarketServer> {
  const state: MarketState = {
    vastai: options.vastai ?? { offers: [vastOffer()] },
    runpod: options.runpod ?? { gpuTypes: [runpodGpuType()], dataCenters: [...RUNPOD_DATA_CENTERS] },
  };
  const requests: SeenRequest[] = [];
  const closing = new AbortController();
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', 'http://market').pathname;
    const body = parsed(await text(request));
    const method = request.method ?? '';
    if (path === '/market') {
      if (method === 'PATCH') change(state, body);
      return send(response, 200, state);
    }
    requests.push({ method, path, headers: request.headers, body });
    const side = path === '/api/v0/bundles/' ? state.vastai : path === '/graphql' ? state.runpod : undefined;
    if (!side) return send(response, 404, { success: false, error: 'not_found', msg: `no ${path}` });
    if (method !== 'POST') return send(response, 405, { success: false, error: 'method', msg: 'use POST' });
    if (!request.headers['content-type']?.startsWith('application/json'))
      return send(response, 415, { success: false, error: 'content_type', msg: 'send application/json' });
    const { authorization } = request.headers;
    if (authorization !== undefined && side.apiKey !== undefined && authorization !== `Bearer ${side.apiKey}`)
      return send(response, 401, {
        success: false,
        error: 'auth_error',
        msg: `Invalid key ${authorization}`,
      });
    const answer =
      side === state.vastai
        ? searchVastOffers(body, state.vastai.offers)
        : await queryRunpod(body, state.runpod.gpuTypes, state.runpod.dataCenters);
    const badDay = todays(side);
    if (badDay) return misbehave(badDay, response, answer, closing.signal);
    return send(response, answer.status, answer.body);
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  return {
    ...state,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    [Symbol.asyncDispose]: async () => {
      closing.abort();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function todays(side: Side): BadDay | undefined {
  if (!side.badDay || side.badRequests === undefined) return side.badDay;
  return side.badRequests-- > 0 ? side.badDay : undefined;
}

async function misbehave(
  day: BadDay,
  response: ServerResponse,
  answer: { status: number; body: unknown },
  closing: AbortSignal,
): Promise<void> {
  const good = JSON.stringify(answer.body);
  switch (day.kind) {
    case 'status':
      response.writeHead(day.status, { 'content-type': 'text/plain', ...day.headers }).end(day.body ?? '');
      return;
    case 'slow':
      await sleep(day.delayMs, undefined, { signal: closing });
      return send(response, answer.status, answer.body);
    case 'drip':
      response.writeHead(200, { 'content-type': 'application/json' });
      for (let i = 0; !response.destroyed; i++) {
        response.write(good[i] ?? ' ');
        await sleep(day.everyMs, undefined, { signal: closing });
      }
      return;
    case 'html':
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end('<!doctype html><title>Be right back</title>');
      return;
    case 'truncated':
      response.writeHead(200, { 'content-type': 'application/json' }).end(good.slice(0, good.length / 2));
      return;
    case 'reset':
      if (day.midway) {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': good.length });
        await new Promise((written) => response.write(good.slice(0, 10), written));
      }
      response.socket?.resetAndDestroy();
      return;
    case 'huge':
      return sendHuge(day, response);
    case 'text':
      response.writeHead(200, { 'content-type': 'application/json' }).end(day.text);
  }
}

async function sendHuge(day: Extract<BadDay, { kind: 'huge' }>, response: ServerResponse): Promise<void> {
  response.writeHead(200, {
    'content-type': 'application/json',
    ...(day.as === 'announced' ? { 'content-length': day.bytes } : {}),
    ...(day.as === 'gzip' ? { 'content-encoding': 'gzip' } : {}),
  });
  const chunk = Buffer.alloc(64 * 1024, '[');
  const chunks = Array.from({ length: Math.ceil(day.bytes / chunk.length) }, (_, i) =>
    chunk.subarray(0, day.bytes - i * chunk.length),
  );
  await (day.as === 'gzip'
    ? pipeline(Readable.from(chunks), createGzip(), response)
    : pipeline(Readable.from(chunks), response));
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function change(state: MarketState, patch: unknown): void {
  const { vastai, runpod } = (patch ?? {}) as { vastai?: object; runpod?: object };
  Object.assign(state.vastai, nullsUndone(vastai));
  Object.assign(state.runpod, nullsUndone(runpod));
}

/** JSON has no undefined: null ends a bad day. */
function nullsUndone(fields: object = {}): object {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value ?? undefined]));
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}
