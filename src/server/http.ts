import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { lexicographicSortSchema, printSchema, type GraphQLError, type GraphQLSchema } from 'graphql';
import { limitExceeded } from '#graph/errors.ts';
import type { Limits } from '#graph/limits.ts';
import type { Log } from '#src/log.ts';
import { addressQuota } from './address-quota.ts';
import { endpointOf } from './endpoint.ts';
import type { Engine } from './engine.ts';
import type { Explorer } from './explorer.ts';
import { sendUnauthenticated, watchIdentity, type Identify } from './identity.ts';
import { corsHeaders, PREFLIGHT_HEADERS, type OriginPolicy } from './origins.ts';
import { readParams } from './read-params.ts';
import { sendError, sendFetched, sendJson } from './send.ts';

/** Whether this instance should be given work; `checks` say why not, by name. */
export type Readiness = { readonly ready: boolean; readonly checks?: Readonly<Record<string, string>> };

export type HttpOptions = {
  readonly schema: GraphQLSchema;
  readonly engine: Engine;
  readonly explorer: Explorer;
  readonly origins: OriginPolicy;
  readonly limits: Limits;
  readonly log: Log;
  readonly ready: () => Readiness | Promise<Readiness>;
  readonly identify: Identify;
  /** How often the key of an event stream is looked at again. */
  readonly keepAliveMs: number;
};

/** The HTTP side: answers requests, and knows its open event streams, which drain must end. */
export type Http = {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  readonly eventStreams: ReadonlySet<ServerResponse>;
};

type Exchange = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly requestId: string;
};

const SECURITY_HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
};

const REQUEST_ID = /^[\w.:-]{1,100}$/;

/** Answers /graphql, /schema.graphql, /health/live, /health/ready and the explorer's files. */
export function createHttp(options: HttpOptions): Http {
  const eventStreams = new Set<ServerResponse>();
  const graphql = graphqlRoute(options, eventStreams);
  const routes = new Map<string, (exchange: Exchange) => void | Promise<void>>([
    ['/graphql', graphql],
    ['/schema.graphql', schemaRoute(options.schema)],
    ['/health/live', ({ response }) => sendJson(response, 200, { live: true })],
    [
      '/health/ready',
      async ({ response }) => {
        const readiness = await options.ready();
        response.setHeader('Cache-Control', 'no-store');
        sendJson(response, readiness.ready ? 200 : 503, readiness);
      },
    ],
    ['/', ({ response }) => void response.writeHead(302, { Location: '/graphql' }).end()],
  ]);

  const answer = async (exchange: Exchange): Promise<void> => {
    const { request, response, url } = exchange;
    const isReading = request.method === 'GET' || request.method === 'HEAD';
    if (request.method === 'OPTIONS') {
      response.writeHead(204, PREFLIGHT_HEADERS).end();
      return;
    }
    if (isReading && (await options.explorer.serve(request, response, url))) return;
    const route = routes.get(url.pathname);
    if (!route) {
      sendError(
        response,
        404,
        'NOT_FOUND',
        'Nothing is here. GraphQL is at /graphql, the schema at /schema.graphql.',
      );
      return;
    }
    if (url.pathname !== '/graphql' && !isReading) {
      response.setHeader('Allow', 'GET, HEAD, OPTIONS');
      sendError(response, 405, 'METHOD_NOT_ALLOWED', `${url.pathname} is read with GET.`);
      return;
    }
    await route(exchange);
  };

  return {
    eventStreams,
    async handle(request, response) {
      const startedAt = performance.now();
      // Writing to a peer that has just left is no fault.
      response.on('error', (error) => options.log.debug({ err: error }, 'an answer was not taken'));
      const given = request.headers['x-request-id'];
      const requestId = typeof given === 'string' && REQUEST_ID.test(given) ? given : crypto.randomUUID();
      response.setHeader('X-Request-Id', requestId);
      const cors = corsHeaders(options.origins, request.headers);
      for (const [name, value] of Object.entries({ ...SECURITY_HEADERS, ...cors }))
        response.setHeader(name, value);
      try {
        const url = URL.parse(request.url ?? '/', 'http://localhost');
        response.once('close', () => {
          const ms = Math.round(performance.now() - startedAt);
          const { method } = request;
          // Never the query string: it may hold what should stay between us and the caller.
          options.log.debug(
            { requestId, method, path: url?.pathname, status: response.statusCode, ms },
            'answered',
          );
        });
        if (url) await answer({ request, response, url, requestId });
        else sendError(response, 400, 'BAD_REQUEST', 'The request target is not a path.');
      } catch (error) {
        if (response.destroyed) return;
        options.log.error({ err: error, requestId }, 'an answer failed');
        if (response.headersSent) response.destroy();
        else
          sendError(
            response,
            500,
            'INTERNAL',
            `Something failed on our side. Quote ${requestId} when you report it.`,
          );
      }
    },
  };
}

function graphqlRoute(
  { engine, limits, identify, keepAliveMs }: HttpOptions,
  eventStreams: Set<ServerResponse>,
) {
  const streams = addressQuota(limits.eventStreams);
  return async ({ request, response, url, requestId }: Exchange): Promise<void> => {
    const startedAt = performance.now();
    const left = new AbortController();
    response.once('close', () => {
      if (!response.writableFinished) left.abort(new DOMException('The caller left.', 'AbortError'));
    });
    if (request.method !== 'GET' && request.method !== 'POST') {
      response.setHeader('Allow', 'GET, POST, OPTIONS');
      sendError(response, 405, 'METHOD_NOT_ALLOWED', 'Send GraphQL with GET or POST.');
      return;
    }
    const { headers } = request;
    const identity = await identify({ headers, authorization: headers.authorization });
    if (response.destroyed) return;
    if ('refusal' in identity) return sendUnauthenticated(response, identity.refusal);
    const { owner, isStillGood } = identity;
    const address = request.socket.remoteAddress;
    const beforeStream = () => {
      const release = streams.take(address);
      if (!release) return tooManyStreams(limits.eventStreams);
      eventStreams.add(response);
      const unwatch = watchIdentity(isStillGood, keepAliveMs, () => response.destroy());
      response.once('close', () => {
        eventStreams.delete(response);
        unwatch();
        release();
      });
      return undefined;
    };
    const { Request } = engine.fetchAPI;
    const accept = request.headers.accept;
    const fetched = await engine.fetch(
      new Request(url.href, {
        method: request.method,
        headers: accept === undefined ? {} : { accept },
        signal: left.signal,
      }),
      {
        requestId,
        address,
        owner,
        endpoint: endpointOf(request),
        signal: left.signal,
        beforeStream,
        readParams: () => readParams(request, url, limits),
      },
    );
    if (response.destroyed) return;
    if (fetched.status === 406) {
      // A subscription may have been started for nothing.
      left.abort(new DOMException('The answer is not acceptable.', 'AbortError'));
      sendError(response, 406, 'NOT_ACCEPTABLE', NOT_ACCEPTABLE);
      return;
    }
    response.setHeader('Server-Timing', `total;dur=${(performance.now() - startedAt).toFixed(1)}`);
    response.setHeader('Cache-Control', 'no-store');
    await sendFetched(fetched, { request, response }).catch((error: unknown) => {
      // The peer closing a stream is how streams end.
      if (!response.destroyed) throw error;
    });
  };
}

const NOT_ACCEPTABLE =
  'Accept application/graphql-response+json or application/json for results, text/event-stream for subscriptions.';

function tooManyStreams(max: number): GraphQLError {
  return limitExceeded({
    limit: 'eventStreams',
    max,
    found: max + 1,
    what: 'Event streams open from this address',
    advice: 'End one, or subscribe over one WebSocket.',
    status: 429,
  });
}

function schemaRoute(schema: GraphQLSchema) {
  const sdl = `${printSchema(lexicographicSortSchema(schema))}\n`;
  const etag = `"${createHash('sha256').update(sdl).digest('base64url').slice(0, 22)}"`;
  return ({ request, response }: Exchange): void => {
    response.setHeader('ETag', etag);
    response.setHeader('Cache-Control', 'public, max-age=60');
    if (request.headers['if-none-match']?.includes(etag)) {
      response.writeHead(304).end();
      return;
    }
    response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8' }).end(sdl);
  };
}
