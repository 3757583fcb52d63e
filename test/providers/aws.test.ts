import { existsSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAws, type AwsSettings } from '#providers/aws.ts';
import { readSpotAdvisor } from '#providers/aws-advisor.ts';
import { readPriceList } from '#providers/aws-on-demand.ts';
import { awsInstanceTypes } from '#providers/aws-quote.ts';
import { readSpotList } from '#providers/aws-spot-list.ts';
import { pollResult } from '#providers/poll-result.ts';
import { ProviderError } from '#providers/provider.ts';
import { providerRegions } from '#catalog/provider-regions.ts';
import { resolveRegion } from '#catalog/resolve-region.ts';
import { lawful } from '#units/quote-laws.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, plusMs, type Instant } from '#units/time.ts';
import { awsAdvisor, awsFullSpotList, awsProduct, awsSpotList } from '../support/aws-fixtures.ts';
import { fakeAwsAdvisor, fakeAwsSpot } from '../support/fake-aws.ts';
import { startFakeServer, type FakeServer } from '../support/fake-server.ts';
import { KEY, NOW, pollContext, providerContract } from './contract.ts';
import { readOutcomes } from './fuzz.ts';

let advisorServer: FakeServer;
beforeAll(async () => {
  advisorServer = await startFakeServer({ advisor: fakeAwsAdvisor() });
});
afterAll(() => advisorServer[Symbol.asyncDispose]());

providerContract({
  id: 'aws',
  create: ({ url }) => createAws({ spotUrl: url, advisorUrl: advisorServer.url }),
  key: 'NONE',
  requests: 1,
  tries: 1,
  cadenceMs: 5 * MINUTE_MS,
  fake: fakeAwsSpot,
  setPrice: (fake, usd) => {
    fake.list = awsSpotList({ 'us-east-1': [['p5.48xlarge', String(usd)]] });
  },
  priceText: '987.25',
  makeEmpty: (fake) => void (fake.list.config.regions = []),
  makeDouble: (fake) => void fake.list.config.regions.push(fake.list.config.regions[0]),
  otherShape: '{"config":{"regions":{}}}',
  nonsense: '{"config":{"regions":[null,7,[]]}}',
  word: 'regions',
});

async function startAws() {
  const [spot, advisor] = [fakeAwsSpot(), fakeAwsAdvisor()];
  const server = await startFakeServer({ spot, advisor });
  const create = (settings: AwsSettings = {}) =>
    createAws({ spotUrl: server.url, advisorUrl: server.url, ...settings });
  return { spot, advisor, server, create, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

const asked = (server: FakeServer, path: string) =>
  server.requests.filter((request) => request.path === path).length;
const at = (now: Instant) => pollContext({ now: () => now });

describe('AWS', () => {
  it('quotes a machine per GPU, with what the Spot Advisor says of it', async () => {
    await using aws = await startAws();
    const { quotes, rejects, seen } = await aws.create().poll(pollContext());
    expect(rejects).toEqual([]);
    expect(seen).toBe(1);
    // 19.2804 / 8 = 2.41005; band 2 of the file is 10 to 15 %.
    expect(quotes).toEqual([
      {
        key: 'us-east-1/p5.48xlarge',
        gpuName: 'H100 SXM',
        gpuCount: 8,
        regionName: 'us-east-1',
        tier: 'STANDARD',
        billing: 'SPOT',
        price: 2_410_050,
        stock: { kind: 'UNKNOWN' },
        reliability: null,
        traits: {
          instanceType: 'p5.48xlarge',
          dataCenter: true,
          interruptionMonthlyLow: 0.1,
          interruptionMonthlyHigh: 0.15,
          onDemandSavings: 0.65,
        },
      },
    ]);
  });

  it('reads the list as a script that calls a function, as it once was', async () => {
    await using aws = await startAws();
    const plain = await aws.create().poll(pollContext());
    aws.spot.asScript = true;
    expect(await aws.create().poll(pollContext())).toEqual(plain);
  });

  it('does not believe a list that nobody writes any more', async () => {
    await using aws = await startAws();
    aws.spot.lastModified = 'Mon, 13 May 2024 21:09:38 GMT';
    await expect(aws.create().poll(pollContext())).rejects.toMatchObject({
      failure: 'MALFORMED',
      message: 'AWS sent a list last changed at 2024-05-13T21:09:38.000Z: it is not written any more',
    });
    aws.spot.lastModified = 'Thu, 01 Jan 1959 00:00:00 GMT';
    await expect(aws.create().poll(pollContext())).rejects.toBeInstanceOf(ProviderError);
    for (const written of [new Date(NOW - 3 * HOUR_MS).toUTCString(), 'yesterday', undefined]) {
      aws.spot.lastModified = written;
      expect((await aws.create().poll(pollContext())).quotes).toHaveLength(1);
    }
  });

  it('asks the Spot Advisor once a day', async () => {
    await using aws = await startAws();
    const provider = aws.create();
    for (const hours of [0, 1, 23.9]) await provider.poll(at(plusMs(NOW, hours * HOUR_MS)));
    expect(asked(aws.server, '/spot-advisor-data.json')).toBe(1);
    aws.advisor.file = awsAdvisor({ 'us-east-1': { 'p5.48xlarge': { s: 10, r: 4 } } });
    const { quotes } = await provider.poll(at(plusMs(NOW, DAY_MS)));
    expect(quotes[0]!.traits).toMatchObject({ interruptionMonthlyLow: 0.2, interruptionMonthlyHigh: 1 });
    expect(asked(aws.server, '/spot-advisor-data.json')).toBe(2);
  });

  it('goes on where the Spot Advisor fails, keeps its last word for a week, and tells of it', async () => {
    await using aws = await startAws();
    const provider = aws.create();
    await provider.poll(at(NOW));
    aws.advisor.badDay = { kind: 'status', status: 503, body: 'SlowDown' };
    const day = await provider.poll(at(plusMs(NOW, DAY_MS)));
    expect(day.quotes[0]!.traits).toMatchObject({ interruptionMonthlyLow: 0.1 });
    expect(day.rejects).toMatchObject([
      {
        reason: 'MALFORMED',
        detail: expect.stringMatching(/the last ones are kept; HTTP_ERROR: AWS Spot Advisor answered 503/),
      },
    ]);
    // Told again at the next poll, though asked again only after a while.
    expect((await provider.poll(at(plusMs(NOW, DAY_MS + 5 * MINUTE_MS)))).rejects).toHaveLength(1);
    expect(asked(aws.server, '/spot-advisor-data.json')).toBe(2);
    const week = await provider.poll(at(plusMs(NOW, 8 * DAY_MS)));
    expect(week.quotes[0]!.traits).toEqual({ instanceType: 'p5.48xlarge', dataCenter: true });
    expect(week.rejects[0]!.detail).toContain('none are known');
    aws.advisor.badDay = undefined;
    const after = await provider.poll(at(plusMs(NOW, 8 * DAY_MS + HOUR_MS)));
    expect(after.rejects).toEqual([]);
    expect(after.quotes[0]!.traits).toMatchObject({ interruptionMonthlyLow: 0.1 });
  });

  it.each([
    ['{}', /no table/],
    ['null', /no table/],
    ['{"ranges":[{"index":0,"label":"rarely"}],"spot_advisor":{"us-east-1":{}}}', /a band "rarely"/],
    ['{"ranges":[{"index":0,"label":"<5%"}],"spot_advisor":{}}', /an empty table/],
  ])('takes a Spot Advisor file of %s for none', async (text, message) => {
    await using aws = await startAws();
    aws.advisor.badDay = { kind: 'text', text };
    const { quotes, rejects } = await aws.create().poll(pollContext());
    expect(quotes[0]!.traits).toEqual({ instanceType: 'p5.48xlarge', dataCenter: true });
    expect(rejects).toMatchObject([{ detail: expect.stringMatching(message) }]);
  });

  it('refuses half of the credentials, and a region that is none', () => {
    expect(() => createAws({ accessKeyId: KEY })).toThrow(/give both/);
    expect(() => createAws({ secretAccessKey: KEY })).toThrow(
      expect.objectContaining({ name: 'RangeError', message: expect.not.stringContaining(KEY) }),
    );
    expect(() => createAws({ regions: ['us-east-1', 'evil.example/#'] })).toThrow(/not a region of AWS/);
    expect(createAws().backfill).toBeUndefined();
    expect(createAws({ accessKeyId: 'A', secretAccessKey: 'B' }).backfill).toBeTypeOf('function');
  });
});

describe('the list of spot prices', () => {
  const read = (...sizes: Parameters<typeof awsSpotList>[0][string][number][]) =>
    readSpotList(awsSpotList({ 'us-east-1': sizes }));

  it('takes N/A for not on offer, and 9.0E-4 for what it is', () => {
    const { quotes, rejects, seen } = read(
      ['p5.48xlarge', 'N/A*'],
      ['g4dn.xlarge', '9.0E-4'],
      ['g5.12xlarge', '2'],
    );
    expect(rejects).toEqual([]);
    expect(seen).toBe(3);
    expect(quotes.map(({ key, price }) => [key, price])).toEqual([
      ['us-east-1/g4dn.xlarge', 900],
      ['us-east-1/g5.12xlarge', 500_000],
    ]);
  });

  it.each(['', '0', '-1', '1,5', 'free', '$1', '0x10', '1e400', ' 1', '1.', 'Infinity'])(
    'asks no price of “%s”',
    (price) => {
      const { quotes, rejects } = read(['p5.48xlarge', price]);
      expect(quotes).toEqual([]);
      expect(rejects).toMatchObject([{ reason: 'BAD_PRICE' }]);
    },
  );

  it('tells each GPU machine it does not know once, and is silent of the others', () => {
    const sizes = [
      ['p9.48xlarge', '1.5'],
      ['g6f.large', '0.05'],
      ['trn1.32xlarge', '8'],
      ['inf2.48xlarge', '6'],
      ['dl1.24xlarge', '5'],
      ['p4d.24xlarge', '8'],
    ] as const;
    const list = awsSpotList({ 'us-east-1': sizes, 'eu-west-1': sizes, 'sa-east-1': [['p9.48xlarge', '2']] });
    const { quotes, rejects, seen } = readSpotList(list);
    expect(quotes.map(({ key }) => key)).toEqual(['us-east-1/p4d.24xlarge', 'eu-west-1/p4d.24xlarge']);
    expect(seen).toBe(7);
    expect(rejects.map(({ reason, detail }) => [reason, detail])).toEqual([
      ['NO_GPU_NAME', 'instance type "p9.48xlarge" in 3 regions: which GPUs it has is not in the catalog'],
      ['PARTIAL_GPU', 'instance type "g6f.large" in 2 regions: it has 1/8 of a GPU'],
    ]);
  });

  it('knows regions by their oldest names, and local zones', () => {
    const names = [
      'us-east',
      'us-west',
      'eu-ireland',
      'apac-sin',
      'apac-syd',
      'apac-tokyo',
      'us-west-2-lax-1a',
    ];
    const list = awsSpotList(Object.fromEntries(names.map((name) => [name, [['g4dn.xlarge', '0.2']]])));
    const { quotes } = readSpotList(list);
    expect(quotes.map(({ regionName }) => [regionName, resolveRegion(regionName ?? '', 'aws')])).toEqual([
      ['us-east-1', 'US-VA'],
      ['us-west-1', 'US-CA'],
      ['eu-west-1', 'IE'],
      ['ap-southeast-1', 'SG'],
      ['ap-southeast-2', 'AU'],
      ['ap-northeast-1', 'JP'],
      ['us-west-2-lax-1', 'US-CA'],
    ]);
  });

  it('loses a row that cannot be read, not the list', () => {
    const list = awsSpotList({ 'us-east-1': [['g4dn.xlarge', '0.2']] });
    const rows = [null, 7, {}, { size: 'p5.48xlarge' }, { size: 'p5.48xlarge', valueColumns: [] }];
    list.config.regions.push({ region: 'eu-west-1', instanceTypes: [{ type: 'gpu', sizes: rows }] });
    const { quotes, rejects, seen } = readSpotList(list);
    expect(quotes).toHaveLength(1);
    expect(seen).toBe(6);
    expect(rejects).toHaveLength(5);
    expect(new Set(rejects.map(({ reason }) => reason))).toEqual(new Set(['MALFORMED']));
    expect(rejects.at(-1)!.detail).toBe('eu-west-1 p5.48xlarge: no Linux price');
  });
});

describe('the Spot Advisor', () => {
  it('leaves out what it does not say', () => {
    const file = awsAdvisor({
      'us-east-1': { 'p5.48xlarge': { s: -62, r: 0 }, 'p4d.24xlarge': { s: 20, r: 9 } },
    });
    const { advice } = readSpotAdvisor(file);
    expect(advice('us-east-1', 'p5.48xlarge')).toEqual({
      interruptionMonthlyLow: 0,
      interruptionMonthlyHigh: 0.05,
    });
    for (const [region, type] of [
      ['us-east-1', 'p4d.24xlarge'],
      ['us-east-1', 'toString'],
      ['us-east-1', '__proto__'],
      ['constructor', 'p5.48xlarge'],
    ] as const)
      expect(advice(region, type)).toBeUndefined();
  });

  // Reads the recorded Spot Advisor file in ../shared; skips where that folder is absent.
  const RECORDED = new URL(
    '../../../shared/data/api/samples/aws_spot_advisor_data_2025-06-28.json',
    import.meta.url,
  );
  it.skipIf(!existsSync(RECORDED))('reads the file of 2025-06-28', () => {
    const { advice, regions } = readSpotAdvisor(JSON.parse(readFileSync(RECORDED, 'utf8')));
    expect(regions).toBe(33);
    const bands = new Map<string, number>();
    const file = JSON.parse(readFileSync(RECORDED, 'utf8')) as {
      spot_advisor: Record<string, { Linux?: Record<string, { s: number; r: number }> }>;
    };
    let entries = 0;
    for (const [region, { Linux = {} }] of Object.entries(file.spot_advisor))
      for (const [type, { s }] of Object.entries(Linux)) {
        const said = advice(region, type)!;
        const band = `${said.interruptionMonthlyLow}-${said.interruptionMonthlyHigh}`;
        bands.set(band, (bands.get(band) ?? 0) + 1);
        expect(said.onDemandSavings).toBe(s < 0 ? undefined : s / 100);
        entries++;
      }
    expect(entries).toBe(14_962);
    expect(Object.fromEntries(bands)).toEqual({
      '0-0.05': 3239,
      '0.05-0.1': 2894,
      '0.1-0.15': 2025,
      '0.15-0.2': 1874,
      '0.2-1': 4930,
    });
  });
});

describe('a list of full size', () => {
  it('makes lawful quotes of every machine in the table, and passes over the others', () => {
    const regions = [...(providerRegions.get('aws')?.keys() ?? [])].slice(0, 30);
    const list = awsFullSpotList({ regions, others: 830, gpuTypes: awsInstanceTypes });
    const { quotes, rejects, seen } = readSpotList(list);
    expect(rejects).toEqual([]);
    expect(seen).toBe(30 * awsInstanceTypes.length);
    expect(quotes).toHaveLength(seen);
    expect(lawful(quotes).rejects).toEqual([]);
  });
});

describe('any answer', () => {
  const or = (words: readonly string[]) =>
    fc.oneof({ arbitrary: fc.constantFrom(...words), weight: 6 }, fc.string());
  const type = or(['p5.48xlarge', 'g4dn.xlarge', 'p9.48xlarge', 'g6f.large', 'm6i.large']);
  const usd = or(['19.2804', '9.0E-4', 'N/A*', '0', '1e309', '-1', '0.5']);
  const place = or(['us-east', 'eu-west-1', 'us-west-2-lax-1a']);
  const size = fc.record({
    size: type,
    valueColumns: fc.array(fc.record({ name: or(['linux', 'mswin']), prices: fc.record({ USD: usd }) }), {
      maxLength: 3,
    }),
  });
  const sizes = fc.array(fc.oneof({ arbitrary: size, weight: 4 }, fc.jsonValue()), { maxLength: 5 });
  const region = fc.record({
    region: place,
    instanceTypes: fc.array(fc.record({ sizes }), { maxLength: 3 }),
  });
  const list = fc.record({
    config: fc.record({ regions: fc.array(fc.oneof({ arbitrary: region, weight: 4 }, fc.jsonValue())) }),
  });

  it('is quotes and rejects, or a failure that says so', () => {
    const outcomes = readOutcomes(fc.oneof(fc.jsonValue(), { arbitrary: list, weight: 4 }), (body) =>
      pollResult({ name: 'AWS', observedAt: NOW, ...readSpotList(body) }),
    );
    expect(outcomes).toBeGreaterThan(50);
  });

  it('of the price list too', () => {
    const attributes = fc.record({ instanceType: type, regionCode: place });
    const item = fc.oneof(
      { arbitrary: fc.tuple(attributes, usd).map(([named, price]) => awsProduct(named, price)), weight: 4 },
      fc.string(),
      fc.json(),
      fc.jsonValue(),
    );
    const outcomes = readOutcomes(fc.array(item), (items) =>
      pollResult({ name: 'AWS', observedAt: NOW, ...readPriceList(items) }),
    );
    expect(outcomes).toBeGreaterThan(50);
  });

  it('of the Spot Advisor too', () => {
    const entry = fc.oneof(fc.record({ s: fc.double(), r: fc.integer({ min: -1, max: 6 }) }), fc.jsonValue());
    const file = fc.record({
      ranges: fc.array(fc.record({ index: fc.nat(5), label: fc.constantFrom('<5%', '5-10%', '>20%') })),
      spot_advisor: fc.dictionary(place, fc.record({ Linux: fc.dictionary(type, entry) })),
    });
    fc.assert(
      fc.property(
        fc.oneof(fc.jsonValue(), { arbitrary: file, weight: 4 }),
        place,
        type,
        (body, at, machine) => {
          let said;
          try {
            said = readSpotAdvisor(body).advice(at, machine);
          } catch (error) {
            expect(error).toBeInstanceOf(ProviderError);
          }
          for (const share of Object.values(said ?? {})) expect(share >= 0 && share <= 1).toBe(true);
        },
      ),
    );
  });
});
