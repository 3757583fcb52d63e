import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveGpu } from '#catalog/resolve-gpu.ts';
import { resolveRegion } from '#catalog/resolve-region.ts';
import { createTensordock } from '#providers/tensordock.ts';
import { normaliseTensordock } from '#providers/tensordock-locations.ts';
import { startFakeServer } from '../support/fake-server.ts';
import {
  fakeTensordock,
  tensordockGpu,
  tensordockLocation,
  type TensordockLocation,
} from '../support/fake-tensordock.ts';
import { KEY, NOW, pollContext, providerContract } from './contract.ts';
import { readOutcomes } from './fuzz.ts';

providerContract({
  id: 'tensordock',
  fake: fakeTensordock,
  create: ({ url, key = KEY }) => createTensordock({ baseUrl: url, apiKey: key }),
  key: 'NEEDED',
  requests: 1,
  tries: 1,
  setPrice: ({ locations }, usd) => {
    const { gpus } = locations[0] as TensordockLocation;
    Object.assign((gpus as object[])[0]!, { price_per_hr: usd });
  },
  priceText: '987.25',
  makeEmpty: (fake) => void (fake.locations = []),
  makeDouble: (fake) => void fake.locations.push(tensordockLocation()),
  otherShape: '{"data":{"locations":{}}}',
  nonsense: '{"data":{"locations":[null,7,[]]}}',
  word: 'locations',
});

const read = (...locations: unknown[]) => normaliseTensordock({ data: { locations } }, NOW);

describe('TensorDock', () => {
  it('quotes each GPU of each location at the price of the GPU alone, the rest as traits', async () => {
    await using server = await startFakeServer({ fake: fakeTensordock() });
    const provider = createTensordock({ baseUrl: `${server.url}/api/v2`, apiKey: KEY });
    const { quotes } = await provider.poll(pollContext());
    expect(quotes).toEqual([
      {
        key: 'loc-uuid-12345/h100-sxm5-80gb',
        gpuName: 'H100 SXM5 80GB',
        gpuCount: 1,
        regionName: 'Texas, United States',
        tier: 'TIER 3',
        billing: 'ON_DEMAND',
        price: 2_200_000,
        stock: { kind: 'UNKNOWN' },
        reliability: null,
        traits: {
          instanceType: 'h100-sxm5-80gb',
          maxGpuCount: 8,
          vcpuUsdPerHour: 0.003,
          ramUsdPerGbHour: 0.002,
          storageUsdPerGbMonth: 0.0365,
        },
      },
    ]);
    expect(server.requests).toMatchObject([{ method: 'GET', path: '/api/v2/locations' }]);
  });

  it('takes only a max_count of 0 as word of stock, which is sold out', () => {
    const counts = [0, 1, null, 'many'];
    const { quotes } = read(
      tensordockLocation(
        {},
        counts.map((max_count, i) => tensordockGpu({ v0Name: `g${i}`, max_count })),
      ),
    );
    expect(quotes.map(({ stock, traits }) => [stock.kind, traits.maxGpuCount])).toEqual([
      ['NONE', undefined],
      ['UNKNOWN', 1],
      ['UNKNOWN', undefined],
      ['UNKNOWN', undefined],
    ]);
  });

  it.each([
    [{}, 'US-TX'],
    [{ stateprovince: '', country: 'Germany' }, 'DE'],
    [{ stateprovince: 'Hesse', country: 'Germany' }, 'DE'],
    [{ stateprovince: 'Ontario', country: 'Canada' }, 'CA-ON'],
    [{ stateprovince: null, country: null }, null],
    [{ stateprovince: 'x'.repeat(300) }, null],
  ])('finds the region of %j', (fields, expected) => {
    const [quote] = read(tensordockLocation(fields)).quotes;
    expect(quote!.regionName && resolveRegion(quote!.regionName, 'tensordock')).toBe(expected);
  });

  it('leaves out no location without GPUs as a fault, and counts GPUs as rows', () => {
    const { seen, rejects } = read(
      tensordockLocation({ id: 'bare' }, []),
      tensordockLocation({}, [tensordockGpu(), tensordockGpu({ v0Name: 'l4-pcie-24gb' })]),
    );
    expect([seen, rejects]).toEqual([2, []]);
  });

  it.each([
    ['a price in words', { price_per_hr: '2.20' }, 'BAD_PRICE', 'price_per_hr "2.20" at loc-uuid-12345'],
    ['a price of nothing', { price_per_hr: 0 }, 'BAD_PRICE', 'price_per_hr 0'],
    ['an absurd price', { price_per_hr: 2200 }, 'ABSURD_PRICE', '2200'],
    ['a slice', { displayName: 'A100 MIG 1g.10gb' }, 'PARTIAL_GPU', 'MIG'],
    ['no name', { displayName: 'unknown' }, 'NO_GPU_NAME', '"unknown"'],
    ['no name to keep it by', { v0Name: '' }, 'MALFORMED', 'v0Name ""'],
  ])('rejects a GPU with %s and keeps the others', (_, fields, reason, detail) => {
    const { quotes, rejects } = read(
      tensordockLocation({}, [tensordockGpu({ v0Name: 'good' }), tensordockGpu(fields)]),
    );
    expect(quotes.map(({ key }) => key)).toEqual(['loc-uuid-12345/good']);
    expect(rejects).toMatchObject([{ reason, detail: expect.stringContaining(detail) }]);
  });

  it('names a GPU by its own word for it where no other is told', () => {
    const { quotes } = read(
      tensordockLocation({}, [tensordockGpu({ v0Name: 'geforcertx4090-pcie-24gb', displayName: null })]),
    );
    expect(resolveGpu(quotes[0]!.gpuName)).toMatchObject({ kind: 'MAPPED', gpu: { slug: 'rtx-4090' } });
  });

  it.each([
    ['NVIDIA GeForce RTX 4090 PCIe 24GB', 'rtx-4090'],
    ['NVIDIA RTX A6000 PCIe 48GB', 'rtx-a6000'],
    ['NVIDIA H100 SXM5 80GB', 'h100-sxm'],
    ['NVIDIA A100 PCIe 80GB', 'a100-pcie-80gb'],
    ['NVIDIA Tesla V100 SXM2 32GB', 'v100-sxm2-32gb'],
  ])('names a GPU the catalog knows: %s', (name, slug) => {
    expect(resolveGpu(name)).toMatchObject({ kind: 'MAPPED', gpu: { slug } });
  });

  it('never throws but a ProviderError, and never lets an unlawful quote out', () => {
    const gpu = fc
      .dictionary(fc.constantFrom(...Object.keys(tensordockGpu())), fc.jsonValue(), { maxKeys: 3 })
      .map(tensordockGpu);
    const location = fc
      .tuple(
        fc.dictionary(fc.constantFrom('id', 'stateprovince', 'country', 'tier'), fc.jsonValue(), {
          maxKeys: 1,
        }),
        fc.array(fc.oneof(gpu, fc.jsonValue()), { maxLength: 4 }),
      )
      .map(([fields, gpus]) => tensordockLocation(fields, gpus));
    const locations = fc.array(fc.oneof(location, fc.jsonValue()), { maxLength: 4 });
    const data = fc.record({ locations });
    const body = fc.oneof(fc.jsonValue(), { arbitrary: fc.record({ data }), weight: 4 });
    expect(readOutcomes(body, (answer) => normaliseTensordock(answer, NOW))).toBeGreaterThan(50);
  });
});
