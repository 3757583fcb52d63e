import { expect, test } from 'vitest';
import { HOUR_MS, plusMs } from '#units/time.ts';
import { ask, data } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';
import { NOON, seedMarket, seedOffers, seedProviders, type SeedOffer } from '../support/seed-market.ts';

const changes = (usd: number) => [{ at: plusMs(NOON, -HOUR_MS), usd }];

const AGAINST = `against {
  cloud match reason sku instanceGpus gpuShare region pricePerInstanceHour validFrom note absence
  gpu { slug } price { amount basis source observedAt formula simulated }
  costThere saving savingPercent yearly { hours costHere costThere saving savingPercent }
}`;

type Against = {
  cloud: string;
  match: string;
  reason: string;
  sku: string | null;
  price: { amount: string; basis: string; observedAt: string } | null;
  [field: string]: unknown;
};
type Savings = {
  cost: string | null;
  absence: string | null;
  simulated: boolean;
  note: string | null;
  rate: string;
  pricePerGpuHour: string | null;
  offer: { provider: { key: string } } | null;
  against: [Against, Against, Against];
};

const savings = async (db: Parameters<typeof data>[0], args: string, options = {}) =>
  (
    await data<{ savings: Savings }>(
      db,
      `{ savings(${args}) { rate pricePerGpuHour cost absence simulated note offer { provider { key } } ${AGAINST} } }`,
      options,
    )
  ).savings;

test('8 × H100 SXM: AWS p5.48xlarge is 98.32 until 2025-06-05 and 55.04 from then on', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const asked = 'gpu: "H100 SXM", gpuCount: 8, hours: 100';
  const before = await savings(db, `${asked}, asOf: "2025-06-04T23:59:59Z"`);
  const after = await savings(db, `${asked}, asOf: "2025-06-05T00:00:00Z"`);
  // What the market here asked then was not recorded: the clouds are told all the same.
  expect(before).toMatchObject({ cost: null, absence: 'NOT_OFFERED', pricePerGpuHour: null });
  expect(before.against[0]).toMatchObject({
    cloud: 'AWS',
    match: 'SAME_GPU',
    sku: 'p5.48xlarge',
    instanceGpus: 8,
    gpuShare: 1,
    region: 'us-east-1',
    pricePerInstanceHour: '98.32',
    price: { amount: '12.29', basis: 'LIST', observedAt: '2023-09-18T00:00:00Z' },
    validFrom: '2023-09-18T00:00:00Z',
    costThere: '9832.00',
    saving: null,
    absence: null,
  });
  expect(after.against[0]).toMatchObject({
    sku: 'p5.48xlarge',
    pricePerInstanceHour: '55.04',
    price: { amount: '6.88', basis: 'LIST' },
    validFrom: '2025-06-05T00:00:00Z',
    costThere: '5504.00',
  });
  const unknown = await savings(db, `${asked}, asOf: "2020-01-01T00:00:00Z"`);
  for (const cloud of unknown.against)
    expect(cloud).toMatchObject({ match: 'SAME_GPU', price: null, costThere: null, absence: 'NOT_OBSERVED' });
});

test('the cheapest and the middle offer, and a given price, each save what they save', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedProviders(db, [{ id: 'alpha' }, { id: 'beta' }]);
  await seedOffers(db, [
    { provider: 'alpha', key: 'a', gpu: 'h100-sxm', changes: changes(2) },
    { provider: 'beta', key: 'b', gpu: 'h100-sxm', changes: changes(2.5) },
    { provider: 'beta', key: 'c', gpu: 'h100-sxm', changes: changes(3) },
    { provider: 'beta', key: 's', gpu: 'h100-sxm', billing: 'SPOT', changes: changes(0.5) },
  ]);
  const asked = 'gpu: "H100 SXM", gpuCount: 8, hours: 10, yearlyHours: 1000';
  const cheapest = await savings(db, asked);
  expect(cheapest).toMatchObject({
    rate: 'CHEAPEST',
    pricePerGpuHour: '2.00',
    cost: '160.00',
    offer: { provider: { key: 'alpha' } },
    simulated: false,
    note: null,
  });
  // 55.04 × 10 = 550.40; 550.40 − 160 = 390.40, 70.9 %.
  expect(cheapest.against[0]).toMatchObject({
    costThere: '550.40',
    saving: '390.40',
    savingPercent: 70.9,
    yearly: {
      hours: 1000,
      costHere: '16000.00',
      costThere: '55040.00',
      saving: '39040.00',
      savingPercent: 70.9,
    },
  });
  expect(await savings(db, `${asked}, rate: MEDIAN`)).toMatchObject({
    rate: 'MEDIAN',
    pricePerGpuHour: '2.50',
    cost: '200.00',
    offer: null,
  });
  const dear = await savings(db, `${asked}, price: "10"`);
  expect(dear).toMatchObject({ rate: 'GIVEN', cost: '800.00', offer: null, absence: null });
  expect(dear.against[0]).toMatchObject({ saving: '-249.60', savingPercent: -45.3 });
});

test('a cloud without the GPU is compared by its nearest one and says why, or not at all', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { against } = await savings(db, 'gpu: "RTX 4090", price: "0.44"');
  expect(against[0]).toMatchObject({
    match: 'NEAREST_GPU',
    gpu: { slug: 'l40s' },
    sku: 'g6e.xlarge',
    // 1.861 × 100 − 0.44 × 100
    saving: '142.10',
  });
  expect(against[0].reason).toContain('AWS rents no RTX 4090');
  expect(against[0].reason).toContain('memory 48 GB to 24 GB (2.00 times)');
  expect(against.map(({ match }) => match)).toEqual(['NEAREST_GPU', 'NEAREST_GPU', 'NEAREST_GPU']);
  const small = await savings(db, 'gpu: "GTX 1650", price: "0.02"');
  expect(small.against[2]).toMatchObject({
    match: 'NOT_OFFERED',
    absence: 'NOT_OFFERED',
    sku: null,
    saving: null,
  });
  const b300 = await savings(db, 'gpu: "B300", price: "5"');
  expect(b300.against[0]).toMatchObject({
    match: 'SAME_GPU',
    absence: 'NOT_OBSERVED',
    sku: null,
    costThere: null,
  });
  expect(b300.against[0].reason).toContain('p6-b300.48xlarge');
});

test('a polled cloud is compared by its live quote, in its usual region where it has one there', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedProviders(db, [{ id: 'aws' }, { id: 'gcp', lastSuccessAt: plusMs(NOON, -9 * HOUR_MS) }]);
  const live = (key: string, regionName: string, usd: number, more: Partial<SeedOffer> = {}): SeedOffer => ({
    provider: 'aws',
    key,
    gpu: 'l4',
    regionName,
    stock: 'UNKNOWN',
    changes: changes(usd),
    ...more,
  });
  await seedOffers(db, [
    live('us-east-1/g6.xlarge', 'us-east-1', 0.81),
    live('us-west-2/g6.xlarge', 'us-west-2', 0.7),
    live('us-west-2/g6e.xlarge', 'us-west-2', 1.5, { gpu: 'l40s' }),
    live('g2-standard-4/us-central1', 'us-central1', 0.1, { provider: 'gcp' }),
  ]);
  const l4 = await savings(db, 'gpu: "L4", hours: 10');
  expect(l4.against[0]).toMatchObject({
    sku: 'g6.xlarge',
    region: 'us-east-1',
    price: { amount: '0.81', basis: 'OBSERVED', observedAt: '2026-06-15T12:00:00Z' },
    validFrom: null,
    note: null,
  });
  // The quote of GCP is nine hours old: the list is newer than no answer.
  expect(l4.against[2]).toMatchObject({ sku: 'g2-standard-4', price: { amount: '0.706832', basis: 'LIST' } });
  await seedProviders(db, [{ id: 'azure' }]);
  await seedOffers(db, [
    live('Standard_NC4as_T4_v3/westeurope', 'westeurope', 0.6, { provider: 'azure', gpu: 't4' }),
    live('Standard_NC64as_T4_v3/eastus2', 'eastus2', 1.1, { provider: 'azure', gpu: 't4', gpuCount: 4 }),
  ]);
  const t4 = await savings(db, 'gpu: "T4", gpuCount: 6, hours: 10');
  // The largest that is no larger than asked: 6 of 4 GPUs at $4.40 for ten hours.
  expect(t4.against[1]).toMatchObject({
    sku: 'Standard_NC64as_T4_v3',
    gpuShare: 1.5,
    pricePerInstanceHour: '4.40',
    costThere: '66.00',
    reason: 'Azure rents the T4 as Standard_NC64as_T4_v3, 4 at a time.',
  });
  const l40s = await savings(db, 'gpu: "L40S", hours: 10');
  expect(l40s.against[0]).toMatchObject({ region: 'us-west-2', pricePerInstanceHour: '1.50' });
  expect(l40s.against[0]['note']).toContain('cheapest region');
});

test('a simulated price against real ones says so', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedMarket(db);
  const demo = await savings(db, 'gpu: "RTX 4090"', { simulated: true });
  expect(demo).toMatchObject({ simulated: true, pricePerGpuHour: '0.33' });
  expect(demo.note).toContain('simulated');
  expect(demo.against[0]).toMatchObject({ price: { simulated: false } });
});

test.each([
  ['gpu: "H100"', 'gpu', 'H100 SXM'],
  ['gpu: "GPU 9000"', 'gpu', 'No GPU in the catalog'],
  ['gpu: "L4", hours: 0', 'hours', 'above 0'],
  ['gpu: "L4", hours: 8785', 'hours', '8784'],
  ['gpu: "L4", yearlyHours: -1', 'yearlyHours', 'above 0'],
  ['gpu: "L4", gpuCount: 0', 'gpuCount', '1024'],
  ['gpu: "L4", price: "0"', 'price', 'above 0'],
  ['gpu: "L4", rate: GIVEN', 'rate', '`price`'],
  ['gpu: "L4", filter: { gpus: ["T4"] }', 'filter', '`gpu`'],
  ['gpu: "L4", asOf: "2030-01-01T00:00:00Z"', 'asOf', 'future'],
])('savings(%s) names what is wrong with %s', async (args, argument, message) => {
  await using database = await testDatabase();
  const { errors } = await ask(database.db, `{ savings(${args}) { cost } }`);
  expect(errors?.[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT', argument } });
  expect(errors?.[0]?.message).toContain(message);
});

test('spot is set against on-demand by GPU and region, each ranked by itself', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedProviders(db, [{ id: 'alpha' }]);
  const pair = (gpu: string, region: string, spot: number, onDemand: number): SeedOffer[] => [
    { provider: 'alpha', key: `${gpu}/${region}/s`, gpu, region, billing: 'SPOT', changes: changes(spot) },
    { provider: 'alpha', key: `${gpu}/${region}/d`, gpu, region, changes: changes(onDemand) },
  ];
  await seedOffers(db, [
    ...pair('rtx-4090', 'DE', 0.18, 0.44),
    ...pair('a100-pcie-80gb', 'DE', 0.76, 1.89),
    ...pair('h100-sxm', 'DE', 1.88, 4.69),
    ...pair('h100-sxm', 'FR', 1.88, 4.6),
    { provider: 'alpha', key: 'l4', gpu: 'l4', region: 'US-CA', changes: changes(0.3) },
  ]);
  const sides = 'savingPercent spotRank onDemandRank spotAbsence onDemandAbsence';
  const { spotAgainstOnDemand } = await data<{
    spotAgainstOnDemand: { gpus: { gpu: { slug: string }; regions: unknown[] }[] };
  }>(
    db,
    `{ spotAgainstOnDemand(filter: { gpus: ["RTX 4090", "A100 PCIe 80GB", "H100 SXM", "L4", "T4"] }) {
      gpus { gpu { slug } ${sides} spot { amount formula } onDemand { amount }
        regions { region { code } ${sides} } } } }`,
  );
  const bySlug = new Map(spotAgainstOnDemand.gpus.map((row) => [row.gpu.slug, row]));
  expect([...bySlug.keys()]).toEqual(['a100-pcie-80gb', 'h100-sxm', 'l4', 'rtx-4090', 't4']);
  expect(bySlug.get('rtx-4090')).toMatchObject({
    spot: { amount: '0.18' },
    onDemand: { amount: '0.44' },
    savingPercent: 59,
    spotRank: 1,
    onDemandRank: 2,
  });
  expect(bySlug.get('a100-pcie-80gb')).toMatchObject({ savingPercent: 60, spotRank: 2, onDemandRank: 3 });
  expect(bySlug.get('h100-sxm')?.regions).toMatchObject([
    { region: { code: 'DE' }, savingPercent: 60, spotRank: 1, onDemandRank: 2 },
    { region: { code: 'FR' }, savingPercent: 59, spotRank: 1, onDemandRank: 1 },
  ]);
  expect(bySlug.get('l4')).toMatchObject({
    spot: null,
    savingPercent: null,
    spotRank: null,
    onDemandRank: 1,
    spotAbsence: 'NOT_OFFERED',
    onDemandAbsence: null,
  });
  expect(bySlug.get('t4')).toMatchObject({
    spotAbsence: 'NOT_OFFERED',
    onDemandAbsence: 'NOT_OFFERED',
    regions: [],
  });
  const { errors } = await ask(db, '{ spotAgainstOnDemand(filter: { billing: SPOT }) { at } }');
  expect(errors?.[0]).toMatchObject({ extensions: { argument: 'billing' } });
});

test('breadth is the share of regions and providers that list a GPU and have some', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedMarket(db);
  const { gpu } = await data<{ gpu: unknown }>(
    db,
    `{ gpu(name: "RTX 4090") { ... on GPU { breadth {
      regions { listed withStock share } providers { listed withStock share } offersWithoutRegion absence } } } }`,
  );
  // US-CA, DE and FR; alpha, beta and gamma: all have a rentable offer. Beta tells no place.
  expect(gpu).toEqual({
    breadth: {
      regions: { listed: 3, withStock: 3, share: 1 },
      providers: { listed: 3, withStock: 3, share: 1 },
      offersWithoutRegion: 1,
      absence: null,
    },
  });
  await seedOffers(db, [
    { provider: 'alpha', key: 'l4-de', gpu: 'l4', region: 'DE', changes: changes(0.3) },
    { provider: 'alpha', key: 'l4-fr', gpu: 'l4', region: 'FR', stock: 'NONE', changes: changes(0.3) },
    { provider: 'beta', key: 'l4-se', gpu: 'l4', region: 'SE', stock: 'NONE', changes: changes(0.3) },
  ]);
  const l4 = await data<{ gpu: unknown }>(
    db,
    `{ gpu(name: "L4") { ... on GPU { breadth { regions { listed withStock share } providers { share } absence } } } }`,
  );
  expect(l4.gpu).toEqual({
    breadth: { regions: { listed: 3, withStock: 1, share: 1 / 3 }, providers: { share: 0.5 }, absence: null },
  });
  const none = await data<{ gpu: unknown }>(
    db,
    `{ gpu(name: "T4") { ... on GPU { breadth { regions { listed share } absence } } } }`,
  );
  expect(none.gpu).toEqual({ breadth: { regions: { listed: 0, share: null }, absence: 'NOT_OFFERED' } });
});

test('the spread of a trend is (p90 − p10) ÷ p50', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedProviders(db, [{ id: 'alpha' }]);
  const trend = async () =>
    (
      await data<{ priceTrend: { spreadPercent: number | null } }>(
        db,
        '{ priceTrend(filter: { gpus: ["L4"] }, period: { last: "PT6H" }) { spreadPercent } }',
      )
    ).priceTrend.spreadPercent;
  expect(await trend()).toBeNull();
  await seedOffers(
    db,
    [1, 2, 3].map((usd) => ({ provider: 'alpha', key: `${usd}`, gpu: 'l4', changes: changes(usd) })),
  );
  // Over the time of all three: a tenth lies at or under 1, nine tenths at or under 3, half at or under 2.
  expect(await trend()).toBe(100);
});
