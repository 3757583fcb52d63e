import { expect, test } from 'vitest';
import { arrivalsOf, arrivalsUpTo } from '#analytics/daily-arrivals.ts';
import { alwaysOnDelay, stoppingWorker, type SteadyLoad } from '#analytics/queue-delay.ts';
import { simulateScaling } from '#analytics/scaling-run.ts';
import { gammaVariate, seededRandom } from '#analytics/seeded-random.ts';
import { simulateWorkers } from '#analytics/worker-simulation.ts';
import { given } from '#units/figure.ts';

const steady = (rate: number, seconds: number, variation = 1, cold = 45): SteadyLoad => ({
  rate: given(rate, '1/s'),
  requestSeconds: given(seconds, 's'),
  variation: given(variation, '1'),
  coldSeconds: given(cold, 's'),
});

test('Erlang C: 2 workers at 1.5 Erlang make 64.3 % wait, 2 service times each', () => {
  // C(2, 1.5) = 9/14; the wait of those who wait is S ÷ (c − a).
  expect(alwaysOnDelay(steady(0.15, 10), 2).value).toBeCloseTo(((9 / 14) * 10) / 0.5, 9);
});

test('one worker waits as Pollaczek and Khinchine say', () => {
  // λ·S²·(1 + c²) ÷ (2·(1 − ρ)) at 0.05/s × 10 s, services always the same.
  expect(alwaysOnDelay(steady(0.05, 10, 0), 1).value).toBeCloseTo((0.05 * 100) / (2 * 0.5), 9);
});

test('a worker that never has the time to stop is one that is always on', () => {
  const stopping = stoppingWorker(steady(0.05, 10), given(1e6, 's'));
  expect(stopping.delay.value).toBeCloseTo(alwaysOnDelay(steady(0.05, 10), 1).value, 9);
  expect(stopping.coldProbability.value).toBeCloseTo(0, 12);
  expect(stopping.running.value).toBeCloseTo(1, 12);
});

/** Runs long, and compares what came out: within four in a hundred. */
function simulated(rate: number, seconds: number, variation: number, min: number, max: number, idle: number) {
  const random = seededRandom(7);
  const policy = { min, max, idleTimeout: idle, coldSeconds: 45, scaleUpAfter: 3 };
  const run = simulateWorkers(policy, arrivalsUpTo(400_000, arrivalsOf(rate * 86_400, null, random)), () =>
    gammaVariate(random, seconds, variation),
  );
  return {
    delay: run.delays.reduce((sum, delay) => sum + delay, 0) / run.delays.length,
    cold: run.coldStarts / run.delays.length,
    running: run.billedSeconds / run.seconds,
  };
}

const offBy = (value: number, expected: number) => Math.abs(value / expected - 1);

test.each([
  [0.15, 10, 1, 2],
  [0.3, 10, 1, 5],
  [0.08, 10, 0, 1],
  [0.05, 10, 2, 1],
])('%f/s × %f s, variation %f, on %i workers: as simulated', (rate, seconds, variation, workers) => {
  const { delay } = simulated(rate, seconds, variation, workers, workers, 15);
  expect(offBy(delay, alwaysOnDelay(steady(rate, seconds, variation), workers).value)).toBeLessThan(0.04);
});

test('Lee and Longton are within a tenth of three workers whose services vary', () => {
  const { delay } = simulated(0.24, 10, 2, 3, 3, 15);
  expect(offBy(delay, alwaysOnDelay(steady(0.24, 10, 2), 3).value)).toBeLessThan(0.1);
});

test.each([
  [0.002, 5, 1, 15],
  [0.02, 5, 1, 60],
  [0.05, 10, 0, 15],
  [0.05, 10, 2, 30],
])(
  '%f/s × %f s, variation %f, one worker stopping after %i s: as simulated',
  (rate, seconds, variation, idle) => {
    const { delay, cold, running } = simulated(rate, seconds, variation, 0, 1, idle);
    const expected = stoppingWorker(steady(rate, seconds, variation), given(idle, 's'));
    expect(offBy(delay, expected.delay.value)).toBeLessThan(0.04);
    expect(offBy(cold, expected.coldProbability.value)).toBeLessThan(0.04);
    expect(offBy(running, expected.running.value)).toBeLessThan(0.04);
  },
);

test('hours of the day hold their share of the requests', () => {
  const shares = Array.from({ length: 24 }, (_, hour) => (hour < 8 ? 0 : hour));
  const next = arrivalsOf(1000, shares, seededRandom(3));
  const found = shares.map(() => 0);
  let at = 0;
  while (at < 300 * 86_400) {
    at = next(at);
    found[Math.floor(at / 3600) % 24]!++;
  }
  const sum = shares.reduce((total, share) => total + share, 0);
  for (const [hour, share] of shares.entries()) {
    const expected = (300_000 * share) / sum;
    expect(Math.abs(found[hour]! - expected)).toBeLessThanOrEqual(5 * Math.sqrt(expected));
  }
});

test('busy hours alone are served by workers that start for them: cheaper than always on, and cold once a day', () => {
  const load = { requestsPerDay: 2000, requestSeconds: 5, variation: 1 };
  const hourlyShares = Array.from({ length: 24 }, (_, hour) => (hour >= 9 && hour < 17 ? 1 : 0));
  const policy = { min: 0, max: 1, idleTimeout: 600, coldSeconds: 45, scaleUpAfter: 3 };
  const run = simulateScaling({ ...load, hourlyShares }, policy);
  // Eight hours of 24, and the idle timeout.
  expect(run.running).toBeGreaterThan(8 / 24);
  expect(run.running).toBeLessThan(8.3 / 24);
  expect(run.coldProbability).toBeCloseTo(1 / 2000, 4);
  expect(simulateScaling({ ...load, hourlyShares }, policy)).toEqual(run);
});

test('more workers start when requests wait, and no more than may', () => {
  const load = { requestsPerDay: 20_000, hourlyShares: null, requestSeconds: 10, variation: 1 };
  const policy = { min: 0, idleTimeout: 60, coldSeconds: 45, scaleUpAfter: 3 };
  const five = simulateScaling(load, { ...policy, max: 5 });
  const three = simulateScaling(load, { ...policy, max: 3 });
  // 2.3 Erlang: at least as many run on average, and at most all.
  expect(three.running).toBeGreaterThan(2.3);
  expect(three.running).toBeLessThanOrEqual(3);
  expect(five.running).toBeGreaterThan(three.running - 0.05);
  expect(five.delay.mean).toBeLessThan(three.delay.mean);
});

test.each([5e-324, 1e-300, 1e-17, 1e-12, 1e-9, 1e-3, 0.5, 2, 1000, 1e300])(
  'variates of a squared variation of %d come in time, near their mean where it is small',
  (variation) => {
    const random = seededRandom(3);
    const variates = Array.from({ length: 1000 }, () => gammaVariate(random, 4, variation));
    expect(variates.every((value) => value >= 0 && Number.isFinite(value))).toBe(true);
    // Six standard deviations.
    if (variation <= 1e-3)
      for (const value of variates)
        expect(Math.abs(value - 4)).toBeLessThanOrEqual(24 * Math.sqrt(variation) + 4e-6);
  },
);
