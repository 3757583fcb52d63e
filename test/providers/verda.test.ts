import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveGpu } from '#catalog/resolve-gpu.ts';
import { resolveRegion } from '#catalog/resolve-region.ts';
import { createVerda } from '#providers/verda.ts';
import { normaliseVerda, readAvailability } from '#providers/verda-types.ts';
import { startFakeServer } from '../support/fake-server.ts';
import { fakeVerda, verdaType, type FakeVerda } from '../support/fake-verda.ts';
import { readOutcomes } from './fuzz.ts';
import { KEY, NOW, pollContext, providerContract } from './contract.ts';

providerContract({
  id: 'verda',
  fake: fakeVerda,
  create: ({ url, key }) =>
    createVerda({ baseUrl: url, ...(key === undefined ? {} : { clientId: 'me', clientSecret: key }) }),
  key: 'OPTIONAL',
  requests: 1,
  tries: 1,
  setPrice: ({ types }, usd) =>
    void Object.assign(types[0]!, { price_per_hour: String(usd), spot_price: String(usd) }),
  priceText: '"987.25"',
  makeEmpty: (fake) => void (fake.types = []),
  makeDouble: ({ types }) => void types.push({ ...types[0] }),
  otherShape: '{"types":[]}',
  nonsense: '[null,7,[]]',
  word: 'instance_type',
});

async function poll(fake: FakeVerda, secret?: string) {
  await using server = await startFakeServer({ verda: fake });
  const credentials = secret === undefined ? {} : { clientId: 'me', clientSecret: secret };
  const result = await createVerda({ baseUrl: server.url, ...credentials }).poll(pollContext());
  return { ...result, requests: server.requests };
}

const read = (...types: unknown[]) => normaliseVerda(types, NOW);

describe('Verda', () => {
  it('without a key quotes prices of no place, and stock as not said', async () => {
    const { quotes, requests } = await poll(fakeVerda());
    expect(quotes).toEqual(
      [
        ['ON_DEMAND', 3_950_000],
        ['SPOT', 1_700_000],
      ].map(([billing, price]) => ({
        key: '1H100.80S.30V',
        gpuName: 'H100 SXM5 80GB',
        gpuCount: 1,
        regionName: null,
        tier: 'STANDARD',
        billing,
        price,
        stock: { kind: 'UNKNOWN' },
        reliability: null,
        traits: {
          instanceType: '1H100.80S.30V',
          dataCenter: true,
          vramMb: 81920,
          cpuCores: 30,
          ramMb: 122880,
        },
      })),
    );
    expect(requests).toMatchObject([{ method: 'GET', path: '/v1/instance-types', query: 'currency=usd' }]);
  });

  it('with credentials quotes each location that has a type, and sold out where none has', async () => {
    const fake = fakeVerda({
      types: [verdaType(), verdaType({ instance_type: '8V100.48V', spot_price: null })],
      onDemand: { 'FIN-01': ['1H100.80S.30V'], 'ICE-01': ['1H100.80S.30V', 'other'], 'FIN-02': [] },
      spot: { 'FIN-03': [] },
    });
    const { quotes, requests } = await poll(fake, KEY);
    expect(quotes.map(({ key, billing, stock }) => [key, billing, stock.kind])).toEqual([
      ['1H100.80S.30V/FIN-01', 'ON_DEMAND', 'UNKNOWN'],
      ['1H100.80S.30V/ICE-01', 'ON_DEMAND', 'UNKNOWN'],
      ['1H100.80S.30V', 'SPOT', 'NONE'],
      ['8V100.48V', 'ON_DEMAND', 'NONE'],
    ]);
    expect(requests.map(({ path, query }) => path + query)).toEqual([
      '/v1/oauth2/token',
      '/v1/instance-typescurrency=usd',
      '/v1/instance-availabilityis_spot=false',
      '/v1/instance-availabilityis_spot=true',
    ]);
    expect(quotes.map(({ regionName }) => regionName && resolveRegion(regionName, 'verda'))).toEqual([
      'FI',
      'IS',
      null,
      null,
    ]);
  });

  it('is all or nothing: where availability fails, so does the poll', async () => {
    const fake = fakeVerda();
    fake.goodRequests = 3;
    fake.badDay = { kind: 'status', status: 500 };
    await expect(poll(fake, KEY)).rejects.toMatchObject({ failure: 'HTTP_ERROR' });
    fake.goodRequests = 3;
    fake.badDay = { kind: 'text', text: '{"FIN-01":[]}' };
    await expect(poll(fake, KEY)).rejects.toMatchObject({
      failure: 'MALFORMED',
      message: expect.stringContaining('Verda sent no availability'),
    });
  });

  it('says MALFORMED of a token that is none, and shows nothing of the answer', async () => {
    const fake = fakeVerda();
    fake.badDay = { kind: 'text', text: '{"access_token":""}' };
    await expect(poll(fake, KEY)).rejects.toMatchObject({ message: 'Verda sent no token' });
  });

  it('takes a client id and a secret together, or neither', () => {
    expect(() => createVerda({ clientId: 'me' })).toThrow(RangeError);
    expect(() => createVerda({ clientSecret: KEY })).toThrow(RangeError);
  });

  it('divides the instance’s price and memory among its GPUs', () => {
    const { quotes } = read(
      verdaType({
        instance_type: '8H100.80S.176V',
        gpu: { description: '8x H100 SXM5 80GB', number_of_gpus: 8 },
        gpu_memory: { size_in_gigabytes: 640 },
        price_per_hour: '18.32',
        spot_price: '6.41',
      }),
      verdaType({
        instance_type: '8V100.48V',
        gpu: { description: '8x NVidia Tesla V100', number_of_gpus: 8 },
        gpu_memory: { size_in_gigabytes: 128 },
        price_per_hour: '5.00',
        spot_price: '',
      }),
    );
    expect(quotes.map(({ price, gpuCount, traits }) => [price, gpuCount, traits.vramMb])).toEqual([
      [2_290_000, 8, 81920],
      [801_250, 8, 81920],
      [625_000, 8, 16384],
    ]);
  });

  it('leaves out what has no GPU, without a reject', () => {
    const cpu = { instance_type: 'CPU.4V.16G', gpu: { description: '', number_of_gpus: 0 } };
    const { quotes, rejects, seen } = read(verdaType(cpu), verdaType());
    expect([quotes.length, rejects, seen]).toEqual([2, [], 2]);
  });

  it.each([
    ['a price in euros', { currency: 'eur' }, 'BAD_PRICE', 'currency "eur"'],
    ['a price with a sign', { price_per_hour: '-3.95', spot_price: null }, 'BAD_PRICE', '"-3.95"'],
    ['a price in words', { price_per_hour: 'free', spot_price: null }, 'BAD_PRICE', '"free"'],
    ['an exponent', { price_per_hour: '1e309', spot_price: null }, 'BAD_PRICE', '"1e309"'],
    ['an absurd price', { price_per_hour: '395000', spot_price: null }, 'ABSURD_PRICE', '395000'],
    ['no price', { price_per_hour: null, spot_price: null }, 'BAD_PRICE', 'no price_per_hour'],
    [
      'a count that the name contradicts',
      { gpu: { description: '8x H100 SXM5 80GB', number_of_gpus: 1 } },
      'BAD_GPU_COUNT',
      'gpu.number_of_gpus 1 of "8x H100 SXM5 80GB"',
    ],
    [
      'half a GPU',
      { gpu: { description: '1x H100', number_of_gpus: 0.5 } },
      'BAD_GPU_COUNT',
      'gpu.number_of_gpus 0.5',
    ],
    [
      'a slice',
      { gpu: { description: '1x H100 MIG 1g.10gb', number_of_gpus: 1 } },
      'PARTIAL_GPU',
      'H100 MIG 1g.10gb',
    ],
    ['no GPU', { gpu: null }, 'MALFORMED', 'gpu null'],
    ['a name of its own nobody can keep', { instance_type: 'a/b' }, 'MALFORMED', 'instance_type "a/b"'],
  ])('rejects a type with %s and keeps the others', (_, fields, reason, detail) => {
    const good = verdaType({ instance_type: 'good' });
    const { quotes, rejects } = read(good, verdaType(fields));
    expect(quotes.map(({ key }) => key)).toEqual(['good', 'good']);
    expect(rejects).toMatchObject([{ reason, detail: expect.stringContaining(detail) }]);
  });

  // As dstackai/gpuhunt@2449039 lists them, and "GB300" of a client of 2026.
  it.each([
    ['B200 SXM6 180GB', 'b200'],
    ['B300 SXM6 262GB', 'b300'],
    ['GB300 SXM6 288GB', 'gb300'],
    ['H200 SXM5 141GB', 'h200-sxm'],
    ['A100 SXM4 40GB', 'a100-sxm-40gb'],
    ['RTX6000 Ada 48GB', 'rtx-6000-ada'],
    ['RTX A6000 48GB', 'rtx-a6000'],
    ['L40S 48GB', 'l40s'],
    ['AMD 7900XTX', 'rx-7900-xtx'],
  ])('names a GPU the catalog knows: %s', (name, slug) => {
    expect(resolveGpu(name)).toMatchObject({ kind: 'MAPPED', gpu: { slug } });
  });

  it('never throws but a ProviderError, and never lets an unlawful quote out', () => {
    const types = fc.array(
      fc.oneof(
        fc
          .dictionary(fc.constantFrom(...Object.keys(verdaType())), fc.jsonValue(), { maxKeys: 3 })
          .map(verdaType),
        fc.jsonValue(),
      ),
      { maxLength: 5 },
    );
    const outcomes = readOutcomes(fc.oneof(fc.jsonValue(), { arbitrary: types, weight: 4 }), (body) =>
      normaliseVerda(body, NOW),
    );
    expect(outcomes).toBeGreaterThan(50);
    const withPlaces = readOutcomes(fc.tuple(types, fc.jsonValue()), ([body, places]) => {
      const available = readAvailability(Array.isArray(places) && places.length > 0 ? places : []);
      return normaliseVerda(body, NOW, { ON_DEMAND: available, SPOT: new Map() });
    });
    expect(withPlaces).toBeGreaterThan(50);
  });
});
