import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { gcpGpus, gcpMachines } from '#catalog/gcp-machines.ts';
import { instanceGpu } from '#catalog/cloud-skus.ts';
import { readGcpSku } from '#providers/gcp-sku.ts';
import { normaliseGcp } from '#providers/gcp-prices.ts';
import { gcpB200Slice, gcpSku } from '../support/fake-gcp.ts';
import { NOW } from './contract.ts';
import { catalogSkus, gpuSku, hostSkus, RATES, ssdSku, type Way } from './gcp-rates.ts';

const read = (...skus: unknown[]) => normaliseGcp([{ skus }], NOW);
const priceOf = (skus: readonly unknown[], type: string, billing: Way = 'ON_DEMAND') =>
  read(...skus).quotes.find((quote) => quote.traits.instanceType === type && quote.billing === billing)
    ?.price;
/** As the sum of a whole machine, dollars, becomes the price of one of its GPUs, micro-dollars. */
const perGpu = (usd: number, gpuCount: number) => Math.round((usd / gpuCount) * 1e6);

describe('Google’s machines', () => {
  it('agree with the table of instance types', () => {
    expect(new Set(gcpMachines.map(({ type }) => type)).size).toBe(gcpMachines.length);
    for (const { accelerator, type, gpuCount } of gcpMachines) {
      const known = instanceGpu('gcp', type);
      if (!type.startsWith('n1-')) expect(known?.gpuCount).toBe(gpuCount);
      expect(known?.gpu ?? instanceGpu('gcp', accelerator)?.gpu).toBe(instanceGpu('gcp', accelerator)?.gpu);
      expect(gcpGpus.map((gpu) => gpu.accelerator)).toContain(accelerator);
    }
  });

  // us-central1 on 2025-06-12 (Cyclenerd/google-cloud-pricing-cost-calculator, pricing.yml): dollars an hour.
  it.each([
    ['a2-highgpu-1g', 1, 3.673385, 1.442955],
    ['a2-highgpu-8g', 8, 29.38708, 11.54364],
    ['a2-megagpu-16g', 16, 55.739504, 21.87384],
    ['a2-ultragpu-1g', 1, 5.06879789041096, 2.02351287671233],
    ['a2-ultragpu-8g', 8, 40.5503831232877, 16.1881030136986],
    ['g2-standard-4', 1, 0.706832255, 0.281836],
    ['g2-standard-12', 1, 1.000416287, 0.399308],
    ['g2-standard-32', 1, 1.734376367, 0.692988],
    ['g2-standard-96', 8, 8.003330296, 3.194464],
    ['a3-highgpu-8g', 8, 88.4899999025753, 20.3991980273973],
  ])('sum up to what Google asked for %s', (type, gpuCount, onDemand, spot) => {
    const skus = [...catalogSkus('ON_DEMAND'), ...catalogSkus('SPOT')];
    expect(priceOf(skus, type)).toBe(perGpu(onDemand, gpuCount));
    expect(priceOf(skus, type, 'SPOT')).toBe(perGpu(spot, gpuCount));
    expect(read(...skus).rejects).toEqual([]);
  });

  it('that are not rented on demand have a spot price alone', () => {
    const skus = [...catalogSkus('ON_DEMAND'), ...catalogSkus('SPOT')];
    expect(priceOf(skus, 'a3-highgpu-1g')).toBeUndefined();
    expect(priceOf(skus, 'a3-highgpu-1g', 'SPOT')).toBe(perGpu(2.54989975342466, 1));
    const slices = [
      gcpSku('A4 Nvidia B200 (1 gpu slice) running in Americas', 16_110_000_000),
      gcpB200Slice(4_954_200_000),
      gcpSku('DWS Calendar Mode A4 Nvidia B200 (1 gpu slice) running in Americas', 11_277_000_000),
    ];
    expect(read(...slices).quotes).toMatchObject([
      { key: 'a4-highgpu-8g/us-central1', billing: 'SPOT', gpuName: 'B200', gpuCount: 8, price: 4_954_200 },
    ]);
  });

  it('quote an N1 host of 8 vCPUs and 30 GiB for each GPU', () => {
    const n1 = hostSkus('N1 Predefined', [31_611_000, 4_237_000]);
    const { quotes, rejects } = read(...n1, gpuSku('Nvidia Tesla T4', 350_000_000));
    expect(quotes.map(({ key, gpuCount, price }) => [key, gpuCount, price])).toEqual([
      ['n1-standard-8+1xnvidia-tesla-t4/us-central1', 1, 729_998],
      ['n1-standard-16+2xnvidia-tesla-t4/us-central1', 2, 729_998],
      ['n1-standard-32+4xnvidia-tesla-t4/us-central1', 4, 729_998],
    ]);
    expect(quotes[0]).toMatchObject({ gpuName: 'T4', traits: { cpuCores: 8, ramMb: 30 * 1024 } });
    // Hosts are everywhere, GPUs are not: that a region has none is no fault.
    expect(rejects).toEqual([]);
  });
});

describe('A machine with a part that has no SKU', () => {
  const mega = [
    ...hostSkus('A3Plus', [29_920_063, 1_729_000], 'ON_DEMAND'),
    ssdSku(RATES.ON_DEMAND.ssdMonth),
    ...catalogSkus('ON_DEMAND', { G2: RATES.ON_DEMAND.G2, gpus: { 'Nvidia L4': 560_040_239 } }),
  ];

  it('has no price, and says which SKU is missing', () => {
    // Summed without its GPUs, as it was for two years elsewhere, it would ask 10.12 for eight H100.
    const { quotes, rejects } = read(...mega);
    expect(quotes.some(({ key }) => key.startsWith('a3-megagpu'))).toBe(false);
    expect(rejects).toMatchObject([
      {
        reason: 'BAD_PRICE',
        detail: 'no SKU for ON_DEMAND GPU nvidia-h100-mega-80gb in us-central1: no price of a3-megagpu-8g',
      },
    ]);
  });

  it('has one with it, under any of its names, whatever else is cheaper', () => {
    for (const name of ['Nvidia H100 80GB Plus', 'Nvidia H100 80GB Mega', 'Nvidia H100 Mega 80GB'])
      expect(
        priceOf(
          [
            ...mega,
            gcpSku('Reserved Nvidia H100 80GB Mega GPU in Americas in Calendar Mode', 4_841_121_000, {
              usageType: 'OnDemand',
            }),
            gcpSku(
              'Nvidia H100 Mega 80GB GPU attached to DWS Defined Duration VMs running in Americas',
              4_423_936_000,
              { usageType: 'OnDemand' },
            ),
            gpuSku(name, 10_344_275_712),
          ],
          'a3-megagpu-8g',
        ),
      ).toBe(perGpu(10.1175953505753 + 8 * 10.344275712, 8));
  });

  it('is reported once for all its regions and types', () => {
    const regions = [
      'us-central1',
      'us-east4',
      'europe-west4',
      'us-west1',
      'us-east5',
      'asia-east1',
      'me-west1',
    ];
    const { rejects } = read(
      ...catalogSkus('ON_DEMAND', { A2: RATES.ON_DEMAND.A2, gpus: { 'Nvidia Tesla A100': 2.9e9 } }, regions),
      ssdSku(80_000_000, 'ON_DEMAND', regions),
    );
    expect(rejects.map(({ detail }) => detail)).toEqual([
      'no SKU for ON_DEMAND GPU nvidia-a100-80gb in asia-east1, europe-west4, me-west1, us-central1, ' +
        'us-east4, us-east5 and 1 more: no price of a2-ultragpu-1g, a2-ultragpu-2g, a2-ultragpu-4g, a2-ultragpu-8g',
    ]);
  });
});

// Needs the real series in ../shared; skips where that folder is absent.
const series = new URL(
  '../../../shared/data/price_series/gcp_gpu_price_changes_2022-02_2026-07.csv',
  import.meta.url,
);

describe.skipIf(!existsSync(series))('The real prices of machines', () => {
  const rows: Record<string, string>[] = existsSync(series)
    ? parse(readFileSync(series), { columns: true })
    : [];
  const newest = new Map(rows.map((row) => [`${row['instance_type']} ${row['region']}`, row]));
  const regions = [...new Set(rows.map((row) => row['region']!))];

  it.each(['ON_DEMAND', 'SPOT'] as const)(
    'of G2 and A2 in 40 regions follow from two of each: %s',
    (billing) => {
      const column = billing === 'SPOT' ? 'price_spot_usd_hr' : 'price_on_demand_usd_hr';
      let compared = 0;
      for (const region of regions) {
        const nanoUsd = (type: string) => Number(newest.get(`${type} ${region}`)?.[column]) * 1e9;
        // A G2 has 4 GiB for each vCPU, so 4 vCPUs and 16 GiB are one unknown and the L4 another.
        const host = nanoUsd('g2-standard-8') - nanoUsd('g2-standard-4');
        const core = (16 * nanoUsd('a2-highgpu-1g') - nanoUsd('a2-megagpu-16g')) / 96;
        const a2 = nanoUsd('a2-highgpu-1g') - 12 * core;
        const whole = (nano: number) => Math.round(nano);
        const rates = {
          G2: [whole(host / 8), whole((host - 4 * whole(host / 8)) / 16)],
          A2: [whole(core), whole(a2 / 1000)],
          gpus: {
            'Nvidia L4': whole(nanoUsd('g2-standard-4') - host),
            'Nvidia Tesla A100': whole(a2 - 85 * whole(a2 / 1000)),
          },
        } as const;
        for (const { traits, gpuCount, price } of read(...catalogSkus(billing, rates, [region])).quotes) {
          const told = Math.round(nanoUsd(traits.instanceType!) / gpuCount / 1000);
          expect(Math.abs(price - told), `${traits.instanceType} in ${region}`).toBeLessThanOrEqual(1);
          compared++;
        }
      }
      expect(compared).toBe(40 * 13);
    },
  );
});

// Needs the SKUs of 2026-06-15 in ../shared; skips where that folder is absent.
const snapshot = new URL(
  '../../../shared/data/snapshots/hyperscaler_gpu_skus_2026-06-15.csv',
  import.meta.url,
);

it.skipIf(!existsSync(snapshot))(
  'takes of the real GPU SKUs those on demand and of spot, and no other',
  () => {
    const rows: Record<string, string>[] = parse(readFileSync(snapshot), { columns: true });
    const skus = rows.filter(({ provider }) => provider === 'GCP');
    expect(skus.length).toBeGreaterThan(60);
    for (const { sku = '', price_tier: tier, per_gpu_hourly_usd: usd } of skus) {
      // The worst case: whatever is not committed is tagged OnDemand, as some of spot is.
      const usageType = sku.startsWith('Commitment') ? 'Commit1Yr' : 'OnDemand';
      const read = readGcpSku(gcpSku(sku, Math.round(Number(usd) * 1e9), { usageType }), NOW);
      const billing = tier === 'spot' ? 'SPOT' : tier === 'on_demand' ? 'ON_DEMAND' : null;
      expect([sku, read && ('rate' in read ? read.rate.billing : read.reject)]).toEqual([sku, billing]);
    }
  },
);
