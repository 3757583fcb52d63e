import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { databaseEnv } from '../support/database-env.ts';
import { Follower } from '../support/follow.ts';
import type { VastOffer } from '../support/market-fixtures.ts';
import { startMarketServer } from '../support/market-server.ts';
import { spawnApp } from '../support/spawn-app.ts';

// Reads the recorded Vast.ai offer in ../shared; skips where that folder is absent.
const RECORDED = new URL('../../../shared/data/api/samples/vast_offer_recorded.json', import.meta.url);
const recorded = await readFile(RECORDED, 'utf8').catch(() => undefined);

const OFFERS = /* GraphQL */ `
  {
    offers(filter: { gpus: ["RTX 5090"], rentableOnly: false }, sort: { by: PRICE, direction: DESC }) {
      edges {
        node {
          billing
          gpuCount
          availableGpus
          tier
          region {
            code
          }
          price {
            amount
            unit
            basis
            simulated
          }
          priceForOffer {
            amount
            unit
          }
        }
      }
    }
  }
`;

type Answer = { data: { offers: { edges: { node: unknown }[] } } };

async function offersAt(url: string): Promise<unknown[]> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: OFFERS }),
  });
  const answer = (await response.json()) as Answer;
  return answer.data.offers.edges.map(({ node }) => node);
}

test.skipIf(recorded === undefined)(
  'the recorded 8 × RTX 5090 is quoted per GPU-hour, without disk, and a change reaches a subscriber at once',
  { timeout: 60_000 },
  async () => {
    const [sample] = [JSON.parse(recorded ?? '') as VastOffer | VastOffer[]].flat();
    const offer: VastOffer = { ...sample, rentable: true };
    await using market = await startMarketServer();
    market.vastai.offers = [offer];
    await using database = await databaseEnv();
    await using app = await spawnApp({
      ...database.env,
      MARKET: 'live',
      PROVIDERS: 'vastai,runpod',
      POLL_SECONDS: '2',
      VASTAI_URL: market.url,
      RUNPOD_URL: market.url,
    });
    await vi.waitFor(async () => expect(await offersAt(app.url)).toHaveLength(2), 10_000);
    const facts = { gpuCount: 8, availableGpus: 8, tier: 'VERIFIED', region: { code: 'CZ' } };
    const price = (amount: string) => ({ amount, unit: 'PER_GPU_HOUR', basis: 'OBSERVED', simulated: false });
    expect(await offersAt(app.url)).toEqual([
      {
        ...facts,
        billing: 'ON_DEMAND',
        price: price('0.546667'),
        priceForOffer: { amount: '4.373336', unit: 'PER_OFFER_HOUR' },
      },
      {
        ...facts,
        billing: 'SPOT',
        price: price('0.266667'),
        priceForOffer: { amount: '2.133336', unit: 'PER_OFFER_HOUR' },
      },
    ]);

    const follower = new Follower();
    const following = follower.follow(app.url);
    await vi.waitFor(() => expect(follower.others).toEqual(['OfferSnapshot']), 5000);
    const seen = follower.seqs.length;
    market.vastai.offers = [{ ...offer, dph_base: 4.8 }];
    const changedAt = performance.now();
    while (follower.seqs.length === seen && performance.now() - changedAt < 10_000) await sleep(5);
    expect(performance.now() - changedAt).toBeLessThan(2000 + 1000);

    // As recorded it is taken: listed, but nothing of it can be rented.
    market.vastai.offers = [{ ...offer, rentable: false }];
    await vi.waitFor(async () => {
      expect(await offersAt(app.url)).toMatchObject([{ availableGpus: 0 }, { availableGpus: 0 }]);
    }, 10_000);
    await app.end('SIGTERM');
    await following;
  },
);
