import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { tidy } from '#db/tidy.ts';
import { recordPoll } from '#market/record.ts';
import { upsertProvider } from '#market/store-health.ts';
import { beginTerm } from '#market/store-record.ts';
import { engine, testDatabase } from '../support/database.ts';
import { at, quote } from '../support/quotes.ts';

test.skipIf(engine === 'postgres')(
  'offers that come and go take a bounded space, and would not without it',
  async () => {
    await using database = await testDatabase();
    const { db } = database;
    const term = await beginTerm(db);
    await upsertProvider(db, {
      id: 'vastai',
      name: 'Vast.ai',
      source: 'test',
      simulated: false,
      cadenceMs: 1000,
    });
    let round = 0;
    async function move(times: number): Promise<void> {
      for (let i = 0; i < times; i++) {
        const quotes = Array.from({ length: round % 2 ? 100 : 200 }, (_, k) =>
          quote({ key: `k${k}`, usd: 0.3 + (round % 10) / 100 }),
        );
        const observedAt = at(++round * 60);
        const poll = {
          provider: 'vastai',
          source: 'test',
          startedAt: observedAt,
          observedAt,
          seen: 200,
          quotes,
          rejects: [],
        };
        await recordPoll(db, term, poll);
      }
    }
    const sizeOf = async (): Promise<number> => {
      const { rows } = await sql<{ size: number }>`select pg_relation_size('offer') as size`.execute(db);
      return rows[0]?.size ?? 0;
    };
    for (let i = 0; i < 4; i++) {
      await move(10);
      await tidy(database);
    }
    const size = await sizeOf();
    for (let i = 0; i < 4; i++) {
      await move(10);
      await tidy(database);
    }
    expect(await sizeOf()).toBeLessThanOrEqual(size * 1.5);
    await move(80);
    expect(await sizeOf()).toBeGreaterThan(size * 2);
  },
);
