import { join } from 'node:path';
import { expect, test } from 'vitest';
import { importHistory } from '#ingest/importer.ts';
import { openImportFile } from '#ingest/import-source.ts';
import { rollUp } from '#market/rollup.ts';
import { instant } from '#units/time.ts';
import { data } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';
import { noRealSeries, realSeriesFolder } from '../support/real-series.ts';

// Needs the real series beside the project in ../shared.
const folder = realSeriesFolder();

/** A little after the last row of the Vast.ai series, of 48 days. */
const NOW = instant(Date.UTC(2026, 3, 28, 17, 20));

type Accuracy = {
  readonly n: number;
  readonly skill: number;
  readonly pinballSkill: number;
  readonly coverage80: number;
};
type Answer = {
  readonly prediction: {
    readonly horizons: readonly { readonly status: string; readonly accuracy: Accuracy }[];
  };
};

test.skipIf(noRealSeries)('real Vast.ai medians are forecast with skill', { timeout: 180_000 }, async () => {
  await using database = await testDatabase();
  const { db } = database;
  await using source = await openImportFile(join(folder, 'vast_median.csv'));
  await importHistory(db, source, { now: NOW });
  await rollUp(db, NOW);
  const { prediction } = await data<Answer>(
    db,
    '{ prediction(filter: { gpuName: "H100" }) { horizons { status accuracy { n skill pinballSkill coverage80 } } } }',
    { context: { now: () => NOW } },
  );
  // Measured .086/.154/.150 and .156/.193/.171, covered .81 (November 2026): less would be a loss.
  const lines = [
    { skill: 0.05, pinballSkill: 0.11 },
    { skill: 0.13, pinballSkill: 0.15 },
    { skill: 0.13, pinballSkill: 0.15 },
  ];
  prediction.horizons.forEach(({ status, accuracy }, index) => {
    expect(status).toBe('SKILL');
    expect(accuracy.n).toBeGreaterThan(600);
    expect(accuracy.skill).toBeGreaterThan(lines[index]!.skill);
    expect(accuracy.pinballSkill).toBeGreaterThan(lines[index]!.pinballSkill);
    expect(accuracy.coverage80).toBeGreaterThan(0.74);
    expect(accuracy.coverage80).toBeLessThan(0.87);
  });
});
