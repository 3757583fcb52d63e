import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import type { Gpu } from '#catalog/gpu.ts';
import { absurdPrice } from '#catalog/price-floor.ts';
import { resolveProvider } from '#catalog/providers.ts';
import { resolveGpu } from '#catalog/resolve-gpu.ts';
import { resolveRegion } from '#catalog/resolve-region.ts';
import { usdFromFloat } from '#units/money.ts';

// Reads real market data that lies beside the repository, at ../shared/data; skips where it is absent.
const data = new URL('../../../shared/data/', import.meta.url);

type Row = Readonly<Record<string, string>>;
type Sighting = { readonly name: string; readonly vramGb: number; readonly prices: readonly number[] };

describe.skipIf(!existsSync(data))('the names and prices of real markets', () => {
  test('are mapped but for these', () => {
    const unmapped = new Map<string, string>();
    for (const { name, vramGb } of sightings()) {
      const { kind } = resolveGpu(name, vramGb > 0 ? { vramMb: vramGb * 1024 } : {});
      if (kind !== 'MAPPED') unmapped.set(`${name}${vramGb > 0 ? ` ${vramGb} GB` : ''}`, kind);
    }
    const formFactorNotSaid = [
      'A100',
      'A100 40 GB',
      'A100 80 GB',
      'A100 40GB',
      'A100 40GB 40 GB',
      'A100 80GB',
      'A100 80GB 80 GB',
      'A100-40GB',
      'A100-80GB',
      'H100',
      'H100 80 GB',
      'H100-80GB',
      'P100 16 GB',
      'V100',
      'V100 16 GB',
      'a100 80 GB',
      'h100 80 GB',
      'nvidia-tesla-p100',
      'nvidia-tesla-v100',
      'v100 16 GB',
    ];
    // Workstation, Max-Q and server boards all have 96 GB.
    const editionNotSaid = ['RTX 6000 Pro 96 GB', 'RTX 6000 Pro (Blackwell) 96 GB', 'rtx-pro-6000 96 GB'];
    // Slices sold under the whole GPU's name, and two typing errors of the source: the memory contradicts the name.
    const contradictory = [
      'A40 16 GB',
      'RTX 6000 Pro 24 GB',
      'RTX 6000 Pro (Blackwell) 24 GB',
      'RTX 6000 Pro 48 GB',
      'RTX 6000 Pro (Blackwell) 48 GB',
      'a100-pcie-80 40 GB',
      'a100-sxm-80 40 GB',
      'a40 16 GB',
      'h100-nvl 80 GB',
      'rtx-pro-6000 24 GB',
      'rtx-pro-6000 48 GB',
    ];
    // A server board of late 2026 without published figures, and a row without a name.
    const unknown = ['RTX PRO 4500 SE 32 GB', ''];
    expect(
      [...unmapped]
        .filter(([, kind]) => kind === 'AMBIGUOUS')
        .map(([name]) => name)
        .toSorted(),
    ).toEqual([...formFactorNotSaid, ...editionNotSaid].toSorted());
    expect(
      [...unmapped]
        .filter(([, kind]) => kind === 'UNKNOWN')
        .map(([name]) => name)
        .toSorted(),
    ).toEqual([...contradictory, ...unknown].toSorted());
  });

  test('have the figures that were collected for them', () => {
    const known = rows('gpu_facts/gpu_specs.csv').map((row) => {
      const name = (row['gpu'] ?? '').replace(' (per GPU)', '');
      const found = resolveGpu(name, { vramMb: Number(row['vram_gb']) * 1024 });
      const collected = [
        row['mem_bw_gb_s'],
        row['tdp_w'],
        row['fp16_tensor_dense_tflops_fp32acc'],
        row['fp8_dense_tflops'],
      ].map((text) => (text ? Number(text) : null));
      const gpu = found.kind === 'MAPPED' ? found.gpu : null;
      return { name, collected, ours: gpu && figures(gpu) };
    });
    const differ = known.filter(
      ({ collected, ours }) => !ours || collected.some((figure, at) => !same(figure, ours[at] ?? null)),
    );
    expect(known.length).toBeGreaterThanOrEqual(75);
    expect(differ).toEqual([
      // Collected under a name that does not say PCIe or SXM.
      { name: 'Tesla P100', collected: [732, 250, 18.7, null], ours: null },
      // Collected without TFLOPS; here derived from the vendor's FP32 rate.
      { name: 'RTX PRO 6000 Server', collected: [1597, 600, null, null], ours: [1597, 600, 480, 960] },
    ]);
  });

  test('ask no price that is refused, whichever GPU of an ambiguous name is meant', () => {
    let judged = 0;
    const refused = sightings().flatMap(({ name, vramGb, prices }) => {
      const found = resolveGpu(name, vramGb > 0 ? { vramMb: vramGb * 1024 } : {});
      const meant =
        found.kind === 'MAPPED' ? [found.gpu] : found.kind === 'AMBIGUOUS' ? found.candidates : [];
      return meant.flatMap((gpu) =>
        prices.flatMap((dollars) => {
          const price = usdFromFloat(dollars);
          judged += 1;
          return price === undefined ? [`${dollars}`] : (absurdPrice(gpu, price) ?? []);
        }),
      );
    });
    expect(refused).toEqual([]);
    expect(judged).toBeGreaterThan(100_000);
  });

  test('name regions that are found but for these', () => {
    const series = 'price_series/multicloud_offers_20min_2026-08-20_22.csv';
    const named = [
      ...rows(series).map((row) => [row['provider'] ?? '', row['region'] ?? ''] as const),
      ...rows('price_series/gcp_gpu_price_changes_2022-02_2026-07.csv').map(
        (row) => ['gcp', row['region'] ?? ''] as const,
      ),
      ...rows('price_series/aws_gpu_spot_2019-12_2020-03.csv').map(
        (row) => ['aws', row['az'] ?? ''] as const,
      ),
      ...rows('price_series/aws_g2_2xlarge_spot_2015.csv').map((row) => ['aws', row['az'] ?? ''] as const),
      ...rows('interruption/aws_spot_advisor_gpu.csv').map((row) => ['aws', row['region'] ?? ''] as const),
      ...rows('interruption/gcp_aws_gpu_preemptible_lifetimes_2020-03.csv').map(
        (row) => ['gcp', row['zone'] ?? ''] as const,
      ),
      ...rows('energy/carbon_intensity_by_cloud_region.csv').map(
        (row) => [row['provider'] ?? '', row['region'] ?? ''] as const,
      ),
    ];
    const lost = named
      .filter(([provider, region]) => resolveRegion(region, resolveProvider(provider)?.id) === null)
      .map(([, region]) => region);
    expect([...new Set(lost)].toSorted()).toEqual([
      // no one place
      'Americas',
      'EU / US',
      'Global (lowest)',
      'Mumbai / global list',
      // a typing error of the source for me-central1
      'me-cenrtal1',
      // not a region of GCP's public list
      'us-east2',
      '—',
    ]);
  });
});

function rows(file: string): Row[] {
  return parse(readFileSync(new URL(file, data)), { columns: true });
}

function sightings(): Sighting[] {
  const series = (file: string, see: (row: Row) => Partial<Sighting>) =>
    rows(`price_series/${file}`).map((row) => ({ name: '', vramGb: 0, prices: [], ...see(row) }));
  return [
    ...series('gpurentalprices_daily_2026-07_2026-08.csv', (row) => ({
      name: row['gpu'] ?? '',
      vramGb: Number(row['vram_gb']),
      prices: prices(row, 'usd_gpu_hr'),
    })),
    ...['gpu', 'gpu_label'].flatMap((column) =>
      series('multicloud_offers_20min_2026-08-20_22.csv', (row) => ({
        name: row[column] ?? '',
        vramGb: Number(row['vram_gb']),
        prices: prices(row, 'usd_gpu_hr'),
      })),
    ),
    ...series('gcp_gpu_price_changes_2022-02_2026-07.csv', (row) => ({
      name: row['gpu_name'] ?? '',
      prices: perGpu(row, 'price_on_demand_usd_hr', 'price_spot_usd_hr'),
    })),
    ...['aws_gpu_spot_2019-12_2020-03.csv', 'aws_g2_2xlarge_spot_2015.csv'].flatMap((file) =>
      series(file, (row) => ({ name: row['gpu_name'] ?? '', prices: perGpu(row, 'price_spot_usd_hr') })),
    ),
    ...series('prime_marketplace_30min_2025-10_2025-11.csv', (row) => ({
      name: `${row['gpu_type']} ${row['socket']}`,
      prices: prices(row, 'min', 'median', 'max'),
    })),
    ...series('vast_runpod_lambda_2h_2026-03_2026-08.csv', (row) => ({
      name: row['gpu_name'] ?? '',
      prices: prices(row, 'min_usd_gpu_hr', 'max_usd_gpu_hr', 'on_demand_usd_gpu_hr', 'spot_usd_gpu_hr'),
    })),
    ...rows('snapshots/vast_machines_rented_vs_unrented_2026-06-12.csv').map((row) => ({
      name: row['GPU'] ?? '',
      vramGb: Number(row['VRAM_GB']),
      prices: prices(row, 'PricePerHour'),
    })),
    ...rows('snapshots/hyperscaler_gpu_skus_2026-06-15.csv').map((row) => ({
      name: row['gpu_type'] ?? '',
      vramGb: 0,
      prices: prices(row, 'per_gpu_hourly_usd'),
    })),
    ...rows('interruption/gcp_aws_gpu_preemptible_lifetimes_2020-03.csv').map((row) => ({
      name: row['gpu_type'] ?? '',
      vramGb: 0,
      prices: [],
    })),
  ];
}

function prices(row: Row, ...columns: string[]): number[] {
  return columns.map((column) => Number(row[column])).filter((price) => price > 0);
}

function perGpu(row: Row, ...columns: string[]): number[] {
  return prices(row, ...columns).map((price) => price / Number(row['gpu_count']));
}

function figures(gpu: Gpu): (number | null)[] {
  return [gpu.bandwidthGBPerSecond, gpu.tdpWatts, gpu.fp16Tflops, gpu.fp8Tflops];
}

function same(a: number | null, b: number | null): boolean {
  return a === null || b === null ? a === b : Math.abs(a / b - 1) < 0.002;
}
