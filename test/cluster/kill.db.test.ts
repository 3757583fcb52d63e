import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { openDatabase, type DatabaseTarget } from '#db/open.ts';
import { createPostgresDatabase, engine } from '../support/database.ts';
import { Follower } from '../support/follow.ts';
import { vastMarket } from '../support/market-fixtures.ts';
import { startMarketServer } from '../support/market-server.ts';
import { migratedDataDir } from '../support/migrated-pglite.ts';
import { spawnApp } from '../support/spawn-app.ts';

/** On each engine. A kill falls anywhere in a recording or around it: `KILLS=50` looks longer. */
const KILLS = Number(process.env['KILLS'] ?? 8);

test(
  `killed ${KILLS} times while recording, the tape has no gap, and a subscriber misses and repeats nothing`,
  { timeout: 300_000 },
  async () => {
    await using folder = engine === 'pglite' ? await migratedDataDir() : undefined;
    const target: DatabaseTarget =
      folder === undefined ? await createPostgresDatabase() : { engine: 'pglite', dataDir: folder.path };
    await using market = await startMarketServer();
    market.vastai.offers = vastMarket(150);
    let step = 0;
    function moveMarket(): void {
      for (const offer of market.vastai.offers) {
        step++;
        if (Math.random() < 0.5)
          offer['dph_base'] = (0.5 + (step % 5000) / 10_000) * Number(offer['num_gpus']);
      }
    }
    const env = {
      ...(target.engine === 'postgres' ? { DATABASE_URL: target.url } : { DATA_DIR: target.dataDir ?? '' }),
      MARKET: 'live',
      PROVIDERS: 'vastai',
      POLL_SECONDS: '1',
      VASTAI_URL: market.url,
    };
    const subscriber = new Follower();
    // Not before the first snapshot is there: changes that its later parts show already are not told again.
    const moving = setInterval(() => subscriber.hasState && moveMarket(), 50);
    let asked = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      await using app = await spawnApp(env);
      const following = subscriber.follow(app.url);
      // Killed somewhere within the second or third poll's recording, or shortly around it.
      const polls = market.requests.length + 1 + (kill % 2);
      while (market.requests.length < polls) await sleep(5);
      await sleep(Math.random() * 150);
      await app.end('SIGKILL');
      await following;
      asked = market.requests.length;
    }
    clearInterval(moving);
    expect(asked).toBeGreaterThanOrEqual(KILLS);

    {
      await using app = await spawnApp(env);
      const following = subscriber.follow(app.url);
      const polls = market.requests.length + 3;
      while (market.requests.length < polls) await sleep(20);
      expect(await app.end('SIGTERM')).toBe(0);
      await following;
    }

    await using database = await openDatabase(target);
    const {
      rows: [tape],
    } = await sql<{ seq: number; least: number; changes: number; broken: number }>`
    select tape.seq, min(change.seq) as least, count(*) as changes,
      count(*) filter (where change.previous_price is distinct from change.before) as broken
    from tape, (
      select seq, previous_price, lag(price) over (partition by offer_id order by seq) as before
      from price_change) as change
    group by tape.seq`.execute(database.db);
    // Gap-free from 1, and each change starts from where the one before it ended.
    expect(tape).toEqual({ seq: tape?.changes, least: 1, changes: tape?.changes, broken: 0 });
    expect(tape?.changes).toBeGreaterThan(market.vastai.offers.length * 3);

    const { rows: offers } = await sql<{ price: number }>`
    select price from offer where listed and billing = 'ON_DEMAND' order by price`.execute(database.db);
    const quoted = market.vastai.offers.map((offer) => Number(offer['dph_base']) / Number(offer['num_gpus']));
    expect(new Set(offers.map((offer) => offer.price))).toEqual(
      new Set(quoted.map((usd) => Math.round(usd * 1e6))),
    );

    const [first = 0] = subscriber.seqs;
    expect(subscriber.seqs).toEqual(
      Array.from({ length: (tape?.seq ?? 0) - first + 1 }, (_, i) => first + i),
    );
    expect(new Set(subscriber.others)).toEqual(new Set(['OfferSnapshot']));
  },
);
