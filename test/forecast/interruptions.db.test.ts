import { expect, test } from 'vitest';
import type { Db } from '#db/open.ts';
import { formatInstant, HOUR_MS, plusMs, type Instant } from '#units/time.ts';
import { ask, data, refusalOf } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';
import { NOON, seedOffers, seedProviders, type SeedOffer } from '../support/seed-market.ts';

const hour = (hours: number): Instant => plusMs(NOON, hours * HOUR_MS);

/** A spot offer at 0.40 that costs 0.60 for an hour at each of these times. */
const crossed = (key: string, times: readonly number[], more: Partial<SeedOffer> = {}): SeedOffer => ({
  provider: 'alpha',
  key,
  gpu: 'rtx-4090',
  billing: 'SPOT',
  region: 'DE',
  changes: [
    { at: hour(-1000), usd: 0.4 },
    ...times.flatMap((at) => [
      { at: hour(at), usd: 0.6 },
      { at: hour(at + 1), usd: 0.4 },
    ]),
  ],
  ...more,
});

const FIGURES = `count exposureHours ratePerDay ratePerDayInterval { low high } mtbiHours mtbiHoursInterval { low high }
  meanInterruptionMinutes reporters absence shrunk { ratePerDay ownWeight priorEvents priorHours }
  survival { n events censored longestHours medianHours meanHours absence points { hours atRisk survival }
    at(hours: [1, 40, 5000], ageHours: 10) { hours survival low high conditional exponential absence } }`;
const ALL = `from to estimator definition basis providers simulated bid ${FIGURES}
  worstRegion { region { code } } regions { region { code } ${FIGURES} }`;

type Figures = {
  readonly count: number | null;
  readonly exposureHours: number | null;
  readonly ratePerDay: number | null;
  readonly mtbiHours: number | null;
  readonly mtbiHoursInterval: { low: number; high: number | null } | null;
  readonly meanInterruptionMinutes: number | null;
  readonly absence: string | null;
  readonly shrunk: { ratePerDay: number; ownWeight: number; priorEvents: number; priorHours: number } | null;
  readonly survival: Record<string, unknown> & {
    n: number;
    points: unknown[];
    at: Record<string, unknown>[];
  };
};
type Answer = Figures & {
  readonly estimator: string | null;
  readonly basis: string;
  readonly providers: string[];
  readonly worstRegion: { region: { code: string } | null } | null;
  readonly regions: (Figures & { region: { code: string } | null })[];
};

async function interruptions(db: Db, args: string): Promise<Answer> {
  return (await data<{ interruptions: Answer }>(db, `{ interruptions${args} { ${ALL} } }`)).interruptions;
}

async function market(offers: readonly SeedOffer[]) {
  const database = await testDatabase();
  await seedProviders(database.db, [{ id: 'alpha' }]);
  await seedOffers(database.db, offers);
  return database;
}

test('three crossings in a week are 0.43 a day, one every 55 hours at the bid, between 19 and 268', async () => {
  await using database = await market([crossed('a', [-120, -80, -30])]);
  const answer = await interruptions(
    database.db,
    '(filter: { gpus: ["4090"] }, period: { last: "P7D" }, bid: "0.5")',
  );
  expect(answer).toMatchObject({
    estimator: 'BID_CROSSING',
    basis: 'DERIVED',
    providers: ['alpha'],
    absence: null,
    // An hour above the bid each: 165 of the 168 hours.
    count: 3,
    exposureHours: 165,
    mtbiHours: 55,
    meanInterruptionMinutes: 60,
    worstRegion: null,
  });
  expect(answer.ratePerDay).toBeCloseTo((24 * 3) / 165, 5);
  expect(answer.mtbiHoursInterval?.low).toBeCloseTo(330 / 17.535, 2);
  expect(answer.mtbiHoursInterval?.high).toBeCloseTo(330 / 1.2373, 0);
});

test('without a crossing there is a rate of 0 and an MTBI that only has a low end', async () => {
  await using database = await market([crossed('a', [])]);
  const answer = await interruptions(
    database.db,
    '(filter: { gpus: ["4090"] }, period: { last: "P7D" }, bid: "0.5")',
  );
  expect(answer).toMatchObject({
    count: 0,
    exposureHours: 168,
    ratePerDay: 0,
    mtbiHours: null,
    absence: null,
    meanInterruptionMinutes: null,
  });
  expect(Math.round(answer.mtbiHoursInterval?.low ?? 0)).toBe(46);
  expect(answer.mtbiHoursInterval?.high).toBeNull();
  // Half an event, as it has no siblings: 24 × .5 ÷ 168.
  expect(answer.shrunk).toMatchObject({ priorEvents: 0.5, priorHours: 0, ownWeight: 1 });
  expect(answer.shrunk?.ratePerDay).toBeCloseTo(12 / 168, 5);
});

test('regions are drawn towards each other, and the worst is not the unluckiest hour', async () => {
  await using database = await market([
    crossed('de', [-700, -600, -500, -400, -300, -200, -100, -50, -20]),
    crossed('us', [], { region: 'US-CA' }),
    crossed('us2', [-70], { region: 'US-CA' }),
    // Listed for three hours, and crossed in one of them.
    crossed('fr', [], {
      region: 'FR',
      changes: [
        { at: hour(-4), usd: 0.4 },
        { at: hour(-2), usd: 0.6 },
      ],
    }),
    crossed('nowhere', [], { region: null }),
  ]);
  const answer = await interruptions(database.db, '(filter: { gpus: ["4090"] }, bid: "0.5")');
  const by = Object.fromEntries(answer.regions.map((rates) => [rates.region?.code ?? '', rates]));
  expect(answer.regions.map(({ region }) => region?.code ?? null)).toEqual(['DE', 'FR', 'US-CA', null]);
  expect(by['FR']).toMatchObject({
    count: 1,
    exposureHours: 2,
    ratePerDay: null,
    absence: 'NOT_ENOUGH_DATA',
  });
  expect(by['FR']?.shrunk?.ownWeight).toBeLessThan(0.1);
  // Nine in a month are enough to stand by themselves.
  expect(by['DE']?.shrunk?.ownWeight).toBeGreaterThan(0.95);
  expect(by['US-CA']?.shrunk?.ratePerDay).toBeGreaterThan(by['US-CA']?.ratePerDay ?? 1);
  expect(answer.count).toBe(answer.regions.reduce((sum, { count }) => sum + (count ?? 0), 0));
  expect(answer.exposureHours).toBe(
    answer.regions.reduce((sum, { exposureHours }) => sum + (exposureHours ?? 0), 0),
  );
  expect(answer.worstRegion?.region?.code).toBe('DE');
});

test('where nothing happened no region is the worst', async () => {
  await using database = await market([crossed('de', []), crossed('us', [], { region: 'US-CA' })]);
  const quiet = await interruptions(database.db, '(filter: { gpus: ["4090"] }, bid: "0.5")');
  expect(quiet.regions.map(({ ratePerDay }) => ratePerDay)).toEqual([0, 0]);
  expect(quiet.worstRegion).toBeNull();
});

test('new instances have a survival curve, and the rate alone says another thing', async () => {
  // Twelve lives: those from −720 on, of 10, 20, …, 110 hours and one that still runs.
  const ends: number[] = [];
  for (let at = -720, hours = 10; hours <= 110; hours += 10) {
    at += hours;
    ends.push(at);
    at += 1;
  }
  await using database = await market([crossed('a', ends)]);
  const { survival } = await interruptions(database.db, '(filter: { gpus: ["4090"] }, bid: "0.5")');
  expect(survival).toMatchObject({ n: 12, events: 11, censored: 1, absence: null });
  expect(survival.points).toHaveLength(11);
  expect(survival.points[0]).toMatchObject({ hours: 10, atRisk: 12 });
  const [early, middle, beyond] = survival.at;
  expect(early).toMatchObject({ hours: 1, survival: 1, absence: null });
  // The one that still runs is watched for 49 hours: 8 of 12 outlast 40 hours; of the 11 that reach 10, 7 last 40 more.
  expect(middle?.['survival']).toBeCloseTo(8 / 12, 5);
  expect(middle?.['exponential']).toBeCloseTo(Math.exp((-40 * 11) / 709), 4);
  expect(beyond).toMatchObject({ survival: 0, absence: null });
});

test('what nobody saw is said to be so', async () => {
  await using database = await market([crossed('a', [])]);
  const { db } = database;
  expect(await interruptions(db, '(filter: { gpus: ["L40S"] }, bid: "0.5")')).toMatchObject({
    estimator: 'BID_CROSSING',
    count: null,
    ratePerDay: null,
    absence: 'NOT_OBSERVED',
    regions: [],
    worstRegion: null,
    shrunk: null,
    survival: { n: 0, medianHours: null, points: [], absence: 'NOT_OBSERVED' },
  });
  expect(await interruptions(db, '(filter: { gpus: ["4090"] })')).toMatchObject({
    estimator: null,
    absence: 'NOT_OBSERVED',
    providers: [],
  });
  expect(
    await interruptions(db, '(filter: { gpus: ["4090"] }, period: { last: "PT12H" }, bid: "0.5")'),
  ).toMatchObject({
    count: 0,
    exposureHours: 12,
    ratePerDay: null,
    mtbiHoursInterval: null,
    absence: 'NOT_ENOUGH_DATA',
    survival: { n: 1, absence: 'NOT_ENOUGH_DATA', points: [] },
  });
});

test('without a bid, what the provider publishes goes before what users report', async () => {
  const bands = { interruptionMonthlyLow: 0.05, interruptionMonthlyHigh: 0.1 };
  await using database = await market([
    crossed('a', [], { traits: bands }),
    crossed('l4', [], { gpu: 'l4' }),
  ]);
  const { db } = database;
  for (const gpu of ['rtx-4090', 'l4'])
    for (const [n, reporter] of ['a', 'b', 'c'].entries()) {
      await db
        .insertInto('interruption_report')
        .values({
          reporter,
          idempotency_key: gpu,
          digest: '',
          kind: 'LIFETIME',
          life: gpu + reporter,
          provider: 'alpha',
          gpu,
          region: 'DE',
          billing: 'SPOT',
          started_at: formatInstant(hour(-56 - n)),
          seen_at: formatInstant(hour(-n)),
          ended: true,
          reason: 'OUTBID',
          recorded_at: formatInstant(hour(0)),
        })
        .execute();
    }
  const advised = await interruptions(db, '(filter: { gpus: ["4090"] })');
  expect(advised).toMatchObject({
    estimator: 'ADVISOR_BAND',
    basis: 'LIST',
    count: null,
    exposureHours: null,
    absence: null,
    shrunk: null,
  });
  // −730 ÷ ln(1 − .075).
  expect(advised.mtbiHours).toBeCloseTo(9363.5, 0);
  const told = await interruptions(db, '(filter: { gpus: ["4090"] }, estimator: REPORTED)');
  expect(told).toMatchObject({
    estimator: 'REPORTED',
    count: 3,
    exposureHours: 168,
    mtbiHours: 56,
    reporters: 3,
  });
  expect(Math.round(told.mtbiHoursInterval?.low ?? 0)).toBe(19);
  expect(Math.round(told.mtbiHoursInterval?.high ?? 0)).toBe(272);
  expect((await interruptions(db, '(filter: { gpus: ["L4"] })')).estimator).toBe('REPORTED');
  await db.deleteFrom('interruption_report').where('reporter', '=', 'c').execute();
  const two = await interruptions(db, '(filter: { gpus: ["L4"] })');
  expect(two).toMatchObject({
    estimator: 'REPORTED',
    absence: 'NOT_ENOUGH_DATA',
    ratePerDay: null,
    shrunk: null,
  });
  // Of a single reporter nothing counts, but something was seen.
  await db.deleteFrom('interruption_report').where('reporter', '=', 'b').execute();
  const unseen = { count: null, exposureHours: null, ratePerDay: null, reporters: 0 };
  const lacking = { ...unseen, absence: 'NOT_ENOUGH_DATA', survival: { n: 0, absence: 'NOT_ENOUGH_DATA' } };
  expect(await interruptions(db, '(filter: { gpus: ["L4"] })')).toMatchObject({
    ...lacking,
    estimator: 'REPORTED',
    providers: ['alpha'],
    worstRegion: null,
    regions: [{ region: { code: 'DE' }, ...lacking }],
  });
  const said = async (args: string) =>
    (await data<{ interruptions: { explanation: string } }>(db, `{ interruptions${args} { explanation } }`))
      .interruptions.explanation;
  expect(await said('(filter: { gpus: ["L4"] })')).toContain('of 0 reporters, and a rate needs 3');
  expect(await said('(filter: { gpus: ["T4"] })')).toContain('Nothing of such machines was seen');
  expect(await said('(filter: { gpus: ["4090"] }, estimator: ADVISOR_BAND)')).toBeNull();
  const nobody = await interruptions(db, '(filter: { gpus: ["T4"] }, estimator: REPORTED)');
  expect(nobody).toMatchObject({ ...unseen, absence: 'NOT_OBSERVED', survival: { absence: 'NOT_OBSERVED' } });
});

test('as of a past instant only what was recorded by then counts', async () => {
  await using database = await market([crossed('a', [-120, -80, -30])]);
  const then = formatInstant(hour(-60));
  const args = `(filter: { gpus: ["4090"] }, period: { last: "P4D" }, bid: "0.5", asOf: "${then}")`;
  expect(await interruptions(database.db, args)).toMatchObject({ to: then, count: 2, exposureHours: 96 - 2 });
});

test('where single changes are gone the period begins later, and says so', async () => {
  await using database = await market([crossed('a', [-120, -80, -30])]);
  const { db } = database;
  await db
    .updateTable('memory')
    .set({ raw_from: formatInstant(hour(-100)) })
    .execute();
  const args = '(filter: { gpus: ["4090"] }, bid: "0.5")';
  expect(await interruptions(db, args)).toMatchObject({ from: formatInstant(hour(-100)), count: 2 });
  const before = `(period: { between: { from: "${formatInstant(hour(-300))}", to: "${formatInstant(hour(-200))}" } })`;
  expect((await refusalOf(db, `{ interruptions${before} { count } }`)).message).toContain(
    'ask for a later period',
  );
});

test('a hundred GPUs are one statement', async () => {
  const statements: string[] = [];
  await using database = await testDatabase({ log: ({ query }) => statements.push(query.sql) });
  await seedProviders(database.db, [{ id: 'alpha' }]);
  await seedOffers(database.db, [
    crossed('a', [-30], { gpu: 'h100-sxm' }),
    crossed('l4', [-20, -10], { gpu: 'l4' }),
  ]);
  statements.length = 0;
  const source = `{ gpus(first: 100) { edges { node { slug interruptions(bid: "0.5") { count } } } } }`;
  const { gpus } = await data<{
    gpus: { edges: { node: { slug: string; interruptions: { count: number | null } } }[] };
  }>(database.db, source);
  expect(gpus.edges.length).toBeGreaterThan(50);
  const counts = gpus.edges.flatMap(({ node }) =>
    node.interruptions.count === null ? [] : [[node.slug, node.interruptions.count]],
  );
  expect(Object.fromEntries(counts)).toEqual({ l4: 2, 'h100-sxm': 1 });
  expect(statements.filter((text) => text.includes('BID_CROSSING'))).toHaveLength(1);
  expect(statements.length).toBeLessThan(6);
});

test('what cannot be answered is refused with what to do', async () => {
  await using database = await market([]);
  const { db } = database;
  const refused = async (args: string) => (await refusalOf(db, `{ interruptions${args} { count } }`)).message;
  expect(await refused('(estimator: BID_CROSSING)')).toContain('needs a `bid`');
  expect(await refused('(bid: "-1")')).toContain('above 0');
  expect(await refused('(period: { last: "PT0S" })')).toContain('P3660D');
  expect(
    await refused('(period: { between: { from: "2026-06-15T13:00:00Z", to: "2026-07-01T00:00:00Z" } })'),
  ).toContain('before now');
  expect(await refused('(filter: { gpus: ["H100"] })')).toContain('Nearest');
  const { errors } = await ask(db, '{ interruptions { survival { at(hours: [-1]) { hours } } } }');
  expect(errors?.[0]?.message).toContain('ages of 0 hours or more');
});
