import { expect, test, vi } from 'vitest';
import { awsAdvisor, awsProduct, awsSpotList } from '../support/aws-fixtures.ts';
import { databaseEnv } from '../support/database-env.ts';
import { fakeAwsAdvisor, fakeAwsSpot } from '../support/fake-aws.ts';
import { AWS_KEY_ID, fakeAwsEc2, fakeAwsPricing } from '../support/fake-aws-signed.ts';
import { startFakeServer } from '../support/fake-server.ts';
import { spawnApp } from '../support/spawn-app.ts';

const SECRET = 'secret-canary-wJalrXUtnFEMIK7MDENG';

const QUESTION = /* GraphQL */ `
  {
    offers(filter: { providers: ["aws"], rentableOnly: false }, sort: { by: PRICE }) {
      edges {
        node {
          gpuName
          gpuCount
          billing
          tier
          stock
          price {
            amount
            unit
          }
          priceForOffer {
            amount
          }
          region {
            code
          }
          machine {
            instanceType
          }
          interruption {
            monthlyLow
            monthlyHigh
            onDemandSavings
          }
        }
      }
    }
    priceTrend(filter: { gpus: ["a100-sxm-40gb"], billing: SPOT }, period: { last: "P8D" }) {
      absence
      sources
      buckets {
        p50
      }
    }
    providers {
      key
      health {
        status
        seen
        rejects {
          reason
          lastDetail
        }
      }
    }
  }
`;

type Answer = {
  offers: { edges: { node: { price: { amount: string } } }[] };
  priceTrend: { absence: string | null; sources: string[]; buckets: { p50: string | null }[] };
  providers: unknown[];
};

async function ask(url: string): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: QUESTION }),
  });
  const answer = (await response.json()) as { data?: Answer; errors?: unknown };
  if (!answer.data) throw new Error(JSON.stringify(answer.errors));
  return answer.data;
}

test(
  'AWS is polled, spot and on demand, with its machines, places and interruptions',
  { timeout: 60_000 },
  async () => {
    const spot = fakeAwsSpot(
      awsSpotList({
        'us-east': [
          ['p5.48xlarge', '19.2804'],
          ['p9.48xlarge', '60'],
        ],
        'us-west-2-phx-1': [['p5e.48xlarge', '23.8169']],
        'eu-north-1': [['p5.48xlarge', 'N/A*']],
      }),
    );
    const pricing = fakeAwsPricing([
      awsProduct({ instanceType: 'p5.48xlarge', regionCode: 'us-east-1' }, '55.0400000000'),
      awsProduct({ instanceType: 'p5.48xlarge', regionCode: 'us-east-1', tenancy: 'Dedicated' }, '59.0'),
    ]);
    const advisor = fakeAwsAdvisor(awsAdvisor({ 'us-east-1': { 'p5.48xlarge': { s: 65, r: 4 } } }));
    // What EC2 remembers of a machine that is not listed now: $16 for its eight GPUs.
    const changes = [1, 2, 3, 4, 5, 6, 7].map((days) => ({
      region: 'us-east-1',
      zone: 'us-east-1b',
      zoneId: 'use1-az6',
      instanceType: 'p4d.24xlarge',
      usd: '16',
      at: new Date(Date.now() - days * 86_400_000).toISOString(),
    }));
    await using server = await startFakeServer({ spot, advisor, pricing, ec2: fakeAwsEc2(changes) });
    await using database = await databaseEnv();
    await using app = await spawnApp({
      ...database.env,
      MARKET: 'live',
      PROVIDERS: 'aws',
      POLL_SECONDS: '1',
      LOG_LEVEL: 'debug',
      AWS_SPOT_URL: server.url,
      AWS_ADVISOR_URL: server.url,
      AWS_EC2_URL: server.url,
      AWS_PRICING_URL: server.url,
      AWS_ACCESS_KEY_ID: AWS_KEY_ID,
      AWS_SECRET_ACCESS_KEY: SECRET,
      AWS_BACKFILL_REGIONS: 'us-east-1',
    });
    await vi.waitFor(async () => expect((await ask(app.url)).offers.edges).toHaveLength(3), 15_000);
    const { offers, providers } = await ask(app.url);
    const common = { gpuCount: 8, tier: 'STANDARD', stock: 'UNKNOWN' };
    expect(offers.edges.map(({ node }) => node)).toEqual([
      {
        ...common,
        gpuName: 'H100 SXM',
        billing: 'SPOT',
        price: { amount: '2.41005', unit: 'PER_GPU_HOUR' },
        priceForOffer: { amount: '19.2804' },
        region: { code: 'US-VA' },
        machine: { instanceType: 'p5.48xlarge' },
        interruption: { monthlyLow: 0.2, monthlyHigh: 1, onDemandSavings: 0.65 },
      },
      {
        ...common,
        gpuName: 'H200 SXM',
        billing: 'SPOT',
        // 23.8169 / 8 = 2.9771125, to the micro-dollar.
        price: { amount: '2.977113', unit: 'PER_GPU_HOUR' },
        priceForOffer: { amount: '23.816904' },
        region: { code: 'US-AZ' },
        machine: { instanceType: 'p5e.48xlarge' },
        interruption: null,
      },
      {
        ...common,
        gpuName: 'H100 SXM',
        billing: 'ON_DEMAND',
        price: { amount: '6.88', unit: 'PER_GPU_HOUR' },
        priceForOffer: { amount: '55.04' },
        region: { code: 'US-VA' },
        machine: { instanceType: 'p5.48xlarge' },
        interruption: null,
      },
    ]);
    expect(providers).toEqual([
      {
        key: 'aws',
        health: {
          status: 'HEALTHY',
          seen: 5,
          rejects: [
            {
              reason: 'NO_GPU_NAME',
              lastDetail: 'instance type "p9.48xlarge" in us-east-1: which GPUs it has is not in the catalog',
            },
          ],
        },
      },
    ]);

    await vi.waitFor(async () => {
      const { priceTrend } = await ask(app.url);
      expect(priceTrend.absence).toBeNull();
      expect(priceTrend.sources).toEqual(['AWS EC2 DescribeSpotPriceHistory']);
      const medians = priceTrend.buckets.flatMap(({ p50 }) => (p50 === null ? [] : [p50]));
      expect(new Set(medians)).toEqual(new Set(['2.00']));
    }, 15_000);
    expect((await ask(app.url)).offers.edges).toHaveLength(3);

    spot.list = awsSpotList({ 'us-east-1': [['p5.48xlarge', '16']] });
    const first = async () => (await ask(app.url)).offers.edges[0]?.node.price.amount;
    await vi.waitFor(async () => expect(await first()).toBe('2.00'), 10_000);
    await app.end('SIGTERM');
    expect(app.lines.join('\n')).not.toContain(SECRET);
    expect(app.lines.join('\n')).not.toContain(AWS_KEY_ID);
  },
);
