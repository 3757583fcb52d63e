import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { createPostgresDatabase, engine } from '../support/database.ts';
import { Follower } from '../support/follow.ts';
import { vastMarket } from '../support/market-fixtures.ts';
import { startMarketServer } from '../support/market-server.ts';
import { spawnApp } from '../support/spawn-app.ts';

test.skipIf(engine === 'pglite')(
  'when the leader is killed, another instance polls within 10 seconds, and its subscribers miss nothing',
  { timeout: 60_000 },
  async () => {
    const target = await createPostgresDatabase();
    await using market = await startMarketServer();
    market.vastai.offers = vastMarket(20);
    const env = {
      DATABASE_URL: target.url,
      MARKET: 'live',
      PROVIDERS: 'vastai',
      POLL_SECONDS: '1',
      VASTAI_URL: market.url,
    };
    await using leader = await spawnApp(env);
    await vi.waitFor(() => expect(market.requests.length).toBeGreaterThan(1), 10_000);
    await using other = await spawnApp(env);
    const follower = new Follower();
    const following = follower.follow(other.url);
    await vi.waitFor(() => expect(follower.others).toContain('OfferSnapshot'), 5000);

    let round = 0;
    const moving = setInterval(() => {
      round++;
      for (const offer of market.vastai.offers) offer['dph_base'] = 1 + round / 1000;
    }, 300);
    // The follower's server does not poll: what it tells came through the database.
    await vi.waitFor(() => expect(follower.seqs.length).toBeGreaterThan(20), 10_000);
    expect(other.lines.filter((line) => line.includes('leading'))).toEqual([]);

    await leader.end('SIGKILL');
    const killedAt = Date.now();
    const before = market.requests.length;
    while (market.requests.length === before && Date.now() - killedAt < 20_000) await sleep(20);
    const takeOverMs = Date.now() - killedAt;
    expect(takeOverMs).toBeLessThan(10_000);

    const seen = follower.seqs.length;
    await vi.waitFor(() => expect(follower.seqs.length).toBeGreaterThan(seen + 20), 10_000);
    clearInterval(moving);
    const [first = 0] = follower.seqs;
    expect(follower.seqs).toEqual(follower.seqs.map((_, index) => first + index));
    expect(await other.end('SIGTERM')).toBe(0);
    await following;
  },
);
