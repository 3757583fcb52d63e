import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { ProviderSettings } from '#providers/endpoint.ts';
import { ProviderError, type PollContext, type PollResult, type Provider } from '#providers/provider.ts';
import { lawful } from '#units/quote-laws.ts';
import { instant, type Instant } from '#units/time.ts';
import { startMarketServer, type BadDay, type MarketServer } from '../support/market-server.ts';

export const NOW: Instant = instant(Date.UTC(2026, 10, 21, 12));
const KEY = 'key-canary-3f9a77c1d0';

export type Contract = {
  readonly id: 'vastai' | 'runpod';
  readonly create: (settings: ProviderSettings) => Provider;
  /** How many requests one poll of the default market takes. */
  readonly requests: number;
  /** How often the first request is tried where the answer is 429, 502, 503, 504 or a broken connection. */
  readonly tries: number;
  readonly makeEmpty: (server: MarketServer) => void;
};

export function pollContext(overrides: Partial<PollContext> = {}): PollContext {
  return { fetch, now: () => NOW, signal: new AbortController().signal, ...overrides };
}

/** What every provider promises, over real sockets, whatever the other side does. */
export function providerContract({ id, create, requests, tries, makeEmpty }: Contract): void {
  async function failure(
    badDay: BadDay,
    settings: ProviderSettings = {},
  ): Promise<{ error: ProviderError; server: MarketServer }> {
    await using server = await startMarketServer();
    server[id].badDay = badDay;
    const provider = create({ baseUrl: server.url, ...settings });
    const error: unknown = await provider.poll(pollContext()).then(
      (result) => expect.fail(`polled: ${JSON.stringify(result)}`),
      (error: unknown) => error,
    );
    if (!(error instanceof ProviderError)) throw error;
    expect(error.message).not.toMatch(/[\p{Cc}\p{Cs}]/u);
    expect(error.message.length).toBeLessThan(500);
    return { error, server };
  }

  describe(`${id} keeps the provider contract`, () => {
    it('on a good day brings lawful quotes, observed when the answer was had', async () => {
      await using server = await startMarketServer();
      const provider = create({ baseUrl: server.url });
      const result: PollResult = await provider.poll(pollContext());
      expect(result.observedAt).toBe(NOW);
      expect(result.rejects).toEqual([]);
      expect(result.seen).toBe(1);
      expect(result.quotes.length).toBeGreaterThan(0);
      expect(lawful(result.quotes)).toEqual({ quotes: result.quotes, rejects: [] });
      expect(server.requests).toHaveLength(requests);
      expect(provider).toMatchObject({ id, simulated: false, cadenceMs: 60_000 });
      expect(provider.source.startsWith(server.url)).toBe(true);
    });

    it('sees what changed since the last poll', async () => {
      await using server = await startMarketServer();
      const provider = create({ baseUrl: `${server.url}/` });
      const before = await provider.poll(pollContext());
      server.vastai.offers[0]!['dph_base'] = 0.48;
      server.runpod.gpuTypes[0]!.securePrice = 2.01;
      const after = await provider.poll(pollContext());
      expect(after.quotes.map(({ key }) => key)).toEqual(before.quotes.map(({ key }) => key));
      expect(after.quotes[0]!.price).not.toBe(before.quotes[0]!.price);
    });

    it('sends a key only where one is given', async () => {
      await using server = await startMarketServer();
      await create({ baseUrl: server.url }).poll(pollContext());
      expect(server.requests[0]!.headers.authorization).toBeUndefined();
      server[id].apiKey = KEY;
      await create({ baseUrl: server.url, apiKey: KEY }).poll(pollContext());
      expect(server.requests.at(-1)!.headers.authorization).toBe(`Bearer ${KEY}`);
      expect(server.requests.at(-1)!.path).not.toContain(KEY);
    });

    it('says UNAUTHORIZED of a wrong key without repeating it, though the server does', async () => {
      await using server = await startMarketServer();
      server[id].apiKey = 'another';
      const error: unknown = await create({ baseUrl: server.url, apiKey: KEY })
        .poll(pollContext())
        .catch((error: unknown) => error);
      expect(error).toMatchObject({
        failure: 'UNAUTHORIZED',
        message: expect.stringContaining('Invalid key Bearer [key]'),
      });
      expect(JSON.stringify(error) + String(error) + String((error as Error).stack)).not.toContain(KEY);
    });

    it('reads an answer rightly though a word of it is the key', async () => {
      await using server = await startMarketServer();
      const keyless = await create({ baseUrl: server.url }).poll(pollContext());
      const apiKey = id === 'vastai' ? 'rentable' : 'stockStatus';
      expect(await create({ baseUrl: server.url, apiKey }).poll(pollContext())).toEqual(keyless);
    });

    it('refuses a base URL or key that cannot be used, without repeating it', () => {
      for (const settings of [
        { baseUrl: `ftp://${KEY}` },
        { baseUrl: `not a url ${KEY}` },
        { baseUrl: `http://user:${KEY}@host` },
        { baseUrl: `http://host/?api_key=${KEY}` },
        { apiKey: `${KEY}\n` },
        { apiKey: `${KEY} ` },
      ])
        expect(() => create(settings)).toThrow(
          expect.objectContaining({ name: 'RangeError', message: expect.not.stringContaining(KEY) }),
        );
    });

    it('takes a plain-text 429 without Retry-After as RATE_LIMITED', async () => {
      const body = 'API requests too frequent: endpoint\u0007 threshold=3.0\r\n';
      const { error, server } = await failure({ kind: 'status', status: 429, body });
      expect(error.failure).toBe('RATE_LIMITED');
      expect(error.retryAfterMs).toBeUndefined();
      expect(error.message).toContain('429 with “API requests too frequent: endpoint threshold=3.0”');
      expect(server.requests).toHaveLength(tries);
    });

    it.each([
      ['90', 90_000],
      [new Date(NOW + 30_000).toUTCString(), 30_000],
      [new Date(NOW - 30_000).toUTCString(), 0],
      ['99999999999', 86_400_000],
      ['soon', undefined],
      ['-5', undefined],
    ])('honours Retry-After %s, and asks no more until then', async (header, expected) => {
      const { error, server } = await failure({
        kind: 'status',
        status: 429,
        headers: { 'retry-after': header },
      });
      expect(error.failure).toBe('RATE_LIMITED');
      expect(error.retryAfterMs).toBe(expected);
      expect(server.requests).toHaveLength(1);
    });

    it.each([
      [401, 'UNAUTHORIZED', 1],
      [403, 'UNAUTHORIZED', 1],
      [404, 'HTTP_ERROR', 1],
      [500, 'HTTP_ERROR', 1],
      [502, 'HTTP_ERROR', tries],
      [503, 'HTTP_ERROR', tries],
    ] as const)('takes %i as %s', async (status, expected, expectedRequests) => {
      const { error, server } = await failure({
        kind: 'status',
        status,
        body: '<html><h1>Sorry</h1></html>',
      });
      expect(error).toMatchObject({
        failure: expected,
        message: expect.stringContaining(`${status} with an HTML page`),
      });
      expect(server.requests).toHaveLength(expectedRequests);
    });

    it.each<[string, BadDay, RegExp]>([
      ['an HTML page', { kind: 'html' }, /an HTML page, not JSON/],
      ['truncated JSON', { kind: 'truncated' }, /not JSON/],
      ['an empty body', { kind: 'text', text: '' }, /an empty body, not JSON/],
      ['JSON null', { kind: 'text', text: 'null' }, /sent no/],
      ['a number', { kind: 'text', text: '1e309' }, /sent no/],
      ['another shape', { kind: 'text', text: '{"offers":{},"data":{"gpuTypes":7}}' }, /sent no list/],
      [
        'a list of nonsense',
        { kind: 'text', text: '{"offers":[null,7,[]],"data":{"gpuTypes":[null,7,[]]}}' },
        /3 rows and no usable price/,
      ],
    ])('takes %s as MALFORMED', async (_, badDay, message) => {
      const { error } = await failure(badDay);
      expect(error).toMatchObject({ failure: 'MALFORMED', message: expect.stringMatching(message) });
    });

    it('does not believe an empty list', async () => {
      await using server = await startMarketServer();
      makeEmpty(server);
      await expect(create({ baseUrl: server.url }).poll(pollContext())).rejects.toMatchObject({
        failure: 'MALFORMED',
        message: expect.stringContaining('an empty list'),
      });
    });

    it.each(['announced', 'unannounced', 'gzip'] as const)('drops a body of 50 MB early, %s', async (as) => {
      const before = process.memoryUsage();
      let peak = 0;
      const watch = setInterval(() => {
        const { heapUsed, external } = process.memoryUsage();
        peak = Math.max(peak, heapUsed + external - before.heapUsed - before.external);
      }, 5);
      const { error } = await failure({ kind: 'huge', bytes: 50 * 1024 * 1024, as });
      clearInterval(watch);
      expect(error).toMatchObject({
        failure: 'TOO_LARGE',
        message: expect.stringContaining('33554432 bytes'),
      });
      // Client and server share this process: the limit once for each, and room for the collector.
      expect(peak).toBeLessThan(as === 'announced' ? 24e6 : 100e6);
    });

    it.each([{ midway: false }, { midway: true }])(
      'takes a connection reset as NETWORK, $midway',
      async ({ midway }) => {
        const { error, server } = await failure({ kind: 'reset', midway });
        expect(error.failure).toBe('NETWORK');
        expect(server.requests).toHaveLength(tries);
      },
    );

    it('takes a refused connection as NETWORK', async () => {
      const server = await startMarketServer();
      await server[Symbol.asyncDispose]();
      await expect(create({ baseUrl: server.url }).poll(pollContext())).rejects.toMatchObject({
        failure: 'NETWORK',
        message: expect.stringContaining('ECONNREFUSED'),
      });
    });

    it('recovers within the poll only where the provider’s own client tries again', async () => {
      await using server = await startMarketServer();
      server[id].badDay = { kind: 'status', status: 503 };
      server[id].badRequests = 1;
      const poll = create({ baseUrl: server.url }).poll(pollContext());
      const outcome = await poll.then(
        () => 'polled',
        (error: ProviderError) => error.failure,
      );
      expect(outcome).toBe(tries > 1 ? 'polled' : 'HTTP_ERROR');
    });

    it.each<BadDay>([
      { kind: 'slow', delayMs: 60_000 },
      { kind: 'drip', everyMs: 20 },
      { kind: 'status', status: 503 },
    ])('ends within a second of being aborted, with the reason it was given: $kind', async (badDay) => {
      await using server = await startMarketServer();
      server[id].badDay = badDay;
      const abort = new AbortController();
      const poll = create({ baseUrl: server.url }).poll(pollContext({ signal: abort.signal }));
      const ended = poll.then(
        () => expect.fail('polled'),
        (error: unknown) => error,
      );
      if (badDay.kind !== 'status') await sleep(100);
      const abortedAt = performance.now();
      abort.abort(new Error('shutting down'));
      expect(await ended).toMatchObject({ message: 'shutting down' });
      expect(performance.now() - abortedAt).toBeLessThan(1000);
    });

    it('does not ask at all once aborted', async () => {
      await using server = await startMarketServer();
      const signal = AbortSignal.abort(new Error('over'));
      await expect(create({ baseUrl: server.url }).poll(pollContext({ signal }))).rejects.toThrow('over');
      expect(server.requests).toHaveLength(0);
    });
  });
}
