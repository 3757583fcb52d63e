import fc from 'fast-check';
import { expect, test } from 'vitest';
import { data, refusalOf } from '../support/ask.ts';
import { COST, DEEP_FIGURE, FIGURE } from '../support/figure-fields.ts';
import { fileDatabase } from '../support/file-database.ts';
import { figuresThatDoNotAddUp } from '../support/redo.ts';
import { NOON, seedOffers, seedProviders } from '../support/seed-market.ts';
import { HOUR_MS, plusMs } from '#units/time.ts';

const QUERY = `query ($input: ServerlessInput!) { serverlessCost(input: $input) {
  rental { gpu { slug } gpuCount pricePerGpuHour ${FIGURE} absence simulated }
  busySecondsPerDay ${FIGURE} coldStartsPerDay ${FIGURE} coldProbability ${FIGURE}
  idleSecondsPerDay ${FIGURE} idleSecondsPerGap ${FIGURE} billedHoursPerMonth ${FIGURE} breakEvenPremium ${FIGURE}
  monthly { compute ${COST} idle ${COST} withoutIdle ${COST} total ${COST} alwaysOn ${COST} perRequest { figure ${DEEP_FIGURE} } }
} }`;

type Amount = { amount: string; figure: { value: number; basis: string } };
type Answer = {
  serverlessCost: {
    rental: {
      pricePerGpuHour: { value: number; basis: string; source: string } | null;
      absence: string | null;
    };
    coldProbability: { value: number };
    monthly: { withoutIdle: Amount; total: Amount; alwaysOn: Amount } | null;
  };
};

const load = { requestsPerDay: 10_000, requestDuration: 'PT2S', coldStarts: 'RARELY' };

const db = await fileDatabase(async (db) => {
  await seedProviders(db, [{ id: 'alpha' }]);
  const offer = { provider: 'alpha', gpu: 'rtx-4090', region: 'DE' };
  const changes = (usd: number) => [{ at: plusMs(NOON, -HOUR_MS), usd }];
  await seedOffers(db, [
    { ...offer, key: 'one', changes: changes(0.44) },
    // Two GPUs are no worker of one.
    { ...offer, key: 'two', gpuCount: 2, changes: changes(0.3) },
  ]);
});

test('10,000 × 2 s on a 4090 at 0.44: 73.35 a month without idle, from the price observed', async () => {
  const { serverlessCost } = await data<Answer>(db, QUERY, {
    variables: { input: { ...load, rental: { gpu: '4090' } } },
  });
  expect(serverlessCost.monthly?.withoutIdle.amount).toBe('73.349833');
  expect(serverlessCost.rental.pricePerGpuHour).toMatchObject({ value: 0.44, basis: 'OBSERVED' });
  expect(serverlessCost.rental.pricePerGpuHour?.source).toBe(
    'https://alpha.example: the only offer of 1, by alpha in DE, observed 2026-06-15T12:00:00Z',
  );
  expect(figuresThatDoNotAddUp(serverlessCost)).toEqual([]);
});

test('what nobody offers has hours, and no price', async () => {
  const { serverlessCost } = await data<Answer>(db, QUERY, {
    variables: { input: { ...load, rental: { gpu: 'B200' } } },
  });
  expect(serverlessCost.rental).toMatchObject({ pricePerGpuHour: null, absence: 'NOT_OFFERED' });
  expect(serverlessCost.monthly).toBeNull();
  expect(serverlessCost.coldProbability.value).toBe(0.1 / 10_000);
});

test('every figure adds up, and stopping never costs more than staying on at the same price', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        requestsPerDay: fc.double({ min: 0.01, max: 5000, noNaN: true }),
        requestDuration: fc.integer({ min: 1, max: 15_000 }).map((ms) => `PT${ms / 1000}S`),
        coldStart: fc.integer({ min: 0, max: 120 }).map((s) => `PT${s}S`),
        coldStarts: fc.constantFrom('ARRIVALS', 'HOURLY', 'DAILY', 'RARELY'),
        idleTimeout: fc.integer({ min: 0, max: 86_400 }).map((s) => `PT${s}S`),
        workers: fc.integer({ min: 1, max: 5 }),
        rental: fc.record({
          gpuCount: fc.integer({ min: 1, max: 8 }),
          pricePerGpuHour: fc.integer({ min: 1, max: 100_000_000 }).map((micros) => micros / 1e6),
        }),
      }),
      async (input) => {
        const { serverlessCost } = await data<Answer>(db, QUERY, { variables: { input } });
        expect(figuresThatDoNotAddUp(serverlessCost)).toEqual([]);
        const { total, alwaysOn } = serverlessCost.monthly!;
        expect(total.figure.value).toBeLessThanOrEqual(alwaysOn.figure.value * (1 + 1e-9));
        expect(serverlessCost.coldProbability.value).toBeLessThanOrEqual(1);
      },
    ),
    { numRuns: 100 },
  );
});

test.each([
  ['requestsPerDay: 0, requestDuration: "PT2S"', 'requestsPerDay', /between 0.001 and/],
  ['requestsPerDay: -5, requestDuration: "PT2S"', 'requestsPerDay', /between 0.001 and/],
  ['requestsPerDay: 10, requestDuration: "PT0S"', 'requestDuration', /between PT0.001S and P1D/],
  ['requestsPerDay: 10, requestDuration: "PT25H"', 'requestDuration', /between PT0.001S and P1D/],
  [
    'requestsPerDay: 10, requestDuration: "PT2S", idleTimeout: "P2D"',
    'idleTimeout',
    /is P2D: give a duration between PT0S and P1D/,
  ],
  ['requestsPerDay: 10, requestDuration: "PT2S", workers: 0', 'workers', /between 1 and 1000/],
  // 100,000 × 2 s are 200,000 s of 86,400.
  ['requestsPerDay: 100000, requestDuration: "PT2S"', 'workers', /200000 s a day.*86400.*`workers: 3`/],
  // A queue that is busy all day has no end.
  ['requestsPerDay: 43200, requestDuration: "PT2S"', 'workers', /`workers: 2`/],
])('{ %s } is refused', async (input, argument, message) => {
  const refused = await refusalOf(
    db,
    `{ serverlessCost(input: { rental: { pricePerGpuHour: 0.44 }, ${input} }) { at } }`,
  );
  expect(refused).toMatchObject({ code: 'BAD_USER_INPUT', argument });
  expect(refused.message).toMatch(message);
});

test('a bill beyond all reason is refused', async () => {
  const rental = 'rental: { pricePerGpuHour: 1000, gpuCount: 1024 }';
  const asked = `{ serverlessCost(input: { ${rental}, workers: 1000, requestsPerDay: 1, requestDuration: "PT1S" }) { at } }`;
  expect(await refusalOf(db, asked)).toMatchObject({ argument: 'workers' });
});

test('a rental without a GPU or a price is refused', async () => {
  const asked = `{ serverlessCost(input: { rental: {}, requestsPerDay: 1, requestDuration: "PT1S" }) { at } }`;
  expect(await refusalOf(db, asked)).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'gpu' });
});
