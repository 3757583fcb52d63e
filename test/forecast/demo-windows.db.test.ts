import { expect, test } from 'vitest';
import { createDemoProviders } from '#demo/providers.ts';
import { seedDemo } from '#ingest/seed-demo.ts';
import { upsertProvider } from '#market/store-health.ts';
import { data } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';
import { NOON } from '../support/seed-market.ts';

test('the simulated market has safe windows from its first minute on', { timeout: 120_000 }, async () => {
  await using database = await testDatabase();
  const { db } = database;
  for (const provider of createDemoProviders({ seed: 1 })) await upsertProvider(db, provider);
  await seedDemo(db, 1, NOON);
  const { safeWindows } = await data<{
    safeWindows: {
      readonly hoursWatched: number;
      readonly simulated: boolean;
      readonly differ: boolean;
      readonly best: readonly { readonly safety: number }[];
      readonly worst: readonly { readonly safety: number }[];
    };
  }>(
    db,
    `{
      safeWindows(filter: { gpus: ["4090"], regions: ["DE"] }, duration: "PT6H", timeZone: "Europe/Berlin") {
        hoursWatched simulated differ best { safety } worst { safety }
      }
    }`,
    { simulated: true },
  );
  expect(safeWindows).toMatchObject({ simulated: true, differ: true });
  expect(safeWindows.hoursWatched).toBeGreaterThanOrEqual(44 * 24);
  expect(safeWindows.best).toHaveLength(3);
  expect(safeWindows.best[0]!.safety).toBeGreaterThan(safeWindows.worst[0]!.safety);
});
