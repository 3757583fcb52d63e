import { readdir, readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { Kind, parse, print, visit, type ExecutionResult } from 'graphql';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { Db } from '#db/open.ts';
import { buildSchema } from '#graph/schema.ts';
import { loadHistory } from '#market/load-history.ts';
import { recordFailure, recordPoll } from '#market/record.ts';
import { rollUp } from '#market/rollup.ts';
import { upsertProvider } from '#market/store-health.ts';
import { memoryOf } from '#market/store-memory.ts';
import { removeOldChanges } from '#market/store-retention.ts';
import { beginTerm } from '#market/store-record.ts';
import type { Billing, Quote, Reject, Stock } from '#units/quote.ts';
import { microUsd } from '#units/money.ts';
import { DAY_MS, formatInstant, HOUR_MS, instant, MINUTE_MS, plusMs, type Instant } from '#units/time.ts';
import { ask, data, refusalOf } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';
import { at, quote } from '../support/quotes.ts';
import { NOON, seedMarket } from '../support/seed-market.ts';

const OPERATIONS = new URL('../../schema/operations/', import.meta.url);

const OFFER = /* GraphQL */ `
  {
    totalCount
    pageInfo {
      hasNextPage
      hasPreviousPage
      startCursor
      endCursor
    }
    edges {
      cursor
      node {
        id
        price {
          amount
          source
          observedAt
          stale
        }
        priceForOffer {
          amount
        }
        pricePerTflop
        availableGpus
        stock
        rentable
        listed
        reliability
        verified
        stale
        observedAt
        changedAt
        firstObservedAt
        gpuName
        gpuCount
        gpuMapping
        tier
        billing
        regionName
        region {
          code
        }
        machine {
          cpuName
          uploadMbps
        }
        provider {
          key
          listedOffers
          health {
            status
            lag
            lastError
            consecutiveFailures
          }
        }
      }
    }
  }
`;

const SORTS = ['PRICE', 'OFFER_PRICE', 'PRICE_PER_TFLOP', 'RELIABILITY', 'VRAM', 'FIRST_OBSERVED_AT'];

/** Nested lists and every order, beside the documents of schema/operations. */
const NESTED = [
  ...SORTS.map(
    (by) =>
      `{ offers(first: 2, filter: { rentableOnly: false }, sort: { by: ${by}, direction: DESC }) ${OFFER} }`,
  ),
  `{ offers(last: 3, filter: { includeStale: false, minReliability: 0.93 }) ${OFFER} }`,
  `{
    gpus(filter: { offeredOnly: true }) {
      totalCount
      edges {
        node {
          slug
          offers(first: 2) ${OFFER}
          prices { billing offers min { amount observedAt } median { amount stale source } absence }
          availability(filter: { includeStale: false }) {
            availableGpus uncountedOffers offers takenOffers absence
            stock { provider { key health { lag } } tier level }
            regions { region { code } availableGpus offers avgPrice { amount } }
            bestRegion { region { code } reason availableGpus }
          }
        }
      }
    }
  }`,
  '{ availability { at offers availableGpus unmappedOffers gpus { gpu { slug } offers maxPrice { amount } } } }',
  '{ regions(filter: { billing: SPOT }) { region { code } offers gpus availableGpus } }',
  '{ provider(key: "vastai") { name source rentableOffers health { status lag cadence lastErrorAt rejects { reason count lastDetail firstAt lastAt } } } }',
  '{ unmappedGpuNames { edges { cursor node { gpuName listedOffers rentableOffers firstObservedAt lastObservedAt provider { name listedOffers } } } } }',
];

const queryFields = buildSchema().getQueryType()!.getFields();

/** The operation with `asOf: $asOf` on each root field that takes it; undefined where a root field does not. */
function withAsOf(source: string): string | undefined {
  const document = parse(source);
  let depth = 0;
  let complete = true;
  const asked = visit(document, {
    OperationDefinition: {
      enter: (node) => (node.operation === 'query' ? undefined : ((complete = false), undefined)),
      leave: (node) => ({
        ...node,
        variableDefinitions: [
          ...(node.variableDefinitions ?? []),
          ...(parse('query ($asOf: DateTime) { x }').definitions[0] as typeof node).variableDefinitions!,
        ],
      }),
    },
    FragmentDefinition: () => false,
    Field: {
      enter: () => void depth++,
      leave: (node) => {
        if (--depth > 0) return undefined;
        const takes = queryFields[node.name.value]?.args.some(({ name }) => name === 'asOf');
        if (!takes || node.arguments?.some(({ name }) => name.value === 'asOf')) complete = false;
        const asOf = {
          kind: Kind.ARGUMENT,
          name: { kind: Kind.NAME, value: 'asOf' },
          value: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: 'asOf' } },
        } as const;
        return { ...node, arguments: [...(node.arguments ?? []), asOf] };
      },
    },
  });
  return complete ? print(asked) : undefined;
}

/** Quarantine keeps its rows by when they were observed, and for a while: it is not compared here. */
const READS_QUARANTINE = /\b(held|quarantine)\b/;

async function operations(): Promise<string[]> {
  const files = (await readdir(OPERATIONS)).filter((name) => name.endsWith('.graphql'));
  const shared = await Promise.all(files.map((file) => readFile(new URL(file, OPERATIONS), 'utf8')));
  return [...shared, ...NESTED]
    .filter((source) => !READS_QUARANTINE.test(source))
    .flatMap((source) => withAsOf(source) ?? []);
}

/** Everything there is to ask, and a list of offers page by page. */
async function answers(
  db: Db,
  asked: readonly string[],
  now: Instant,
  asOf: Instant | null,
): Promise<unknown[]> {
  const variables = { asOf: asOf === null ? null : formatInstant(asOf) };
  const all: unknown[] = [];
  for (const source of asked) {
    const answer = await ask(db, source, { variables, context: { now: () => now } });
    expect(answer.errors).toBeUndefined();
    all.push(answer);
  }
  for (let after: string | null = null, more = true; more;) {
    const source = `query ($asOf: DateTime, $after: String) { offers(asOf: $asOf, first: 2, after: $after) ${OFFER} }`;
    const page: ExecutionResult = await ask(db, source, {
      variables: { ...variables, after },
      context: { now: () => now },
    });
    all.push(page);
    const info = (page.data as { offers: { pageInfo: { hasNextPage: boolean; endCursor: string } } }).offers;
    ({ hasNextPage: more, endCursor: after } = info.pageInfo);
  }
  return all;
}

const stock: fc.Arbitrary<Stock> = fc.oneof(
  fc.record({ kind: fc.constant('UNITS'), units: fc.subarray(['u1', 'u2', 'u3']) }),
  fc.record({ kind: fc.constant('COUNT'), count: fc.integer({ min: 0, max: 2 }) }),
  fc.constantFrom<Stock>(
    { kind: 'LEVEL', level: 'HIGH' },
    { kind: 'LEVEL', level: 'LOW' },
    { kind: 'NONE' },
    { kind: 'UNKNOWN' },
  ),
);

const quoted = fc.record({
  key: fc.constantFrom('a', 'b', 'c', 'd'),
  billing: fc.constantFrom<Billing>('ON_DEMAND', 'SPOT'),
  // From 8 on 0.5 and back is held until it is said again.
  usd: fc.constantFrom(0.3, 0.4, 0.5, 8),
  stock,
  // The second drifts within what counts as the same.
  reliability: fc.constantFrom(0.9, 0.9001, 0.95, null),
  gpuName: fc.constantFrom('RTX 4090', 'H100 SXM', 'Zorg 9000'),
  gpuCount: fc.constantFrom(1, 2),
  regionName: fc.constantFrom('Czechia, CZ', 'California, US', 'Atlantis', null),
  traits: fc.record({
    verified: fc.boolean(),
    cpuName: fc.constantFrom('EPYC', 'Xeon'),
    uploadMbps: fc.constantFrom(801, 802, 1200),
  }),
});

const named = { selector: ({ key, billing }: { key: string; billing: string }) => `${key} ${billing}` };

const quotes: fc.Arbitrary<Quote[]> = fc
  .uniqueArray(quoted, { ...named, maxLength: 6 })
  .map((rows) => rows.map((row) => quote(row)));

const rejects: fc.Arbitrary<Reject[]> = fc.array(
  fc.record({
    reason: fc.constantFrom('BAD_PRICE', 'NO_GPU_NAME'),
    detail: fc.constantFrom('price: 0', 'price: -1'),
    raw: fc.constant('{}'),
  }),
  { maxLength: 3 },
);

const provider = fc.constantFrom('vastai', 'runpod');

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('POLL'),
      provider,
      quotes,
      rejects,
      lagMs: fc.constantFrom(0, 0, 700),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('FAILURE'), provider, rejects }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('FACTS'), provider, cadenceMs: fc.constantFrom(1000, 60_000) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('IMPORT'),
      provider: fc.constantFrom('vastai', 'archive'),
      name: fc.constantFrom('H100', 'Zorg 9000'),
      at: fc.uniqueArray(fc.constantFrom(-3 * DAY_MS, -DAY_MS, -60_000, 0, 60_000), { minLength: 1 }),
      usd: fc.constantFrom(1, 2),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('REMOVE'), days: fc.constantFrom(0, 1, 3) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('SET_BACK'), ms: fc.constantFrom(10, 90_000) }) },
);

const someUnits = fc.record({ kind: fc.constant('UNITS' as const), units: fc.subarray(['u1', 'u2', 'u3']) });

/** Polls of one provider that say nearly the same, one after the other: most move a price or a stock alone. */
const burst = fc
  .record({
    provider,
    quotes: fc.uniqueArray(quoted, { ...named, minLength: 2, maxLength: 4 }),
    moves: fc.array(
      fc.record({
        which: fc.nat(3),
        what: fc.constantFrom('STOCK', 'PRICE', 'FACTS', 'GONE'),
        usd: fc.constantFrom(0.3, 0.4, 8),
        stock: fc.oneof({ weight: 3, arbitrary: someUnits }, stock),
        waitMs: fc.constantFrom(0, 1, 1000, MINUTE_MS, HOUR_MS, DAY_MS),
      }),
      { minLength: 3, maxLength: 5 },
    ),
  })
  .map(({ provider, quotes, moves }) => {
    let said: Quote[] = quotes.map((row) =>
      quote({ ...row, gpuName: 'RTX 4090', stock: { kind: 'UNITS', units: ['u1', 'u2'] } }),
    );
    return moves.map(({ which, what, usd, stock, waitMs }) => {
      const poll = said.map((row, index): Quote[] => {
        if (index !== which % said.length) return [row];
        if (what === 'GONE') return [];
        if (what === 'STOCK') return [{ ...row, stock }];
        if (what === 'PRICE') return [{ ...row, price: microUsd(usd * 1e6) }];
        return [{ ...row, gpuCount: row.gpuCount + 1 }];
      });
      // What is gone is back with the next poll.
      said = poll.map(([row], index) => row ?? said[index]!);
      const step = { kind: 'POLL' as const, provider, quotes: poll.flat(), rejects: [], lagMs: 0 as const };
      return { step, waitMs, asked: true };
    });
  });

const single = fc
  .record({
    step,
    waitMs: fc.constantFrom(0, 1, 1000, MINUTE_MS, 5 * MINUTE_MS, DAY_MS, 3 * DAY_MS),
    asked: fc.boolean(),
  })
  .map((one) => [one]);

const plan = fc
  .array(fc.oneof(single, { weight: 2, arbitrary: burst }), { minLength: 3, maxLength: 6 })
  .map((parts) => parts.flat());

type Step = typeof plan extends fc.Arbitrary<readonly (infer T)[]> ? T : never;

function polled(waitMs: number, quotes: readonly Quote[]): Step {
  const step = { kind: 'POLL' as const, provider: 'vastai' as const, rejects: [], lagMs: 0 as const };
  return { step: { ...step, quotes: [...quotes] }, waitMs, asked: true };
}

function units(units: string[], usd = 0.4): Quote {
  return quote({ key: 'a', usd, stock: { kind: 'UNITS', units } });
}

/** What only a few of the random plans come upon. */
const EXAMPLES: [Step[]][] = [
  // GPUs by name change without the facts.
  [[polled(1, [units(['u1', 'u2'])]), polled(1000, [units(['u1'])]), polled(1000, [units(['u1'], 0.5)])]],
  // The change that ended an offer is removed, and then the offer comes back.
  [
    [
      polled(1, [units(['u1']), quote({ key: 'b' })]),
      polled(HOUR_MS, [quote({ key: 'b' })]),
      { step: { kind: 'REMOVE', days: 0 }, waitMs: DAY_MS, asked: true },
      polled(HOUR_MS, [units(['u1']), quote({ key: 'b' })]),
    ],
  ],
  // Two polls within a millisecond.
  [[polled(1, [units(['u1'])]), polled(0, [units(['u1']), quote({ key: 'b' })]), polled(1000, [])]],
  // A price is held, and taken back.
  [[polled(1, [units(['u1'])]), polled(1000, [units(['u1'], 8)]), polled(1000, [units(['u1'])])]],
];

async function take(
  db: Db,
  term: number,
  now: Instant,
  what: typeof step extends fc.Arbitrary<infer T> ? T : never,
) {
  const clock = () => now;
  switch (what.kind) {
    case 'POLL': {
      const observedAt = plusMs(now, -what.lagMs);
      const { provider, quotes, rejects } = what;
      const poll = {
        provider,
        source: 'test',
        startedAt: observedAt,
        observedAt,
        seen: quotes.length,
        quotes,
        rejects,
      };
      return recordPoll(db, term, poll, clock);
    }
    case 'FAILURE': {
      const { provider, rejects } = what;
      return recordFailure(
        db,
        term,
        { provider, startedAt: now, finishedAt: now, error: `no ${now}`, rejects },
        clock,
      );
    }
    case 'FACTS': {
      const { provider: id, cadenceMs } = what;
      return upsertProvider(
        db,
        { id, name: `${id} ${cadenceMs}`, source: 'test', simulated: false, cadenceMs },
        now,
      );
    }
    case 'IMPORT': {
      const offer = {
        provider: { id: what.provider, name: what.provider },
        key: `import:${what.name}`,
        billing: 'ON_DEMAND',
        gpu: null,
        gpuName: what.name,
        gpuCount: 1,
        region: null,
        regionName: null,
        tier: '',
        traits: {},
      } as const;
      const changes = what.at.map((ms) => ({
        offer,
        observedAt: plusMs(now, ms),
        price: microUsd(what.usd * 1e6),
        stock: { kind: 'UNKNOWN' } as const,
        listed: true,
        reliability: null,
      }));
      return loadHistory(db, changes, {
        source: 'import: test.csv',
        providerSource: 'import',
        simulated: false,
        now: clock,
        leaves: 'PAST',
        sameInstant: 'SIBLING',
      });
    }
    case 'REMOVE':
      return remove(db, now, what.days);
    case 'SET_BACK':
      return undefined;
  }
}

/** Removes what is older than some days, as if the tape had gone on far enough for nobody to resume from there. */
async function remove(db: Db, now: Instant, days: number): Promise<Instant | undefined> {
  await sql`update price_change set seq = seq - 20000`.execute(db);
  await rollUp(db, now);
  return removeOldChanges(db, now, days);
}

/** What an answer is compared by at every instant; the other documents are asked once a run. */
const CORE = [
  `{ gpus(filter: { offeredOnly: true }) { edges { node { slug prices { billing offers min { amount observedAt } median { amount stale source } absence }
    availability(filter: { includeStale: false }) { availableGpus uncountedOffers offers takenOffers absence stock { tier level provider { key } } } } } } }`,
  `{ offers(first: 20, filter: { rentableOnly: false }) ${OFFER} }`,
  '{ marketStatus { revision listedOffers rentableOffers providers { key source health { status lag lastError rejects { reason count } } } } }',
];

/** What reads a stretch of history. */
const TRENDS = [
  '{ priceMonitor { gpus { gpu { slug } offers current { amount } average24h min24h max24h hours } } }',
  '{ priceTrend(filter: { gpus: ["4090", "H100 SXM"] }, period: { last: "P7D" }) { buckets { start n p10 p50 p90 absence } } }',
];

async function reset(db: Db): Promise<void> {
  await sql`truncate price_change, offer_version, provider_version, poll, reject, quarantine, offer, provider,
    rollup_dirty, cell, cell_hour, cell_day, gpu_hour, gpu_day restart identity cascade`.execute(db);
  await sql`update tape set seq = 0`.execute(db);
  await sql`update memory set rolled_to = null, hours_from = null, raw_from = null`.execute(db);
}

async function lastRecorded(db: Db): Promise<Instant> {
  const { rows } = await sql<{ last: Instant | null }>`
    select max(recorded_at) as last
    from (select recorded_at from poll union all select recorded_at from offer) as any_of_them`.execute(db);
  return instant(rows[0]?.last ?? 0);
}

test(
  'an answer given at an instant is the answer asked for as of that instant',
  { timeout: 600_000 },
  async () => {
    await using database = await testDatabase();
    const { db } = database;
    const all = await operations();
    expect(all.length).toBeGreaterThan(15);
    const [core, trends] = [CORE, TRENDS].map((some) => some.map((source) => withAsOf(source)!)) as [
      string[],
      string[],
    ];
    let compared = 0;
    let afterRemoval = 0;
    await fc.assert(
      fc.asyncProperty(plan, async (steps) => {
        await reset(db);
        const term = await beginTerm(db);
        let now = at(0);
        for (const id of ['vastai', 'runpod']) {
          await upsertProvider(
            db,
            { id, name: id, source: 'test', simulated: false, cadenceMs: 60_000 },
            now,
          );
        }
        type Given = { readonly at: Instant; readonly asked: readonly string[]; readonly answers: unknown[] };
        const given: Given[] = [];
        let recorded = now;
        let last: string | undefined;
        for (const { step: what, waitMs, asked: isAsked } of steps) {
          // Polls and imports are recorded in order where a clock is set back; settings go by the clock alone.
          if (what.kind === 'FACTS') now = plusMs(recorded, 1);
          if (what.kind === 'REMOVE') now = recorded;
          // Only polls keep their order where they come within one millisecond.
          const least = last === 'POLL' || last === 'FAILURE' ? 0 : 1;
          last = what.kind;
          now = plusMs(now, what.kind === 'SET_BACK' ? -what.ms : Math.max(waitMs, least));
          await take(db, term, now, what);
          recorded = instant(Math.max(recorded, now, await lastRecorded(db)));
          // While a clock is behind what it told before, no instant of it means one state.
          if (!isAsked || now !== recorded || given.at(-1)?.at === now) continue;
          // Where a stretch of history is told from roll-ups, those say how offers were when it was rolled up.
          const asked = (await memoryOf(db)).rolledTo !== null ? core : [...core, ...trends];
          if (asked !== core && given.length === 2) asked.push(...all);
          given.push({ at: now, asked, answers: await answers(db, asked, now, null) });
        }
        const later = plusMs(recorded, 2 * DAY_MS);
        const compare = async () => {
          const from = (await memoryOf(db)).rawFrom;
          for (const { at: then, asked, answers: expected } of given) {
            if (from !== null && then < from) continue;
            const some = from === null ? asked : asked.slice(0, core.length);
            const got = (await answers(db, some, later, then)).slice(0, some.length);
            expect(got).toEqual(expected.slice(0, some.length));
            if (from === null) compared += got.length;
            else afterRemoval += got.length;
          }
        };
        await compare();
        const middle = given[Math.floor(given.length / 2)]?.at ?? recorded;
        // What is removed takes nothing with it that a later instant is answered from.
        if (await remove(db, later, Math.ceil((later - middle) / DAY_MS))) await compare();
      }),
      { numRuns: 10, examples: EXAMPLES, endOnFailure: true },
    );
    expect(compared).toBeGreaterThan(100);
    expect(afterRemoval).toBeGreaterThan(20);
  },
);

test('root fields of one operation are each of their own instant, down to what is loaded in batches', async () => {
  await using database = await testDatabase();
  await seedMarket(database.db);
  const then = formatInstant(plusMs(NOON, -3 * HOUR_MS));
  const answer = await data<Record<string, unknown>>(
    database.db,
    `{
      now: gpu(name: "RTX 4090") { ...Figures }
      before: gpu(name: "RTX 4090", asOf: "${then}") { ...Figures }
      gamma: provider(key: "gamma") { health { status lag nextAttemptAt } }
      gammaThen: provider(key: "gamma", asOf: "${then}") { health { status lag nextAttemptAt } }
    }
    fragment Figures on GPU {
      prices(filter: { billing: ON_DEMAND }) { offers max { amount } }
      availability { availableGpus takenOffers }
      offers(first: 1, filter: { providers: ["alpha"], billing: ON_DEMAND, gpuCount: { lte: 1 }, regions: ["US"] }) {
        edges { node { price { amount } observedAt provider { key health { lastSuccessAt lag } } } }
      }
    }`,
  );
  const health = (at: string) => ({ lastSuccessAt: at, lag: 'PT0S' });
  const noon = formatInstant(NOON);
  const offer = (amount: string, at: string) => ({
    edges: [{ node: { price: { amount }, observedAt: at, provider: { key: 'alpha', health: health(at) } } }],
  });
  expect(answer).toEqual({
    now: {
      prices: [{ offers: 5, max: { amount: '0.69' } }],
      availability: { availableGpus: 4, takenOffers: 1 },
      offers: offer('0.40', noon),
    },
    before: {
      prices: [{ offers: 5, max: { amount: '0.69' } }],
      availability: { availableGpus: 4, takenOffers: 1 },
      offers: offer('0.42', then),
    },
    gamma: { health: { status: 'STALE', lag: 'PT2H', nextAttemptAt: null } },
    gammaThen: { health: { status: 'FAILING', lag: 'PT0S', nextAttemptAt: null } },
  });
});

test('every root field refuses an instant of the future', async () => {
  await using database = await testDatabase();
  const asOf = `asOf: "${formatInstant(plusMs(NOON, 1))}"`;
  const asked = [
    `gpu(name: "RTX 4090", ${asOf}) { ... on GPU { slug } }`,
    `gpus(${asOf}) { totalCount }`,
    `offers(${asOf}) { totalCount }`,
    `availability(${asOf}) { offers }`,
    `regions(${asOf}) { offers }`,
    `providers(${asOf}) { key }`,
    `provider(key: "x", ${asOf}) { key }`,
    `marketStatus(${asOf}) { revision }`,
    `unmappedGpuNames(${asOf}) { totalCount }`,
  ];
  for (const field of asked) {
    expect(await refusalOf(database.db, `{ ${field} }`)).toMatchObject({ code: 'BAD_USER_INPUT' });
  }
});
