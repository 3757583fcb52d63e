import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { priceIndex, recency, trimmedMean, type IndexedPrice } from '#analytics/price-index.ts';

/** A fully reliable price just said, on a machine of its own. */
function price(value: number, given: Partial<IndexedPrice> = {}): IndexedPrice {
  return { price: value, reliability: 1, ageMs: 0, timeToLiveMs: 180_000, machine: `${value}`, ...given };
}

describe('the trimmed mean', () => {
  it('leaves out whole values at each end where they are the trimmed share', () => {
    const values = [1, 20, 30, 40, 50, 60, 70, 80, 90, 1000].map((value) => ({ value, weight: 1 }));
    expect(trimmedMean(values, 0.1)).toBe(55);
  });

  it('counts a value across the cut in part', () => {
    // Of 4 the outer 0.4 go: 0.6 × 1 + 2 + 3 + 0.6 × 10 = 11.6, over a weight of 3.2.
    const values = [1, 2, 3, 10].map((value) => ({ value, weight: 1 }));
    expect(trimmedMean(values, 0.1)).toBeCloseTo(3.625, 12);
  });

  it('trims weight, not values', () => {
    // Of 10 the outer 1 go: 7 × 2, 1 × 3 and nothing of 100, over a weight of 8.
    const values = [
      { value: 100, weight: 1 },
      { value: 2, weight: 8 },
      { value: 3, weight: 1 },
    ];
    expect(trimmedMean(values, 0.1)).toBeCloseTo(17 / 8, 12);
  });

  it('has no value where nothing weighs, and refuses to trim it all', () => {
    expect(trimmedMean([{ value: 1, weight: 0 }], 0.1)).toBeUndefined();
    expect(() => trimmedMean([], 0.5)).toThrow(RangeError);
  });

  it('lies between the least and the greatest value', () => {
    const values = fc.array(
      fc.record({
        value: fc.integer({ min: 1, max: 1e9 }),
        weight: fc.double({ min: 0.01, max: 1, noNaN: true }),
      }),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(values, (given) => {
        const mean = trimmedMean(given, 0.1) ?? NaN;
        const all = given.map(({ value }) => value);
        expect(mean).toBeGreaterThanOrEqual(Math.min(...all) * (1 - 1e-9));
        expect(mean).toBeLessThanOrEqual(Math.max(...all) * (1 + 1e-9));
      }),
    );
  });
});

test('a price weighs from 1 when it was said down to a half when it is stale', () => {
  expect([-5, 0, 90_000, 180_000, 1e9].map((ageMs) => recency(ageMs, 180_000))).toEqual([
    1, 1, 0.75, 0.5, 0.5,
  ]);
});

describe('the index', () => {
  it('weighs by reliability, or the prior of 0.95, and recency', () => {
    // Weights 1, 0.95, 0.5 × 0.8 = 0.4: 2.35 in all, of which the outer 0.235 go.
    const { price: mean, effectiveSampleSize } = priceIndex([
      price(1),
      price(2, { reliability: null }),
      price(3, { reliability: 0.8, ageMs: 180_000 }),
    ]);
    expect(mean).toBeCloseTo((0.765 * 1 + 0.95 * 2 + 0.165 * 3) / 1.88, 12);
    expect(effectiveSampleSize).toBeCloseTo(2.35 ** 2 / (1 + 0.95 ** 2 + 0.4 ** 2), 12);
  });

  it('gives a machine one weight, however many overlapping offers it has', () => {
    const dear = [4, 4, 4, 4, 4, 4].map((value) => price(value, { machine: 'dear' }));
    const { price: mean, machines, effectiveSampleSize } = priceIndex([price(1), price(2), ...dear]);
    // Three machines of 1: the outer 0.3 go, so 0.7 × 1 + 2 + 0.7 × 4 = 5.5 over 2.4.
    expect(mean).toBeCloseTo(5.5 / 2.4, 12);
    expect(machines).toBe(3);
    expect(effectiveSampleSize).toBeCloseTo(3, 12);
  });

  it('says quantiles by weight and the spread between them', () => {
    const values = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    expect(priceIndex(values.map((value) => price(value)))).toMatchObject({
      p10: 1,
      p50: 5,
      p90: 9,
      spread: 1.6,
    });
  });

  it.each([
    ['a cent among dollars', [5, 5.1, 4.9, 5.2, 0.01], 1],
    ['five times the median among close prices', [5, 5.1, 4.9, 5.2, 26], 1],
    ['three times the median, as providers differ', [5, 5.1, 4.9, 5.2, 15], 0],
    ['prices that lie apart anyway', [1, 3, 5, 12, 22], 0],
    ['an odd one of four, too few to judge by', [5, 5.1, 4.9, 0.01], 0],
  ])('keeps out %s', (_name, values, anomalies) => {
    const index = priceIndex(values.map((value) => price(value)));
    expect(index.anomalies).toBe(anomalies);
    expect(index.kept).toHaveLength(values.length - anomalies);
  });

  it('is not moved by one machine that lists an odd price many times', () => {
    const honest = [4.8, 4.9, 5, 5.1, 5.2].map((value) => price(value));
    const odd = Array.from({ length: 15 }, () => price(500, { machine: 'odd' }));
    const { price: mean, anomalies } = priceIndex([...honest, ...odd]);
    expect(mean).toBeCloseTo(5, 12);
    expect(anomalies).toBe(15);
  });

  it('has no price below three, nor of offers nobody relies on', () => {
    const none = { price: null, p10: null, p50: null, p90: null, spread: null };
    expect(priceIndex([])).toMatchObject({ ...none, machines: 0, effectiveSampleSize: 0 });
    expect(priceIndex([price(1), price(2)])).toMatchObject({ ...none, machines: 2 });
    expect(priceIndex([price(1), price(2), price(3, { reliability: 0 })])).toMatchObject(none);
  });

  it('moves by no more than the honest prices lie apart, whatever one offer of six asks', () => {
    const honest = [4, 4.5, 5, 5.5, 6].map((value) => price(value));
    const asked = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(asked, (value) => {
        const mean = priceIndex([...honest, price(value, { machine: 'any' })]).price ?? NaN;
        expect(mean).toBeGreaterThan(4);
        expect(mean).toBeLessThan(8);
      }),
    );
  });
});
