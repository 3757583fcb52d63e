import { expect, test } from 'vitest';
import { formatInstant, HOUR_MS, MINUTE_MS, plusMs } from '#units/time.ts';
import { ask, data } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';
import { NOON, seedMarket, seedOffers, seedProviders } from '../support/seed-market.ts';

test('a GPU is found under every spelling; other names answer with the nearest', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const gpu = async (name: string) =>
    (
      await data<{ gpu: Record<string, unknown> }>(
        db,
        'query ($name: String!) { gpu(name: $name) { ... on GPU { slug } ... on UnknownGPU { reason nearest { slug } } } }',
        { variables: { name } },
      )
    ).gpu;
  for (const name of ['RTX 4090', 'RTX_4090', 'rtx4090', 'NVIDIA GeForce RTX 4090', '4090']) {
    expect(await gpu(name)).toEqual({ slug: 'rtx-4090' });
  }
  expect(await gpu('H100')).toMatchObject({
    reason: 'AMBIGUOUS_NAME',
    nearest: expect.arrayContaining([{ slug: 'h100-sxm' }]) as unknown,
  });
  expect(await gpu('RTX 4091')).toMatchObject({
    reason: 'UNKNOWN_NAME',
    nearest: expect.arrayContaining([{ slug: 'rtx-4090' }]) as unknown,
  });
  expect(await gpu('')).toMatchObject({ reason: 'UNKNOWN_NAME' });
});

test('the catalog is paged in its order and filtered', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedMarket(db);
  type Gpus = {
    gpus: {
      totalCount: number;
      pageInfo: { hasNextPage: boolean; endCursor: string };
      edges: { node: { slug: string; vramGb: number } }[];
    };
  };
  const fields = 'totalCount pageInfo { hasNextPage endCursor } edges { node { slug vramGb } }';
  const slugs: string[] = [];
  const vram: number[] = [];
  let total = 0;
  for (let after = '', more = true; more;) {
    const { gpus } = await data<Gpus>(
      db,
      `{ gpus(first: 30 ${after && `, after: "${after}"`}, filter: { vendor: NVIDIA, minVramGb: 24 }, sort: { by: VRAM, direction: DESC }) { ${fields} } }`,
    );
    slugs.push(...gpus.edges.map(({ node }) => node.slug));
    vram.push(...gpus.edges.map(({ node }) => node.vramGb));
    more = gpus.pageInfo.hasNextPage;
    after = gpus.pageInfo.endCursor;
    total = gpus.totalCount;
  }
  expect(slugs).toHaveLength(total);
  expect(new Set(slugs).size).toBe(total);
  expect(vram).toEqual(vram.toSorted((a, b) => b - a));
  expect(vram.at(-1)).toBe(24);
  const { gpus } = await data<Gpus>(db, `{ gpus(filter: { offeredOnly: true }) { ${fields} } }`);
  expect(gpus.edges.map(({ node }) => node.slug)).toEqual(['h100-sxm', 'rtx-4090']);
});

test('overlapping offers of one machine count each GPU once, and levels never become numbers', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedProviders(db, [{ id: 'vast' }, { id: 'levels' }]);
  await seedOffers(db, [
    ...[1, 2, 4, 8].map((count) => ({
      provider: 'vast',
      key: `m1x${count}`,
      gpu: 'rtx-4090',
      gpuCount: count,
      region: 'SE',
      units: ['m1:0', 'm1:1', 'm1:2', 'm1:3', 'm1:4', 'm1:5', 'm1:6', 'm1:7'].slice(0, count),
      changes: [{ at: NOON, usd: 0.4 - count / 100 }],
    })),
    {
      provider: 'vast',
      key: 'count',
      gpu: 'rtx-4090',
      region: 'SE',
      changes: [{ at: NOON, usd: 0.5, available: 3 }],
    },
    { provider: 'vast', key: 'taken', gpu: 'rtx-3090', changes: [{ at: NOON, usd: 0.2, available: 0 }] },
    {
      provider: 'levels',
      key: 'a',
      gpu: 'h100-sxm',
      stock: 'HIGH' as const,
      changes: [{ at: NOON, usd: 2 }],
    },
    { provider: 'levels', key: 'b', gpu: 'l40s', stock: 'NONE' as const, changes: [{ at: NOON, usd: 1 }] },
  ]);
  const { availability } = await data<{ availability: { availableGpus: number; gpus: object[] } }>(
    db,
    '{ availability(filter: { gpus: ["4090", "3090", "H100 SXM", "L40S", "B200"] }) { availableGpus offers uncountedOffers gpus { gpu { slug } availableGpus offers absence minPrice { amount } stock { level } bestRegion(minGpus: 11) { region { code } } } } }',
  );
  expect(availability).toMatchObject({ availableGpus: 11, offers: 6, uncountedOffers: 1 });
  expect(availability.gpus).toEqual([
    {
      gpu: { slug: 'rtx-4090' },
      availableGpus: 11,
      offers: 5,
      absence: null,
      minPrice: { amount: '0.32' },
      stock: [],
      bestRegion: { region: { code: 'SE' } },
    },
    {
      gpu: { slug: 'h100-sxm' },
      availableGpus: null,
      offers: 1,
      absence: null,
      minPrice: { amount: '2.00' },
      stock: [{ level: 'HIGH' }],
      bestRegion: { region: null },
    },
    {
      gpu: { slug: 'b200' },
      availableGpus: 0,
      offers: 0,
      absence: 'NOT_OFFERED',
      minPrice: null,
      stock: [],
      bestRegion: { region: null },
    },
    {
      gpu: { slug: 'l40s' },
      availableGpus: 0,
      offers: 0,
      absence: 'SOLD_OUT',
      minPrice: null,
      stock: [],
      bestRegion: { region: null },
    },
    {
      gpu: { slug: 'rtx-3090' },
      availableGpus: 0,
      offers: 0,
      absence: 'SOLD_OUT',
      minPrice: null,
      stock: [],
      bestRegion: { region: null },
    },
  ]);
});

test('the best region is the cheapest with enough GPUs, fresh before stale, and says why', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedMarket(db);
  const best = async (minGpus: number) =>
    (
      await data<{
        gpu: { availability: { bestRegion: { region: { code: string } | null; reason: string } } };
      }>(
        db,
        `{ gpu(name: "4090") { ... on GPU { availability { bestRegion(minGpus: ${minGpus}) { region { code } reason } } } } }`,
      )
    ).gpu.availability.bestRegion;
  expect(await best(1)).toEqual({
    region: { code: 'DE' },
    reason:
      'Lowest median price among regions with at least 1 rentable GPU: DE at $0.36 with 1; next is US-CA at $0.405.',
  });
  expect((await best(2)).region).toEqual({ code: 'US-CA' });
  expect(await best(3)).toEqual({
    region: null,
    reason:
      'No region is known to have at least 3 rentable GPUs. 1 rentable offer tells no number of GPUs or no known place, and cannot qualify.',
  });
});

test('coordinates off the Earth are refused by the name of their argument', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedMarket(db);
  const place = '{ coordinates: { latitude: 1e308, longitude: 0 } }';
  const { errors } = await ask(
    db,
    `{ gpu(name: "4090") { ... on GPU { availability { regions { latency(from: ${place}) { roundTripMs } } } } } }`,
  );
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'from' });
});

test('stale prices are marked, and left out where asked, with the reason', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedProviders(db, [{ id: 'late', lastSuccessAt: plusMs(NOON, -3 * MINUTE_MS - 1) }]);
  await seedOffers(db, [
    { provider: 'late', key: 'a', gpu: 'rtx-4090', changes: [{ at: plusMs(NOON, -HOUR_MS), usd: 0.4 }] },
  ]);
  const answer = await data<{ gpus: { edges: { node: { prices: object[] } }[] } }>(
    db,
    '{ offers { edges { node { stale observedAt changedAt price { stale } } } } gpus(filter: { offeredOnly: true }) { edges { node { prices(filter: { billing: ON_DEMAND }) { offers median { stale } } without: prices(filter: { includeStale: false }) { offers absence } } } } }',
  );
  expect(answer).toEqual({
    offers: {
      edges: [
        {
          node: {
            stale: true,
            observedAt: '2026-06-15T11:56:59.999Z',
            changedAt: '2026-06-15T11:00:00Z',
            price: { stale: true },
          },
        },
      ],
    },
    gpus: {
      edges: [
        {
          node: {
            prices: [{ offers: 1, median: { stale: true } }],
            without: [
              { offers: 0, absence: 'STALE' },
              { offers: 0, absence: 'NOT_OFFERED' },
            ],
          },
        },
      ],
    },
  });
});

test('0.40 now against a 24 h mean of 0.42 is −4.8 %', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedProviders(db, [{ id: 'alpha' }]);
  // 23 hours at x and the current hour's quotes at x and 0.40, whose median is halfway: mean 0.42.
  await seedOffers(db, [
    {
      provider: 'alpha',
      key: 'a',
      gpu: 'rtx-4090',
      changes: [
        { at: plusMs(NOON, -48 * HOUR_MS), usd: 0.44 },
        { at: plusMs(NOON, -12 * HOUR_MS), usd: 0.4 },
      ],
    },
    {
      provider: 'alpha',
      key: 'gone',
      gpu: 'rtx-3090',
      listed: false,
      changes: [
        { at: plusMs(NOON, -20 * HOUR_MS), usd: 0.2 },
        { at: plusMs(NOON, -10 * HOUR_MS), usd: 0.2, listed: false },
      ],
    },
  ]);
  const { priceMonitor } = await data<{ priceMonitor: object }>(
    db,
    '{ priceMonitor(filter: { gpus: ["4090", "3090", "L40S"] }) { gpusTracked gpus { gpu { slug } current { amount } average24h min24h max24h hours changePercent direction absence } } }',
  );
  expect(priceMonitor).toEqual({
    gpusTracked: 3,
    gpus: [
      {
        gpu: { slug: 'l40s' },
        current: null,
        average24h: null,
        min24h: null,
        max24h: null,
        hours: 0,
        changePercent: null,
        direction: null,
        absence: 'NOT_OFFERED',
      },
      {
        gpu: { slug: 'rtx-3090' },
        current: null,
        average24h: '0.20',
        min24h: '0.20',
        max24h: '0.20',
        hours: 10,
        changePercent: null,
        direction: null,
        absence: 'NOT_OFFERED',
      },
      {
        gpu: { slug: 'rtx-4090' },
        current: { amount: '0.40' },
        average24h: '0.42',
        min24h: '0.40',
        max24h: '0.44',
        hours: 24,
        changePercent: -4.8,
        direction: 'FALLING',
        absence: null,
      },
    ],
  });
});

test('provider health tells a failing provider from a stale, a new and an imported one', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedProviders(db, [
    { id: 'archive', cadenceMs: null },
    { id: 'failing', failures: 1 },
    { id: 'healthy' },
    { id: 'new', lastSuccessAt: null, failures: 2 },
    { id: 'stale', lastSuccessAt: plusMs(NOON, -HOUR_MS) },
  ]);
  const polls = [
    [-25, [{ reason: 'BAD_TEXT', times: 9, detail: 'gpu_name: a day ago' }]],
    [
      -2,
      [
        { reason: 'BAD_PRICE', times: 2, detail: 'price: -1' },
        { reason: 'ABSURD_PRICE', times: 1, detail: 'B200 at $0.01' },
      ],
    ],
    [-1, [{ reason: 'BAD_PRICE', times: 3, detail: 'price: 0' }]],
  ] as const;
  for (const [hours, rejects] of polls) {
    const at = formatInstant(plusMs(NOON, hours * HOUR_MS));
    const counts = { succeeded: true, seen: 10, quotes: 2, changes: 0, rejected: 3 };
    await db
      .insertInto('poll')
      .values({
        ...counts,
        provider: 'healthy',
        started_at: at,
        finished_at: at,
        recorded_at: at,
        rejects: JSON.stringify(rejects),
      })
      .execute();
  }
  await seedOffers(db, [
    { provider: 'healthy', key: 'a', gpu: 'rtx-4090', changes: [{ at: NOON, usd: 0.4 }] },
    { provider: 'healthy', key: 'b', gpuName: 'Mystery', changes: [{ at: NOON, usd: 0.4, available: 0 }] },
  ]);
  const { providers } = await data<{ providers: { key: string; health: Record<string, unknown> }[] }>(
    db,
    '{ providers { key listedOffers rentableOffers health { status lag coverage consecutiveFailures rejects { reason count lastDetail } } } }',
  );
  expect(providers.map(({ key, health }) => [key, health['status'], health['lag']])).toEqual([
    ['archive', 'IMPORTED', null],
    ['failing', 'FAILING', 'PT0S'],
    ['healthy', 'HEALTHY', 'PT0S'],
    ['new', 'NEVER_POLLED', null],
    ['stale', 'STALE', 'PT1H'],
  ]);
  expect(providers[2]).toEqual({
    key: 'healthy',
    listedOffers: 2,
    rentableOffers: 1,
    health: {
      status: 'HEALTHY',
      lag: 'PT0S',
      coverage: 0.5,
      consecutiveFailures: 0,
      rejects: [
        { reason: 'BAD_PRICE', count: '5', lastDetail: 'price: 0' },
        { reason: 'ABSURD_PRICE', count: '1', lastDetail: 'B200 at $0.01' },
      ],
    },
  });
  expect(await data(db, '{ provider(key: "HEALTHY") { key } nobody: provider(key: "x") { key } }')).toEqual({
    provider: { key: 'healthy' },
    nobody: null,
  });
});

test('names the catalog does not map are kept and counted', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedMarket(db);
  const { unmappedGpuNames } = await data<{ unmappedGpuNames: object }>(
    db,
    '{ unmappedGpuNames { totalCount edges { node { gpuName ambiguous listedOffers rentableOffers provider { key } } } } }',
  );
  expect(unmappedGpuNames).toEqual({
    totalCount: 2,
    edges: [
      {
        node: {
          gpuName: 'CMP 170HX',
          ambiguous: false,
          listedOffers: 1,
          rentableOffers: 1,
          provider: { key: 'alpha' },
        },
      },
      {
        node: {
          gpuName: 'H100',
          ambiguous: true,
          listedOffers: 0,
          rentableOffers: 0,
          provider: { key: 'archive' },
        },
      },
    ],
  });
});
