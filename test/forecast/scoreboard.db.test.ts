import { expect, test } from 'vitest';
import type { Db } from '#db/open.ts';
import { AnswerQueue } from '#forecast/answer-queue.ts';
import { keptAnswer, type DecisionAnswer, type PredictionAnswer } from '#forecast/kept-answer.ts';
import { GIVE_UP_MS, settleAnswers, settleJob } from '#forecast/settle.ts';
import { hourlyTruth, writeAnswers } from '#forecast/store-answers.ts';
import { wholeMarket } from '#market/offer-scope.ts';
import { rollUp } from '#market/rollup.ts';
import { quoteBuckets } from '#market/store-quotes.ts';
import { DAY_MS, formatInstant, HOUR_MS, instant, MINUTE_MS, plusMs, type Instant } from '#units/time.ts';
import { data, refusalOf } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';
import { importPrices, jitter } from '../support/price-series.ts';
import { NOON, seedMarket, seedOffers, seedProviders } from '../support/seed-market.ts';

const hour = (hours: number): Instant => plusMs(NOON, hours * HOUR_MS);

/** One RTX 4090 whose price moves each hour, polled in all hours but those left out. */
async function seed(db: Db, usd: readonly number[], unseen: readonly number[] = []): Promise<void> {
  await seedProviders(db, [{ id: 'vastai' }]);
  await seedOffers(db, [
    {
      provider: 'vastai',
      key: 'a',
      gpu: 'rtx-4090',
      region: 'US-CA',
      changes: usd.flatMap((price, index) =>
        index > 0 && price === usd[index - 1] ? [] : [{ at: hour(index), usd: price }],
      ),
    },
  ]);
  for (const index of usd.keys()) {
    if (unseen.includes(index)) continue;
    const at = formatInstant(plusMs(hour(index), 30 * MINUTE_MS));
    await db
      .insertInto('poll')
      .values({
        provider: 'vastai',
        started_at: at,
        finished_at: at,
        recorded_at: at,
        succeeded: true,
        seen: 1,
        quotes: 1,
        changes: 0,
        rejected: 0,
      })
      .execute();
  }
}

function prediction(given: Partial<PredictionAnswer> = {}): PredictionAnswer {
  return {
    kind: 'PREDICTION',
    series: {
      gpu: 'rtx-4090',
      gpuName: null,
      provider: null,
      billing: 'ON_DEMAND',
      region: null,
      simulated: false,
    },
    madeAt: plusMs(NOON, 20 * MINUTE_MS),
    price: 400_000,
    horizonMs: HOUR_MS,
    low: 360_000,
    median: 380_000,
    high: 420_000,
    ...given,
  };
}

function decision(given: Partial<DecisionAnswer> = {}): DecisionAnswer {
  const { series, madeAt, price } = prediction();
  return {
    kind: 'RUN_OR_WAIT',
    series,
    madeAt,
    price,
    waits: true,
    isLocked: true,
    takeAt: 350_000,
    startAt: plusMs(madeAt, 4 * HOUR_MS),
    deadline: plusMs(madeAt, 4 * HOUR_MS),
    runHours: 2,
    expectedSaving: 0.1,
    ...given,
  };
}

const keep = (db: Db, answers: readonly (PredictionAnswer | DecisionAnswer)[], dropped = 0): Promise<void> =>
  writeAnswers(db, NOON, answers.map(keptAnswer), dropped);

const SCOREBOARD = /* GraphQL */ `
  query ($gpu: String, $provider: String, $asOf: DateTime, $first: Int, $after: String) {
    scoreboard(gpu: $gpu, provider: $provider, asOf: $asOf) {
      dropped
      predictions {
        horizon
        kept
        settled
        pending
        unsettleable {
          reason
          n
        }
        absence
        coverage {
          hits
          n
          share
          low
          high
        }
        directionHits {
          share
        }
        directionHitsWhereMoved {
          n
        }
        mae
        maeIfPriceStays
        maePercent
        maePercentIfPriceStays
        skill
      }
      decisions {
        horizon
        priceLocked
        settled
        waits
        savingPercent
        expectedSavingPercent
        oracleSavingPercent
        worse {
          hits
          n
        }
      }
      settled(first: $first, after: $after) {
        pageInfo {
          hasNextPage
          endCursor
        }
        edges {
          node {
            kind
            region {
              code
            }
            horizon
            actual
            absence
            covered
            waits
            savingPercent
            worse
          }
        }
      }
    }
  }
`;

type Board = {
  dropped: string;
  predictions: Record<string, unknown>[];
  decisions: Record<string, unknown>[];
  settled: {
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
    edges: { node: Record<string, unknown> }[];
  };
};

async function boardAt(db: Db, at: Instant, variables: Record<string, unknown> = {}): Promise<Board> {
  const answer = await data<{ scoreboard: Board }>(db, SCOREBOARD, { variables, context: { now: () => at } });
  return answer.scoreboard;
}

/** Rolls up and settles as the jobs would at an instant. */
async function settleAt(db: Db, at: Instant): Promise<number> {
  await rollUp(db, at);
  return settleAnswers(db, at);
}

test('a prediction is settled once its hour is known, against the price of that hour', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seed(db, [0.4, 0.36, 0.36]);
  await keep(db, [prediction()], 3);
  expect(await settleAt(db, plusMs(hour(1), 59 * MINUTE_MS))).toBe(0);
  const before = await boardAt(db, plusMs(hour(1), 59 * MINUTE_MS));
  expect(before).toMatchObject({
    dropped: '3',
    predictions: [
      {
        horizon: 'PT1H',
        kept: 1,
        settled: 0,
        pending: 1,
        absence: 'NOT_ENOUGH_DATA',
        coverage: null,
        mae: null,
      },
    ],
    settled: { edges: [] },
  });
  const then = plusMs(hour(2), 5 * MINUTE_MS);
  expect(await settleAt(db, then)).toBe(1);
  const after = await boardAt(db, then);
  expect(after.predictions).toMatchObject([
    {
      kept: 1,
      settled: 1,
      pending: 0,
      unsettleable: [],
      absence: null,
      coverage: { hits: 1, n: 1, share: 1, low: 0.025, high: 1 },
      directionHits: { share: 1 },
      directionHitsWhereMoved: { n: 1 },
      mae: '0.02',
      maeIfPriceStays: '0.04',
      maePercent: 5,
      maePercentIfPriceStays: 10,
      skill: 0.5,
    },
  ]);
  expect(after.settled.edges).toMatchObject([
    { node: { kind: 'PREDICTION', actual: '0.36', covered: true, absence: null } },
  ]);
  // As of before it was settled, it was pending.
  expect((await boardAt(db, then, { asOf: formatInstant(hour(2)) })).predictions).toMatchObject([
    { pending: 1 },
  ]);
  expect((await boardAt(db, then, { gpu: 'H100 SXM' })).predictions).toEqual([]);
  expect((await boardAt(db, then, { provider: 'vastai' })).predictions).toEqual([]);
});

test('settling twice, at once, or after a run that was killed, settles each answer once and alike', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seed(
    db,
    Array.from({ length: 30 }, (_, index) => 0.4 - 0.005 * (index % 7)),
  );
  const answers = Array.from({ length: 20 }, (_, index) =>
    prediction({ madeAt: plusMs(hour(index), MINUTE_MS), price: 400_000 + index }),
  );
  // Written twice, as after a write of which nobody heard that it had succeeded.
  await keep(db, answers);
  await keep(db, answers);
  const then = plusMs(hour(30), 5 * MINUTE_MS);
  await rollUp(db, then);
  await expect(settleJob({ db }, () => then).run(AbortSignal.abort())).rejects.toThrow(/abort/);
  await Promise.all([settleAnswers(db, then), settleAnswers(db, then)]);
  const read = () =>
    db
      .selectFrom('kept_answer')
      .select(['id', 'actual', 'settled_at', 'covered', 'error'])
      .orderBy('id')
      .execute();
  const first = await read();
  expect(first).toHaveLength(20);
  expect(first.every(({ actual }) => actual !== null)).toBe(true);
  expect(await settleAnswers(db, plusMs(then, HOUR_MS))).toBe(0);
  expect(await read()).toEqual(first);
});

test('an hour that nobody looked at settles nothing; what comes late does, and after two days it is given up', async () => {
  await using database = await testDatabase();
  const { db } = database;
  // The price stays, and in hours 1 and 2 the provider did not answer.
  await seed(db, [0.4, 0.4, 0.4, 0.4], [1, 2]);
  await keep(db, [prediction(), prediction({ horizonMs: 2 * HOUR_MS })]);
  const then = plusMs(hour(4), 5 * MINUTE_MS);
  expect(await settleAt(db, then)).toBe(0);
  // A change of hour 1 becomes known the next day.
  await db
    .insertInto('price_change')
    .values({
      offer_id: (await db.selectFrom('offer').select('id').executeTakeFirstOrThrow()).id,
      observed_at: formatInstant(plusMs(hour(1), MINUTE_MS)),
      recorded_at: formatInstant(hour(24)),
      price: 390_000,
      stock: 'COUNTED',
      available: 1,
      listed: true,
    })
    .execute();
  await db
    .insertInto('rollup_dirty')
    .values({
      provider: 'vastai',
      imported: false,
      from_at: formatInstant(hour(1)),
      to_at: formatInstant(hour(2)),
    })
    .execute();
  const late = hour(25);
  expect(await settleAt(db, late)).toBe(1);
  expect((await boardAt(db, late)).predictions).toMatchObject([
    { horizon: 'PT1H', settled: 1, pending: 0 },
    { horizon: 'PT2H', settled: 0, pending: 1 },
  ]);
  const end = plusMs(hour(3), GIVE_UP_MS);
  expect(await settleAt(db, end)).toBe(1);
  expect((await boardAt(db, end)).predictions).toMatchObject([
    { horizon: 'PT1H', unsettleable: [] },
    { horizon: 'PT2H', settled: 0, pending: 0, unsettleable: [{ reason: 'STALE', n: 1 }] },
  ]);
});

test('decisions: what waiting came to, and who began at once saved nothing', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seed(db, [0.4, 0.38, 0.34, 0.3, 0.44, 0.44, 0.44, 0.44]);
  const elsewhere = { ...decision().series, region: 'US' };
  await keep(db, [
    // Taken at 0.34 in the second hour; the best was 0.30.
    decision(),
    // Never so low: 0.44 at the deadline.
    decision({ takeAt: 200_000, series: elsewhere }),
    decision({ waits: false, takeAt: null, series: { ...elsewhere, provider: 'vastai' } }),
    // From hour 2 on, 0.34 and 0.30, against 0.40 and 0.38.
    decision({ isLocked: false, takeAt: null, startAt: plusMs(decision().madeAt, 2 * HOUR_MS) }),
  ]);
  const then = plusMs(hour(8), 5 * MINUTE_MS);
  expect(await settleAt(db, then)).toBe(4);
  const board = await boardAt(db, then);
  expect(board.decisions).toMatchObject([
    {
      horizon: 'PT4H',
      priceLocked: false,
      settled: 1,
      savingPercent: Math.round((1 - 0.32 / 0.39) * 10_000) / 100,
    },
    {
      horizon: 'PT4H',
      priceLocked: true,
      settled: 3,
      waits: 2,
      // 15 %, −10 % and 0.
      savingPercent: 1.67,
      oracleSavingPercent: 25,
      expectedSavingPercent: 10,
      worse: { hits: 1, n: 2 },
    },
  ]);
  const { settled: list } = await boardAt(db, then);
  const regions = list.edges.map(({ node }) => (node['region'] as { code: string } | null)?.code);
  expect([regions.length, regions.filter((code) => code === 'US').length]).toEqual([4, 2]);
  // Pages through the list come to all four.
  const kinds = new Set<string>();
  let after: string | null = null;
  do {
    const { settled }: Board = await boardAt(db, then, { first: 1, after });
    for (const { node } of settled.edges)
      kinds.add(`${String(node['waits'])} ${String(node['savingPercent'])}`);
    after = settled.pageInfo.hasNextPage ? settled.pageInfo.endCursor : null;
  } while (after !== null);
  expect(kinds).toEqual(new Set(['false 0', 'true -10', 'true 15', 'true 17.95']));
  expect(await refusalOf(db, SCOREBOARD, { variables: { after: 'x' } })).toMatchObject({
    code: 'BAD_CURSOR',
  });
});

test('the truth of an hour is what priceTrend says of it, for every selection', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedMarket(db);
  await rollUp(db, plusMs(NOON, HOUR_MS));
  const [from, to] = [hour(-30), hour(0)];
  const some = {
    gpu: 'rtx-4090',
    gpuName: null,
    provider: null,
    billing: 'ON_DEMAND',
    region: null,
    simulated: false,
  } as const;
  const selections = [
    some,
    { ...some, region: 'US' },
    { ...some, region: 'US-CA' },
    { ...some, provider: 'beta' },
    { ...some, provider: 'alpha', region: 'DE' },
    { ...some, billing: 'SPOT' },
    { ...some, provider: 'demo', simulated: null },
    { ...some, simulated: true },
    { ...some, gpu: null, gpuName: 'H100' },
  ] as const;
  const truths = await hourlyTruth(
    db,
    selections.map((series) => ({ ...series, from, to })),
  );
  for (const [index, { gpu, gpuName, provider, billing, region, simulated }] of selections.entries()) {
    const { rows } = await quoteBuckets(db, {
      scope: {
        ...wholeMarket(simulated),
        gpus: gpu === null ? null : [gpu],
        gpuNames: gpuName === null ? null : [gpuName],
        providers: provider === null ? null : [provider],
        regions: region === null ? null : [region],
        billing,
      },
      buckets: { start: from, count: 30, lengthMs: HOUR_MS },
      moment: { at: NOON, asOf: null },
      byGpu: false,
    });
    const trend = rows.map(({ bucket, p50 }) => [bucket, p50]);
    expect(trend.length).toBeGreaterThan(0);
    expect([...(truths[index] ?? [])].map(([at, { price }]) => [at, price])).toEqual(trend);
  }
});

test('old answers are forgotten', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await keep(db, [prediction(), prediction({ madeAt: plusMs(NOON, 500 * DAY_MS) })], 1);
  await settleJob({ db }, () => instant(NOON + 500 * DAY_MS)).run(new AbortController().signal);
  const left = await db.selectFrom('kept_answer').select('made_at').execute();
  expect(left).toHaveLength(1);
  expect(await db.selectFrom('dropped_answer').select('dropped').execute()).toEqual([]);
});

test('every prediction that is served is kept, once an hour, and none that is absent or of the past', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const now = plusMs(NOON, 20 * MINUTE_MS);
  await importPrices(db, [{ gpu: 'RTX 4090', last: hour(-1), usd: jitter(0.4, 40 * 24) }], now);
  await using answers = new AnswerQueue({
    write: (kept, dropped) => writeAnswers(db, now, kept, dropped),
    now: () => now,
    onError: (error) => {
      throw error;
    },
  });
  const predict = (
    filter: string,
    args = '',
  ): Promise<{ prediction: { horizons: { low: { amount: string } }[] } }> =>
    data(db, `{ prediction(filter: { ${filter} } ${args}) { horizons { low { amount } } } }`, {
      context: { now: () => now, answers },
    });
  const served = await predict('gpu: "4090"');
  await predict('gpu: "4090"');
  await predict('gpu: "4090"', `asOf: "${formatInstant(hour(-2))}"`);
  await predict('gpu: "H100 SXM"');
  await answers.flush();
  const kept = await db
    .selectFrom('kept_answer')
    .select(['kind', 'gpu', 'horizon_hours', 'low', 'from_at'])
    .orderBy('horizon_hours')
    .execute();
  expect(kept).toMatchObject(
    [1, 6, 24].map((hours) => ({
      kind: 'PREDICTION',
      gpu: 'rtx-4090',
      horizon_hours: hours,
      from_at: hour(hours),
    })),
  );
  expect(kept.map(({ low }) => Math.round((low ?? 0) / 100))).toEqual(
    served.prediction.horizons.map(({ low }) => Math.round(Number(low.amount) * 10_000)),
  );
});
