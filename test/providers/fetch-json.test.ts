import { describe, expect, it } from 'vitest';
import { basic, bearer, inHeader } from '#providers/credentials.ts';
import { fetchJson, fetchText, type ProviderRequest } from '#providers/fetch-json.ts';
import { fetchPages, nextLink } from '#providers/fetch-pages.ts';
import { withinTime } from '#providers/within-time.ts';
import type { BadDay } from '../support/bad-day.ts';
import { startFakeServer, type FakeAnswer, type SeenRequest } from '../support/fake-server.ts';
import { startMarketServer } from '../support/market-server.ts';
import { pollContext } from './contract.ts';

async function ask(badDay: BadDay, limits: { timeoutMs?: number; maxBytes?: number } = {}) {
  await using server = await startMarketServer();
  server.vastai.badDay = badDay;
  const url = new URL('/api/v0/bundles/', server.url);
  const startedAt = performance.now();
  const error: unknown = await fetchJson({ name: 'A market', url, body: {}, ...limits }, pollContext()).catch(
    (error: unknown) => error,
  );
  return { error, tookMs: performance.now() - startedAt };
}

describe('fetchJson', () => {
  it.each<BadDay>([
    { kind: 'slow', delayMs: 20_000 },
    { kind: 'drip', everyMs: 10 },
  ])('ends the whole exchange in time: $kind', async (badDay) => {
    const { error, tookMs } = await ask(badDay, { timeoutMs: 300 });
    expect(error).toMatchObject({
      failure: 'TIMEOUT',
      message: 'A market did not finish its answer within 0.3 s',
    });
    expect(tookMs).toBeLessThan(1500);
  });

  it('counts the tries and the waits between them into the time', async () => {
    await using server = await startMarketServer();
    server.vastai.badDay = { kind: 'status', status: 503 };
    const retry = { statuses: [503], tries: 1000, firstDelayMs: 50 };
    const url = new URL('/api/v0/bundles/', server.url);
    await expect(
      fetchJson({ name: 'A market', url, body: {}, timeoutMs: 400, retry }, pollContext()),
    ).rejects.toMatchObject({
      failure: 'TIMEOUT',
    });
  });

  it('waits as Vast.ai’s client does between tries', async () => {
    await using server = await startMarketServer();
    server.vastai.badDay = { kind: 'status', status: 429 };
    const retry = { statuses: [429], tries: 3, firstDelayMs: 150 };
    const startedAt = performance.now();
    const url = new URL('/api/v0/bundles/', server.url);
    await expect(fetchJson({ name: 'A market', url, body: {}, retry }, pollContext())).rejects.toThrow('429');
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(370);
    expect(server.requests).toHaveLength(3);
  });

  it('takes a body of exactly the limit, and not a byte more', async () => {
    const fits = await ask({ kind: 'text', text: '[1,2]' }, { maxBytes: 5 });
    expect(fits.error).toEqual([1, 2]);
    const exceeds = await ask({ kind: 'text', text: '[1,2]' }, { maxBytes: 4 });
    expect(exceeds.error).toMatchObject({ failure: 'TOO_LARGE' });
  });
});

const SECRET = 'secret-canary-77aa01bb';

/** Asks a server that answers as told. */
async function exchange(
  answer: (request: SeenRequest, url: string) => FakeAnswer,
  request: Partial<ProviderRequest> = {},
) {
  const seen: SeenRequest[] = [];
  const fake = {
    keyOf: () => undefined,
    answer: (request: SeenRequest, url: string) => (seen.push(request), answer(request, url)),
  };
  await using server = await startFakeServer({ fake });
  const whole = { name: 'A market', url: new URL('/list', server.url), ...request };
  const outcome: unknown = await fetchJson(whole, pollContext()).catch((error: unknown) => error);
  return { outcome, seen };
}

describe('a request', () => {
  it('is a GET without a body, and says so of no content', async () => {
    const { outcome, seen } = await exchange(() => ({ status: 200, body: { a: 1 } }));
    expect(outcome).toEqual({ a: 1 });
    expect(seen).toMatchObject([{ method: 'GET', path: '/list', body: undefined }]);
    expect(seen[0]!.headers).not.toHaveProperty('content-type');
    expect(seen[0]!.headers).toMatchObject({ accept: 'application/json', 'user-agent': 'spotgraph' });
  });

  it.each([
    ['a bearer token', bearer(SECRET), { authorization: `Bearer ${SECRET}` }, SECRET],
    ['a header of its own', inHeader('x-api-key', SECRET), { 'x-api-key': SECRET }, SECRET],
    [
      'a user and a password',
      basic('me', SECRET),
      { authorization: `Basic ${Buffer.from(`me:${SECRET}`).toString('base64')}` },
      Buffer.from(`me:${SECRET}`).toString('base64'),
    ],
  ])('carries a key as %s, and no message repeats it', async (_, credentials, headers, sent) => {
    const { outcome, seen } = await exchange(() => ({ status: 403, text: `no: ${SECRET} and ${sent}` }), {
      credentials,
    });
    expect(seen[0]!.headers).toMatchObject(headers);
    expect(outcome).toMatchObject({ message: 'A market answered 403 with “no: [key] and [key]”' });
  });

  it('follows a redirect without a key, and none with one', async () => {
    const answer = ({ path }: SeenRequest, url: string): FakeAnswer =>
      path === '/list'
        ? { status: 302, headers: { location: `${url}/there` }, text: '' }
        : { status: 200, body: 7 };
    expect((await exchange(answer)).outcome).toBe(7);
    const keyed = await exchange(answer, { credentials: inHeader('x-api-key', SECRET) });
    expect(keyed.outcome).toMatchObject({ failure: 'HTTP_ERROR' });
    expect(keyed.seen).toHaveLength(1);
  });
});

describe('an answer', () => {
  it.each([
    ['callback({"a":[1]});', { a: [1] }],
    [' cb.x ( 7 ) ', 7],
  ])('of JSONP is read without being run: %s', async (text, expected) => {
    const { outcome } = await exchange(() => ({ status: 200, text }), { format: 'JSONP' });
    expect(outcome).toEqual(expected);
  });

  it.each(['callback({"a":1}', 'callback({"a":1}); more()', '{"a":1}', '(1)', 'f(g(1))', '<html></html>'])(
    'of something else than JSONP is MALFORMED: %s',
    async (text) => {
      const { outcome } = await exchange(() => ({ status: 200, text }), { format: 'JSONP' });
      expect(outcome).toMatchObject({ failure: 'MALFORMED', message: expect.stringMatching(/not JSONP$/) });
    },
  );

  it('of text comes as it is, and bounded', async () => {
    await using server = await startFakeServer({
      fake: { answer: () => ({ status: 200, text: '<?xml version="1.0"?><a/>' }) },
    });
    const request = { name: 'A market', url: new URL(server.url) };
    expect(await fetchText(request, pollContext())).toBe('<?xml version="1.0"?><a/>');
    await expect(fetchText({ ...request, maxBytes: 10 }, pollContext())).rejects.toMatchObject({
      failure: 'TOO_LARGE',
    });
    await expect(fetchJson(request, pollContext())).rejects.toThrow('with “<?xml version="1.0"?><a/>”');
  });
});

describe('pages', () => {
  /** Reads pages of {"next": …} from a server that has this many, 11 bytes and more each. */
  async function pages(
    count: number,
    limits: Partial<ProviderRequest> & { maxPages?: number } = {},
    linkOf = (page: number, url: string): unknown => (page < count ? `${url}/?page=${page + 1}` : null),
  ) {
    await using server = await startFakeServer({
      fake: {
        answer: ({ query }: SeenRequest, url: string) => ({
          status: 200,
          body: { page: Number(query.slice(5) || 1), next: linkOf(Number(query.slice(5) || 1), url) },
        }),
      },
    });
    const outcome = await fetchPages(
      { name: 'A market', url: new URL(server.url), ...limits },
      {
        next: (page, asked) => {
          const url = nextLink('A market', (page as { next: unknown }).next, asked.url);
          return url && { ...asked, url };
        },
        ...(limits.maxPages === undefined ? {} : { maxPages: limits.maxPages }),
      },
      pollContext(),
    ).catch((error: unknown) => error);
    return { outcome, asked: server.requests.length };
  }

  it('are read in order, as many as the limit', async () => {
    const { outcome } = await pages(3, { maxPages: 3 });
    expect(outcome).toMatchObject([{ page: 1 }, { page: 2 }, { page: 3 }]);
  });

  it('beyond the limit are no answer', async () => {
    const { outcome, asked } = await pages(4, { maxPages: 3 });
    expect(outcome).toMatchObject({
      failure: 'MALFORMED',
      message: 'A market sent 3 pages and leads to more',
    });
    expect(asked).toBe(3);
  });

  it.each([
    ['elsewhere', 'http://127.0.0.2:9/', 'A market leads to another host for its next page'],
    ['in a circle', '/', 'A market leads back to a page asked for before'],
    ['nowhere', 7, 'A market names a next page that is no URL'],
    ['to no URL', 'http://', 'A market names a next page that is no URL'],
  ])('that lead %s are not followed', async (_, link, message) => {
    const { outcome, asked } = await pages(9, {}, () => link);
    expect(outcome).toMatchObject({ failure: 'MALFORMED', message });
    expect(asked).toBe(1);
  });

  it('share one limit of bytes', async () => {
    const { outcome } = await pages(3, { maxBytes: 120 });
    expect(outcome).toMatchObject({
      failure: 'TOO_LARGE',
      message: 'A market answered with more than 120 bytes',
    });
  });

  it('share one limit of time', async () => {
    const slow = (page: number, url: string) => `${url}/?page=${page + 1}`;
    const { outcome } = await pages(9, { timeoutMs: 100, maxPages: 1e6 }, slow);
    expect(outcome).toMatchObject({
      failure: 'TIMEOUT',
      message: 'A market did not finish its answer within 0.1 s',
    });
  });
});

describe('requests within one time', () => {
  it('are all ended where one of them fails', async () => {
    await using server = await startMarketServer();
    server.vastai.badDay = { kind: 'slow', delayMs: 60_000 };
    let other: Promise<unknown> | undefined;
    const url = new URL('/api/v0/bundles/', server.url);
    const failed = withinTime('A market', pollContext(), async (within) => {
      other = fetchJson({ name: 'A market', url, body: {} }, within).catch((error: unknown) => error);
      throw new Error('the first failed');
    });
    await expect(failed).rejects.toThrow('the first failed');
    expect(await other).toMatchObject({ name: 'AbortError' });
  });
});
