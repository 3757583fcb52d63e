import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAzure } from '#providers/azure.ts';
import { normaliseAzure } from '#providers/azure-prices.ts';
import { HOUR_MS } from '#units/time.ts';
import { azureItem, azureSpotItem, fakeAzure, type AzureItem } from '../support/fake-azure.ts';
import { startFakeServer } from '../support/fake-server.ts';
import { NOW, pollContext, providerContract } from './contract.ts';
import { readOutcomes } from './fuzz.ts';

const inRegion = (armRegionName: string) => azureItem({ armRegionName });

providerContract({
  id: 'azure',
  create: ({ url }) => createAzure({ baseUrl: url }),
  key: 'NONE',
  requests: 1,
  tries: 1,
  cadenceMs: HOUR_MS,
  fake: fakeAzure,
  setPrice: (fake, usd) => void Object.assign(fake.items[0]!, { retailPrice: usd }),
  priceText: '987.25',
  makeEmpty: (fake) => void (fake.items = []),
  makeDouble: ({ items }) => void items.push({ ...items[0] }),
  otherShape: '{"Items":{}}',
  nonsense: '{"Items":[null,7,[]]}',
  word: 'retailPrice',
  paging: {
    threePages: (fake) => {
      fake.pageSize = 1;
      fake.items = ['eastus', 'westeurope', 'japaneast'].map(inRegion);
    },
    endless: (fake) => void (fake.endless = true),
    leadTo: (fake, url) => void (fake.leadTo = url),
    maxPages: 30,
  },
});

const read = (...items: unknown[]) => normaliseAzure([{ Items: items }], NOW);
const brief = (...items: unknown[]) =>
  read(...items).quotes.map(({ key, billing, price }) => [key, billing, price]);
const KEY = 'Standard_ND96isr_H100_v5/eastus';

describe('Azure', () => {
  it('divides what a VM asks by its GPUs, on demand and spot', () => {
    // Both prices as the API told them on 2026-09-16.
    const { quotes, rejects } = read(azureItem(), azureSpotItem());
    expect(rejects).toEqual([]);
    expect(quotes[0]).toEqual({
      key: KEY,
      gpuName: 'H100 SXM',
      gpuCount: 8,
      regionName: 'eastus',
      tier: 'STANDARD',
      billing: 'ON_DEMAND',
      price: 12_290_000,
      stock: { kind: 'UNKNOWN' },
      reliability: null,
      traits: { instanceType: 'Standard_ND96isr_H100_v5', dataCenter: true },
    });
    expect(quotes[1]).toMatchObject({ key: KEY, billing: 'SPOT', price: 2_271_192 });
  });

  it('asks for Linux sizes with GPUs alone, in the words and the version of the API', async () => {
    const fake = fakeAzure([
      azureItem(),
      azureItem({ armSkuName: 'Standard_D4s_v5', retailPrice: 0.192 }),
      azureItem({ productName: 'Virtual Machines NDsr H100 v5 Series Windows' }),
      azureItem({ serviceName: 'virtual machines', armRegionName: 'westus' }),
      azureItem({ meterName: 'ND96isrH100v5 Low Priority' }),
    ]);
    await using server = await startFakeServer({ azure: fake });
    const { seen } = await createAzure({ baseUrl: server.url }).poll(pollContext());
    expect(seen).toBe(1);
    expect(new URLSearchParams(server.requests[0]!.query).get('$filter')).toBe(
      "serviceName eq 'Virtual Machines' and priceType eq 'Consumption' and " +
        "contains(armSkuName, 'Standard_N') and contains(productName, 'Windows') eq false and " +
        "contains(meterName, 'Low Priority') eq false",
    );
  });

  it('takes the empty list that words in another case are answered with as a failed poll', async () => {
    await using server = await startFakeServer({
      azure: fakeAzure([azureItem({ serviceName: 'virtual machines' })]),
    });
    await expect(createAzure({ baseUrl: server.url }).poll(pollContext())).rejects.toMatchObject({
      failure: 'MALFORMED',
      message: 'Azure sent an empty list, which is not believed of a whole market',
    });
  });

  it('follows a next page that names the port of its scheme', async () => {
    const asked: string[] = [];
    const page = (item: AzureItem, NextPageLink: string | null) =>
      new Response(JSON.stringify({ Items: [item], NextPageLink, Count: 1 }));
    const answer: typeof fetch = async (input) => {
      asked.push((input as URL).href);
      return asked.length === 1
        ? page(azureItem(), 'https://prices.azure.com:443/api/retail/prices?$filter=x&$skip=1000')
        : page(inRegion('westeurope'), null);
    };
    expect((await createAzure().poll(pollContext({ fetch: answer }))).quotes).toHaveLength(2);
    expect(asked[1]).toBe('https://prices.azure.com/api/retail/prices?$filter=x&$skip=1000');
  });

  it.each<[string, AzureItem]>([
    ['Windows', { productName: 'Virtual Machines NDsr H100 v5 Series Windows' }],
    ['Cloud Services', { productName: 'NDsr H100 v5 Series CloudServices' }],
    ['Low Priority', { meterName: 'ND96isrH100v5 Low Priority' }],
    ['Low Priority in the SKU', { skuName: 'ND96isrH100v5 Low Priority' }],
    ['a reservation', { type: 'Reservation', reservationTerm: '1 Year', retailPrice: 350400 }],
    ['DevTest', { type: 'DevTestConsumption' }],
    ['a meter that is not billed', { isPrimaryMeterRegion: false }],
    ['an FPGA', { armSkuName: 'Standard_NP10s' }],
    ['a price of next month', { effectiveStartDate: '2026-12-01T00:00:00Z' }],
  ])('leaves %s out without a word', (_, fields) => {
    const cheap = { retailPrice: 0.08, effectiveStartDate: '2026-11-01T00:00:00Z', ...fields };
    const { quotes, rejects, seen } = read(azureItem(), azureItem(cheap));
    expect(quotes.map(({ price }) => price)).toEqual([12_290_000]);
    expect(rejects).toEqual([]);
    expect(seen).toBe(2);
  });

  it.each<[string, AzureItem, string, string]>([
    ['a part of a GPU', { armSkuName: 'Standard_NV6ads_A10_v5' }, 'PARTIAL_GPU', '1/6 of a GPU'],
    ['an unknown size', { armSkuName: 'Standard_NX1_v9' }, 'NO_GPU_NAME', '"Standard_NX1_v9": not in the'],
    ['another unit', { unitOfMeasure: '100 Hours' }, 'BAD_PRICE', 'unitOfMeasure "100 Hours"'],
    ['another currency', { currencyCode: 'EUR' }, 'BAD_PRICE', 'currencyCode "EUR"'],
    ['a price from a volume on', { tierMinimumUnits: 100 }, 'BAD_PRICE', 'tierMinimumUnits 100'],
    ['a price of 0', { retailPrice: 0 }, 'BAD_PRICE', 'retailPrice 0 for 8 GPUs'],
    ['no date', { effectiveStartDate: 'soon' }, 'MALFORMED', 'effectiveStartDate "soon"'],
    ['no region', { armRegionName: '' }, 'BAD_TEXT', 'regionName ""'],
  ])('says of %s that it was not taken', (_, fields, reason, detail) => {
    const { quotes, rejects } = read(inRegion('westeurope'), azureItem(fields));
    expect(quotes).toHaveLength(1);
    expect(rejects).toMatchObject([{ reason, detail: expect.stringContaining(detail) }]);
  });

  it('reports a size once, however many regions have it', () => {
    const items = ['eastus', 'westus', 'uksouth'].map((armRegionName) =>
      azureItem({ armRegionName, armSkuName: 'Standard_NX1_v9' }),
    );
    expect(read(azureItem(), ...items).rejects).toHaveLength(1);
  });

  it('takes the newest price that holds, in any order', () => {
    // The spot price of NC40ads_H100_v5 in spaincentral was listed twice in 2026: 2.7975 and 2.2376.
    const old = azureSpotItem({ retailPrice: 22.4, effectiveStartDate: '2026-10-01T00:00:00Z' });
    const now = azureSpotItem({ retailPrice: 17.9, effectiveStartDate: '2026-11-01T00:00:00Z' });
    const next = azureSpotItem({ retailPrice: 14.3, effectiveStartDate: '2026-12-01T00:00:00Z' });
    for (const items of [
      [old, now, next],
      [next, now, old],
    ])
      expect(brief(...items)).toEqual([[KEY, 'SPOT', 2_237_500]]);
  });

  it('takes the dearer of two prices of one date, and says so, in any order', () => {
    const items = [azureItem({ retailPrice: 80 }), azureItem({ retailPrice: 96 })];
    for (const ordered of [items, items.toReversed()]) {
      expect(brief(...ordered)).toEqual([[KEY, 'ON_DEMAND', 12_000_000]]);
      expect(read(...ordered).rejects).toMatchObject([{ reason: 'DUPLICATE' }]);
    }
  });

  it('says what Azure says where it refuses', () => {
    const refused = { Error: { Code: 'BadRequest', Message: 'Invalid OData parameters supplied' } };
    expect(() => normaliseAzure([refused], NOW)).toThrow('Azure refused: Invalid OData parameters supplied');
  });

  // Reads a documented answer in ../shared; skips where that folder is absent.
  const documented = new URL('../../../shared/data/api/samples/azure_retail_prices.json', import.meta.url);
  it.skipIf(!existsSync(documented))('reads the documented answer', () => {
    const page: unknown = JSON.parse(readFileSync(documented, 'utf8'));
    expect(normaliseAzure([page], NOW)).toMatchObject({
      quotes: [{ gpuName: 'A100 PCIe 80GB', gpuCount: 1, price: 3_673_000 }],
      rejects: [],
    });
  });

  // Reads prices of 2026-06-15 in ../shared; skips where that folder is absent.
  const snapshot = new URL(
    '../../../shared/data/snapshots/hyperscaler_gpu_skus_2026-06-15.csv',
    import.meta.url,
  );
  it.skipIf(!existsSync(snapshot))('makes of real prices of VMs those that others made of them', () => {
    const rows: Record<string, string>[] = parse(readFileSync(snapshot), { columns: true });
    const real = rows.filter((row) => row['provider'] === 'Azure' && row['price_tier'] === 'on_demand');
    const items = real.map((row) =>
      azureItem({
        armSkuName: row['sku'],
        armRegionName: row['region'],
        retailPrice: Number(row['total_hourly_usd']),
      }),
    );
    const { quotes, rejects } = read(...items);
    expect(rejects).toEqual([]);
    const told = real.map((row) => [`${row['sku']}/${row['region']}`, Number(row['gpu_count'])]);
    expect(quotes.map(({ key, gpuCount }) => [key, gpuCount])).toEqual(told);
    quotes.forEach(({ price }, i) => {
      expect(price / 1e6).toBeCloseTo(Number(real[i]!['per_gpu_hourly_usd']), 3);
    });
  });

  it('never throws but a ProviderError, and never lets an unlawful quote out', () => {
    const anything = fc.oneof(fc.jsonValue(), fc.double(), fc.string({ unit: 'binary' }));
    const field = fc.constantFrom(...Object.keys(azureItem()));
    const item = fc.oneof(
      fc.dictionary(field, anything, { maxKeys: 3 }).map((fields) => azureItem(fields)),
      fc.jsonValue(),
    );
    const page = fc.oneof(
      fc.jsonValue(),
      fc.record({ Items: fc.array(item, { maxLength: 5 }), NextPageLink: fc.jsonValue() }),
    );
    const polled = readOutcomes(fc.array(page, { maxLength: 3 }), (pages) => normaliseAzure(pages, NOW));
    expect(polled).toBeGreaterThan(50);
  });
});
