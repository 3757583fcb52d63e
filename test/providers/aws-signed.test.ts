import { afterEach, describe, expect, it, vi } from 'vitest';
import { createAws, type AwsSettings } from '#providers/aws.ts';
import { readPriceList } from '#providers/aws-on-demand.ts';
import { ProviderError, type HistoryQuote } from '#providers/provider.ts';
import { DAY_MS, formatInstant, HOUR_MS, MINUTE_MS, parseInstant, plusMs } from '#units/time.ts';
import { awsProduct, type AwsChange } from '../support/aws-fixtures.ts';
import { fakeAwsAdvisor, fakeAwsSpot } from '../support/fake-aws.ts';
import { AWS_KEY_ID, ec2Error, fakeAwsEc2, fakeAwsPricing } from '../support/fake-aws-signed.ts';
import { startFakeServer, textOf } from '../support/fake-server.ts';
import { NOW, pollContext } from './contract.ts';

const SECRET = 'secret-canary-wJalrXUtnFEMIK7MDENG';
const TOKEN = 'token-canary-FwoGZXIvYXdzEBYaD';
const CREDENTIALS = { accessKeyId: AWS_KEY_ID, secretAccessKey: SECRET, sessionToken: TOKEN };

async function startAws() {
  const fakes = {
    spot: fakeAwsSpot(),
    advisor: fakeAwsAdvisor(),
    ec2: fakeAwsEc2(),
    pricing: fakeAwsPricing([
      awsProduct({ instanceType: 'p5.48xlarge', regionCode: 'us-east-1' }, '55.0400000000'),
    ]),
  };
  const server = await startFakeServer(fakes);
  const { url } = server;
  const urls = { spotUrl: url, advisorUrl: url, ec2Url: url, pricingUrl: url };
  return {
    ...fakes,
    server,
    create: (settings: AwsSettings = {}) =>
      createAws({ ...urls, ...CREDENTIALS, regions: ['us-east-1'], maxAttempts: 1, ...settings }),
    signed: () => server.requests.filter(({ method }) => method === 'POST'),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
type Aws = Awaited<ReturnType<typeof startAws>>;

async function backfill(
  aws: Aws,
  options: { settings?: AwsSettings; days?: number; signal?: AbortSignal } = {},
): Promise<HistoryQuote[]> {
  const { settings, days = 90, signal } = options;
  const provider = aws.create(settings);
  const context = pollContext(signal ? { signal } : {});
  return Array.fromAsync(provider.backfill!(context, plusMs(NOW, -days * DAY_MS)));
}

/** A change of an H100 machine in the first zone, `hours` before now, unless said otherwise. */
function change(hours: number, usd: string, fields: Partial<AwsChange> = {}): AwsChange {
  return {
    region: 'us-east-1',
    zone: 'us-east-1a',
    zoneId: 'use1-az4',
    instanceType: 'p5.48xlarge',
    usd,
    at: formatInstant(plusMs(NOW, -hours * HOUR_MS)),
    ...fields,
  };
}

const brief = (quotes: readonly HistoryQuote[]) =>
  quotes.map(({ key, price, observedAt }) => [key, price, (NOW - observedAt) / HOUR_MS]);

function expectNoSecrets(error: unknown): void {
  const told =
    JSON.stringify(error) + String(error) + String((error as Error).stack) + String((error as Error).cause);
  for (const secret of [AWS_KEY_ID, SECRET, TOKEN, 'Signature=', 'arn:aws'])
    expect(told).not.toContain(secret);
}

const offerKey = ({ billing, key, price }: { billing: string; key: string; price: number }) => [
  billing,
  key,
  price,
];

afterEach(() => void vi.restoreAllMocks());

describe('on-demand prices of AWS', () => {
  it('are listed beside the spot ones, from signed requests', async () => {
    await using aws = await startAws();
    const { quotes, rejects, seen } = await aws.create().poll(pollContext());
    expect(rejects).toEqual([]);
    expect(seen).toBe(2);
    expect(quotes.map(offerKey)).toEqual([
      ['SPOT', 'us-east-1/p5.48xlarge', 2_410_050],
      ['ON_DEMAND', 'us-east-1/p5.48xlarge', 6_880_000],
    ]);
    expect(quotes[1]!.traits).toEqual({ instanceType: 'p5.48xlarge', dataCenter: true });
    const [request] = aws.signed();
    expect(request!.headers['x-amz-security-token']).toBe(TOKEN);
    expect(JSON.stringify(aws.server.requests)).not.toContain(SECRET);
    for (const { path, query } of aws.server.requests) expect(path + query).not.toContain(AWS_KEY_ID);
    expect(request!.body).toMatchObject({ ServiceCode: 'AmazonEC2', MaxResults: 100 });
  });

  it('come in pages, all of them', async () => {
    await using aws = await startAws();
    const regions = ['us-east-1', 'us-west-2', 'eu-west-1', 'eu-north-1', 'ap-south-1'];
    aws.pricing.products = regions.map((regionCode) =>
      awsProduct({ instanceType: 'p4d.24xlarge', regionCode }, '21.957642'),
    );
    aws.pricing.pageSize = 2;
    const { quotes } = await aws.create().poll(pollContext());
    expect(
      quotes.filter(({ billing }) => billing === 'ON_DEMAND').map(({ regionName }) => regionName),
    ).toEqual(regions);
    expect(aws.signed()).toHaveLength(3);
  });

  it('are asked for twice a day', async () => {
    await using aws = await startAws();
    const provider = aws.create();
    for (const hours of [0, 1, 11.9])
      await provider.poll(pollContext({ now: () => plusMs(NOW, hours * HOUR_MS) }));
    expect(aws.signed()).toHaveLength(1);
    aws.pricing.products = [awsProduct({ instanceType: 'p5.48xlarge', regionCode: 'us-east-1' }, '40')];
    const later = await provider.poll(pollContext({ now: () => plusMs(NOW, 12 * HOUR_MS) }));
    expect(later.quotes.map(offerKey)).toContainEqual(['ON_DEMAND', 'us-east-1/p5.48xlarge', 5_000_000]);
  });

  it('are not asked for without credentials', async () => {
    await using aws = await startAws();
    const result = await aws
      .create({ accessKeyId: undefined, secretAccessKey: undefined, sessionToken: undefined })
      .poll(pollContext());
    expect(result.quotes.map(({ billing }) => billing)).toEqual(['SPOT']);
    expect(aws.signed()).toEqual([]);
  });

  it('stay for two days where they cannot be had again, and none are listed that never were', async () => {
    await using aws = await startAws();
    const provider = aws.create();
    aws.pricing.accessKeyId = 'OTHER';
    const first = await provider.poll(pollContext());
    expect(first.quotes.map(({ billing }) => billing)).toEqual(['SPOT']);
    expect(first.rejects).toMatchObject([
      {
        detail:
          'on-demand prices: none are known; UNAUTHORIZED: AWS Price List answered 400, UnrecognizedClientException',
      },
    ]);
    expectNoSecrets(first);
    aws.pricing.accessKeyId = AWS_KEY_ID;
    await provider.poll(pollContext({ now: () => plusMs(NOW, 15 * MINUTE_MS) }));
    aws.pricing.badDay = { kind: 'html' };
    const day = await provider.poll(pollContext({ now: () => plusMs(NOW, DAY_MS) }));
    expect(day.quotes.map(({ billing }) => billing)).toEqual(['SPOT', 'ON_DEMAND']);
    expect(day.rejects).toMatchObject([
      { detail: expect.stringContaining('the last ones are kept; MALFORMED') },
    ]);
    const later = await provider.poll(pollContext({ now: () => plusMs(NOW, 3 * DAY_MS) }));
    expect(later.quotes.map(({ billing }) => billing)).toEqual(['SPOT']);
  });

  it.each([
    ['NEW', /100 pages and leads to more/],
    ['SAME', /leads back to a page/],
  ] as const)('end though their pages do not: %s', async (endless, message) => {
    await using aws = await startAws();
    aws.pricing.endless = endless;
    const { rejects } = await aws.create().poll(pollContext());
    expect(rejects).toMatchObject([{ detail: expect.stringMatching(message) }]);
  });

  it('do not fill memory', async () => {
    await using aws = await startAws();
    aws.pricing.badDay = { kind: 'huge', bytes: 50 * 1024 * 1024, as: 'gzip' };
    const { rejects } = await aws.create().poll(pollContext());
    expect(rejects).toMatchObject([{ detail: expect.stringContaining('TOO_LARGE') }]);
  });

  it('end with the poll', async () => {
    await using aws = await startAws();
    aws.pricing.badDay = { kind: 'slow', delayMs: 60_000 };
    const abort = new AbortController();
    const ended = aws
      .create()
      .poll(pollContext({ signal: abort.signal }))
      .catch(String);
    await vi.waitFor(() => expect(aws.signed()).toHaveLength(1));
    abort.abort(new Error('shutting down'));
    expect(await ended).toBe('Error: shutting down');
  });
});

describe('the price list', () => {
  const product = (attributes: Record<string, string>, usd = '32.77', unit = 'Hrs') =>
    awsProduct({ instanceType: 'p4d.24xlarge', regionCode: 'us-east-1', ...attributes }, usd, unit);

  it.each<[string, string]>([
    ['at nothing, as reservations are', product({}, '0.0000000000')],
    ['of a dedicated machine', product({ tenancy: 'Dedicated' })],
    ['of a host', product({ tenancy: 'Host' })],
    ['of capacity reserved and unused', product({ capacitystatus: 'UnusedCapacityReservation' })],
    ['of a capacity block', product({ marketoption: 'CapacityBlock' })],
    ['of Windows', product({ operatingSystem: 'Windows' })],
    ['with SQL Server', product({ preInstalledSw: 'SQL Std' })],
    ['of another family', product({ instanceType: 'm6i.large' })],
    ['by the quantity', product({}, '5', 'Quantity')],
  ])('passes over a row %s', (_, item) => {
    expect(readPriceList([item])).toMatchObject({ quotes: [], rejects: [] });
  });

  it('refuses what it cannot read, each row alone', () => {
    const two = product({})
      .replace(
        /(\{"unit".*?"USD":")[\d.]+("\}\})/,
        '$1 1$2,"other":{"unit":"Hrs","pricePerUnit":{"USD":"2"}}',
      )
      .replace(' 1', '1');
    const items = [
      '',
      'null',
      '{',
      '{"product":{}}',
      two,
      product({ instanceType: 'p9.48xlarge' }),
      product({}, 'free'),
      product({}),
    ];
    const { quotes, rejects } = readPriceList(items);
    expect(quotes.map(({ key, price }) => [key, price])).toEqual([['us-east-1/p4d.24xlarge', 4_096_250]]);
    expect(rejects.map(({ reason }) => reason)).toEqual([
      'MALFORMED',
      'MALFORMED',
      'MALFORMED',
      'MALFORMED',
      'MALFORMED',
      'BAD_PRICE',
      'NO_GPU_NAME',
    ]);
  });
});

describe('the history of AWS spot prices', () => {
  it('is each change of each zone, by the zone’s id, and says the same again', async () => {
    await using aws = await startAws();
    aws.ec2.changes = [
      change(1, '20.000000'),
      change(30, '24.000000'),
      change(5, '16.000000', { zone: 'us-east-1b', zoneId: 'use1-az6' }),
      change(7, '0.400000', { zone: 'us-east-1c', zoneId: undefined, instanceType: 'g4dn.xlarge' }),
    ];
    const quotes = await backfill(aws);
    expect(brief(quotes).toSorted((a, b) => (String(a) < String(b) ? -1 : 1))).toEqual([
      ['us-east-1c/g4dn.xlarge', 400_000, 7],
      ['use1-az4/p5.48xlarge', 2_500_000, 1],
      ['use1-az4/p5.48xlarge', 3_000_000, 30],
      ['use1-az6/p5.48xlarge', 2_000_000, 5],
    ]);
    expect(quotes[0]).toMatchObject({ billing: 'SPOT', regionName: 'us-east-1', stock: { kind: 'UNKNOWN' } });
    expect(await backfill(aws)).toEqual(quotes);
  });

  it('begins with the change before, at its own instant', async () => {
    await using aws = await startAws();
    aws.ec2.changes = [change(12, '20'), change(100, '24'), change(200, '28')];
    // Two days back: the change 100 hours ago holds at the beginning, the one before it does not.
    expect(brief(await backfill(aws, { days: 2 }))).toEqual([
      ['use1-az4/p5.48xlarge', 3_000_000, 100],
      ['use1-az4/p5.48xlarge', 2_500_000, 12],
    ]);
  });

  it('takes a change told of both names of Linux once, and those of Windows not at all', async () => {
    await using aws = await startAws();
    aws.ec2.changes = [
      change(3, '17.6', { product: 'Linux/UNIX (Amazon VPC)' }),
      change(3, '16'),
      change(9, '24', { product: 'Linux/UNIX (Amazon VPC)' }),
      change(9, '40', { product: 'Windows' }),
    ];
    expect(brief(await backfill(aws))).toEqual([
      ['use1-az4/p5.48xlarge', 3_000_000, 9],
      ['use1-az4/p5.48xlarge', 2_000_000, 3],
    ]);
  });

  it('knows that a local zone lies elsewhere than its region', async () => {
    await using aws = await startAws();
    const zone = { region: 'us-west-2', zone: 'us-west-2-lax-1a', zoneId: 'usw2-lax1-az1' };
    aws.ec2.changes = [
      change(1, '20', zone),
      change(1, '16', { region: 'us-west-2', zone: 'us-west-2a', zoneId: 'usw2-az1' }),
    ];
    const quotes = await backfill(aws, { settings: { regions: ['us-west-2'] } });
    expect(quotes.map(({ key, regionName }) => [key, regionName])).toEqual([
      ['usw2-lax1-az1/p5.48xlarge', 'us-west-2-lax-1'],
      ['usw2-az1/p5.48xlarge', 'us-west-2'],
    ]);
  });

  it('comes in pages, and of each region as that region signs', async () => {
    await using aws = await startAws();
    aws.ec2.changes = Array.from({ length: 25 }, (_, i) => change(i + 1, String(16 + i)));
    aws.ec2.changes.push(change(1, '8', { region: 'eu-west-1', zone: 'eu-west-1a', zoneId: 'euw1-az1' }));
    aws.ec2.pageSize = 10;
    const quotes = await backfill(aws, { settings: { regions: ['us-east-1', 'eu-west-1'] } });
    expect(quotes).toHaveLength(26);
    expect(new Set(quotes.map(({ regionName }) => regionName))).toEqual(new Set(['us-east-1', 'eu-west-1']));
    const bodies = aws.signed().map(({ body }) => new URLSearchParams(String(body)));
    expect(bodies[0]!.get('MaxResults')).toBe('1000');
    expect(parseInstant(bodies[0]!.get('StartTime') ?? '')).toBe(plusMs(NOW, -90 * DAY_MS));
  });

  it('asks no further back than AWS remembers', async () => {
    await using aws = await startAws();
    await backfill(aws, { days: 400 });
    const [first] = aws.signed().map(({ body }) => new URLSearchParams(String(body)));
    expect(parseInstant(first!.get('StartTime') ?? '')).toBe(plusMs(NOW, -90 * DAY_MS));
  });

  it('is nothing where AWS knows of no change', async () => {
    await using aws = await startAws();
    expect(await backfill(aws)).toEqual([]);
  });

  it('waits and tries again where it is throttled, and gives up after as often as it may', async () => {
    await using aws = await startAws();
    aws.ec2.changes = [change(1, '20')];
    const throttled = ec2Error(503, 'RequestLimitExceeded', 'Request limit exceeded.');
    aws.ec2.badDay = {
      kind: 'status',
      status: 503,
      body: textOf(throttled),
      headers: { 'content-type': 'text/xml' },
    };
    aws.ec2.badRequests = 1;
    expect(await backfill(aws, { settings: { maxAttempts: 3 } })).toHaveLength(1);
    aws.ec2.badRequests = undefined;
    const asked = aws.signed().length;
    await expect(backfill(aws, { settings: { maxAttempts: 2 } })).rejects.toMatchObject({
      failure: 'RATE_LIMITED',
      message: 'AWS EC2 in us-east-1 answered 503, RequestLimitExceeded',
    });
    expect(aws.signed()).toHaveLength(asked + 2);
  });

  it.each([
    [400, 'ExpiredToken', 'UNAUTHORIZED'],
    [401, 'AuthFailure', 'UNAUTHORIZED'],
    [403, 'UnauthorizedOperation', 'UNAUTHORIZED'],
    [403, 'SignatureDoesNotMatch', 'UNAUTHORIZED'],
    [401, 'OptInRequired', 'UNAUTHORIZED'],
    [400, 'InvalidParameterValue', 'HTTP_ERROR'],
    [500, 'InternalError', 'HTTP_ERROR'],
    [503, 'Unavailable', 'HTTP_ERROR'],
  ])('takes %i %s as %s, in no words of AWS', async (status, code, failure) => {
    await using aws = await startAws();
    const said = `User: arn:aws:iam::123456789012:user/${AWS_KEY_ID}; Signature=${SECRET}; ${TOKEN}`;
    const answer = ec2Error(status, code, said);
    aws.ec2.badDay = {
      kind: 'status',
      status,
      body: textOf(answer),
      headers: { 'content-type': 'text/xml' },
    };
    const error: unknown = await backfill(aws).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(ProviderError);
    expect(error).toMatchObject({ failure, message: `AWS EC2 in us-east-1 answered ${status}, ${code}` });
    expectNoSecrets(error);
  });

  it.each([
    ['an HTML page', { kind: 'html' }],
    ['half an answer', { kind: 'truncated' }],
    ['an empty body', { kind: 'text', text: '' }],
    ['JSON', { kind: 'text', text: '{}' }],
    ['other XML', { kind: 'text', text: '<a><b/></a>' }],
    ['a time that is none', { kind: 'replaced', from: '2026-11-21T11', to: 'yesterday' }],
    ['prices that are none', { kind: 'replaced', from: '20.000000', to: 'free' }],
    [
      'a thousand entities',
      { kind: 'text', text: `<!DOCTYPE x [<!ENTITY a "${'a'.repeat(1000)}">]><x>&a;</x>` },
    ],
  ] as const)('takes %s as MALFORMED', async (_, badDay) => {
    await using aws = await startAws();
    aws.ec2.changes = [change(1, '20.000000')];
    aws.ec2.badDay = badDay;
    await expect(backfill(aws)).rejects.toMatchObject({ failure: 'MALFORMED' });
  });

  it('takes a broken connection as NETWORK, and a body without end as TOO_LARGE', async () => {
    await using aws = await startAws();
    aws.ec2.badDay = { kind: 'reset' };
    await expect(backfill(aws)).rejects.toMatchObject({ failure: 'NETWORK' });
    aws.ec2.badDay = { kind: 'reset', midway: true };
    await expect(backfill(aws)).rejects.toMatchObject({ failure: 'NETWORK' });
    aws.ec2.badDay = { kind: 'huge', bytes: 50 * 1024 * 1024, as: 'gzip' };
    await expect(backfill(aws)).rejects.toMatchObject({ failure: 'TOO_LARGE' });
    await using gone = await startAws();
    await gone.server[Symbol.asyncDispose]();
    await expect(backfill(gone)).rejects.toMatchObject({
      failure: 'NETWORK',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it.each([
    ['NEW', /300 pages and leads to more/],
    ['SAME', /leads back to a page/],
  ] as const)('ends though its pages do not: %s', async (endless, message) => {
    await using aws = await startAws();
    aws.ec2.endless = endless;
    await expect(backfill(aws)).rejects.toMatchObject({
      failure: 'MALFORMED',
      message: expect.stringMatching(message),
    });
  });

  it('is had of the regions that answer, and the failure of another is told after them', async () => {
    await using aws = await startAws();
    aws.ec2.changes = [change(1, '20')];
    aws.ec2.badDay = { kind: 'status', status: 500 };
    aws.ec2.badRequests = 1;
    const provider = aws.create({ regions: ['eu-west-1', 'us-east-1'] });
    const had: HistoryQuote[] = [];
    const reading = (async () => {
      for await (const quote of provider.backfill!(pollContext(), plusMs(NOW, -DAY_MS))) had.push(quote);
    })();
    await expect(reading).rejects.toMatchObject({ message: expect.stringContaining('eu-west-1') });
    expect(had.map(({ regionName }) => regionName)).toEqual(['us-east-1']);
  });

  it.each(['while it waits for an answer', 'while it waits to try again'])(
    'ends with the poll, %s',
    async (when) => {
      await using aws = await startAws();
      aws.ec2.badDay = when.endsWith('again')
        ? { kind: 'status', status: 503, body: textOf(ec2Error(503, 'RequestLimitExceeded', '')) }
        : { kind: 'slow', delayMs: 60_000 };
      const abort = new AbortController();
      const ended = backfill(aws, { settings: { maxAttempts: 20 }, signal: abort.signal }).catch(String);
      await vi.waitFor(
        () => expect(aws.signed().length).toBeGreaterThan(when.endsWith('again') ? 2 : 0),
        10_000,
      );
      const abortedAt = performance.now();
      abort.abort(new Error('shutting down'));
      expect(await ended).toBe('Error: shutting down');
      expect(performance.now() - abortedAt).toBeLessThan(1000);
    },
  );
});
