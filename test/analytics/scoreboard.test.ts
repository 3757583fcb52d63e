import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { binomialInterval } from '#analytics/binomial-interval.ts';
import { settleDecision, type StatedDecision } from '#analytics/settle-decision.ts';
import { settlePrediction } from '#analytics/settle-prediction.ts';

describe('exact binomial interval', () => {
  test.each([
    // 1 − 0.025^(1/10), the rule for no hits.
    [0, 10, 0, 0.308_498],
    [10, 10, 0.691_502, 1],
    [5, 10, 0.187_086, 0.812_914],
  ])('%i of %i', (k, n, low, high) => {
    const interval = binomialInterval(k, n);
    expect(interval?.low).toBeCloseTo(low, 5);
    expect(interval?.high).toBeCloseTo(high, 5);
  });

  test('the tails beyond it have the chance α/2, summed term by term', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.nat(), (n, seed) => {
        const k = seed % (n + 1);
        const { share, low, high } = binomialInterval(k, n)!;
        expect(share).toBe(k / n);
        if (k > 0) expect(tail(n, low, (hits) => hits >= k)).toBeCloseTo(0.025, 9);
        if (k < n) expect(tail(n, high, (hits) => hits <= k)).toBeCloseTo(0.025, 9);
      }),
    );
  });

  test('hundred thousand trials come to the normal approximation', () => {
    const { low, high } = binomialInterval(80_000, 100_000)!;
    expect((high - low) / 2).toBeCloseTo(1.96 * Math.sqrt((0.8 * 0.2) / 100_000), 5);
  });

  test('no trials, no interval', () => expect(binomialInterval(0, 0)).toBeUndefined());
});

function tail(n: number, p: number, counts: (hits: number) => boolean): number {
  let [sum, term] = [0, (1 - p) ** n];
  for (let hits = 0; hits <= n; hits++) {
    if (counts(hits)) sum += term;
    term *= ((n - hits) / (hits + 1)) * (p / (1 - p));
  }
  return sum;
}

describe('a prediction against what the price came to', () => {
  const stated = { price: 0.4, low: 0.36, median: 0.38, high: 0.42 };

  test.each([
    [0.37, { covered: true, directionHit: true, moved: true }],
    [0.36, { covered: true, directionHit: true, moved: true }],
    [0.35, { covered: false, directionHit: true, moved: true }],
    [0.43, { covered: false, directionHit: false, moved: true }],
    [0.402, { covered: true, directionHit: false, moved: false }],
  ])('%f', (actual, expected) => {
    expect(settlePrediction(stated, actual)).toMatchObject(expected);
  });

  test('errors are shares of the price at the time', () => {
    const { error, staysError } = settlePrediction(stated, 0.36);
    expect(error).toBeCloseTo(0.05, 12);
    expect(staysError).toBeCloseTo(0.1, 12);
  });
});

describe('a decision against what the price came to', () => {
  const locked: StatedDecision = {
    price: 100,
    waits: true,
    isLocked: true,
    takeAt: 90,
    startHours: 4,
    deadlineHours: 4,
    runHours: 10,
  };

  test('a wait for a price ends at the first hour that has it', () => {
    expect(settleDecision(locked, [100, 95, 88, 80, 120])).toEqual({
      paid: 88,
      saving: 1 - 88 / 100,
      oracleSaving: 1 - 80 / 100,
      worse: false,
    });
  });

  test('or at the deadline, whatever it costs then', () => {
    expect(settleDecision(locked, [100, 95, 96, 97, 120])).toMatchObject({ paid: 120, worse: true });
    expect(settleDecision(locked, [100, 95, undefined, 97, undefined])).toBeUndefined();
    expect(settleDecision(locked, [100, undefined, 85, undefined, undefined])).toMatchObject({ paid: 85 });
  });

  test('a job that began at once saved nothing, and could have saved what the best hour did', () => {
    const begun = { ...locked, waits: false, takeAt: null, startHours: 0 };
    const settled = settleDecision(begun, [101, 95, 90, 110, 120]);
    expect(settled).toMatchObject({ paid: 100, saving: 0, worse: false });
    expect(settled?.oracleSaving).toBeCloseTo(0.1, 12);
  });

  test('a floating price is the mean over the run, of hours that were seen', () => {
    const floating: StatedDecision = {
      ...locked,
      isLocked: false,
      takeAt: null,
      startHours: 2,
      deadlineHours: 2,
      runHours: 2.5,
    };
    // From 0: (100 + 80 + 60/2) ÷ 2.5 = 84; from 2: (60 + 70 + 90/2) ÷ 2.5 = 70.
    const settled = settleDecision(floating, [100, 80, 60, 70, 90]);
    expect(settled?.paid).toBeCloseTo(70, 12);
    expect(settled?.saving).toBeCloseTo(1 - 70 / 84, 12);
    expect(settleDecision(floating, [100, 80, 60, undefined, undefined])).toBeUndefined();
    // 2 of 2.5 hours were seen.
    expect(settleDecision(floating, [100, 80, 60, 70, undefined])?.paid).toBeCloseTo(65, 12);
  });

  test('nothing saves more than knowing the future', () => {
    const price = fc.integer({ min: 50, max: 150 });
    fc.assert(
      fc.property(
        fc.array(fc.option(price, { nil: undefined }), { minLength: 30, maxLength: 30 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 12 }),
        fc.option(price, { nil: null }),
        (hours, isLocked, deadlineHours, takeAt) => {
          const stated = {
            ...locked,
            isLocked,
            deadlineHours,
            startHours: deadlineHours,
            takeAt,
            runHours: 3,
          };
          const settled = settleDecision(stated, hours);
          if (!settled) return;
          expect(settled.saving).toBeLessThanOrEqual(settled.oracleSaving);
          expect(settled.worse).toBe(settled.saving < -1e-9);
        },
      ),
    );
  });
});
