import { describe, expect, test } from 'vitest';
import { AnswerQueue, SAMPLING } from '#forecast/answer-queue.ts';
import { keptAnswer, type KeptAnswer, type PredictionAnswer } from '#forecast/kept-answer.ts';
import { HOUR_MS, instant, MINUTE_MS, plusMs, type Instant } from '#units/time.ts';

const NOON = instant(Date.UTC(2026, 5, 15, 12));

function prediction(name: string, madeAt: Instant = NOON): PredictionAnswer {
  return {
    kind: 'PREDICTION',
    series: { gpu: name, gpuName: null, provider: null, billing: 'SPOT', region: null, simulated: false },
    madeAt,
    price: 400_000,
    horizonMs: HOUR_MS,
    low: 380_000,
    median: 400_000,
    high: 420_000,
  };
}

type Stage = {
  readonly queue: AnswerQueue;
  readonly written: KeptAnswer[];
  readonly errors: unknown[];
  at: Instant;
  fails: boolean;
  dropped: number;
};

function stage(options: { capacity?: number; perMinute?: number } = {}): Stage {
  const held: Stage = {
    written: [],
    errors: [],
    at: NOON,
    fails: false,
    dropped: 0,
    queue: new AnswerQueue({
      now: () => held.at,
      everyMs: 1_000_000,
      onError: (error) => held.errors.push(error),
      write: async (answers, dropped) => {
        if (held.fails) throw new Error('no database');
        held.written.push(...answers);
        held.dropped += dropped;
      },
      ...options,
    }),
  };
  return held;
}

describe('sampling', () => {
  test('one answer to a question in an hour', async () => {
    const held = stage();
    for (let asked = 0; asked < 50; asked++) held.queue.keep(prediction('a'));
    held.queue.keep({ ...prediction('a'), horizonMs: 6 * HOUR_MS });
    held.queue.keep({ ...prediction('a'), series: { ...prediction('a').series, provider: 'vastai' } });
    await held.queue.flush();
    expect(held.written).toHaveLength(3);
    held.at = plusMs(NOON, HOUR_MS);
    held.queue.keep(prediction('a', held.at));
    await held.queue.flush();
    expect(held.written).toHaveLength(4);
    expect(held.dropped).toBe(0);
  });

  test('so many a minute, and what is more is counted', async () => {
    const held = stage();
    for (let asked = 0; asked < SAMPLING.perMinute + 40; asked++) held.queue.keep(prediction(`g${asked}`));
    await held.queue.flush();
    expect(held.written).toHaveLength(SAMPLING.perMinute);
    expect(held.dropped).toBe(40);
    held.at = plusMs(NOON, MINUTE_MS);
    held.queue.keep(prediction('g639', held.at));
    await held.queue.flush();
    expect(held.written).toHaveLength(SAMPLING.perMinute + 1);
  });
});

describe('a database that is away', () => {
  test('a flood grows nothing, nothing is thrown, and what was dropped is told later', async () => {
    const held = stage({ capacity: 100, perMinute: 1_000_000 });
    held.fails = true;
    for (let round = 0; round < 20; round++) {
      for (let asked = 0; asked < 500; asked++) held.queue.keep(prediction(`g${round * 500 + asked}`));
      await held.queue.flush();
      expect(held.queue.state.waiting).toBeLessThanOrEqual(100);
    }
    expect(held.errors).toHaveLength(20);
    expect(held.queue.state).toEqual({ waiting: 100, dropped: 9900 });
    held.fails = false;
    await held.queue.flush();
    expect(held.written).toHaveLength(100);
    expect(held.dropped).toBe(9900);
    expect(held.queue.state).toEqual({ waiting: 0, dropped: 0 });
  });

  test('what waits is written once it is back, in order, and each once', async () => {
    const held = stage();
    held.fails = true;
    held.queue.keep(prediction('a'));
    await held.queue.flush();
    held.queue.keep(prediction('b'));
    held.queue.keep(prediction('a'));
    held.fails = false;
    await held.queue.flush();
    expect(held.written.map(({ answer }) => answer.series.gpu)).toEqual(['a', 'b']);
  });
});

test('what waits at the end is written', async () => {
  const held = stage();
  {
    await using queue = held.queue;
    queue.keep(prediction('a'));
  }
  expect(held.written).toHaveLength(1);
});

test('an answer that makes no sense is told of and fails nobody', () => {
  const held = stage();
  held.queue.keep({ ...prediction('a'), series: null as never });
  expect(held.errors).toHaveLength(1);
  expect(held.queue.state.waiting).toBe(0);
});

test('the hours that will tell', () => {
  const madeAt = plusMs(NOON, 20 * MINUTE_MS);
  const predicted = keptAnswer({ ...prediction('a', madeAt), horizonMs: 6 * HOUR_MS });
  expect(predicted).toMatchObject({
    hour: NOON,
    from: plusMs(NOON, 6 * HOUR_MS),
    to: plusMs(NOON, 7 * HOUR_MS),
    horizonHours: 6,
  });
  const decision = {
    ...prediction('a', madeAt),
    kind: 'RUN_OR_WAIT',
    waits: true,
    isLocked: true,
    takeAt: 350_000,
    startAt: plusMs(madeAt, 24 * HOUR_MS),
    deadline: plusMs(madeAt, 24 * HOUR_MS),
    runHours: 2.5,
    expectedSaving: 0.1,
  } as const;
  expect(keptAnswer(decision)).toMatchObject({
    from: NOON,
    to: plusMs(NOON, 25 * HOUR_MS),
    horizonHours: 24,
  });
  // A floating run that begins in the last hour ends 2.5 hours later.
  expect(keptAnswer({ ...decision, isLocked: false }).to).toBe(plusMs(NOON, 27 * HOUR_MS));
});
