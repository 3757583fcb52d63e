import { describe, expect, it } from 'vitest';
import { fetchJson } from '#providers/fetch-json.ts';
import { startMarketServer, type BadDay } from '../support/market-server.ts';
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
