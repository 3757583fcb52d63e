import { expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, plusMs, type Instant } from '#units/time.ts';
import { data, refusalOf } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';
import { NOON, seedOffers, seedProviders, type SeedChange } from '../support/seed-market.ts';

const DAYS = 42;
const hoursAgo = (hours: number): Instant => plusMs(NOON, -hours * HOUR_MS);

/** Spot stock that is there from 18:00 to 08:00 UTC and gone by day, at $0.20, and $0.30 in the last hours before it goes. */
function nights(days: number): SeedChange[] {
  return Array.from({ length: days }, (_, day) => {
    const noon = plusMs(NOON, (day - days) * DAY_MS);
    return [
      { at: plusMs(noon, 6 * HOUR_MS), usd: 0.2 },
      { at: plusMs(noon, 16 * HOUR_MS), usd: 0.3 },
      { at: plusMs(noon, 20 * HOUR_MS), usd: 0.3, available: 0 },
    ];
  }).flat();
}

type Window = {
  readonly day: string;
  readonly from: string;
  readonly to: string;
  readonly startsAt: string;
  readonly safety: number;
  readonly low: number;
  readonly high: number;
  readonly starts: number;
  readonly averagePrice: { readonly amount: string; readonly basis: string; readonly source: string } | null;
  readonly reasoning: string;
};
type Answer = {
  readonly safeWindows: {
    readonly timeZone: string;
    readonly from: string;
    readonly to: string;
    readonly hoursWatched: number;
    readonly availability: number | null;
    readonly starts: number;
    readonly usualSafety: number | null;
    readonly startedNow: number | null;
    readonly absence: string | null;
    readonly best: readonly Window[] | null;
    readonly worst: readonly Window[] | null;
    readonly week: readonly { readonly day: string; readonly hour: number; readonly safety: number }[] | null;
    readonly sources: readonly string[];
    readonly simulated: boolean;
  };
};

const WINDOW =
  'day from to startsAt safety low high starts averagePrice { amount basis source formula } reasoning';
const query = (args: string): string => `{
  safeWindows(${args}) {
    timeZone from to hoursWatched availability starts usualSafety startedNow absence explanation sources simulated
    best { ${WINDOW} } worst { ${WINDOW} } week { day hour safety low high starts averagePrice { amount } }
  }
}`;
const job = 'filter: { gpus: ["4090"] }, duration: "PT6H"';

test('jobs of six hours are safe at the beginning of the nights in which there is stock, by the caller’s clock', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedProviders(db, [{ id: 'alpha' }]);
  await seedOffers(db, [
    { provider: 'alpha', key: 'night', gpu: 'rtx-4090', billing: 'SPOT', changes: nights(DAYS) },
    // On-demand stock says nothing of spot.
    { provider: 'alpha', key: 'od', gpu: 'rtx-4090', changes: [{ at: hoursAgo(DAYS * 24), usd: 0.5 }] },
  ]);

  const { safeWindows: utc } = await data<Answer>(db, query(job));
  expect(utc).toMatchObject({
    timeZone: 'UTC',
    absence: null,
    explanation: null,
    sources: ['alpha'],
    simulated: false,
  });
  // Nights are 14 hours of 24; before the first change nobody had seen anything.
  expect(utc.hoursWatched).toBe(DAYS * 24 - 6);
  expect(utc.availability).toBeCloseTo((DAYS * 14) / (DAYS * 24 - 6), 4);
  // A start needs the hour before in stock: 19:00 to 08:00; of those 14, the eight up to 02:00 run six hours.
  // The six hours from 07:00 and 08:00 of today are not over.
  expect(utc.starts).toBe(DAYS * 14 - 2);
  expect(utc.usualSafety).toBeCloseTo((DAYS * 8) / (DAYS * 14 - 2), 4);
  // At noon nothing is in stock.
  expect(utc.startedNow).toBeNull();
  const [best] = utc.best!;
  expect(best!.from >= '18:00' || best!.to <= '03:00').toBe(true);
  expect(best!.safety).toBeGreaterThan(0.7);
  expect(best!.low).toBeLessThan(best!.safety);
  expect(best!.high).toBeGreaterThan(best!.safety);
  const [worst] = utc.worst!;
  expect(worst!.from >= '03:00' && worst!.to <= '09:00').toBe(true);
  expect(worst!.safety).toBeLessThan(0.5);
  expect(best!.averagePrice).toMatchObject({ basis: 'DERIVED', source: 'alpha' });
  expect(best!.reasoning).toMatch(
    /^Of jobs of PT6H begun then, \d+ % are expected to run through, \d+ points more than of all 586 starts seen \(57 %\)\. \d+ of those starts were/,
  );
  expect(utc.week).toHaveLength(168);
  expect(utc.week![0]).toMatchObject({ day: 'MONDAY', hour: 0 });
  expect(utc.week![167]).toMatchObject({ day: 'SUNDAY', hour: 23 });

  const { safeWindows: tokyo } = await data<Answer>(db, query(`${job}, timeZone: "asia/tokyo"`));
  expect(tokyo.timeZone).toBe('Asia/Tokyo');
  expect(tokyo.best!.some(({ startsAt }) => startsAt === best!.startsAt)).toBe(true);
  const at = (answer: Answer['safeWindows'], hour: number) =>
    answer.week!.find((one) => one.day === 'WEDNESDAY' && one.hour === hour)!.safety;
  // 20:00 UTC on Wednesday is 05:00 in Tokyo, on the day after: far from where it is at 20:00 there.
  expect(at(utc, 20)).toBeGreaterThan(0.7);
  expect(at(tokyo, 5)).toBeGreaterThan(0.7);
  expect(at(tokyo, 14)).toBeLessThan(0.5);
});

test('too little is told as such, and what nobody saw as that', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedProviders(db, [{ id: 'alpha' }, { id: 'archive', cadenceMs: null }]);
  await seedOffers(db, [
    { provider: 'alpha', key: 'young', gpu: 'rtx-4090', billing: 'SPOT', changes: nights(10) },
    {
      provider: 'archive',
      key: 'import:old',
      gpu: 'a100-sxm-80gb',
      billing: 'SPOT',
      changes: [
        { at: hoursAgo(30 * 24), usd: 1 },
        { at: hoursAgo(20 * 24), usd: 1.1 },
      ],
    },
  ]);
  const { safeWindows: young } = await data<Answer>(db, query(job));
  expect(young).toMatchObject({ absence: 'NOT_ENOUGH_DATA', best: null, worst: null, week: null });
  expect(young).toMatchObject({ explanation: expect.stringContaining('windows need 336 and 100') as string });
  expect(young.hoursWatched).toBe(10 * 24 - 6);

  const { safeWindows: none } = await data<Answer>(db, query('filter: { gpus: ["B200"] }, duration: "PT1H"'));
  expect(none).toMatchObject({ absence: 'NOT_OBSERVED', hoursWatched: 0, availability: null, sources: [] });
  expect(none).toMatchObject({ explanation: expect.stringContaining('No offer of the selection') as string });

  // A file's last line is the last that is known: it does not go on for ever.
  const { safeWindows: old } = await data<Answer>(
    db,
    query('filter: { gpus: ["A100 SXM 80GB"], providers: ["archive"] }, duration: "PT1H"'),
  );
  expect(old).toMatchObject({ absence: 'NOT_ENOUGH_DATA', hoursWatched: 240, sources: ['archive'] });
});

test('asked as of a past instant, what came later plays no part', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedProviders(db, [{ id: 'alpha' }]);
  const before = [
    { at: hoursAgo(40 * 24), usd: 0.2 },
    { at: hoursAgo(39 * 24), usd: 0.2, available: 0 },
    { at: hoursAgo(38 * 24), usd: 0.2 },
  ];
  await seedOffers(db, [
    {
      provider: 'alpha',
      key: 'spot',
      gpu: 'rtx-4090',
      billing: 'SPOT',
      changes: [...before, { at: hoursAgo(5 * 24), usd: 0.9, available: 0 }],
    },
  ]);
  const { safeWindows: then } = await data<Answer>(
    db,
    query(`${job}, asOf: "${new Date(hoursAgo(6 * 24)).toISOString()}"`),
  );
  expect(then).toMatchObject({ absence: null, to: '2026-06-09T12:00:00Z' });
  expect(then.startedNow).toBeGreaterThan(0.8);
  expect(then.best![0]!.safety).toBeLessThan(1);
  const { safeWindows: now } = await data<Answer>(db, query(job));
  expect(now.startedNow).toBeNull();
  expect(now.usualSafety).toBeLessThan(then.usualSafety!);
});

const REFUSED = [
  ['filter: {}, duration: "PT1H"', 'Name the GPUs'],
  ['filter: { gpus: ["4090"] }, duration: "PT0S"', '`duration` is from PT1M to P3D'],
  ['filter: { gpus: ["4090"] }, duration: "P4D"', '`duration` is from PT1M to P3D'],
  [`${job}, timeZone: "Europe/Atlantis"`, '"Europe/Atlantis" is no time zone known here'],
  [`${job}, timeZone: "2026-01-01T00:00Z"`, 'is no time zone known here'],
  [`${job}, timeZone: ""`, 'is no time zone known here'],
  [`${job}, lookback: "P7D"`, '`lookback` is from P14D'],
  [`${job}, ahead: "P30D"`, '`ahead` is from P1D to P14D'],
  [`${job}, windows: 0`, '`windows` is from 1 to 20'],
] as const;

test('what cannot be answered is refused with what to do next', async () => {
  await using database = await testDatabase();
  for (const [args, message] of REFUSED) {
    const refused = await refusalOf(database.db, query(args));
    expect(refused.code).toBe('BAD_USER_INPUT');
    expect(refused.message).toContain(message);
  }
});
