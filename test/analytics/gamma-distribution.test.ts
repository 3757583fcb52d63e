import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  chiSquaredQuantile,
  gammaCdf,
  gammaQuantile,
  lnGamma,
  normalHalfWidth,
} from '#analytics/gamma-distribution.ts';

test('the gamma function is the factorial, and √π at ½', () => {
  let factorial = 1;
  for (let n = 1; n <= 20; n++) {
    factorial *= n;
    expect(Math.exp(lnGamma(n + 1)) / factorial).toBeCloseTo(1, 12);
  }
  expect(lnGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 14);
  expect(lnGamma(1e-3)).toBeCloseTo(6.907178885383854, 12);
});

// NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.4, "Critical values of the chi-square distribution".
test.each([
  [1, 0.95, 3.841],
  [1, 0.05, 0.004],
  [2, 0.975, 7.378],
  [6, 0.025, 1.237],
  [8, 0.975, 17.535],
  [10, 0.99, 23.209],
  [10, 0.9, 15.987],
  [30, 0.025, 16.791],
  [60, 0.025, 40.482],
  [100, 0.975, 129.561],
  [100, 0.01, 70.065],
])('chi-squared with %d degrees of freedom has its %d-quantile at %d', (freedom, p, value) => {
  expect(chiSquaredQuantile(freedom, p).toFixed(3)).toBe(value.toFixed(3));
});

test('half, nine tenths and nineteen twentieths of a normal distribution are within the widths of every table', () => {
  expect(normalHalfWidth(0.5)).toBeCloseTo(0.674489750196, 11);
  expect(normalHalfWidth(0.9)).toBeCloseTo(1.644853626951, 11);
  expect(normalHalfWidth(0.95)).toBeCloseTo(1.95996398454, 11);
});

test('with whole shapes the distribution is the Poisson sum that it must be', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.double({ min: 0.01, max: 120, noNaN: true }),
      (shape, x) => {
        // P(gamma(n) ≤ x) = P(at least n Poisson events where x are expected).
        let term = Math.exp(-x);
        let fewer = term;
        for (let k = 1; k < shape; k++) fewer += term *= x / k;
        expect(gammaCdf(shape, x)).toBeCloseTo(1 - fewer, 11);
      },
    ),
  );
});

test('a quantile is where the distribution reaches it, whatever the shape', () => {
  const anyShape = fc.double({ min: -1.3, max: 5, noNaN: true }).map((power) => 10 ** power);
  const anyShare = fc.double({ min: 1e-4, max: 0.9999, noNaN: true });
  fc.assert(
    fc.property(anyShape, anyShare, (shape, p) => {
      expect(gammaCdf(shape, gammaQuantile(shape, p))).toBeCloseTo(p, 9);
    }),
    { numRuns: 1000 },
  );
});

test('the ends of the distribution are its ends', () => {
  expect(gammaQuantile(3, 0)).toBe(0);
  expect(gammaQuantile(3, 1)).toBe(Infinity);
  expect(gammaCdf(3, 0)).toBe(0);
  expect(gammaCdf(3, Infinity)).toBe(1);
  expect(() => gammaQuantile(3, 1.1)).toThrow(RangeError);
  expect(() => gammaCdf(0, 1)).toThrow(RangeError);
});
