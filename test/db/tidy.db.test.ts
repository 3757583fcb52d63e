import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { tidy } from '#db/tidy.ts';
import { recordPoll } from '#market/record.ts';
import { upsertProvider } from '#market/store-health.ts';
import { beginTerm } from '#market/store-record.ts';
import { engine, testDatabase } from '../support/database.ts';
import { at, quote } from '../support/quotes.ts';

const QUOTES = 200;

test.skipIf(engine === 'postgres')(
  'offers that keep changing take a bounded space, and the planner learns how many there are',
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
    const offers = async (): Promise<{ bytes: number; rows: number }> => {
      const { rows } = await sql<{ bytes: number; rows: number }>`
        select pg_relation_size('offer') as bytes, reltuples as rows from pg_class where relname = 'offer'`.execute(
        db,
      );
      return rows[0] ?? expect.fail('no table');
    };
    async function move(from: number, to: number): Promise<void> {
      for (let round = from; round < to; round++) {
        const usd = 0.3 + (round % 10) / 100;
        const quotes = Array.from({ length: QUOTES }, (_, k) => quote({ key: `k${k}`, usd }));
        const observedAt = at(round * 60);
        await recordPoll(db, term, {
          provider: 'vastai',
          source: 'test',
          startedAt: observedAt,
          observedAt,
          seen: QUOTES,
          quotes,
          rejects: [],
        });
      }
    }
    await move(0, 20);
    const { bytes } = await offers();
    // Every offer is rewritten by every poll, in place: no index is on what changes.
    await move(20, 100);
    expect((await offers()).bytes).toBeLessThanOrEqual(bytes * 1.5);

    expect((await offers()).rows).toBe(-1);
    await tidy(database);
    expect((await offers()).rows).toBe(QUOTES);
  },
);
