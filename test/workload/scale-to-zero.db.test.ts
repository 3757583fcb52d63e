import fc from 'fast-check';
import { expect, test } from 'vitest';
import { data, refusalOf } from '../support/ask.ts';
import { FIGURE } from '../support/figure-fields.ts';
import { fileDatabase } from '../support/file-database.ts';
import { figuresThatDoNotAddUp } from '../support/redo.ts';

const QUERY = `query ($input: ScaleToZeroInput!) { scaleToZero(input: $input) {
  reasoning load ${FIGURE} chosen { minWorkers idleTimeout }
  options { minWorkers maxWorkers idleTimeout meetsTarget verdict whyLost
    coldProbability ${FIGURE} runningWorkers { value } p95Delay { value basis source }
    meanDelay { value basis source explain { formula inputs { name figure { value } } } }
    monthly { amount figure { value explain { formula inputs { name figure { value } } } } } }
} }`;

type Value = { value: number; basis: string; source: string };
type Option = {
  minWorkers: number;
  maxWorkers: number;
  idleTimeout: string;
  meetsTarget: boolean;
  verdict: string;
  whyLost: string | null;
  coldProbability: Value;
  runningWorkers: Value;
  meanDelay: Value;
  p95Delay: Value;
  monthly: { amount: string; figure: Value };
};
type Answer = {
  scaleToZero: { reasoning: string; load: Value; options: Option[]; chosen: { minWorkers: number } | null };
};

const db = await fileDatabase();

const INPUT = { rental: { pricePerGpuHour: 0.44 }, requestsPerDay: 200, requestDuration: 'PT4S' };

async function optionsOf(input: object) {
  return (await data<Answer>(db, QUERY, { variables: { input: { ...INPUT, ...input } } })).scaleToZero;
}

test('the usual four: min 0 is cheap and cold, min 1 costs a worker and is quick', async () => {
  const { options, chosen, reasoning } = await optionsOf({});
  expect(options.map(({ minWorkers, idleTimeout }) => [minWorkers, idleTimeout])).toEqual([
    [0, 'PT15S'],
    [0, 'PT1M'],
    [1, 'PT1M'],
    [2, 'PT1M'],
  ]);
  const [zero, patient, one, two] = options;
  // A gap of 432 s on average: e^(−15 ÷ 432) = 0.97 and e^(−60 ÷ 432) = 0.87 of them outlast the timeout.
  expect(zero!.coldProbability.value).toBeGreaterThan(0.85);
  expect(patient!.coldProbability.value).toBeLessThan(zero!.coldProbability.value - 0.05);
  expect(zero!.p95Delay.value).toBeGreaterThanOrEqual(45);
  // 24 h × 30 × 0.44 $ is what one worker costs that never stops.
  expect(one!.monthly.figure.value).toBeGreaterThanOrEqual(316.8);
  expect(one!.monthly.figure.value).toBeLessThan(340);
  expect(two!.monthly.figure.value).toBeGreaterThanOrEqual(633.6);
  expect(chosen?.minWorkers).toBe(1);
  expect(one).toMatchObject({ verdict: 'CHOSEN', whyLost: null, meetsTarget: true });
  expect(zero).toMatchObject({ verdict: 'FRONTIER', meetsTarget: false });
  expect(zero!.whyLost).toMatch(/^5 of 100 requests wait over \d+ s, and 5 s is the target\.$/);
  expect(two!.whyLost).toMatch(
    /meets the target too, and min 1, max 5, idle 60 s does with \d+\.\d % fewer hours/,
  );
  expect(reasoning).toMatch(/^Keep min 1, max 5, idle 60 s: the cheapest/);
});

test('where a minute of waiting is allowed, min 0 is enough, and a bound on cold starts rules it out', async () => {
  const relaxed = { targetDelay: 'PT1M' };
  expect((await optionsOf(relaxed)).chosen?.minWorkers).toBe(0);
  expect((await optionsOf({ ...relaxed, maxColdProbability: 0.05 })).chosen?.minWorkers).toBe(1);
});

test('policies with a formula are told by it: always on by Erlang C, one that stops by Welch', async () => {
  const { options } = await optionsOf({
    policies: [
      { minWorkers: 2, maxWorkers: 2 },
      { minWorkers: 0, maxWorkers: 1, idleTimeout: 'PT15S' },
    ],
  });
  const [stopping, always] = options;
  expect(stopping!.coldProbability.source).toMatch(/Welch/);
  // e^(−rT)·(1 − ρ) ÷ (1 + r·e^(−rT)·45) with r = 200 ÷ 86,400 and T = 15
  expect(stopping!.coldProbability.value).toBeCloseTo(
    (0.965874 * (1 - 4 / 432)) / (1 + 0.965874 * (45 / 432)),
    5,
  );
  expect(always!.coldProbability.value).toBe(0);
  expect(always!.monthly.amount).toBe('633.60');
  expect(always!.meanDelay.source).toMatch(/Erlang C/);
});

test('nothing that meets the target is said', async () => {
  const { chosen, reasoning } = await optionsOf({ policies: [{ minWorkers: 0 }], targetDelay: 'PT1S' });
  expect(chosen).toBeNull();
  expect(reasoning).toMatch(/^Nothing compared meets the target\. min 0, max 5, idle 60 s comes nearest/);
});

test('requests of office hours leave workers off at night', async () => {
  const hourlyShares = Array.from({ length: 24 }, (_, hour) => (hour >= 9 && hour < 17 ? 1 : 0));
  const busy = { requestsPerDay: 4000, policies: [{ minWorkers: 0, idleTimeout: 'PT10M' }] };
  const [office] = (await optionsOf({ ...busy, hourlyShares })).options;
  const [steady] = (await optionsOf(busy)).options;
  expect(office!.runningWorkers.value).toBeLessThan(0.6 * steady!.runningWorkers.value);
  expect(office!.runningWorkers.value).toBeGreaterThan(8 / 24);
});

test('every figure adds up, and each option has its place', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        rental: fc.record({
          pricePerGpuHour: fc.integer({ min: 1, max: 10_000_000 }).map((micros) => micros / 1e6),
          gpuCount: fc.integer({ min: 1, max: 8 }),
        }),
        requestsPerDay: fc.double({ min: 0.1, max: 4000, noNaN: true }),
        requestDuration: fc.integer({ min: 1, max: 20_000 }).map((ms) => `PT${ms / 1000}S`),
        requestVariation: fc.constantFrom(0, 0.5, 1, 3),
        targetDelay: fc.integer({ min: 0, max: 90 }).map((s) => `PT${s}S`),
        policies: fc.array(
          fc.record({
            minWorkers: fc.integer({ min: 0, max: 3 }),
            idleTimeout: fc.constantFrom('PT0S', 'PT1M'),
          }),
          { minLength: 1, maxLength: 4 },
        ),
        maxWorkers: fc.integer({ min: 1, max: 4 }),
      }),
      async (input) => {
        const { scaleToZero } = await data<Answer>(db, QUERY, { variables: { input } });
        expect(figuresThatDoNotAddUp(scaleToZero)).toEqual([]);
        const { options } = scaleToZero;
        const meeting = options.filter(({ meetsTarget }) => meetsTarget);
        const chosen = options.filter(({ verdict }) => verdict === 'CHOSEN');
        expect(chosen).toEqual(meeting.slice(0, 1));
        for (const option of options) {
          expect(option.runningWorkers.value).toBeLessThanOrEqual(option.maxWorkers * (1 + 1e-9));
          expect(option.runningWorkers.value).toBeGreaterThanOrEqual(option.minWorkers * (1 - 1e-9));
          expect(option.whyLost === null).toBe(option.verdict === 'CHOSEN');
          expect(option.whyLost).not.toBe('');
        }
      },
    ),
    { numRuns: 25 },
  );
});

test.each([
  [{ requestsPerDay: 0 }, 'requestsPerDay', /between 0.001 and/],
  [{ requestDuration: 'PT0S' }, 'requestDuration', /between PT0.001S and P1D/],
  [{ requestsPerDay: 200_000 }, 'maxWorkers', /9.26 workers busy all day: say `maxWorkers: 10`/],
  [{ requestsPerDay: 10_000_000 }, 'requestsPerDay', /463 workers busy/],
  [{ hourlyShares: [1, 2] }, 'hourlyShares', /24 weights/],
  [{ hourlyShares: Array.from({ length: 24 }, () => 0) }, 'hourlyShares', /not all 0/],
  [{ policies: [{ minWorkers: -1 }] }, 'minWorkers', /between 0 and 100/],
  [{ policies: [{ minWorkers: 3, maxWorkers: 2 }] }, 'maxWorkers', /between 3 and 100/],
  [{ maxColdProbability: 1.1 }, 'maxColdProbability', /between 0 and 1/],
  [{ requestVariation: -1 }, 'requestVariation', /between 0 and 100/],
])('%j is refused', async (change, argument, message) => {
  const refused = await refusalOf(db, QUERY, { variables: { input: { ...INPUT, ...change } } });
  expect(refused).toMatchObject({ code: 'BAD_USER_INPUT', argument });
  expect(refused.message).toMatch(message);
});
