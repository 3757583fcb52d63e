import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hampel } from '#analytics/hampel.ts';
import { median } from '#analytics/quantile.ts';
import { outliers, priceIndex, trimmedMean, weightOf, type IndexQuote } from '#analytics/price-index.ts';
import { sequence } from '../support/market-fixtures.ts';

const quote = (value: number, rest: Partial<IndexQuote> = {}): IndexQuote => ({
  value,
  reliability: 1,
  ageMs: 0,
  timeToLiveMs: 60_000,
  share: 1,
  ...rest,
});

test('the trimmed mean of 1, 2, 3, 4, 10 of equal weight: half of the first and of the last is cut', () => {
  const values = [10, 1, 3, 2, 4].map((value) => ({ value, weight: 2 }));
  // (0.5 × 1 + 2 + 3 + 4 + 0.5 × 10) ÷ 4
  expect(trimmedMean(values, 0.1)).toBeCloseTo(14.5 / 4, 12);
  expect(trimmedMean([], 0.1)).toBeUndefined();
});

test('weight is share × reliability × recency', () => {
  expect(weightOf(quote(1, { reliability: 0.8, ageMs: 30_000, share: 0.5 }))).toBeCloseTo(
    0.8 * 0.75 * 0.5,
    12,
  );
  expect(weightOf(quote(1, { reliability: null, ageMs: 1e9 }))).toBeCloseTo(0.45, 12);
});

test('one offer at any price moves the index of five to no more than its dearest honest one', () => {
  const prices = fc.array(fc.double({ min: 1, max: 2, noNaN: true }), { minLength: 5, maxLength: 30 });
  fc.assert(
    fc.property(prices, fc.double({ min: 0.001, max: 1000, noNaN: true }), (honest, rogue) => {
      const { value = 0 } = priceIndex([...honest, rogue].map((price) => quote(price))) ?? {};
      expect(value).toBeGreaterThan(0.75);
      // What is not flagged lies within 4 × the median, and carries at most a sixth of the weight.
      expect(value).toBeLessThan(3);
    }),
  );
});

test('a B200 at a cent among five is flagged and counted; four offers judge nobody', () => {
  expect(outliers([5, 5.2, 4.9, 5.1, 0.01])).toEqual([false, false, false, false, true]);
  expect(outliers([5, 5.2, 4.9, 0.01])).toEqual([false, false, false, false]);
  expect(priceIndex([5, 5.2, 4.9, 5.1, 0.01].map((value) => quote(value)))).toMatchObject({
    n: 4,
    anomalies: 1,
    effectiveN: 4,
  });
  expect(priceIndex([])).toBeUndefined();
});

// Needs the real series beside the project in ../shared.
const file = fileURLToPath(
  new URL('../../../shared/data/price_series/gpu_class_daily_index_2026-03_2026-08.csv', import.meta.url),
);
const missing = !existsSync(file);

function series(): { days: string[]; byClass: Map<string, (number | undefined)[]> } {
  const rows: Record<string, string>[] = parse(readFileSync(file), { columns: true });
  const classes = Object.keys(rows[0] ?? {}).filter((name) => name !== 'date');
  const valuesOf = (name: string) => rows.map((row) => (row[name] ? Number(row[name]) : undefined));
  return {
    days: rows.map(({ date = '' }) => date),
    byClass: new Map(classes.map((name) => [name, valuesOf(name)])),
  };
}

test.skipIf(missing)(
  'on a real daily index all that is flagged is bad, and all that is bad and odd is flagged',
  () => {
    const { days, byClass } = series();
    const names = [...byClass.keys()];
    const values = [...byClass.values()];
    const flagged: string[] = [];
    const unexplained: string[] = [];
    const missed: string[] = [];
    for (const [column, own] of values.entries()) {
      const odd = hampel(own);
      for (const [row, value] of own.entries()) {
        if (value === undefined) continue;
        const place = `${days[row]} ${names[column]}`;
        // What went wrong with the source: a class has another's figure of the day, or 0 or 1 in place of any.
        const bad = value <= 1 || values.some((other, index) => index !== column && other[row] === value);
        const usual =
          median(own.slice(Math.max(row - 5, 0), row + 6).filter((near) => near !== undefined)) ?? 0;
        const far = Math.abs(value / usual - 1) > 0.1;
        if (odd[row]) flagged.push(place);
        if (odd[row] && !bad) unexplained.push(place);
        if (!odd[row] && bad && far) missed.push(place);
        if (odd[row]) expect(Math.abs(value / usual - 1)).toBeGreaterThan(0.25);
      }
    }
    // A whole day on which the classes moved on by one: 7.43 7.43 7.43 3.69 1 1; of A100 the day before was wrong as well.
    expect(unexplained).toEqual(['2026-04-20 neocloud-A100']);
    expect(missed).toEqual([]);
    // The source is bad on 33 of its 170 days, often in four classes at once.
    expect(flagged).toHaveLength(90);
    expect(new Set(flagged.map((place) => place.slice(0, 10))).size).toBe(33);
    expect(values.flat().filter((value) => value !== undefined)).toHaveLength(786);
  },
);

test.skipIf(missing)('each injected spike is found, wherever it is, and a level shift is none', () => {
  const { byClass } = series();
  const chance = sequence(2026);
  for (const values of byClass.values()) {
    const odd = hampel(values);
    const smooth = values.filter((value, index) => value !== undefined && !odd[index]) as number[];
    for (const factor of [3, 10, 100, 1 / 3, 1 / 10, 1 / 100]) {
      for (let spike = 0; spike < 20; spike++) {
        const place = Math.floor(chance() * smooth.length);
        const spiked = smooth.map((value, index) => (index === place ? value * factor : value));
        expect(hampel(spiked)[place]).toBe(true);
      }
      const half = Math.floor(smooth.length / 2);
      const shifted = smooth.map((value, index) => (index >= half ? value * factor : value));
      expect(hampel(shifted).slice(half, half + 12)).not.toContain(true);
    }
  }
});
