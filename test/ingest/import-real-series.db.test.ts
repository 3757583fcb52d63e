import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { importHistory } from '#ingest/importer.ts';
import { openImportFile } from '#ingest/import-source.ts';
import { instant } from '#units/time.ts';
import { testDatabase } from '../support/database.ts';
import { noRealSeries, realSeriesFolder } from '../support/real-series.ts';

// Needs the real series beside the project in ../shared.
const folder = realSeriesFolder();

test.skipIf(noRealSeries)(
  'every real series is imported whole, and again without a change',
  async () => {
    await using database = await testDatabase();
    const { db } = database;
    const files = readdirSync(folder).filter((name) => name.endsWith('.csv'));
    expect(files.length).toBeGreaterThan(0);
    for (const name of files) {
      const rows: Record<string, string>[] = parse(readFileSync(join(folder, name)), { columns: true });
      const distinct = new Set(rows.map((row) => JSON.stringify(row)));
      for (const added of [distinct.size, 0]) {
        await using source = await openImportFile(join(folder, name));
        const summary = await importHistory(db, source, { now: instant(Date.UTC(2026, 10, 21)) });
        expect({ name, ...summary }).toMatchObject({
          name,
          lines: rows.length,
          added,
          alreadyThere: rows.length - added,
          rejected: 0,
          failure: null,
        });
      }
      const stored = await db
        .selectFrom('price_change')
        .innerJoin('offer', 'offer.id', 'price_change.offer_id')
        .select(['offer.gpu_name', 'offer.gpu_count', 'offer.region_name', 'offer.billing'])
        .select([
          'price_change.observed_at',
          'price_change.price',
          'price_change.available',
          'price_change.reliability',
        ])
        .where('offer.source', '=', `import: ${name}`)
        .execute();
      const expected = [...distinct].map((text) => {
        const row = JSON.parse(text) as Record<string, string>;
        return [
          row['gpu']?.trim(),
          Number(row['gpu_count']),
          row['region'] || null,
          row['billing']?.toUpperCase(),
          Date.parse(row['observed_at'] ?? ''),
          Math.round(Number(row['price_per_gpu_hour_usd']) * 1e6),
          row['available_count'] ? Number(row['available_count']) : null,
          row['reliability'] ? Number(row['reliability']) : null,
        ];
      });
      expect(inOrder(stored.map((row) => Object.values(row)))).toEqual(inOrder(expected));
    }
  },
  180_000,
);

function inOrder(rows: readonly unknown[][]): string[] {
  return rows.map((row) => JSON.stringify(row)).sort();
}
