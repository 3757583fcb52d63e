import fc from 'fast-check';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { Db } from '#db/open.ts';
import { Deposed, recordFailure, recordPoll, type RecordedPoll } from '#market/record.ts';
import { upsertProvider } from '#market/store-health.ts';
import { beginTerm } from '#market/store-record.ts';
import type { Quote } from '#units/quote.ts';
import { testDatabase } from '../support/database.ts';
import { at, quote } from '../support/quotes.ts';

async function market(): Promise<AsyncDisposable & { db: Db; term: number }> {
  const database = await testDatabase();
  const { db } = database;
  const term = await beginTerm(db);
  for (const id of ['vastai', 'runpod']) {
    await upsertProvider(db, { id, name: id, source: 'test', simulated: false, cadenceMs: 60_000 });
  }
  return { db, term, [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() };
}

function poll(seconds: number, quotes: readonly Quote[], rest: Partial<RecordedPoll> = {}): RecordedPoll {
  return {
    provider: 'vastai',
    source: 'https://market.test',
    startedAt: at(seconds - 1),
    observedAt: at(seconds),
    seen: quotes.length,
    quotes,
    rejects: [],
    ...rest,
  };
}

async function tape(db: Db): Promise<unknown[]> {
  const { rows } = await sql`
    select c.seq, o.provider, o.key, c.price, c.available, c.listed, c.previous_price, c.previous_available
    from price_change c join offer o on o.id = c.offer_id order by c.seq`.execute(db);
  return rows;
}

describe('recordPoll', () => {
  test('only what changed is appended, with the seq after the last', async () => {
    await using m = await market();
    const first = await recordPoll(
      m.db,
      m.term,
      poll(0, [quote({ key: 'a' }), quote({ key: 'b', usd: 0.5 })]),
    );
    expect(first).toEqual({ seq: 2, changes: 2 });
    const same = await recordPoll(
      m.db,
      m.term,
      poll(60, [quote({ key: 'b', usd: 0.5 }), quote({ key: 'a' })]),
    );
    expect(same).toEqual({ seq: 2, changes: 0 });
    const moved = await recordPoll(
      m.db,
      m.term,
      poll(120, [quote({ key: 'a', usd: 0.38 }), quote({ key: 'b', usd: 0.5 })]),
    );
    expect(moved).toEqual({ seq: 3, changes: 1 });
    expect(await tape(m.db)).toMatchObject([
      { seq: 1, key: 'a', price: 400_000, previous_price: null },
      { seq: 2, key: 'b', price: 500_000, previous_price: null },
      { seq: 3, key: 'a', price: 380_000, previous_price: 400_000, listed: true },
    ]);
  });

  test('what a poll no longer lists is withdrawn once, keeps its last price, and can come back', async () => {
    await using m = await market();
    await recordPoll(m.db, m.term, poll(0, [quote({ key: 'a' }), quote({ key: 'b' })]));
    await recordPoll(m.db, m.term, poll(60, [quote({ key: 'b' })]));
    expect(await recordPoll(m.db, m.term, poll(120, [quote({ key: 'b' })]))).toMatchObject({ changes: 0 });
    await recordPoll(m.db, m.term, poll(180, [quote({ key: 'a' }), quote({ key: 'b' })]));
    expect((await tape(m.db)).slice(2)).toMatchObject([
      { seq: 3, key: 'a', price: 400_000, listed: false },
      { seq: 4, key: 'a', price: 400_000, listed: true },
    ]);
  });

  test('on-demand and spot of one machine are two offers; a stock change alone is a change', async () => {
    await using m = await market();
    const spot = quote({ key: 'a', billing: 'SPOT', usd: 0.2 });
    await recordPoll(m.db, m.term, poll(0, [quote({ key: 'a' }), spot]));
    const taken = quote({ key: 'a', stock: { kind: 'COUNT', count: 0 } });
    expect(await recordPoll(m.db, m.term, poll(60, [taken, spot]))).toEqual({ seq: 3, changes: 1 });
    expect((await tape(m.db)).at(-1)).toMatchObject({ available: 0, previous_available: 1 });
  });

  test('drifting facts are kept without being a change of the market', async () => {
    await using m = await market();
    await recordPoll(m.db, m.term, poll(0, [quote({ reliability: 0.99 })]));
    const result = await recordPoll(
      m.db,
      m.term,
      poll(60, [quote({ reliability: 0.95, traits: { cpuName: 'EPYC' } })]),
    );
    expect(result).toEqual({ seq: 1, changes: 0 });
    const offer = await m.db.selectFrom('offer').selectAll().executeTakeFirstOrThrow();
    expect(offer).toMatchObject({
      reliability: 0.95,
      traits: { cpuName: 'EPYC' },
      gpu: 'rtx-4090',
      region: 'CZ',
    });
  });

  test('a name nobody knows is kept as the provider wrote it, unmapped', async () => {
    await using m = await market();
    await recordPoll(m.db, m.term, poll(0, [quote({ gpuName: 'Zorg 9000 Ti', regionName: 'Atlantis' })]));
    const offer = await m.db.selectFrom('offer').selectAll().executeTakeFirstOrThrow();
    expect(offer).toMatchObject({
      gpu: null,
      gpu_name: 'Zorg 9000 Ti',
      region: null,
      region_name: 'Atlantis',
    });
  });

  test('a clock set back loses no change', async () => {
    await using m = await market();
    await recordPoll(m.db, m.term, poll(3600, [quote({ usd: 0.4 })]));
    await recordPoll(m.db, m.term, poll(0, [quote({ usd: 0.5 })]));
    await recordPoll(m.db, m.term, poll(0, [quote({ usd: 0.6 })]));
    const { rows } = await sql`select price from price_change order by observed_at`.execute(m.db);
    expect(rows).toEqual([{ price: 400_000 }, { price: 500_000 }, { price: 600_000 }]);
  });

  test('rejects are counted by reason and detail, and shown in health', async () => {
    await using m = await market();
    const reject = { reason: 'BAD_PRICE', detail: 'price: NaN', raw: '{}' } as const;
    await recordPoll(m.db, m.term, poll(0, [quote()], { rejects: [reject, reject] }));
    await recordPoll(m.db, m.term, poll(60, [quote()], { rejects: [reject] }));
    expect(await m.db.selectFrom('reject').select(['reason', 'times', 'last_at']).execute()).toEqual([
      { reason: 'BAD_PRICE', times: 3, last_at: at(60) },
    ]);
    expect(
      await m.db
        .selectFrom('provider')
        .select(['last_success_at', 'last_rejected'])
        .where('id', '=', 'vastai')
        .execute(),
    ).toEqual([{ last_success_at: at(60), last_rejected: 1 }]);
  });

  test('a failed poll leaves the last good quotes as they are and is counted', async () => {
    await using m = await market();
    await recordPoll(m.db, m.term, poll(0, [quote()]));
    for (const seconds of [60, 120]) {
      await recordFailure(m.db, m.term, {
        provider: 'vastai',
        startedAt: at(seconds - 1),
        finishedAt: at(seconds),
        error: 'TIMEOUT: no answer',
        rejects: [],
      });
    }
    expect(await m.db.selectFrom('offer').select(['listed', 'price']).execute()).toEqual([
      { listed: true, price: 400_000 },
    ]);
    expect(
      await m.db
        .selectFrom('provider')
        .select(['last_success_at', 'last_attempt_at', 'consecutive_failures', 'last_error'])
        .where('id', '=', 'vastai')
        .execute(),
    ).toEqual([
      {
        last_success_at: at(0),
        last_attempt_at: at(120),
        consecutive_failures: 2,
        last_error: 'TIMEOUT: no answer',
      },
    ]);
  });

  test('a deposed leader writes nothing at all', async () => {
    await using m = await market();
    await recordPoll(m.db, m.term, poll(0, [quote()]));
    await beginTerm(m.db);
    await expect(recordPoll(m.db, m.term, poll(60, [quote({ usd: 0.9 })]))).rejects.toThrow(Deposed);
    await expect(
      recordFailure(m.db, m.term, {
        provider: 'vastai',
        startedAt: at(59),
        finishedAt: at(60),
        error: 'x',
        rejects: [],
      }),
    ).rejects.toThrow(Deposed);
    expect(await tape(m.db)).toHaveLength(1);
    expect(await m.db.selectFrom('poll').selectAll().execute()).toHaveLength(1);
  });

  test('pollers of several providers at once leave no gap and no repeat in seq', async () => {
    await using m = await market();
    const polls = Array.from({ length: 20 }, (_, round) =>
      ['vastai', 'runpod'].map((provider) =>
        recordPoll(
          m.db,
          m.term,
          poll(round * 60, [quote({ usd: 0.1 + round / 100 }), quote({ key: `n${round}` })], { provider }),
        ),
      ),
    );
    await Promise.all(polls.flat());
    const seqs = (await tape(m.db)).map((row) => (row as { seq: number }).seq);
    expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, index) => index + 1));
    expect(await m.db.selectFrom('tape').select('seq').execute()).toEqual([{ seq: seqs.length }]);
  });

  test('after any polls the offers are the last poll, and replaying the tape gives the same', async () => {
    await using m = await market();
    let seconds = 0;
    const offers = fc.uniqueArray(
      fc.record({
        key: fc.constantFrom('a', 'b', 'c', 'd'),
        usd: fc.constantFrom(0.1, 0.2, 0.3),
        count: fc.constantFrom(0, 1, 2),
      }),
      { selector: (offer) => offer.key },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(offers, { minLength: 1, maxLength: 6 }), async (rounds) => {
        for (const round of rounds) {
          seconds += 60;
          const quotes = round.map(({ key, usd, count }) =>
            quote({ key, usd, stock: { kind: 'COUNT', count } }),
          );
          await recordPoll(m.db, m.term, poll(seconds, quotes));
        }
        const expected = (rounds.at(-1) ?? [])
          .map(({ key, usd, count }) => ({ key, price: Math.round(usd * 1e6), available: count }))
          .toSorted((a, b) => a.key.localeCompare(b.key));
        const listed = m.db
          .selectFrom('offer')
          .select(['key', 'price', 'available'])
          .where('listed', '=', true);
        expect(await listed.orderBy('key').execute()).toEqual(expected);
        const { rows } = await sql`
          select key, price, available from (
            select distinct on (c.offer_id) o.key, c.price, c.available, c.listed
            from price_change c join offer o on o.id = c.offer_id
            order by c.offer_id, c.seq desc) as last
          where listed order by key`.execute(m.db);
        expect(rows).toEqual(expected);
      }),
      { numRuns: 15 },
    );
  });
});
