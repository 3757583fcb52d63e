import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { carbonFigures } from '#catalog/carbon.ts';
import { wholesalePrices } from '#catalog/electricity-prices.ts';
import { regions } from '#catalog/regions.ts';

/** Published figures outside the repository; tests that read them are skipped where they are absent. */
const FOLDER = new URL('../../../shared/data/energy/', import.meta.url);

const rowsOf = (text: string) =>
  text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));
const read = (file: string) => rowsOf(readFileSync(new URL(file, FOLDER), 'utf8'));

test.skipIf(!existsSync(FOLDER))('countries’ carbon is what the source says', () => {
  const known = carbonFigures.filter(({ kind }) => kind === 'COUNTRY');
  expect(known.length).toBeGreaterThan(135);
  const published = new Map(read('carbon_intensity_by_country.csv').map((row) => [row[1], row]));
  const names = new Map(regions.map(({ code, name }) => [code, name]));
  for (const { region, gramsPerKwh, year } of known) {
    const name = region === 'TR' ? 'Turkey' : region === 'CI' ? "Cote d'Ivoire" : names.get(region);
    const row = published.get(name);
    expect([region, Number(row?.[2]), Number(row?.[3])]).toEqual([region, gramsPerKwh, year]);
  }
});

test.skipIf(!existsSync(FOLDER))('clouds’ carbon is what the sources say, every row of them', () => {
  const known = carbonFigures
    .filter(({ kind }) => kind === 'CLOUD_REGION')
    .map(({ provider, place, gramsPerKwh, year }) => `${provider} ${place} ${gramsPerKwh} ${year ?? ''}`);
  const published = read('carbon_intensity_by_cloud_region.csv')
    .filter(([, place]) => place !== 'us-east2')
    .map(([provider, place = '', , , , , grams, , year]) => {
      const name = provider === 'azure' ? place.toLowerCase().replaceAll(' ', '') : place;
      // The source has Finland and Germany a thousand times too large, and Doha misspelled.
      const value = Number(grams) > 2000 ? Number(grams) / 1000 : Number(grams);
      return `${provider} ${name.replace('me-cenrtal1', 'me-central1')} ${value} ${year}`;
    });
  expect(known.toSorted()).toEqual(published.toSorted());
});

test.skipIf(!existsSync(FOLDER))('zones’ carbon is the mean of their hours', () => {
  const sums = new Map<string, { direct: number; life: number; hours: number }>();
  const packed = readFileSync(new URL('carbon_intensity_hourly_2024.csv.gz', FOLDER));
  for (const [zone = '', , , , , direct, life] of rowsOf(gunzipSync(packed).toString())) {
    const sum = sums.get(zone) ?? { direct: 0, life: 0, hours: 0 };
    sums.set(zone, {
      direct: sum.direct + Number(direct),
      life: sum.life + Number(life),
      hours: sum.hours + 1,
    });
  }
  const known = carbonFigures.filter(({ kind }) => kind === 'ZONE');
  expect(new Set(known.map(({ place }) => place)).size).toBe(sums.size);
  for (const { place, source, gramsPerKwh } of known) {
    const sum = sums.get(place)!;
    const mean = (source.endsWith('direct') ? sum.direct : sum.life) / sum.hours;
    expect([place, source, Math.abs(mean - gramsPerKwh) < 0.051]).toEqual([place, source, true]);
  }
});

test.skipIf(!existsSync(FOLDER))('wholesale prices are what the source says, every row of them', () => {
  const known = wholesalePrices.map(({ zone, year, usdPerMwh }) => `${zone} ${year} ${usdPerMwh}`);
  const published = read('electricity_wholesale_price_by_region_year.csv').map(
    ([zone, year, , mean]) => `${zone} ${year} ${Number(mean)}`,
  );
  expect(known.toSorted()).toEqual(published.toSorted());
});
