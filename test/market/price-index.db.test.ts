import { expect, test } from 'vitest';
import { data } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';
import { NOON, seedOffers, seedProviders, type SeedOffer } from '../support/seed-market.ts';

type Entry = Record<string, unknown> & { billing: string; price: Record<string, unknown> | null };

const FIELDS =
  'billing offers machines providers anomalies effectiveSampleSize absence price { amount source stale } p50 { amount }';

function h100(key: string, usd: number, given: Partial<SeedOffer> = {}): SeedOffer {
  return { provider: 'alpha', key, gpu: 'h100-sxm', changes: [{ at: NOON, usd }], ...given };
}

async function indexOf(offers: readonly SeedOffer[], filter = '{}'): Promise<readonly Entry[]> {
  await using database = await testDatabase();
  const { db } = database;
  await seedProviders(db, [{ id: 'alpha' }, { id: 'beta' }, { id: 'demo', simulated: true }]);
  await seedOffers(db, offers);
  const { gpus } = await data<{ gpus: { edges: { node: { slug: string; index: Entry[] } }[] } }>(
    db,
    `{ gpus(first: 100, filter: { class: DATA_CENTER }) { edges { node { slug index(filter: ${filter}) { ${FIELDS} } } } } }`,
  );
  return gpus.edges.find(({ node }) => node.slug === 'h100-sxm')?.node.index ?? [];
}

test('machines count once, form factors, billings and the simulated market apart', async () => {
  const machine = { reliability: 1, traits: { machine: 'm1' } };
  const [onDemand, spot] = await indexOf([
    h100('m1x1', 4, machine),
    h100('m1x2', 4, machine),
    h100('m2', 2, { reliability: 1, units: ['m2:0'] }),
    h100('m2x2', 2, { reliability: 1, units: ['m2:0', 'm2:1'] }),
    h100('b', 1, { provider: 'beta', reliability: 1 }),
    h100('pcie', 50, { gpu: 'h100-pcie' }),
    h100('spot', 0.5, { billing: 'SPOT' }),
    h100('taken', 90, { stock: 'NONE' }),
    h100('sim', 90, { provider: 'demo' }),
  ]);
  // Machines of 1, 2 and 4 dollars, each of weight 1: the outer 0.3 go, (0.7 × 1 + 2 + 0.7 × 4) ÷ 2.4.
  expect(onDemand).toEqual({
    billing: 'ON_DEMAND',
    offers: 5,
    machines: 3,
    providers: 2,
    anomalies: 0,
    effectiveSampleSize: 3,
    absence: null,
    price: { amount: '2.291667', source: 'alpha, beta', stale: false },
    p50: { amount: '2.00' },
  });
  expect(spot).toMatchObject({ billing: 'SPOT', offers: 1, price: null, absence: 'NOT_ENOUGH_DATA' });
});

test('an odd price is left out and counted, and its provider is no source', async () => {
  const honest = [1.9, 2, 2, 2.1, 2].map((usd, index) => h100(`n${index}`, usd));
  const [index] = await indexOf(
    [...honest, h100('odd', 200, { provider: 'beta' })],
    '{ billing: ON_DEMAND }',
  );
  expect(index).toMatchObject({
    offers: 5,
    anomalies: 1,
    providers: 1,
    price: { amount: '2.00', source: 'alpha', stale: false },
  });
});

test('says why there is none', async () => {
  const sold = [1, 2, 3].map((usd, index) => h100(`n${index}`, usd, { stock: 'NONE' }));
  expect(await indexOf(sold)).toMatchObject([
    { price: null, absence: 'SOLD_OUT', offers: 0 },
    { price: null, absence: 'NOT_OFFERED', offers: 0 },
  ]);
  expect(await indexOf([h100('a', 2), h100('b', 2)], '{ billing: ON_DEMAND }')).toMatchObject([
    { price: null, p50: null, absence: 'NOT_ENOUGH_DATA', offers: 2 },
  ]);
});
