import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { Db } from '#db/open.ts';
import { hazardOf } from '#forecast/hazards.ts';
import { hazardsOf, type HazardRequest } from '#forecast/store-hazards.ts';
import { wholeMarket } from '#market/offer-scope.ts';
import { microUsd } from '#units/money.ts';
import { formatInstant, HOUR_MS, plusMs, type Instant } from '#units/time.ts';
import { testDatabase } from '../support/database.ts';
import { NOON, seedOffers, seedProviders, type SeedChange, type SeedOffer } from '../support/seed-market.ts';

const hour = (hours: number): Instant => plusMs(NOON, hours * HOUR_MS);
const WEEK: HazardRequest = {
  scope: wholeMarket(false),
  from: hour(-168),
  to: NOON,
  moment: { at: NOON, asOf: null },
  estimators: ['BID_CROSSING'],
  bid: microUsd(500_000),
};
const spot = (key: string, changes: readonly SeedChange[], more: Partial<SeedOffer> = {}): SeedOffer => ({
  provider: 'alpha',
  key,
  gpu: 'rtx-4090',
  billing: 'SPOT',
  region: 'DE',
  changes,
  ...more,
});

test('a bid of 0.50 is crossed three times in a week: by hand', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedProviders(db, [{ id: 'alpha' }]);
  await seedOffers(db, [
    spot('a', [
      { at: hour(-200), usd: 0.4 },
      { at: hour(-100), usd: 0.6 },
      { at: hour(-99), usd: 0.7 },
      { at: hour(-98), usd: 0.5 },
      { at: hour(-50), usd: 0.45 },
      { at: hour(-40), usd: 0.51 },
      { at: hour(-36), usd: 0.3 },
      { at: hour(-10), usd: 0.9 },
    ]),
    // Taken, then gone: what became of its instance nobody knows. On demand is not bid for.
    spot(
      'b',
      [
        { at: hour(-20), usd: 0.2 },
        { at: hour(-15), usd: 0.2, available: 0 },
        { at: hour(-12), usd: 0.2 },
        { at: hour(-2), usd: 0.2, listed: false },
      ],
      { listed: false, region: 'FR' },
    ),
    spot(
      'c',
      [
        { at: hour(-30), usd: 0.9 },
        { at: hour(-20), usd: 0.1 },
      ],
      { billing: 'ON_DEMAND' },
    ),
  ]);
  const cells = await hazardsOf(db, WEEK);
  expect(cells).toEqual([
    {
      estimator: 'BID_CROSSING',
      gpu: 'rtx-4090',
      provider: 'alpha',
      region: 'DE',
      billing: 'SPOT',
      simulated: false,
      // −168 to −100, −98 to −40 and −36 to −10.
      events: 3,
      exposureHours: 68 + 58 + 26,
      downHours: 2 + 4 + 10,
      recoveries: 2,
      lives: [
        { hours: 68, ended: true },
        { hours: 58, ended: true },
        { hours: 26, ended: true },
      ],
      reporters: [],
      bands: [],
    },
    {
      estimator: 'BID_CROSSING',
      gpu: 'rtx-4090',
      provider: 'alpha',
      region: 'FR',
      billing: 'SPOT',
      simulated: false,
      events: 0,
      exposureHours: 5 + 10,
      downHours: 0,
      recoveries: 0,
      lives: [
        { hours: 5, ended: false },
        { hours: 10, ended: false },
      ],
      reporters: [],
      bands: [],
    },
  ]);
  const hazard = hazardOf(cells);
  expect(hazard).toMatchObject({ events: 3, exposureHours: 167, meanDownHours: 8 });
  expect(hazard?.rate.mtbiHours).toBeCloseTo(167 / 3, 12);
});

test('what nobody has looked at since is no exposure, of a bid or of machines', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedProviders(db, [{ id: 'alpha', lastSuccessAt: hour(-40), cadenceMs: HOUR_MS, failures: 40 }]);
  await seedOffers(db, [
    spot('a', [{ at: hour(-100), usd: 0.4 }]),
    machine('h1', 'm1', [[-100, true]]),
    machine('h1', 'm2', [[-100, true]]),
    machine('h2', 'm3', [
      [-100, true],
      [-70, false],
    ]),
    machine('h2', 'm4', [
      [-100, true],
      [-70, false],
    ]),
  ]);
  const estimators = ['BID_CROSSING', 'MACHINE_OFFLINE'] as const;
  const [bid, machines] = await hazardsOf(db, { ...WEEK, estimators });
  // The answer of −40 holds until the next one is due.
  expect(bid).toMatchObject({ events: 0, exposureHours: 61, lives: [{ hours: 61, ended: false }] });
  expect(machines).toMatchObject({ events: 2, exposureHours: 2 * 61 + 2 * 30, downHours: 2 * 31 });
});

test('what was not known yet does not count', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedProviders(db, [{ id: 'alpha' }]);
  await seedOffers(db, [
    spot('a', [
      { at: hour(-100), usd: 0.4 },
      { at: hour(-50), usd: 0.6 },
    ]),
  ]);
  const asOf = hour(-60);
  const [then] = await hazardsOf(db, { ...WEEK, to: asOf, moment: { at: asOf, asOf } });
  expect(then).toMatchObject({ events: 0, exposureHours: 40, lives: [{ hours: 40, ended: false }] });
});

/** What a walk over the series finds: hour by hour, as changes fall on hours. */
function walked(changes: readonly SeedChange[], bid: number) {
  const lives: { hours: number; ended: boolean }[] = [];
  let [events, exposure, down, recoveries, age, gone] = [0, 0, 0, 0, 0, -1];
  const stop = (ended: boolean) => {
    if (age > 0) lives.push({ hours: age, ended });
    age = 0;
  };
  for (let at = -168; at < 0; at++) {
    const now = changes.findLast((change) => change.at <= hour(at));
    const state =
      !now || now.listed === false || now.available === 0 ? 'UNKNOWN' : now.usd > bid ? 'DOWN' : 'UP';
    if (state === 'DOWN' && age > 0) {
      events++;
      gone = 0;
      stop(true);
    }
    if (state === 'UP' && gone >= 0) {
      recoveries++;
      gone = -1;
    }
    if (state === 'UNKNOWN') {
      stop(false);
      gone = -1;
    }
    if (state === 'UP') [age, exposure] = [age + 1, exposure + 1];
    if (state === 'DOWN' && gone >= 0) [gone, down] = [gone + 1, down + 1];
  }
  stop(false);
  return { lives, events, exposureHours: exposure, downHours: down, recoveries };
}

test('bid crossings are those that a walk over the hours finds', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedProviders(db, [{ id: 'alpha' }]);
  const change = fc.record({
    at: fc.integer({ min: -180, max: -1 }),
    tenths: fc.integer({ min: 3, max: 7 }),
    listed: fc.boolean(),
    available: fc.integer({ min: 0, max: 3 }),
  });
  const history = fc.uniqueArray(change, { minLength: 1, maxLength: 25, selector: ({ at }) => at });
  await fc.assert(
    fc.asyncProperty(history, async (drawn) => {
      await sql`truncate price_change, offer, offer_version restart identity`.execute(db);
      const changes = drawn
        .toSorted((a, b) => a.at - b.at)
        .map(({ at, tenths, listed, available }, index): SeedChange => ({
          at: hour(at),
          usd: tenths / 10,
          listed: listed || index === drawn.length - 1,
          available,
        }));
      await seedOffers(db, [spot('a', changes)]);
      const [cell] = await hazardsOf(db, WEEK);
      const expected = walked(changes, 0.5);
      if (cell) expect(cell).toMatchObject(expected);
      else expect(expected.exposureHours + expected.downHours).toBe(0);
    }),
    { numRuns: 60 },
  );
});

const machine = (host: string, name: string, changes: readonly [number, boolean][]): SeedOffer => ({
  provider: 'alpha',
  key: name,
  gpu: 'rtx-4090',
  region: 'DE',
  traits: { host, machine: name },
  listed: changes.at(-1)?.[1] ?? true,
  changes: changes.map(([at, listed]) => ({ at: hour(at), usd: 0.4, listed })),
});

test('a host that goes dark is one outage of each of its machines; one machine that goes is none', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedProviders(db, [{ id: 'alpha' }]);
  await seedOffers(db, [
    machine('h1', 'm1', [
      [-100, true],
      [-50, false],
      [-48, true],
    ]),
    machine('h1', 'm2', [
      [-100, true],
      [-50, false],
      [-40, true],
    ]),
    // Goes alone, then the other goes alone: rented, for all anyone knows.
    machine('h2', 'm3', [
      [-100, true],
      [-60, false],
    ]),
    machine('h2', 'm4', [
      [-100, true],
      [-30, false],
    ]),
    // One machine alone tells nothing.
    machine('h3', 'm5', [
      [-100, true],
      [-20, false],
      [-10, true],
    ]),
    // Two offers of one machine are one machine.
    {
      ...machine('h4', 'm6', [
        [-100, true],
        [-20, false],
      ]),
      key: 'x1',
    },
    {
      ...machine('h4', 'm6', [
        [-100, true],
        [-20, false],
      ]),
      key: 'x2',
    },
  ]);
  const [cell, ...others] = await hazardsOf(db, { ...WEEK, estimators: ['MACHINE_OFFLINE'] });
  expect(others).toEqual([]);
  expect(cell).toMatchObject({
    estimator: 'MACHINE_OFFLINE',
    billing: null,
    events: 2,
    recoveries: 2,
    // Until the first of the host is back, for both of its machines.
    downHours: 2 * 2,
    // h1: two machines −100 to −50 and −40 to 0; h2: two −100 to −60.
    exposureHours: 2 * 50 + 2 * 40 + 2 * 40,
  });
});

/** Hosts of up to three machines, each listed or not from one hour to the next. */
const fleet = fc.array(
  fc.array(fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }), { minLength: 1, maxLength: 3 }),
  { minLength: 1, maxLength: 4 },
);

/** The outages that a look at each hour finds: machines, their hours at risk, and how long they were gone. */
function watched(hosts: readonly (readonly (readonly boolean[])[])[]) {
  const counts = hosts.map((machines) =>
    Array.from({ length: 6 }, (_, at) => machines.filter((listed) => listed[at]).length),
  );
  let [events, exposureHours, downHours, recoveries] = [0, 0, 0, 0];
  for (let at = 0; at < 6; at++) {
    const lost = counts.filter((own) => at > 0 && (own[at - 1] ?? 0) >= 2 && own[at] === 0);
    const isCut = lost.length >= 3 && lost.length * 2 > hosts.length;
    for (const own of counts) {
      if ((own[at] ?? 0) >= 2) exposureHours += own[at] ?? 0;
      if (!lost.includes(own) || isCut) continue;
      const back = own.findIndex((count, later) => later > at && count > 0);
      events += own[at - 1] ?? 0;
      downHours += (own[at - 1] ?? 0) * ((back < 0 ? 6 : back) - at);
      if (back > 0) recoveries += own[at - 1] ?? 0;
    }
  }
  return { events, exposureHours, downHours, recoveries };
}

test('outages are those that a look at every hour finds', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedProviders(db, [{ id: 'alpha' }]);
  await fc.assert(
    fc.asyncProperty(fleet, async (hosts) => {
      await sql`truncate price_change, offer, offer_version restart identity`.execute(db);
      const offers = hosts.flatMap((machines, host) =>
        machines.map((listed, n) =>
          machine(`h${host}`, `m${host}.${n}`, [
            // Known before the period, and not listed then.
            [-200, false],
            ...listed.map((isListed, at): [number, boolean] => [at - 6, isListed]),
          ]),
        ),
      );
      await seedOffers(db, offers);
      const period = { from: hour(-7), estimators: ['MACHINE_OFFLINE'] } as const;
      const [cell] = await hazardsOf(db, { ...WEEK, ...period });
      const expected = watched(hosts);
      if (cell) expect(cell).toMatchObject(expected);
      else expect(expected.events + expected.exposureHours).toBe(0);
    }),
    { numRuns: 60 },
  );
});

test('a list cut short is no outage of most hosts', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedProviders(db, [{ id: 'alpha' }]);
  const hosts = ['h1', 'h2', 'h3', 'h4'];
  await seedOffers(
    db,
    hosts.flatMap((host) =>
      ['a', 'b'].map((name) =>
        machine(
          host,
          host + name,
          host === 'h4'
            ? [[-100, true]]
            : [
                [-100, true],
                [-50, false],
                [-49, true],
              ],
        ),
      ),
    ),
  );
  const [cell] = await hazardsOf(db, { ...WEEK, estimators: ['MACHINE_OFFLINE'] });
  expect(cell).toMatchObject({ events: 0 });
});

test('bands are those of the spot offers listed, by how many offers have them', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedProviders(db, [{ id: 'alpha' }]);
  const band = (key: string, low: number, high: number, more: Partial<SeedOffer> = {}) =>
    spot(key, [{ at: hour(-10), usd: 1 }], {
      traits: { interruptionMonthlyLow: low, interruptionMonthlyHigh: high },
      ...more,
    });
  await seedOffers(db, [
    band('a', 0, 0.05),
    band('b', 0, 0.05),
    band('c', 0.2, 1),
    band('d', 0.1, 0.15, { listed: false }),
    spot('e', [{ at: hour(-10), usd: 1 }]),
  ]);
  const cells = await hazardsOf(db, { ...WEEK, estimators: ['ADVISOR_BAND'] });
  expect(cells.map(({ bands }) => bands)).toEqual([
    [{ low: 0, high: 0.05, offers: 2 }],
    [{ low: 0.2, high: 1, offers: 1 }],
  ]);
  // −ln(1 − .025)/730 twice and −ln(1 − .6)/730 once, by three.
  expect(hazardOf(cells)?.rate.perHour).toBeCloseTo((-2 * Math.log(0.975) - Math.log(0.4)) / 730 / 3, 12);
  expect(hazardOf(cells)).toMatchObject({ events: null, exposureHours: null });
});

type Told = {
  readonly reporter: string;
  readonly from: number | null;
  readonly to: number;
  readonly reason?: string;
  readonly resumed?: number;
  readonly recorded?: number;
};

async function report(db: Db, told: readonly Told[]): Promise<void> {
  let key = 0;
  for (const { reporter, from, to, reason, resumed, recorded = 0 } of told) {
    await db
      .insertInto('interruption_report')
      .values({
        reporter,
        idempotency_key: `${key++}`,
        digest: '',
        kind: 'LIFETIME',
        life: `${reporter} ${from}`,
        provider: 'alpha',
        gpu: 'rtx-4090',
        region: 'DE',
        billing: 'SPOT',
        started_at: from === null ? null : formatInstant(hour(from)),
        seen_at: formatInstant(hour(to)),
        ended: reason !== undefined,
        reason: reason ?? null,
        resumed_at: resumed === undefined ? null : formatInstant(hour(resumed)),
        recorded_at: formatInstant(hour(recorded)),
      })
      .execute();
  }
}

test('reported lives count, those their users ended as censored, and the newest word of each alone', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedProviders(db, [{ id: 'alpha' }]);
  await report(db, [
    { reporter: 'r1', from: -100, to: -90 },
    { reporter: 'r1', from: -100, to: -50, reason: 'OUTBID', resumed: -49 },
    { reporter: 'r2', from: -80, to: -20, reason: 'STOPPED_BY_USER' },
    { reporter: 'r3', from: -200, to: -160, reason: 'HOST_OFFLINE', resumed: -157 },
    // Of an instance nobody says the beginning of.
    { reporter: 'r4', from: null, to: -10, reason: 'UNKNOWN', resumed: -8 },
  ]);
  const [cell] = await hazardsOf(db, { ...WEEK, estimators: ['REPORTED'] });
  expect(cell).toMatchObject({
    events: 2,
    exposureHours: 50 + 60 + 8,
    downHours: 1 + 3 + 2,
    recoveries: 3,
    reporters: ['r1', 'r2', 'r3', 'r4'],
    lives: [
      { hours: 50, ended: true },
      { hours: 60, ended: false },
    ],
  });
  await sql`update interruption_report set recorded_at = recorded_at - interval '60 hours' where seen_at <= ${formatInstant(hour(-90))}`.execute(
    db,
  );
  const asOf = hour(-60);
  const [then] = await hazardsOf(db, {
    ...WEEK,
    to: asOf,
    moment: { at: asOf, asOf },
    estimators: ['REPORTED'],
  });
  expect(then).toMatchObject({ reporters: ['r1', 'r3'], events: 1, exposureHours: 10 + 8 });
});

test('one reporter does not make a rate: never more lives than all others together', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedProviders(db, [{ id: 'alpha' }]);
  const flood = Array.from({ length: 20 }, (_, n): Told => ({
    reporter: 'mallory',
    from: -40 - n,
    to: -39.9 - n,
    reason: 'OUTBID',
  }));
  const seen = async () => (await hazardsOf(db, { ...WEEK, estimators: ['REPORTED'] }))[0];
  await report(db, flood);
  // Said to be there, and nothing of it counts.
  expect(await seen()).toMatchObject({ events: 0, exposureHours: 0, lives: [], reporters: [] });
  await sql`truncate interruption_report`.execute(db);
  await report(db, [
    ...flood,
    { reporter: 'a', from: -100, to: -10 },
    { reporter: 'b', from: -100, to: -10 },
  ]);
  // Two of mallory's lives, the newest, of six minutes each, against two honest ones.
  expect(await seen()).toMatchObject({ events: 2, reporters: ['a', 'b', 'mallory'] });
  expect((await seen())?.exposureHours).toBeCloseTo(2 * 90 + 0.2, 6);
  // A life of a year counts for its first thirty days.
  await sql`truncate interruption_report`.execute(db);
  const long = ['a', 'b', 'c'].map((reporter): Told => ({
    reporter,
    from: -9000,
    to: -10,
    reason: 'OUTBID',
  }));
  await report(db, long);
  const year = { ...WEEK, from: hour(-10_000), estimators: ['REPORTED'] as const };
  const [cell] = await hazardsOf(db, year);
  expect(cell).toMatchObject({ events: 0, exposureHours: 3 * 720 });
  expect(cell?.lives[0]).toEqual({ hours: 720, ended: false });
});
