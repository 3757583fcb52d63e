import fc from 'fast-check';
import { expect, test } from 'vitest';
import { forecastScore } from '#analytics/forecast-score.ts';
import { gangPowers } from '#analytics/spot-hazard.ts';
import { planSpot } from '#analytics/spot-plan.ts';
import { decideRun } from '#forecast/run-decision.ts';
import { fallbackOf } from '#forecast/run-fallback.ts';
import type { AskedRun, RunFacts } from '#forecast/run-situation.ts';
import type { StoredForecast } from '#forecast/store-predictions.ts';
import { HOUR_MS, instant, plusMs } from '#units/time.ts';

const THROUGH = instant(1_750_000_000_000 - (1_750_000_000_000 % HOUR_MS));
const STEPS = [1, 2, 7, 25, 73, 169];

function forecastOf(price: number, quantiles: readonly number[]): StoredForecast {
  return {
    from: plusMs(THROUGH, -1000 * HOUR_MS),
    through: THROUGH,
    observedTo: THROUGH,
    price,
    hours: 1000,
    observedHours: 1000,
    observedSinceGap: 1000,
    gapEnd: null,
    isConstant: false,
    isUnprecedented: false,
    providers: ['vastai'],
    isSimulated: false,
    horizons: STEPS.map((steps) => ({
      steps,
      quantiles,
      baseline: quantiles,
      low: null,
      high: null,
      score: forecastScore(),
      baselineInside: 0,
    })),
  };
}

const micros = fc.integer({ min: 1, max: 1_000_000_000 });
const hours = (most: number) => fc.double({ min: 0.01, max: most, noNaN: true });
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });

const cases = fc.record({
  price: micros,
  quantiles: fc.array(micros, { minLength: 19, maxLength: 19 }).map((some) => some.toSorted((a, b) => a - b)),
  hasForecast: fc.boolean(),
  isKnown: fc.boolean(),
  weekLow: maybe(micros),
  onDemand: maybe(micros),
  mostPrice: maybe(micros),
  mtbiHours: maybe(hours(1000)),
  workHours: hours(300),
  deadlineHours: hours(500),
  checkpointHours: hours(1),
  restartHours: hours(1),
  isSpot: fc.boolean(),
  isFloating: fc.boolean(),
  lateMs: fc.integer({ min: 0, max: 3 * HOUR_MS }),
});

test('whatever is asked and known: every figure is one, nothing waits past its deadline, and no price is paid above the most', () => {
  fc.assert(
    fc.property(cases, ({ isSpot, isFloating, lateMs, mtbiHours, hasForecast, isKnown, ...given }) => {
      const at = plusMs(THROUGH, lateMs);
      const asked: AskedRun = {
        ...given,
        at,
        deadline: plusMs(at, Math.ceil(given.deadlineHours * HOUR_MS)),
        gpuCount: 1,
        billing: isSpot ? 'SPOT' : 'ON_DEMAND',
        pricing: isFloating ? 'FLOATING' : 'LOCKED',
      };
      const hazard =
        isSpot && mtbiHours !== null
          ? { kind: 'EXPONENTIAL' as const, mtbiHours, lowMtbiHours: mtbiHours, highMtbiHours: mtbiHours }
          : null;
      const plan = hazard
        ? (planSpot({ ...asked, resumeWaitHours: 0 }, hazard, gangPowers(1)) ?? null)
        : null;
      const facts: RunFacts = {
        forecast: isKnown ? forecastOf(given.price, given.quantiles) : null,
        priceAbsence: isKnown ? null : 'NOT_OFFERED',
        forecastAbsence: isKnown && hasForecast ? null : 'NOT_ENOUGH_DATA',
        weekLow: given.weekLow,
        onDemand: isSpot ? given.onDemand : null,
        plan,
        mtbiHours: hazard?.mtbiHours ?? null,
        isEndless: hazard !== null && plan === null,
      };
      const decided = decideRun(asked, facts);
      const { decision, options, expected, missProbability, cheaperShare, latestStart } = decided;
      const most = given.mostPrice ?? Infinity;

      expect(latestStart).toBeGreaterThanOrEqual(at);
      expect(latestStart).toBeLessThanOrEqual(asked.deadline);
      for (const { start, mean, low, high, cheaperShare: cheaper, missProbability: missed } of options) {
        expect(start).toBeGreaterThanOrEqual(at);
        expect(start).toBeLessThanOrEqual(asked.deadline);
        for (const figure of [mean, low, high]) expect(figure).toBeGreaterThan(0);
        expect(low).toBeLessThanOrEqual(high);
        expect(cheaper).toBeGreaterThanOrEqual(0);
        expect(cheaper).toBeLessThanOrEqual(1);
        if (missed !== null) expect(missed).toBeGreaterThanOrEqual(0);
        if (missed !== null) expect(missed).toBeLessThanOrEqual(1);
      }
      for (const share of [missProbability, cheaperShare]) {
        if (share === null) continue;
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1 + 1e-9);
      }
      if (expected) expect(expected.low).toBeLessThanOrEqual(expected.high);
      const isLate = asked.deadline - at < asked.workHours * HOUR_MS;
      // Work that would not end costs nothing that could be told.
      if (facts.isEndless)
        expect([options, decision === 'USE_ON_DEMAND' || expected === null]).toEqual([[], true]);
      if (decision === 'RUN_NOW') {
        expect(isKnown).toBe(true);
        expect(decided.start).toBe(at);
        expect(given.price).toBeLessThanOrEqual(most);
      }
      if (decision === 'WAIT_UNTIL') {
        expect(decided.start).toBeLessThanOrEqual(latestStart);
        // Without time to wait only a price that may not be paid keeps a job from its start.
        if (latestStart - at < HOUR_MS) expect(given.price).toBeGreaterThan(most);
        // A price that none of the forecasts comes down to has no cost.
        if (most < Math.min(given.price, ...given.quantiles))
          expect([expected, cheaperShare ?? 0]).toEqual([null, 0]);
      }
      if (decision === 'USE_ON_DEMAND') {
        expect(isSpot).toBe(true);
        expect(expected?.mean).toBeLessThanOrEqual(most);
      }
      if (decision === null) expect(isKnown && !facts.isEndless).toBe(false);
      if (isLate && decision !== null) expect(missProbability).toBe(1);
      if (isLate && given.price <= most) expect(decision).not.toBe('WAIT_UNTIL');

      const fallback = fallbackOf(asked);
      expect(fallback.idleUntil).toBeLessThanOrEqual(fallback.onDemandFrom);
      expect(fallback.onDemandFrom).toBeLessThanOrEqual(asked.deadline);
    }),
    { numRuns: 500 },
  );
});
