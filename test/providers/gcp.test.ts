import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGcp } from '#providers/gcp.ts';
import { normaliseGcp } from '#providers/gcp-prices.ts';
import { HOUR_MS } from '#units/time.ts';
import { fakeGcp, gcpB200Slice, gcpSku, type GcpSku } from '../support/fake-gcp.ts';
import { startFakeServer } from '../support/fake-server.ts';
import { KEY, NOW, pollContext, providerContract } from './contract.ts';
import { readOutcomes } from './fuzz.ts';
import { catalogSkus, gpuSku, RATES } from './gcp-rates.ts';

const MAX_BYTES = 64 * 1024 * 1024;

providerContract({
  id: 'gcp',
  create: ({ url, key }) => createGcp({ baseUrl: url, apiKey: key ?? 'some-key' }),
  key: 'NEEDED',
  requests: 1,
  tries: 1,
  cadenceMs: 6 * HOUR_MS,
  maxBytes: MAX_BYTES,
  fake: fakeGcp,
  // A slice is an eighth of the machine: 987.25 / 8 = 123.40625.
  setPrice: (fake, usd) => void (fake.skus[0] = gcpB200Slice(Math.round((usd / 8) * 1e9))),
  priceText: '"123"',
  makeEmpty: (fake) => void (fake.skus = []),
  makeDouble: ({ skus }) => void skus.push({ ...skus[0] }),
  otherShape: '{"skus":{}}',
  nonsense: '{"skus":[null,7,[]]}',
  word: 'usageUnit',
  paging: {
    threePages: (fake) => {
      fake.maxPageSize = 1;
      fake.skus = ['us-central1', 'us-east1', 'us-west2'].map((region) =>
        gcpB200Slice(4_954_200_000, { regions: [region] }),
      );
    },
    endless: (fake) => void (fake.endless = true),
    maxPages: 20,
  },
});

const g2 = (fields: Partial<Parameters<typeof catalogSkus>[1]> = {}): GcpSku[] =>
  catalogSkus('ON_DEMAND', { G2: RATES.ON_DEMAND.G2, ...fields });
const L4 = gpuSku('Nvidia L4', 560_040_239);
const read = (...skus: unknown[]) => normaliseGcp([{ skus }], NOW);
const priceOf = (...skus: unknown[]) =>
  read(...skus).quotes.find(({ key }) => key === 'g2-standard-4/us-central1')?.price;

/** A SKU of which something in its price differs. */
function repriced(sku: GcpSku, change: (expression: Record<string, unknown>) => object): GcpSku {
  const [info] = sku['pricingInfo'] as [{ pricingExpression: Record<string, unknown> }];
  const pricingExpression = { ...info.pricingExpression, ...change(info.pricingExpression) };
  return { ...sku, pricingInfo: [{ ...info, pricingExpression }] };
}

describe('Google Cloud', () => {
  it('asks for the fields it reads, in dollars, and keeps its key out of what is told', async () => {
    await using server = await startFakeServer({ gcp: fakeGcp([...g2(), L4]) });
    const provider = createGcp({ baseUrl: server.url, apiKey: KEY });
    const { quotes, seen } = await provider.poll(pollContext());
    expect(seen).toBe(3);
    expect(quotes[0]).toEqual({
      key: 'g2-standard-4/us-central1',
      gpuName: 'L4',
      gpuCount: 1,
      regionName: 'us-central1',
      tier: 'STANDARD',
      billing: 'ON_DEMAND',
      price: 706_832,
      stock: { kind: 'UNKNOWN' },
      reliability: null,
      traits: { instanceType: 'g2-standard-4', dataCenter: true, cpuCores: 4, ramMb: 16_384 },
    });
    expect(Object.fromEntries(new URLSearchParams(server.requests[0]!.query))).toEqual({
      currencyCode: 'USD',
      pageSize: '5000',
      prettyPrint: 'false',
      fields: expect.stringContaining('nextPageToken,skus(skuId,description,'),
    });
    expect(provider.source).toBe(`${server.url}/v1/services/6F81-5844-456A/skus`);
    expect(JSON.stringify([server.requests.map(({ path, query }) => path + query), quotes])).not.toContain(
      KEY,
    );
  });

  it('needs a key', () => {
    expect(() => createGcp({ apiKey: '' })).toThrow('an API key is needed');
  });

  it.each<[string, GcpSku]>([
    [
      'committed use',
      gcpSku('Commitment v1: Nvidia L4 GPU running in Americas for 1 Year', 1, { usageType: 'Commit1Yr' }),
    ],
    [
      'a five-year commitment',
      gcpSku('Commitment v1: G2 Core in Americas for 5 Years', 1, { usageType: 'Commit' }),
    ],
    ['sole tenancy', gcpSku('Nvidia L4 GPU attached to Sole Tenancy VMs running in Americas', 1)],
    ['a reservation', gcpSku('Reserved Nvidia L4 GPU in Americas in Calendar Mode', 1)],
    ['flex-start', gcpSku('Nvidia L4 GPU attached to DWS Defined Duration VMs running in Americas', 1)],
    ['a virtual workstation', gcpSku('Nvidia L4 Virtual Workstation GPU running in Americas', 1)],
    ['a custom machine', gcpSku('G2 Custom Instance Core running in Americas', 1)],
    ['a premium', gcpSku('Sole Tenancy Premium for G2 Instance Core running in Americas', 1)],
    ['another series', gcpSku('N2 Instance Core running in Americas', 1)],
    ['a GPU that is switched off', gcpSku('Nvidia Tesla K80 GPU running in Americas', 1)],
    ['suspended machines', gcpSku('VM state: preserved local SSD in Americas', 1)],
    ['a disk', gcpSku('SSD backed PD Capacity', 1, { group: 'SSD' })],
    ['a price of later', gpuSku('Nvidia L4', 1)],
  ])('leaves %s out without a word', (name, sku) => {
    const later = [{ ...(sku['pricingInfo'] as object[])[0], effectiveTime: '2026-12-01T00:00:00Z' }];
    const leftOut = name === 'a price of later' ? { ...sku, pricingInfo: later, skuId: 'later' } : sku;
    expect(read(...g2(), leftOut, L4)).toMatchObject({ rejects: [], seen: 4 });
    expect(priceOf(...g2(), leftOut, L4)).toBe(706_832);
  });

  it.each<[string, (e: Record<string, unknown>) => object, string, string]>([
    ['another unit', () => ({ usageUnit: 'GiBy.mo' }), 'BAD_PRICE', 'usageUnit "GiBy.mo"'],
    [
      'another currency',
      () => rated({ currencyCode: 'EUR', units: '0', nanos: 5 }),
      'BAD_PRICE',
      'currencyCode "EUR"',
    ],
    ['no price', () => rated({ currencyCode: 'USD', units: '0', nanos: 0 }), 'BAD_PRICE', 'unitPrice'],
    ['no first tier', () => ({ tieredRates: [] }), 'BAD_PRICE', 'tieredRates []'],
    ['a number of dollars', () => rated({ currencyCode: 'USD', units: 1, nanos: 0 }), 'MALFORMED', 'units 1'],
    ['too many nanos', () => rated({ currencyCode: 'USD', nanos: 1e9 }), 'MALFORMED', 'nanos 1000000000'],
  ])('says of a SKU with %s that it was not taken', (_, change, reason, detail) => {
    const { quotes, rejects } = read(...g2(), repriced(L4, change), gcpB200Slice(4_954_200_000));
    expect(quotes).toHaveLength(1);
    expect(rejects).toMatchObject([
      { reason, detail: expect.stringContaining(detail) },
      { reason: 'BAD_PRICE', detail: expect.stringContaining('no SKU for ON_DEMAND GPU nvidia-l4') },
    ]);
  });

  it('takes the price of the first unit, and the newest that holds', () => {
    const tiers = [
      { startUsageAmount: 100, unitPrice: { currencyCode: 'USD', units: '0', nanos: 1 } },
      ...(rated({ currencyCode: 'USD', units: '0', nanos: 560_040_239 }).tieredRates as object[]),
    ];
    const old = {
      ...(gpuSku('Nvidia L4', 1)['pricingInfo'] as object[])[0],
      effectiveTime: '2025-01-01T00:00:00Z',
    };
    const tiered = repriced(L4, () => ({ tieredRates: tiers }));
    const [now] = tiered['pricingInfo'] as object[];
    const later = { ...old, effectiveTime: '2026-12-01T00:00:00Z' };
    for (const pricingInfo of [
      [old, now, later],
      [later, now, old],
    ])
      expect(priceOf(...g2(), { ...tiered, pricingInfo })).toBe(706_832);
  });

  it('reads RAM that is billed by the GB', () => {
    const [core, ram] = g2() as [GcpSku, GcpSku];
    // A GiB is 1.073741824 GB: 16 GiB at 0.002927391 become 0.050292…
    const byGb = repriced(ram, () => ({ usageUnit: 'GBy.h' }));
    expect(priceOf(core, byGb, L4)).toBe(Math.round(99_953.76 + 16 * 2927.391 * 1.073741824 + 560_040.239));
  });

  it('reports a GPU that is not in the table, once', () => {
    const { rejects } = read(
      ...g2(),
      L4,
      gpuSku('Nvidia X9', 1, 'ON_DEMAND', ['us-east1']),
      gcpSku('Nvidia X9 GPU running in Netherlands', 2),
      gcpSku('A5 Nvidia R100 (1 gpu slice) running in Americas', 3),
    );
    expect(rejects).toMatchObject([
      { reason: 'NO_GPU_NAME', detail: expect.stringContaining('Nvidia X9 GPU running in Americas') },
      { reason: 'NO_GPU_NAME', detail: expect.stringContaining('A5 Nvidia R100') },
    ]);
  });

  it('takes the dearer of two SKUs of one part, in any order, and says so', () => {
    const skus = [L4, gpuSku('Nvidia L4', 600_000_000), ...g2()].map((sku, i) => ({ ...sku, skuId: `${i}` }));
    for (const ordered of [skus, skus.toReversed()]) {
      expect(priceOf(...ordered)).toBe(746_792);
      expect(read(...ordered).rejects).toMatchObject([
        { reason: 'DUPLICATE', detail: expect.stringContaining('ON_DEMAND GPU nvidia-l4 in us-central1') },
      ]);
    }
  });

  it.each([
    ['API key not valid. Please pass a valid API key.', 'INVALID_ARGUMENT', 'UNAUTHORIZED'],
    ['Invalid field selection fields', 'INVALID_ARGUMENT', 'MALFORMED'],
  ])('takes the 400 that says “%s” for what it says', async (message, status, failure) => {
    const fake = fakeGcp();
    const body = JSON.stringify({ error: { code: 400, message, status } });
    fake.badDay = { kind: 'status', status: 400, body };
    await using server = await startFakeServer({ gcp: fake });
    await expect(createGcp({ baseUrl: server.url, apiKey: KEY }).poll(pollContext())).rejects.toMatchObject({
      failure,
      message: `Google Cloud refused: ${message}`,
    });
  });

  it('never throws but a ProviderError, and never lets an unlawful quote out', () => {
    const anything = fc.oneof(fc.jsonValue(), fc.double(), fc.string({ unit: 'binary' }));
    const field = fc.constantFrom(...Object.keys(L4));
    const sku = fc.oneof(
      fc.dictionary(field, anything, { maxKeys: 2 }).map((fields) => ({ ...L4, ...fields })),
      fc
        .record({ usageUnit: anything, tieredRates: anything }, { requiredKeys: [] })
        .map((fields) => repriced(L4, () => fields)),
      fc.jsonValue(),
    );
    const page = fc.oneof(
      fc.jsonValue(),
      fc.record({ skus: fc.array(sku, { maxLength: 5 }).map((skus) => [...g2(), ...skus]) }),
    );
    const polled = readOutcomes(fc.array(page, { maxLength: 3 }), (pages) => normaliseGcp(pages, NOW));
    expect(polled).toBeGreaterThan(25);
  });
});

function rated(unitPrice: object): { tieredRates: unknown } {
  return { tieredRates: [{ startUsageAmount: 0, unitPrice }] };
}
