import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HOUR_MS, plusMs } from '#units/time.ts';
import { data } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';
import { COST, DEEP_FIGURE } from '../support/figure-fields.ts';
import { figuresThatDoNotAddUp } from '../support/redo.ts';
import { NOON, seedMarket, seedOffers, seedProviders } from '../support/seed-market.ts';

const QUERY = `query ($input: SavingsChecklistInput!) { savingsChecklist(input: $input) {
  monthlyCost ${COST} rental { absence }
  measures { key reason monthlySaving ${DEEP_FIGURE} }
  notNow { key whyNot reason }
} }`;

type Answer = {
  savingsChecklist: {
    monthlyCost: { amount: string } | null;
    rental: { absence: string | null };
    measures: { key: string; reason: string; monthlySaving: { value: number } }[];
    notNow: { key: string; whyNot: string }[];
  };
};

test('ranks what saves by dollars, and moves no more machines than are offered: by hand', async () => {
  await using database = await testDatabase();
  await seedProviders(database.db, [{ id: 'alpha' }, { id: 'beta' }]);
  const at = plusMs(NOON, -HOUR_MS);
  const offer = { gpu: 'rtx-4090', region: 'DE' };
  await seedOffers(database.db, [
    { ...offer, provider: 'beta', key: 'own', changes: [{ at, usd: 0.5, available: 9 }] },
    { ...offer, provider: 'alpha', key: 'one', changes: [{ at, usd: 0.3, available: 3 }] },
  ]);
  const { savingsChecklist: list } = await data<Answer>(database.db, QUERY, {
    variables: {
      input: {
        rental: { gpu: '4090', provider: 'beta' },
        machines: 4,
        hours: 100,
        useCase: 'production API',
        busyHours: 25,
        coldStartsPerMonth: 0,
        cacheHitShare: 0.2,
      },
    },
  });
  expect(list.monthlyCost?.amount).toBe('200.00');
  // 4 × 0.5 × 75 idle hours; 3 × 100 × (0.5 − 0.3); 4 × 0.5 × 25 × 0.2.
  const savings = list.measures.map(({ key, monthlySaving }) => [
    key,
    Math.round(monthlySaving.value * 1e6) / 1e6,
  ]);
  expect(savings).toEqual([
    ['SCALE_TO_ZERO', 150],
    ['CHEAPER_OFFER', 60],
    ['CACHING', 10],
  ]);
  expect(list.measures[1]?.reason).toContain('3 of 4 can be moved');
  expect(list.notNow.map(({ key, whyNot }) => [key, whyNot])).toContainEqual(['SPOT', 'NOT_SUITED']);
});

test('what has no price has no checklist, and says why', async () => {
  await using database = await testDatabase();
  await seedMarket(database.db);
  const { savingsChecklist: list } = await data<Answer>(database.db, QUERY, {
    variables: { input: { rental: { gpu: 'B200' } } },
  });
  expect(list).toMatchObject({ monthlyCost: null, rental: { absence: 'NOT_OFFERED' }, measures: [] });
});

test('every figure adds up, no saving is more than is paid, and each measure is told once', async () => {
  await using database = await testDatabase();
  await seedMarket(database.db);
  const inputs = fc.record({
    rental: fc.record({
      gpu: fc.constantFrom('4090', 'H100 SXM'),
      billing: fc.constantFrom('SPOT', 'ON_DEMAND'),
      pricePerGpuHour: fc.integer({ min: 1, max: 9 }),
    }),
    machines: fc.integer({ min: 1, max: 9 }),
    hours: fc.integer({ min: 100, max: 744 }),
    useCase: fc.constantFrom('training', 'production API', 'what not'),
    model: fc.constantFrom({ name: 'Llama 3.1 8B' }, undefined),
    format: fc.constantFrom('FP16', 'Q4_K_M'),
    busyHours: fc.integer({ min: 0, max: 100 }),
    cacheHitShare: fc.constantFrom(0, 0.3, 1),
    batch: fc.constantFrom({ now: 1, possible: 16 }, undefined),
    checkpointInterval: fc.constantFrom('PT5M', 'PT12H', undefined),
  });
  await fc.assert(
    fc.asyncProperty(inputs, async (input) => {
      const { savingsChecklist: list } = await data<Answer>(database.db, QUERY, { variables: { input } });
      expect(figuresThatDoNotAddUp(list)).toEqual([]);
      const savings = list.measures.map(({ monthlySaving }) => monthlySaving.value);
      expect(savings).toEqual(savings.toSorted((a, b) => b - a));
      for (const saving of savings) {
        expect(saving).toBeGreaterThan(0);
        expect(saving).toBeLessThanOrEqual(Number(list.monthlyCost?.amount) + 1e-6);
      }
      expect(new Set([...list.measures, ...list.notNow].map(({ key }) => key)).size).toBe(10);
    }),
    { numRuns: 30 },
  );
});
