import { existsSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveGpu } from '#catalog/resolve-gpu.ts';
import { resolveRegion } from '#catalog/resolve-region.ts';
import { createShadeform } from '#providers/shadeform.ts';
import { normaliseShadeform } from '#providers/shadeform-types.ts';
import { startFakeServer } from '../support/fake-server.ts';
import { fakeShadeform, shadeformType } from '../support/fake-shadeform.ts';
import { KEY, NOW, pollContext, providerContract } from './contract.ts';
import { readOutcomes } from './fuzz.ts';

providerContract({
  id: 'shadeform',
  fake: fakeShadeform,
  create: ({ url, key = KEY }) => createShadeform({ baseUrl: url, apiKey: key }),
  key: 'NEEDED',
  requests: 1,
  tries: 1,
  cadenceMs: 120_000,
  setPrice: ({ types }, usd) => void Object.assign(types[0] as object, { hourly_price: usd * 100 }),
  priceText: '98725',
  makeEmpty: (fake) => void (fake.types = []),
  makeDouble: (fake) => void fake.types.push(shadeformType()),
  otherShape: '{"instance_types":{}}',
  nonsense: '{"instance_types":[null,7,[]]}',
  word: 'availability',
});

const read = (...types: unknown[]) => normaliseShadeform({ instance_types: types }, NOW);

describe('Shadeform', () => {
  it('quotes each cloud’s type in each region, cents of the instance per GPU, and names the cloud', async () => {
    const eight = shadeformType(
      { cloud: 'lambda', shade_instance_type: 'H100_sxm5x8', hourly_price: 2392 },
      { gpu_type: 'H100_sxm5', num_gpus: 8, vram_per_gpu_in_gb: 80 },
    );
    await using server = await startFakeServer({ fake: fakeShadeform([eight]) });
    const { quotes } = await createShadeform({ baseUrl: server.url, apiKey: KEY }).poll(pollContext());
    expect(quotes).toEqual(
      [
        ['us-central-1', 'UNKNOWN'],
        ['us-central-2', 'NONE'],
      ].map(([region, kind]) => ({
        key: `lambda/H100_sxm5x8/${region}`,
        gpuName: 'H100_sxm5',
        gpuCount: 8,
        regionName: 'KS, US',
        tier: 'LAMBDA',
        billing: 'ON_DEMAND',
        price: 2_990_000,
        stock: { kind },
        reliability: null,
        traits: { instanceType: 'H100_sxm5x8', vramMb: 81920, cpuCores: 6, ramMb: 12288, diskGb: 256 },
      })),
    );
    expect(server.requests).toMatchObject([
      { method: 'GET', path: '/v1/instances/types', query: '', headers: { 'x-api-key': KEY } },
    ]);
  });

  it('never tells a number of GPUs, which the clouds themselves may tell as well', () => {
    const clouds = ['lambda', 'verda', 'hyperstack'].map((cloud) => shadeformType({ cloud }));
    const { quotes } = read(...clouds);
    expect(quotes).toHaveLength(6);
    expect(new Set(quotes.map(({ stock }) => stock.kind))).toEqual(new Set(['UNKNOWN', 'NONE']));
  });

  it('lists a type of no region as sold out, and leaves out what has no GPU', () => {
    const { quotes, rejects } = read(
      shadeformType({ availability: [] }),
      shadeformType({ shade_instance_type: 'cpu' }, { num_gpus: 0, gpu_type: null }),
    );
    expect([quotes.length, rejects]).toEqual([1, []]);
    expect(quotes[0]).toMatchObject({ key: 'hyperstack/A6000', regionName: null, stock: { kind: 'NONE' } });
  });

  const documented = new URL(
    '../../../shared/data/api/samples/shadeform_instances_types.json',
    import.meta.url,
  );
  // Reads a documented payload that is not part of the repository; skipped where ../shared is absent.
  it.skipIf(!existsSync(documented))('does not believe the documentation’s own sample', () => {
    const body: unknown = JSON.parse(readFileSync(documented, 'utf8'));
    expect(() => normaliseShadeform(body, NOW)).toThrow('MALFORMED gpu_type "A100" of "A6000"');
  });

  it.each([
    ['A100_80Gx8', 'A100_80G', 8],
    ['A100_80Gx8', 'A100', 8],
    ['H100_sxm5', 'H100', 1],
    ['H100', 'H100_sxm5', 1],
    ['RTX_4090', 'RTX4090', 1],
    ['MI300Xx8', 'MI300X', 8],
    ['A10Gx1', 'A10G', 1],
  ])('takes %s of gpu_type %s', (shade_instance_type, gpu_type, num_gpus) => {
    expect(read(shadeformType({ shade_instance_type }, { gpu_type, num_gpus })).rejects).toEqual([]);
  });

  it.each([
    ['another GPU than its name says', {}, { gpu_type: 'A100' }, 'MALFORMED', 'gpu_type "A100" of "A6000"'],
    ['a near one', { shade_instance_type: 'A10G' }, { gpu_type: 'A10' }, 'MALFORMED', 'gpu_type "A10"'],
    ['another count', { shade_instance_type: 'A6000x2' }, {}, 'BAD_GPU_COUNT', 'num_gpus 1 of "A6000x2"'],
    ['half a GPU', {}, { num_gpus: 0.5 }, 'BAD_GPU_COUNT', 'num_gpus 0.5'],
    ['a slice', {}, { gpu_type: 'H100 MIG 1g.10gb' }, 'PARTIAL_GPU', 'MIG'],
    ['no GPU', {}, { gpu_type: null }, 'NO_GPU_NAME', 'gpu_type null'],
    ['a price in words', { hourly_price: '210' }, {}, 'BAD_PRICE', 'hourly_price "210"'],
    ['an absurd price', { hourly_price: 2.1e7 }, {}, 'ABSURD_PRICE', 'hourly_price 21000000'],
    ['no regions', { availability: null }, {}, 'MALFORMED', 'availability null'],
    [
      'a region that is neither free nor taken',
      { availability: [{ region: 'x', available: 'yes' }] },
      {},
      'MALFORMED',
      'availability.0.available "yes"',
    ],
  ])('rejects a type with %s and keeps the others', (_, fields, configuration, reason, detail) => {
    const { quotes, rejects } = read(shadeformType({ cloud: 'good' }), shadeformType(fields, configuration));
    expect(quotes.map(({ tier }) => tier)).toEqual(['GOOD', 'GOOD']);
    expect(rejects).toMatchObject([{ reason, detail: expect.stringContaining(detail) }]);
  });

  it.each([
    ['A100_80G', 'sxm4', 80, 'A100_80G sxm4', 'a100-sxm-80gb'],
    ['A100', 'pcie', 40, 'A100 pcie', 'a100-pcie-40gb'],
    ['H100', 'sxm5', 80, 'H100 sxm5', 'h100-sxm'],
    ['H200', 'sxm5', 141, 'H200', 'h200-sxm'],
    ['L40S', 'pcie', 48, 'L40S', 'l40s'],
    ['RTXPRO6000', 'pcie', 96, 'RTXPRO6000', null],
    ['H100', null, 80, 'H100', null],
  ])('names a %s over %s', (gpu_type, interconnect, gb, expected, slug) => {
    const configuration = { gpu_type, interconnect, vram_per_gpu_in_gb: gb };
    const { quotes } = read(shadeformType({ shade_instance_type: gpu_type }, configuration));
    const { gpuName, traits } = quotes[0]!;
    const found = resolveGpu(gpuName, { vramMb: traits.vramMb });
    expect([gpuName, found.kind === 'MAPPED' ? found.gpu.slug : null]).toEqual([expected, slug]);
  });

  it.each([
    ['US, Wichita, KS', 'KS, US', 'US-KS'],
    ['US, Virginia', 'Virginia, US', 'US-VA'],
    ['FI, Helsinki', 'Helsinki, FI', 'FI'],
    ['Norway', 'Norway', 'NO'],
    ['', 'us-central-1', null],
    [null, 'us-central-1', null],
  ])('finds the region of %j', (display_name, written, expected) => {
    const availability = [{ region: 'us-central-1', available: true, display_name }];
    const { regionName } = read(shadeformType({ availability })).quotes[0]!;
    expect([regionName, resolveRegion(regionName!, 'shadeform')]).toEqual([written, expected]);
  });

  it('never throws but a ProviderError, and never lets an unlawful quote out', () => {
    const good = shadeformType();
    const some = (of: object) =>
      fc.dictionary(fc.constantFrom(...Object.keys(of)), fc.jsonValue(), { maxKeys: 1 });
    const type = fc
      .tuple(some(good), some(good.configuration))
      .map(([fields, configuration]) => shadeformType(fields, configuration));
    const types = fc.array(fc.oneof(type, fc.jsonValue()), { maxLength: 5 });
    const body = fc.oneof(fc.jsonValue(), {
      arbitrary: fc.record({ instance_types: types }),
      weight: 4,
    });
    expect(readOutcomes(body, (answer) => normaliseShadeform(answer, NOW))).toBeGreaterThan(50);
  });
});
