import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ProviderError, type PollContext, type PollResult, type Provider } from '#providers/provider.ts';
import { lawful } from '#units/quote-laws.ts';
import { instant, MINUTE_MS, type Instant } from '#units/time.ts';
import type { BadDay } from '../support/bad-day.ts';
import {
  startFakeServer,
  tokenOf,
  type Fake,
  type FakeServer,
  type SeenRequest,
} from '../support/fake-server.ts';
import { pagingContract, type PagingContract } from './paging-contract.ts';

export const NOW: Instant = instant(Date.UTC(2026, 10, 21, 12));
export const KEY = 'key-canary-3f9a77c1d0';

/** What is told of a provider to have it tested: its fake, and how its API differs from others. */
export type Contract<F extends Fake> = {
  readonly id: string;
  /** Its API on a good day, with the one row (or as many as `rows` says) that `setPrice` changes. */
  readonly fake: () => F;
  /** Makes it of the fake server's URL; with a key where one is given or the provider needs one. */
  readonly create: (settings: { readonly url: string; readonly key?: string }) => Provider;
  /** Whether it takes a key; where it needs one, `create` always brings one. */
  readonly key: 'NONE' | 'OPTIONAL' | 'NEEDED';
  /** How many requests one poll of the fake's market takes. */
  readonly requests: number;
  /** How many rows the fake's market has; 1 where absent. */
  readonly rows?: number;
  /** How often the first request is tried where the answer is 429, 502, 503, 504 or a broken connection. */
  readonly tries: number;
  /** Of one answer, or of all pages together; 32 MiB where absent. */
  readonly maxBytes?: number;
  readonly cadenceMs?: number;
  /** Sets every price of the market, dollars, in whatever unit the API tells it. */
  readonly setPrice: (fake: F, usd: number) => void;
  /** How the answer tells a price of $987.25: "987.25", "98725" in cents. */
  readonly priceText: string;
  readonly makeEmpty: (fake: F) => void;
  /** Lists the row twice; absent where the API's shape rules it out. */
  readonly makeDouble?: (fake: F) => void;
  /** An answer of another shape than a list, and a list of null, 7 and []. */
  readonly otherShape: string;
  readonly nonsense: string;
  /** A word of the answer, shorter than 16 letters, that a key may be by chance. */
  readonly word: string;
  readonly paging?: PagingContract<F>;
};

export function pollContext(overrides: Partial<PollContext> = {}): PollContext {
  return { fetch, now: () => NOW, signal: new AbortController().signal, ...overrides };
}

/** What every provider promises, over real sockets, whatever the other side does. */
export function providerContract<F extends Fake>(contract: Contract<F>): void {
  const { id, create, requests, rows = 1, tries, maxBytes = 33_554_432, setPrice } = contract;

  async function start(): Promise<{ fake: F; server: FakeServer } & AsyncDisposable> {
    const fake = contract.fake();
    const server = await startFakeServer({ [id]: fake });
    return { fake, server, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
  }

  async function failure(
    badDay: BadDay,
    prepare?: (fake: F) => void,
  ): Promise<{ error: ProviderError; server: FakeServer }> {
    await using market = await start();
    const { fake, server } = market;
    prepare?.(fake);
    fake.badDay = badDay;
    const error: unknown = await create({ url: server.url })
      .poll(pollContext())
      .then(
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
      await using market = await start();
      const { server } = market;
      const provider = create({ url: server.url });
      const result: PollResult = await provider.poll(pollContext());
      expect(result.observedAt).toBe(NOW);
      expect(result.rejects).toEqual([]);
      expect(result.seen).toBe(rows);
      expect(result.quotes.length).toBeGreaterThan(0);
      expect(lawful(result.quotes)).toEqual({ quotes: result.quotes, rejects: [] });
      expect(server.requests).toHaveLength(requests);
      expect(provider).toMatchObject({
        id,
        simulated: false,
        cadenceMs: contract.cadenceMs ?? MINUTE_MS,
      });
      expect(provider.source.startsWith(server.url)).toBe(true);
    });

    it('sees what changed since the last poll', async () => {
      await using market = await start();
      const { fake, server } = market;
      const provider = create({ url: `${server.url}/` });
      const before = await provider.poll(pollContext());
      setPrice(fake, 2.01);
      const after = await provider.poll(pollContext());
      expect(after.quotes.map(({ key }) => key)).toEqual(before.quotes.map(({ key }) => key));
      expect(after.quotes[0]!.price).not.toBe(before.quotes[0]!.price);
      expect(after.quotes[0]!.price * after.quotes[0]!.gpuCount).toBeCloseTo(2_010_000, -2);
    });

    it.skipIf(contract.key === 'NONE')('sends the key it is given, and not in the URL', async () => {
      await using market = await start();
      const { fake, server } = market;
      const keyOf = (request: SeenRequest) => (fake.keyOf ?? tokenOf)(request);
      if (contract.key === 'OPTIONAL') {
        await create({ url: server.url }).poll(pollContext());
        expect(server.requests.map(keyOf)).toEqual(server.requests.map(() => undefined));
      }
      fake.apiKey = KEY;
      const asked = server.requests.length;
      await create({ url: server.url, key: KEY }).poll(pollContext());
      const seen = server.requests.slice(asked);
      expect(seen.map(keyOf)).toContain(KEY);
      for (const { path, query } of seen) expect(path + query).not.toContain(KEY);
    });

    it.skipIf(contract.key === 'NONE')(
      'says UNAUTHORIZED of a wrong key without repeating it, though the server does',
      async () => {
        await using market = await start();
        const { fake, server } = market;
        fake.apiKey = 'another';
        const error: unknown = await create({ url: server.url, key: KEY })
          .poll(pollContext())
          .catch((error: unknown) => error);
        expect(error).toMatchObject({
          failure: 'UNAUTHORIZED',
          message: expect.stringContaining('Invalid key [key]'),
        });
        expect(JSON.stringify(error) + String(error) + String((error as Error).stack)).not.toContain(KEY);
      },
    );

    it.skipIf(contract.key === 'NONE')('takes its key to no other host, where it is redirected', async () => {
      await using elsewhere = await startFakeServer({});
      await using market = await start();
      const { fake, server } = market;
      const headers = { location: `${elsewhere.url}/stolen` };
      fake.badDay = { kind: 'status', status: 307, headers };
      await expect(create({ url: server.url, key: KEY }).poll(pollContext())).rejects.toMatchObject({
        failure: 'HTTP_ERROR',
        message: expect.stringContaining('307, a redirect'),
      });
      expect(elsewhere.requests).toEqual([]);
    });

    it.skipIf(contract.key === 'NONE')('reads an answer rightly though a word of it is the key', async () => {
      await using market = await start();
      const { server } = market;
      const result = await create({ url: server.url, key: KEY }).poll(pollContext());
      expect(await create({ url: server.url, key: contract.word }).poll(pollContext())).toEqual(result);
    });

    it('refuses a base URL or key that cannot be used, without repeating it', () => {
      const url = 'http://127.0.0.1:9';
      for (const settings of [
        { url: `ftp://${KEY}` },
        { url: `not a url ${KEY}` },
        { url: `http://user:${KEY}@host` },
        { url: `http://host/?api_key=${KEY}` },
        ...(contract.key === 'NONE'
          ? []
          : [
              { url, key: `${KEY}\n` },
              { url, key: `${KEY} ` },
            ]),
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
      ['a truncated answer', { kind: 'truncated' }, /not JSON/],
      ['an empty body', { kind: 'text', text: '' }, /an empty body, not JSON/],
      ['JSON null', { kind: 'text', text: 'null' }, /sent no/],
      ['a number', { kind: 'text', text: '1e309' }, /sent no/],
      ['another shape', { kind: 'text', text: contract.otherShape }, /sent no/],
      ['a list of nonsense', { kind: 'text', text: contract.nonsense }, /3 rows and no usable price/],
    ])('takes %s as MALFORMED', async (_, badDay, message) => {
      const { error } = await failure(badDay);
      expect(error).toMatchObject({ failure: 'MALFORMED', message: expect.stringMatching(message) });
    });

    it.each(['1e309', '1e12', '-1', '0', 'null', '"NaN"', '{}'])('asks no price of %s', async (price) => {
      await using market = await start();
      const { fake, server } = market;
      setPrice(fake, 987.25);
      const dear = await create({ url: server.url }).poll(pollContext());
      expect(dear.quotes.map(({ price, gpuCount }) => price * gpuCount)).toContain(987_250_000);
      fake.badDay = { kind: 'replaced', from: contract.priceText, to: price };
      const outcome = await create({ url: server.url })
        .poll(pollContext())
        .catch((error: unknown) => error);
      if (outcome instanceof ProviderError) return expect(outcome.failure).toBe('MALFORMED');
      const { quotes } = outcome as PollResult;
      expect(lawful(quotes)).toEqual({ quotes, rejects: [] });
      for (const quote of quotes) expect(quote.price * quote.gpuCount).toBeLessThan(987_250_000);
    });

    it('does not believe an empty list', async () => {
      await using market = await start();
      const { fake, server } = market;
      contract.makeEmpty(fake);
      await expect(create({ url: server.url }).poll(pollContext())).rejects.toMatchObject({
        failure: 'MALFORMED',
        message: expect.stringContaining('an empty list'),
      });
    });

    it.skipIf(!contract.makeDouble)('takes what is listed twice once', async () => {
      await using market = await start();
      const { fake, server } = market;
      const once = await create({ url: server.url }).poll(pollContext());
      contract.makeDouble?.(fake);
      const twice = await create({ url: server.url }).poll(pollContext());
      expect(twice.quotes).toEqual(once.quotes);
      expect(new Set(twice.rejects.map(({ reason }) => reason))).toEqual(new Set(['DUPLICATE']));
    });

    it.each(['announced', 'unannounced', 'gzip'] as const)(
      'drops a body beyond the limit early, %s',
      async (as) => {
        const before = process.memoryUsage();
        let peak = 0;
        const watch = setInterval(() => {
          const { heapUsed, external } = process.memoryUsage();
          peak = Math.max(peak, heapUsed + external - before.heapUsed - before.external);
        }, 5);
        const { error } = await failure({ kind: 'huge', bytes: maxBytes + 18 * 1024 * 1024, as });
        clearInterval(watch);
        expect(error).toMatchObject({
          failure: 'TOO_LARGE',
          message: expect.stringContaining(`${maxBytes} bytes`),
        });
        // Client and server share this process: the limit once for each, and room for the collector.
        expect(peak).toBeLessThan(as === 'announced' ? 24e6 : 33e6 + 2 * maxBytes);
      },
    );

    it.each([{ midway: false }, { midway: true }])(
      'takes a connection reset as NETWORK, $midway',
      async ({ midway }) => {
        const { error, server } = await failure({ kind: 'reset', midway });
        expect(error.failure).toBe('NETWORK');
        expect(server.requests).toHaveLength(tries);
      },
    );

    it('takes a refused connection as NETWORK', async () => {
      const { server } = await start();
      await server[Symbol.asyncDispose]();
      await expect(create({ url: server.url }).poll(pollContext())).rejects.toMatchObject({
        failure: 'NETWORK',
        message: expect.stringContaining('ECONNREFUSED'),
      });
    });

    it('recovers within the poll only where the provider’s own client tries again', async () => {
      await using market = await start();
      const { fake, server } = market;
      fake.badDay = { kind: 'status', status: 503 };
      fake.badRequests = 1;
      const poll = create({ url: server.url }).poll(pollContext());
      const outcome = await poll.then(
        () => 'polled',
        (error: ProviderError) => error.failure,
      );
      expect(outcome).toBe(tries > 1 ? 'polled' : 'HTTP_ERROR');
    });

    it.skipIf(requests === 1)(
      'is all or nothing: where its last request fails, so does the poll',
      async () => {
        const { error, server } = await failure({ kind: 'status', status: 500 }, (fake) => {
          fake.goodRequests = requests - 1;
        });
        expect(error.failure).toBe('HTTP_ERROR');
        expect(server.requests).toHaveLength(requests);
      },
    );

    it.each<BadDay>([
      { kind: 'slow', delayMs: 60_000 },
      { kind: 'drip', everyMs: 20 },
      { kind: 'status', status: 503 },
    ])('ends within a second of being aborted, with the reason it was given: $kind', async (badDay) => {
      await using market = await start();
      const { fake, server } = market;
      fake.badDay = badDay;
      const abort = new AbortController();
      const poll = create({ url: server.url }).poll(pollContext({ signal: abort.signal }));
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
      await using market = await start();
      const { server } = market;
      const signal = AbortSignal.abort(new Error('over'));
      await expect(create({ url: server.url }).poll(pollContext({ signal }))).rejects.toThrow('over');
      expect(server.requests).toHaveLength(0);
    });
  });

  if (contract.paging) pagingContract({ ...contract, paging: contract.paging });
}
