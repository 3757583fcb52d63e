import { expect, test, vi } from 'vitest';
import { databaseEnv } from '../support/database-env.ts';
import { azureItem, azureSpotItem, fakeAzure } from '../support/fake-azure.ts';
import { fakeGcp, gcpSku } from '../support/fake-gcp.ts';
import { startFakeServer } from '../support/fake-server.ts';
import { spawnApp } from '../support/spawn-app.ts';
import { KEY } from '../providers/contract.ts';
import { catalogSkus } from '../providers/gcp-rates.ts';

const QUERY = /* GraphQL */ `
  {
    offers(filter: { gpus: ["H100 SXM"] }, sort: { by: PRICE }) {
      edges {
        node {
          provider {
            name
          }
          billing
          gpuCount
          availableGpus
          stock
          region {
            code
          }
          machine {
            instanceType
          }
          price {
            amount
            basis
            simulated
          }
        }
      }
    }
    providers {
      name
      source
      health {
        status
        lastError
        seen
        rejected
        cadence
        rejects {
          reason
          lastDetail
        }
      }
    }
  }
`;

type Answer = {
  data: { offers: { edges: { node: unknown }[] }; providers: unknown[] };
};

async function ask(url: string): Promise<Answer['data']> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: QUERY }),
  });
  const answer = (await response.json()) as Answer & { errors?: unknown };
  expect(answer.errors).toBeUndefined();
  return answer.data;
}

test(
  'Azure and Google are polled side by side: instances by name, on demand and spot, and the key nowhere',
  { timeout: 120_000 },
  async () => {
    const gcp = fakeGcp([
      ...catalogSkus('ON_DEMAND'),
      ...catalogSkus('SPOT'),
      gcpSku('Nvidia X9 GPU running in Americas', 1),
    ]);
    gcp.apiKey = KEY;
    const azure = fakeAzure([azureItem(), azureSpotItem()]);
    await using market = await startFakeServer({ azure, gcp });
    await using database = await databaseEnv();
    await using app = await spawnApp({
      ...database.env,
      MARKET: 'live',
      PROVIDERS: 'azure,gcp',
      AZURE_URL: market.url,
      GCP_URL: market.url,
      GCP_API_KEY: KEY,
    });
    await vi.waitFor(async () => expect((await ask(app.url)).offers.edges).toHaveLength(7), {
      timeout: 60_000,
      interval: 250,
    });
    const data = await ask(app.url);
    const offer = (
      provider: string,
      instanceType: string,
      gpuCount: number,
      billing: string,
      amount: string,
    ) => ({
      provider: { name: provider },
      billing,
      gpuCount,
      availableGpus: null,
      stock: 'UNKNOWN',
      region: { code: provider === 'Microsoft Azure' ? 'US-VA' : 'US-IA' },
      machine: { instanceType },
      price: { amount, basis: 'OBSERVED', simulated: false },
    });
    const nodes = data.offers.edges.map(({ node }) => node);
    expect(nodes).toHaveLength(7);
    // What Azure asked for eight on 2026-09-16, and Google for one and for eight on 2025-06-12.
    for (const expected of [
      offer('Microsoft Azure', 'Standard_ND96isr_H100_v5', 8, 'SPOT', '2.271192'),
      offer('Microsoft Azure', 'Standard_ND96isr_H100_v5', 8, 'ON_DEMAND', '12.29'),
      offer('Google Cloud', 'a3-highgpu-1g', 1, 'SPOT', '2.5499'),
      offer('Google Cloud', 'a3-highgpu-8g', 8, 'SPOT', '2.5499'),
      offer('Google Cloud', 'a3-highgpu-8g', 8, 'ON_DEMAND', '11.06125'),
    ])
      expect(nodes).toContainEqual(expected);
    expect(nodes[0]).toEqual(offer('Microsoft Azure', 'Standard_ND96isr_H100_v5', 8, 'SPOT', '2.271192'));
    const health = { status: 'HEALTHY', lastError: null, rejected: 0, rejects: [] };
    expect(data.providers).toEqual([
      {
        name: 'Microsoft Azure',
        source: `${market.url}/api/retail/prices`,
        health: { ...health, seen: 2, cadence: expect.anything() },
      },
      {
        name: 'Google Cloud',
        source: `${market.url}/v1/services/6F81-5844-456A/skus`,
        health: {
          ...health,
          seen: 23,
          rejected: 1,
          cadence: expect.anything(),
          rejects: [
            {
              reason: 'NO_GPU_NAME',
              lastDetail: 'description "Nvidia X9 GPU running in Americas": a GPU that is not in the table',
            },
          ],
        },
      },
    ]);
    expect(JSON.stringify(data)).not.toContain(KEY);
  },
);
