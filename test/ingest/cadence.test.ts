import fc from 'fast-check';
import { expect, test } from 'vitest';
import { waitBeforePoll } from '#ingest/cadence.ts';

const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const cadenceMs = fc.integer({ min: 1000, max: 3_600_000 });

test('after a success the next poll starts within one cadence, at most a tenth early', () => {
  fc.assert(
    fc.property(cadenceMs, fc.double({ min: 0, max: 1, noNaN: true }), chance, (cadence, share, luck) => {
      const tookMs = cadence * share;
      const startToStart = tookMs + waitBeforePoll({ cadenceMs: cadence, tookMs, failures: 0 }, luck);
      expect(startToStart).toBeLessThanOrEqual(cadence + 1e-6);
      expect(startToStart).toBeGreaterThanOrEqual(Math.max(tookMs, cadence * 0.9) - 1e-6);
    }),
  );
});

test('each failure in a row doubles the wait, up to ten minutes, half of it chance', () => {
  const waits = [1, 2, 3, 4, 20, 5000].map((failures) =>
    waitBeforePoll({ cadenceMs: 60_000, tookMs: 0, failures }, 0),
  );
  expect(waits).toEqual([30_000, 60_000, 120_000, 240_000, 300_000, 300_000]);
  expect(waitBeforePoll({ cadenceMs: 60_000, tookMs: 0, failures: 1 }, 0.999)).toBeCloseTo(59_970, -2);
});

test('a list read every six hours is asked for again within a minute of a failure, then less and less', () => {
  const waits = [1, 2, 3, 5, 8, 9, 10, 5000].map((failures) =>
    waitBeforePoll({ cadenceMs: 6 * 3_600_000, tookMs: 0, failures }, 0),
  );
  const minutes = waits.map((wait) => wait / 60_000);
  expect(minutes).toEqual([0.5, 1, 2, 8, 64, 128, 180, 180]);
});

test('a provider that says how long to wait is heeded', () => {
  expect(waitBeforePoll({ cadenceMs: 60_000, tookMs: 0, failures: 1, retryAfterMs: 900_000 }, 0)).toBe(
    900_000,
  );
});

test('a clock set back during a poll does not put off the next one', () => {
  const wait = waitBeforePoll({ cadenceMs: 60_000, tookMs: -3_600_000, failures: 0 }, 0);
  expect(wait).toBe(60_000);
});
