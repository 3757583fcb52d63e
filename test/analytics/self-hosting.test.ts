import fc from 'fast-check';
import { expect, test } from 'vitest';
import { apiPerRequest, breakEven, selfHostedBill, type SelfHosting } from '#analytics/self-hosting.ts';
import { given } from '#units/figure.ts';

const usd = (value: number) => given(value, 'USD');

function hosting(fixed: number, monthly: number, usable: number, spares = 0): SelfHosting {
  return {
    fixed: usd(fixed),
    replica: { monthly: usd(monthly), usable: given(usable, 'requests'), spares: given(spares, '1') },
  };
}

test('50 $ a month against gpt-4 at 30 $/M: 100,000 × 500 tokens are 1,500 $, and 1,667 requests break even', () => {
  const perRequest = apiPerRequest(
    { input: given(500, 'tokens'), output: given(0, 'tokens'), cached: given(0, 'tokens') },
    { input: usd(30), output: usd(60), cachedInput: usd(30) },
  );
  expect(perRequest.value * 100_000).toBeCloseTo(1500, 9);
  const even = breakEven({ fixed: usd(50), replica: null }, perRequest);
  expect(even.first?.value).toBeCloseTo(50 / 0.015, 9);
  expect(even.stays).toBe(even.first);
});

test('cached tokens are part of the input, at their own price', () => {
  const perRequest = apiPerRequest(
    { input: given(1000, 'tokens'), output: given(200, 'tokens'), cached: given(600, 'tokens') },
    { input: usd(2.5), output: usd(10), cachedInput: usd(1.25) },
  );
  // (400 × 2.5 + 600 × 1.25 + 200 × 10) ÷ 10⁶
  expect(perRequest.value).toBeCloseTo(0.00375, 12);
});

test('a staircase is crossed several times: the first, and the one from which it stays', () => {
  // Replicas of 100 $ for 1,000 requests, 40 $ beside, against 0.15 $ a request.
  const even = breakEven(hosting(40, 100, 1000), usd(0.15));
  // 1 replica: 140 $ = 933 requests. 2: 240 $ = 1,600. 3: 340 $ = 2,267, and 4 at 3,000 requests cost 440 < 450.
  expect(even.crossings.map(({ requests, cheaper }) => [Math.round(requests.value), cheaper])).toEqual([
    [933, 'SELF_HOSTED'],
    [1000, 'API'],
    [1600, 'SELF_HOSTED'],
    [2000, 'API'],
    [2267, 'SELF_HOSTED'],
  ]);
  expect(even.first?.value).toBeCloseTo(933.333, 3);
  expect(even.stays?.value).toBeCloseTo(2266.667, 3);
  expect(even.count).toBe(5);
});

test('replicas that cost what the API asks for all they can serve never break even', () => {
  expect(breakEven(hosting(0, 150, 1000), usd(0.15))).toMatchObject({ first: null, stays: null, count: 0 });
});

test('crossings are where the bills cross, whatever they are', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 500 }),
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 10, max: 5000 }),
      fc.integer({ min: 0, max: 3 }),
      fc.integer({ min: 1, max: 1000 }),
      (fixed, monthly, usable, spares, milli) => {
        const self = hosting(fixed, monthly, usable, spares);
        const perRequest = milli / 1000;
        const isCheaper = (requests: number) =>
          selfHostedBill(self, given(requests, 'requests')).monthly.value <= requests * perRequest;
        const even = breakEven(self, usd(perRequest));
        const { crossings, first, stays } = even;
        // Between two crossings that are not the same point, the one said to be cheaper is.
        const points = crossings.map(({ requests }) => requests.value);
        const between = points.map((from, at) => (from + (points[at + 1] ?? from + usable)) / 2);
        for (const [at, { cheaper }] of crossings.entries()) {
          const from = points[at]!;
          if (Math.abs(between[at]! - from) < 1e-6 * from) continue;
          if (at === crossings.length - 1 && even.count > crossings.length) continue;
          expect(isCheaper(between[at]!)).toBe(cheaper === 'SELF_HOSTED');
        }
        if (first) expect(isCheaper(first.value * 0.999_999)).toBe(false);
        for (let step = 0; step < 50; step++) {
          const requests = step * usable + 0.001;
          if (!first || requests < first.value) expect(isCheaper(requests)).toBe(false);
          if (stays && requests > stays.value * 1.000_001) expect(isCheaper(requests + 0.001)).toBe(true);
        }
      },
    ),
    { numRuns: 500 },
  );
});
