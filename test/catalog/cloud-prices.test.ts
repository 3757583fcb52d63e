import { pricesOf } from '#catalog/cloud-price.ts';
import { listPrices, listPricesAt } from '#catalog/cloud-prices.ts';
import { clouds, instanceGpu, instanceTypes } from '#catalog/cloud-skus.ts';
import { gpuBySlug } from '#catalog/gpus.ts';
import { absurdPrice } from '#catalog/price-floor.ts';
import { microUsd } from '#units/money.ts';
import { instant } from '#units/time.ts';
import { expect, test } from 'vitest';

const CUT = instant(Date.UTC(2025, 5, 5));
const NOW = instant(Date.UTC(2026, 9, 1));

const rows = clouds.flatMap((cloud) => listPrices[cloud].map((row) => ({ cloud, ...row })));

test.each([
  ['p4d.24xlarge', 32.7726, 21.957642],
  ['p4de.24xlarge', 40.96575, 27.44705],
  ['p5.48xlarge', 98.32, 55.04],
  ['p5en.48xlarge', 84.8, 63.296],
])('%s costs %d until 2025-06-05 and %d from then on, to the millisecond', (sku, before, after) => {
  const at = (when: number) =>
    listPricesAt('aws', 'ON_DEMAND', instant(when))
      .filter((row) => row.sku === sku)
      .map((row) => row.pricePerInstanceHour / 1e6);
  expect(at(CUT - 1)).toEqual([before]);
  expect(at(CUT)).toEqual([after]);
  expect(at(NOW)).toEqual([after]);
});

test('before the first day known, and in gaps, there is no price', () => {
  expect(listPricesAt('aws', 'ON_DEMAND', instant(Date.UTC(2023, 8, 17, 23, 59)))).toEqual([]);
  const spot = (when: number) =>
    listPricesAt('gcp', 'SPOT', instant(when)).filter(({ sku }) => sku === 'a3-highgpu-8g');
  expect(spot(Date.UTC(2025, 5, 26))).toHaveLength(1);
  expect(spot(Date.UTC(2025, 5, 27))).toEqual([]);
  expect(spot(Date.UTC(2026, 8, 16))).toEqual([]);
  expect(spot(Date.UTC(2026, 8, 17))).toHaveLength(1);
  expect(listPricesAt('aws', 'SPOT', NOW)).toEqual([]);
});

test('every row is of a known type with whole GPUs, has a source, and dates in order', () => {
  const faults = rows.filter(
    (row) =>
      !instanceGpu(row.cloud, row.sku) ||
      row.source.length < 10 ||
      row.pricePerInstanceHour <= 0 ||
      (row.to !== null && row.to <= row.from) ||
      row.confirmed < row.from ||
      (row.to !== null && row.confirmed > row.to),
  );
  expect(faults).toEqual([]);
  expect(rows.length).toBeGreaterThan(120);
});

test('no two rows of a type, region and billing hold at once', () => {
  const keyOf = (row: (typeof rows)[number]) => [row.cloud, row.sku, row.region, row.billing].join(' ');
  const overlaps = [...Map.groupBy(rows, keyOf)].flatMap(([key, series]) => {
    const sorted = series.toSorted((a, b) => a.from - b.from);
    return sorted.slice(1).some((row, index) => (sorted[index]?.to ?? Infinity) > row.from) ? [key] : [];
  });
  expect(overlaps).toEqual([]);
});

test('no list price of a GPU is one that no market asks', () => {
  const absurd = rows.flatMap((row) => {
    const { gpu, gpuCount } = instanceGpu(row.cloud, row.sku)!;
    return absurdPrice(gpuBySlug(gpu)!, microUsd(Math.round(row.pricePerInstanceHour / gpuCount))) ?? [];
  });
  expect(absurd).toEqual([]);
});

test('every GPU a cloud has is on the on-demand list but those nothing is known of', () => {
  const missing = (cloud: (typeof clouds)[number]) => {
    const listed = new Set(listPricesAt(cloud, 'ON_DEMAND', NOW).map(({ gpu }) => gpu));
    return [...new Set(instanceTypes(cloud).map(({ gpu }) => gpu))].filter((gpu) => !listed.has(gpu));
  };
  expect(missing('aws')).toEqual(['b300', 'gb200']);
  // Retired: K80, M60, P100, P40, V100 PCIe, MI25. Without a known price: the rest.
  expect(missing('azure').toSorted()).toEqual([
    'gb200',
    'gb300',
    'k80',
    'm60',
    'mi25',
    'mi300x',
    'p100-pcie',
    'p40',
    'pro-v710',
    'rtx-pro-6000-server',
    'v100-pcie-16gb',
    'v100-sxm2-32gb',
  ]);
  // a4 is not sold on demand, a4x has no list price, and the K80 is retired.
  expect(missing('gcp')).toEqual(['b200', 'gb200', 'gb300', 'k80']);
});

test('what cannot be read is refused', () => {
  const list = { region: 'r', billing: 'ON_DEMAND', source: 's', confirmed: '2026-01-01' } as const;
  for (const text of ['', 'x', 'x 2026-01-01', 'x 2026-13-01 1', 'x 2026-01-01 one'])
    expect(() => pricesOf(list, text)).toThrow(RangeError);
});
