import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveGpu } from '#catalog/resolve-gpu.ts';
import { resolveRegion } from '#catalog/resolve-region.ts';
import { createLambda } from '#providers/lambda.ts';
import { normaliseLambda } from '#providers/lambda-types.ts';
import { startFakeServer } from '../support/fake-server.ts';
import { fakeLambda, lambdaRow, type LambdaRow } from '../support/fake-lambda.ts';
import { KEY, NOW, pollContext, providerContract } from './contract.ts';
import { readOutcomes } from './fuzz.ts';

providerContract({
  id: 'lambda',
  fake: fakeLambda,
  create: ({ url, key = KEY }) => createLambda({ baseUrl: url, apiKey: key }),
  key: 'NEEDED',
  requests: 1,
  tries: 1,
  setPrice: ({ types }, usd) => {
    const { instance_type: type } = types['gpu_1x_a10'] as LambdaRow;
    type['price_cents_per_hour'] = usd * 100;
  },
  priceText: '98725',
  makeEmpty: (fake) => void (fake.types = {}),
  otherShape: '{"data":[]}',
  nonsense: '{"data":{"a":null,"b":7,"c":[]}}',
  word: 'specs',
});

const read = (...rows: unknown[]) => normaliseLambda({ data: Object.fromEntries(rows.entries()) }, NOW);

describe('Lambda', () => {
  it('quotes a type in each region that has capacity, cents of the instance per GPU', async () => {
    const fake = fakeLambda({
      gpu_8x_h100_sxm5: lambdaRow(
        {
          name: 'gpu_8x_h100_sxm5',
          description: '8x H100 (80 GB SXM5)',
          gpu_description: 'H100 (80 GB SXM5)',
          price_cents_per_hour: 2392,
          specs: { vcpus: 208, memory_gib: 1800, storage_gib: 22528, gpus: 8 },
        },
        ['us-east-1', 'us-south-2', 'us-east-1'],
      ),
    });
    await using server = await startFakeServer({ fake });
    const { quotes, rejects } = await createLambda({ baseUrl: server.url, apiKey: KEY }).poll(pollContext());
    expect(rejects).toEqual([]);
    expect(quotes).toEqual(
      ['us-east-1', 'us-south-2'].map((regionName) => ({
        key: `gpu_8x_h100_sxm5/${regionName}`,
        gpuName: 'H100 (80 GB SXM5)',
        gpuCount: 8,
        regionName,
        tier: 'STANDARD',
        billing: 'ON_DEMAND',
        price: 2_990_000,
        stock: { kind: 'UNKNOWN' },
        reliability: null,
        traits: {
          instanceType: 'gpu_8x_h100_sxm5',
          dataCenter: true,
          vramMb: 81920,
          cpuCores: 208,
          ramMb: 1_843_200,
          diskGb: 24189,
        },
      })),
    );
    expect(quotes.map(({ regionName }) => resolveRegion(regionName!, 'lambda'))).toEqual(['US-VA', 'US-TX']);
    expect(server.requests).toMatchObject([{ method: 'GET', path: '/api/v1/instance-types', query: '' }]);
  });

  it('lists a type without capacity anywhere as sold out', () => {
    expect(read(lambdaRow({}, [])).quotes).toMatchObject([
      { key: 'gpu_1x_a10', regionName: null, stock: { kind: 'NONE' }, price: 750_000 },
    ]);
  });

  it('leaves out what has no GPU, without a reject', () => {
    const cpu = { name: 'cpu_4x_general', description: '4x CPU General', gpu_description: 'N/A' };
    const { quotes, rejects, seen } = read(lambdaRow({ ...cpu, specs: { gpus: 0 } }), lambdaRow());
    expect([quotes.length, rejects, seen]).toEqual([1, [], 2]);
  });

  it.each([
    ['a price in words', { price_cents_per_hour: '75' }, 'BAD_PRICE', 'price_cents_per_hour "75"'],
    ['a price of a million cents', { price_cents_per_hour: 1e6 }, 'ABSURD_PRICE', '1000000'],
    ['no price', { price_cents_per_hour: null }, 'BAD_PRICE', 'price_cents_per_hour null'],
    ['a count its name contradicts', { name: 'gpu_8x_a10' }, 'BAD_GPU_COUNT', 'of "gpu_8x_a10"'],
    ['a count its description contradicts', { description: '2x A10' }, 'BAD_GPU_COUNT', 'of "2x A10"'],
    ['a slice', { gpu_description: 'H100 MIG 1g.10gb' }, 'PARTIAL_GPU', 'MIG'],
    ['no name of a GPU', { gpu_description: 'unknown' }, 'NO_GPU_NAME', 'gpu_description "unknown"'],
    ['no specs', { specs: null }, 'MALFORMED', 'specs null'],
    ['no count', { specs: { gpus: null } }, 'BAD_GPU_COUNT', 'specs.gpus null'],
  ])('rejects a type with %s and keeps the others', (_, fields, reason, detail) => {
    const { quotes, rejects } = read(lambdaRow({ name: 'gpu_1x_good' }), lambdaRow(fields));
    expect(quotes.map(({ key }) => key)).toEqual(['gpu_1x_good/us-tx-3']);
    expect(rejects).toMatchObject([{ reason, detail: expect.stringContaining(detail) }]);
  });

  it('rejects a type whose regions are no list: they would read as sold out', () => {
    const { rejects } = read(lambdaRow({ name: 'gpu_1x_good' }), lambdaRow({}, null), lambdaRow({}, [7]));
    expect(rejects.map(({ reason }) => reason)).toEqual(['MALFORMED', 'MALFORMED']);
  });

  it('says what a refusal said', async () => {
    const fake = fakeLambda();
    const error = { code: 'global/account-inactive', message: 'Your account is inactive.' };
    fake.badDay = { kind: 'status', status: 403, body: JSON.stringify({ error }) };
    await using server = await startFakeServer({ fake });
    await expect(
      createLambda({ baseUrl: server.url, apiKey: KEY }).poll(pollContext()),
    ).rejects.toMatchObject({
      failure: 'UNAUTHORIZED',
      message: expect.stringContaining('account-inactive'),
    });
  });

  it.each([
    ['A10 (24 GB PCIe)', 'a10'],
    ['A100 (40 GB SXM4)', 'a100-sxm-40gb'],
    ['A100 (80 GB SXM4)', 'a100-sxm-80gb'],
    ['H100 (80 GB PCIe)', 'h100-pcie'],
    ['GH200 (96 GB)', 'gh200'],
    ['B200 (180 GB SXM6)', 'b200'],
    ['A6000 (48 GB)', 'rtx-a6000'],
  ])('names a GPU the catalog knows: %s', (name, slug) => {
    expect(resolveGpu(name)).toMatchObject({ kind: 'MAPPED', gpu: { slug } });
  });

  it('never throws but a ProviderError, and never lets an unlawful quote out', () => {
    const field = fc.constantFrom('name', 'description', 'gpu_description', 'price_cents_per_hour', 'specs');
    const row = fc
      .tuple(fc.dictionary(field, fc.jsonValue(), { maxKeys: 2 }), fc.array(fc.jsonValue(), { maxLength: 2 }))
      .map(([fields, regions]) => lambdaRow(fields, regions.length > 0 ? regions : ['us-tx-3']));
    const data = fc.dictionary(fc.string(), fc.oneof(row, fc.jsonValue()), { maxKeys: 5 });
    const body = fc.oneof(fc.jsonValue(), { arbitrary: fc.record({ data }), weight: 4 });
    expect(readOutcomes(body, (answer) => normaliseLambda(answer, NOW))).toBeGreaterThan(50);
  });
});
