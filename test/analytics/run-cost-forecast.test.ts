import { expect, test } from 'vitest';
import { runCostSpread } from '#analytics/run-cost-forecast.ts';
import { downsampled } from '#analytics/downsample.ts';
import { seededRandom } from '#analytics/seeded-random.ts';

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
}

/** How often the cost of more runs is within 80 %, over markets and models of these spreads of ln hours and ln price. */
function coverage(past: number, runs: number, hours: number, price: number): number {
  const random = seededRandom(7);
  const trials = 250;
  let inside = 0;
  for (let trial = 0; trial < trials; trial++) {
    const draw = (spread: number) => Math.exp(spread * normal(random));
    const told = Array.from({ length: past }, () => 5 * draw(hours));
    const paid = Array.from({ length: past }, () => 1.5 * draw(price));
    const { low, high } = runCostSpread({ hours: told, prices: paid }, runs, 0.8, trial, 400);
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / past;
    const spent = Array.from({ length: runs }, () => 5 * draw(hours)).reduce((sum, one) => sum + one, 0);
    const share = (spent * 1.5 * draw(price)) / (runs * mean(told) * mean(paid));
    if (share >= low && share <= high) inside++;
  }
  return inside / trials;
}

test('the cost of more runs is within its interval as often as that says', () => {
  // Of 250 trials at 80 % the share is within 6.5 points in 99 of 100 cases.
  for (const [past, runs, hours, price] of [
    [1, 5, 0.25, 0.15],
    [2, 1, 0.25, 0.15],
    [5, 5, 0.25, 0.15],
    [10, 3, 0.1, 0.05],
    [20, 10, 0.5, 0.3],
    // Farther from what is assumed where nothing is known, and learned.
    [5, 5, 0.5, 0.3],
    [10, 3, 0.05, 0.03],
  ] as const) {
    const share = coverage(past, runs, hours, price);
    expect([past, runs, share >= 0.73 && share <= 0.93 ? 'as told' : share]).toEqual([past, runs, 'as told']);
  }
});

test('more runs are surer than one, and more history than little', () => {
  const width = (hours: readonly number[], runs: number) => {
    const { low, high } = runCostSpread({ hours, prices: hours.map(() => 1.5) }, runs, 0.8);
    return high - low;
  };
  expect(width([5, 5.2, 4.8, 5.1], 10)).toBeLessThan(width([5, 5.2, 4.8, 5.1], 1));
  expect(width([5, 5.2, 4.8, 5.1, 5, 4.9, 5.1, 5], 1)).toBeLessThan(width([5], 1));
});

test('runs that are alike are believed sooner than what is assumed of runs', () => {
  const hours = [5, 5.1, 4.9, 5, 5.1, 4.9, 5, 5];
  const { low, high, hoursSpread } = runCostSpread({ hours, prices: hours.map(() => 1.5) }, 3, 0.8);
  expect(hoursSpread).toBeLessThan(0.05);
  expect(high - low).toBeLessThan(0.12);
});

test('a curve keeps its ends and its spikes', () => {
  const points = Array.from({ length: 10_000 }, (_, x) => ({ x, y: x === 7_777 ? 50 : 3 / (1 + x / 1000) }));
  const drawn = downsampled(points, 200);
  expect(drawn).toHaveLength(200);
  expect(drawn.map(({ x }) => x)).toEqual([...new Set(drawn.map(({ x }) => x))].toSorted((a, b) => a - b));
  expect([drawn[0]?.x, drawn.at(-1)?.x]).toEqual([0, 9_999]);
  expect(drawn.some(({ x }) => x === 7_777)).toBe(true);
  expect(downsampled(points.slice(0, 3), 200)).toHaveLength(3);
});
