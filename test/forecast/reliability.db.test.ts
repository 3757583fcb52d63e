import { expect, test } from 'vitest';
import { formatInstant, HOUR_MS, plusMs, type Instant } from '#units/time.ts';
import type { Db } from '#db/open.ts';
import { data } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';
import { NOON, seedOffers, seedProviders, type SeedOffer } from '../support/seed-market.ts';

const hour = (hours: number): Instant => plusMs(NOON, hours * HOUR_MS);

type Shown = {
  readonly score: number;
  readonly uptimePercent: number;
  readonly mtbiHours: number;
  readonly mtbiHoursInterval: { low: number; high: number | null };
  readonly meanInterruptionMinutes: number;
  readonly meanInterruptionSource: string;
  readonly risk: string;
  readonly formula: string;
  readonly estimator: string | null;
  readonly basis: string;
  readonly count: number | null;
  readonly exposureHours: number | null;
  readonly ownWeight: number | null;
  readonly absence: string | null;
};
const FIGURES = `score uptimePercent mtbiHours mtbiHoursInterval { low high } meanInterruptionMinutes meanInterruptionSource
  risk formula estimator definition basis providers simulated from to count exposureHours ownWeight isUpperBound absence`;

async function ofGpu(db: Db, name: string, args = ''): Promise<Shown> {
  const source = `{ gpu(name: "${name}") { ... on GPU { reliability${args} { ${FIGURES} } } } }`;
  return (await data<{ gpu: { reliability: Shown } }>(db, source)).gpu.reliability;
}

const spot = (key: string, usd: readonly [number, number][], more: Partial<SeedOffer> = {}): SeedOffer => ({
  provider: 'alpha',
  key,
  gpu: 'rtx-4090',
  billing: 'SPOT',
  region: 'DE',
  changes: usd.map(([at, price]) => ({ at: hour(at), usd: price })),
  ...more,
});

/** One interruption of each of three people’s machines, `minutes` long, after `hours`. */
async function report(db: Db, gpu: string, hours: number, minutes: number | null): Promise<void> {
  for (const reporter of ['a', 'b', 'c']) {
    const resumed = minutes === null ? null : formatInstant(plusMs(hour(-10), minutes * 60_000));
    await db
      .insertInto('interruption_report')
      .values({
        reporter,
        idempotency_key: gpu,
        digest: '',
        kind: 'INTERRUPTION',
        life: gpu + reporter,
        provider: 'alpha',
        gpu,
        region: 'DE',
        billing: 'SPOT',
        started_at: formatInstant(hour(-10 - hours)),
        seen_at: formatInstant(hour(-10)),
        ended: true,
        reason: 'OUTBID',
        resumed_at: resumed,
        recorded_at: formatInstant(hour(-5)),
      })
      .execute();
  }
}

test('figures agree with each other and with their formula', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedProviders(db, [{ id: 'alpha' }]);
  await report(db, 'rtx-4090', 84, 3);
  const shown = await ofGpu(db, '4090');
  // (3 × 84) ÷ (3 + ½) = 72 h, and 3 minutes: no other GPU to be drawn towards.
  expect(shown).toMatchObject({
    estimator: 'REPORTED',
    basis: 'DERIVED',
    count: 3,
    exposureHours: 252,
    ownWeight: 1,
    absence: null,
    mtbiHours: 72,
    meanInterruptionMinutes: 3,
    meanInterruptionSource: 'OWN',
    risk: 'MEDIUM',
  });
  expect(shown.uptimePercent.toFixed(2)).toBe('99.93');
  expect(shown.score).toBeCloseTo((shown.uptimePercent / 100) * Math.exp(-24 / shown.mtbiHours), 5);
  expect(shown.formula).toBe(
    'MTBI 72 h = (252 + 0) ÷ (3 + 0.5); interruption 3 min (OWN); uptime 0.999306 = 72 ÷ (72 + 3 ÷ 60); score 0.716034 = 0.999306 × e^(−24 ÷ 72)',
  );
  expect(shown.mtbiHoursInterval.low).toBeLessThan(72);
  expect(shown.mtbiHoursInterval.high).toBeGreaterThan(72);
});

test('a GPU of which little was seen is drawn towards the others, and says how much', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedProviders(db, [{ id: 'alpha' }]);
  for (const gpu of ['l4', 'l40s', 'h100-sxm']) await report(db, gpu, 200, 6);
  await report(db, 'rtx-4090', 2, null);
  const shown = await ofGpu(db, '4090');
  expect(shown).toMatchObject({
    count: 3,
    exposureHours: 6,
    absence: null,
    basis: 'ESTIMATED',
    meanInterruptionSource: 'SIBLINGS',
    meanInterruptionMinutes: 6,
  });
  // By itself an interruption every two hours.
  expect(shown.mtbiHours).toBeGreaterThan(4);
  expect(shown.ownWeight).toBeLessThan(0.5);
  // The same, whoever else is asked for.
  const { gpus } = await data<{ gpus: { edges: { node: { slug: string; reliability: Shown } }[] } }>(
    db,
    `{ gpus(last: 80, filter: { vendor: NVIDIA }) { edges { node { slug reliability { ${FIGURES} } } } } }`,
  );
  expect(gpus.edges.find(({ node }) => node.slug === 'rtx-4090')?.node.reliability).toEqual(shown);
});

test('published bands are told as published, with a boot for an interruption', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedProviders(db, [{ id: 'aws' }]);
  const aws = (key: string, low: number, high: number): SeedOffer =>
    spot(key, [[-10, 1]], {
      provider: 'aws',
      traits: { interruptionMonthlyLow: low, interruptionMonthlyHigh: high },
    });
  await seedOffers(db, [aws('a', 0, 0.05), aws('b', 0.2, 1), spot('none', [[-10, 1]], { provider: 'aws' })]);
  const gpu = await ofGpu(db, '4090');
  expect(gpu).toMatchObject({
    estimator: 'ADVISOR_BAND',
    basis: 'ESTIMATED',
    count: null,
    ownWeight: null,
    risk: 'LOW',
  });
  expect(gpu.mtbiHours).toBeCloseTo((2 * 730) / (-Math.log(0.975) - Math.log(0.4)), 1);
  const { offers } = await data<{ offers: { edges: { node: { measuredReliability: Shown } }[] } }>(
    db,
    `{ offers(filter: { billing: SPOT }) { edges { node { measuredReliability { ${FIGURES} } } } } }`,
  );
  const shown = offers.edges.map(({ node }) => node.measuredReliability);
  // Each by its own band, −730 ÷ ln(1 − .6) and −730 ÷ ln(1 − .025); the one without has none.
  expect(
    shown
      .map(({ mtbiHours }) => mtbiHours && Number(mtbiHours.toPrecision(3)))
      .toSorted((a, b) => (a ?? 0) - (b ?? 0)),
  ).toEqual([null, 797, 28_800]);
  expect(shown.find(({ mtbiHours }) => mtbiHours === null)).toMatchObject({
    absence: 'NOT_OBSERVED',
    score: null,
    risk: null,
    formula: null,
  });
});

test('offers of a page are one statement, by a bid too', async () => {
  const statements: string[] = [];
  await using database = await testDatabase({ log: ({ query }) => statements.push(query.sql) });
  const { db } = database;
  await seedProviders(db, [{ id: 'alpha' }]);
  await seedOffers(db, [
    spot('a', [
      [-800, 0.4],
      [-400, 0.6],
      [-399, 0.4],
    ]),
    spot('b', [[-800, 0.4]], { region: 'FR' }),
    spot('c', [[-5, 0.4]], { region: 'SE' }),
    spot('d', [[-5, 0.4]], { gpu: null, gpuName: 'Odd' }),
  ]);
  statements.length = 0;
  const { offers } = await data<{
    offers: { edges: { node: { region: { code: string }; gpuName: string; measuredReliability: Shown } }[] };
  }>(
    db,
    `{ offers { edges { node { gpuName region { code } measuredReliability(bid: "0.5") { ${FIGURES} } } } } }`,
  );
  expect(statements.filter((text) => text.includes('BID_CROSSING'))).toHaveLength(1);
  const by = Object.fromEntries(
    offers.edges.map(({ node }) => [
      node.gpuName === 'Odd' ? 'Odd' : node.region.code,
      node.measuredReliability,
    ]),
  );
  expect(by['DE']).toMatchObject({
    estimator: 'BID_CROSSING',
    count: 1,
    exposureHours: 719,
    meanInterruptionMinutes: 60,
  });
  expect(by['FR']).toMatchObject({ count: 0, exposureHours: 720, meanInterruptionSource: 'SIBLINGS' });
  // Five hours of its own, and what Germany and France saw.
  expect(by['SE']).toMatchObject({ count: 0, exposureHours: 5, absence: null });
  expect(by['SE']?.ownWeight).toBeLessThan(0.1);
  expect(by['SE']?.mtbiHours).toBeGreaterThan(by['DE']?.mtbiHours ?? Infinity);
  expect(by['SE']?.mtbiHours).toBeLessThan(by['FR']?.mtbiHours ?? 0);
  expect(by['Odd']).toMatchObject({ absence: 'NOT_OBSERVED', score: null });
});

test('what only sees some outages makes a bound, and says nothing where it saw none', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedProviders(db, [{ id: 'alpha' }]);
  const machine = (
    key: string,
    gpu: string,
    host: string,
    changes: readonly [number, boolean][],
  ): SeedOffer => ({
    provider: 'alpha',
    key,
    gpu,
    region: 'DE',
    traits: { host, machine: key },
    changes: changes.map(([at, listed]) => ({ at: hour(at), usd: 0.4, listed })),
  });
  const quiet: readonly [number, boolean][] = [[-500, true]];
  await seedOffers(db, [machine('a', 'rtx-4090', 'h1', quiet), machine('b', 'rtx-4090', 'h1', quiet)]);
  const onDemand = '(filter: { billing: ON_DEMAND })';
  expect(await ofGpu(db, '4090', onDemand)).toMatchObject({
    estimator: 'MACHINE_OFFLINE',
    count: 0,
    exposureHours: 1000,
    absence: 'NOT_ENOUGH_DATA',
    score: null,
    risk: null,
  });
  const dark: readonly [number, boolean][] = [
    [-500, true],
    [-300, false],
    [-298, true],
  ];
  await seedOffers(db, [machine('c', 'l4', 'h2', dark), machine('d', 'l4', 'h2', dark)]);
  expect(await ofGpu(db, 'l4', onDemand)).toMatchObject({
    count: 2,
    isUpperBound: true,
    absence: null,
    meanInterruptionMinutes: 120,
    meanInterruptionSource: 'OWN',
  });
  // Now there is a sibling that shows how often and how long.
  expect(await ofGpu(db, '4090', onDemand)).toMatchObject({
    absence: null,
    meanInterruptionSource: 'SIBLINGS',
  });
});
