import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { Db } from '#db/open.ts';
import { rollUp } from '#market/rollup.ts';
import { removeOldChanges } from '#market/store-retention.ts';
import { DAY_MS, formatInstant, HOUR_MS, plusMs } from '#units/time.ts';
import { data, refusalOf } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';
import { fileDatabase } from '../support/file-database.ts';
import { NOON, seedOffers, seedProviders, type SeedOffer } from '../support/seed-market.ts';

const FIGURE = '{ low expected high }';
const PLAN = `{
  at simulated gpuCount nodes workHours checkpointDuration restartDuration verdict reasoning discountPercent savingPercent spotAbsence onDemandAbsence hazardAbsence onDemandCost warningSource
  gpu { slug } spotPrice { amount basis } onDemandPrice { amount }
  spotCost ${FIGURE}
  hazard { origin basis source formula mtbiHours mtbiHoursInterval { low high } events exposureHours endedLives ofEveryRegion from to }
  schedule {
    method basis source formula checkpointInterval resumeWait gangExponent
    machineHours ${FIGURE} wallHours ${FIGURE} interruptions ${FIGURE} overheadPercent ${FIGURE}
    breakEvenDiscountPercent ${FIGURE} survival ${FIGURE}
    emergencyCheckpoint { warning possible machineHours }
    exponentialCheck { mtbiHours wallHours trueWallHours offPercent checkpointInterval }
  }
}`;

type Figure = { low: number | null; expected: number; high: number | null };
type Plan = {
  verdict: string | null;
  reasoning: string;
  hazard: Record<string, unknown> | null;
  schedule: {
    method: string;
    checkpointInterval: string;
    machineHours: Figure;
    wallHours: Figure;
    interruptions: Figure;
    overheadPercent: Figure;
    breakEvenDiscountPercent: Figure;
    survival: Figure;
    exponentialCheck: { offPercent: number; wallHours: number } | null;
    [field: string]: unknown;
  } | null;
  spotCost: { low: string | null; expected: string | null; high: string | null } | null;
  [field: string]: unknown;
};

const planOf = async (db: Db, input: string, asOf = '') =>
  (await data<{ spotPlan: Plan }>(db, `{ spotPlan(input: { ${input} } ${asOf}) ${PLAN} }`)).spotPlan;

const endsOf = ({ hazard }: Plan) =>
  (hazard ?? {})['mtbiHoursInterval'] as { low: number; high: number | null };

const changes = (usd: number) => [{ at: plusMs(NOON, -HOUR_MS), usd }];
const offer = (key: string, usd: number, more: Partial<SeedOffer> = {}): SeedOffer => ({
  provider: 'alpha',
  key,
  gpu: 'rtx-4090',
  region: 'DE',
  changes: changes(usd),
  ...more,
});

/** Spot at 0.18 and on demand at 0.40: a discount of 55 %. */
async function seed(db: Db): Promise<void> {
  await seedProviders(db, [{ id: 'alpha' }, { id: 'beta' }, { id: 'aws' }]);
  await seedOffers(db, [
    offer('spot', 0.18, { billing: 'SPOT' }),
    offer('firm', 0.4),
    offer('beta', 0.8, { provider: 'beta' }),
  ]);
}

const ALPHA = 'gpu: "RTX 4090", provider: "alpha", workHours: 24';

const db = await fileDatabase(seed);

test('an assumed MTBI of 6 h: every 36.6 min, 12.9 % longer, spot above 11.4 %, at today’s prices', async () => {
  await using database = await testDatabase();
  await seed(database.db);
  const plan = await planOf(database.db, `${ALPHA}, gpuCount: 2, mtbiHours: 6`);
  expect(plan).toMatchObject({
    verdict: 'SPOT',
    discountPercent: 55,
    simulated: false,
    spotPrice: { amount: '0.18', basis: 'DERIVED' },
    onDemandPrice: { amount: '0.40' },
    gpuCount: 2,
    nodes: 1,
    workHours: 24,
    checkpointDuration: 'PT2M',
    restartDuration: 'PT5M',
    // 0.40 × 2 × 24.
    onDemandCost: '19.20',
    hazard: {
      origin: 'ASSUMPTION',
      basis: 'ESTIMATED',
      source: 'caller',
      mtbiHours: 6,
      mtbiHoursInterval: null,
    },
    hazardAbsence: null,
    warningSource: null,
  });
  const { schedule } = plan;
  // 36.6257 minutes.
  expect(schedule?.checkpointInterval).toBe('PT36M37.543S');
  expect(schedule?.overheadPercent.expected).toBe(12.8831);
  expect(schedule?.breakEvenDiscountPercent).toEqual({ low: 11.4128, expected: 11.4128, high: 11.4128 });
  expect(schedule?.machineHours.expected).toBe(27.091955);
  expect(schedule?.interruptions.expected).toBeCloseTo(27.091955 / 6, 5);
  expect(schedule?.emergencyCheckpoint).toBeNull();
  expect(schedule?.exponentialCheck).toBeNull();
  // 0.18 × 2 × 27.091955.
  expect(plan.spotCost?.expected).toBe('9.753104');
  expect(plan.savingPercent).toBeCloseTo(100 * (1 - 9.753104 / 19.2), 3);
  expect(plan.reasoning).toBe(
    'Spot asks 0.18 USD per GPU-hour where on-demand asks 0.40: a discount of 1 − 0.18 ÷ 0.40 = 55 %. Taken at your word that a machine is interrupted every 6 h on average, whatever its age. Checkpoints, interruptions and restarts make 24 h of work take 27.091955 h on machines, so spot breaks even at a discount of 1 − 24 ÷ 27.091955 = 11.4 %. The discount is above all of that: take spot. Spot: 0.18 × 2 × 1 GPUs × 27.091955 h = 9.753104 USD; on-demand: 0.40 × 2 × 1 GPUs × 24 h = 19.20 USD.',
  );
});

test('where nothing is known of the hazard there is no plan, and what to do is said', async () => {
  const plan = await planOf(db, ALPHA);
  expect(plan).toMatchObject({
    verdict: null,
    hazard: null,
    hazardAbsence: 'NOT_ENOUGH_DATA',
    schedule: null,
    spotCost: null,
    onDemandCost: '9.60',
    spotPrice: { amount: '0.18' },
  });
  expect(plan.reasoning).toMatch(/Give `mtbiHours`, .* or `bid`/);
});

test('without a price or a hazard it is simulated where the market served is', async () => {
  const source = '{ spotPlan(input: { gpu: "RTX 4090", workHours: 24, mtbiHours: 6 }) { simulated } }';
  for (const simulated of [true, false])
    expect(await data(db, source, { simulated, context: { simulated } })).toEqual({
      spotPlan: { simulated },
    });
});

test('where a price is missing the plan stands, and the verdict waits', async () => {
  const plan = await planOf(db, 'gpu: "RTX 4090", provider: "beta", workHours: 24, mtbiHours: 6');
  expect(plan).toMatchObject({ verdict: null, spotAbsence: 'NOT_OFFERED', spotCost: null });
  expect(plan.schedule?.overheadPercent.expected).toBe(12.8831);
  expect(plan.reasoning).toContain('There is no spot price (NOT_OFFERED)');
  const elsewhere = await planOf(db, `${ALPHA}, region: "EUROPE", mtbiHours: 6`);
  expect(elsewhere.verdict).toBe('SPOT');
  const nowhere = await planOf(db, `${ALPHA}, region: "US", mtbiHours: 6`);
  expect(nowhere).toMatchObject({
    spotAbsence: 'NOT_OFFERED',
    onDemandAbsence: 'NOT_OFFERED',
    verdict: null,
  });
});

test('the verdict follows the discount through the break-even’s interval', async () => {
  await using database = await testDatabase();
  await seed(database.db);
  const { db } = database;
  await seedOffers(db, [
    offer('a', 0.36, { billing: 'SPOT', gpu: 'a10', provider: 'beta' }),
    offer('b', 0.4, { gpu: 'a10', provider: 'beta' }),
  ]);
  const asked = 'gpu: "A10", provider: "beta", workHours: 24';
  // 10 % is below the 11.4 % of 6 h, and above the 5.5 % of 24 h.
  expect((await planOf(db, `${asked}, mtbiHours: 6`)).verdict).toBe('ON_DEMAND');
  expect((await planOf(db, `${asked}, mtbiHours: 24`)).verdict).toBe('SPOT');
  // Two nodes may be interrupted as often as one, at 5.5 %, or twice as often.
  const gang = await planOf(db, `${asked}, mtbiHours: 10, nodes: 2`);
  expect(gang.schedule?.breakEvenDiscountPercent.low).toBeLessThan(10);
  expect(gang.schedule?.breakEvenDiscountPercent.high).toBeGreaterThan(10);
  expect(gang.verdict).toBe('TOO_CLOSE');
});

test('8 nodes kept 72 h on average: 12 h together between 26 % and 85 %', async () => {
  const plan = await planOf(db, 'gpu: "RTX 4090", provider: "alpha", workHours: 12, nodes: 8, mtbiHours: 72');
  expect(plan.schedule?.survival.low).toBeCloseTo(Math.exp(-96 / 72), 5);
  expect(plan.schedule?.survival.high).toBeCloseTo(Math.exp(-12 / 72), 5);
  expect(plan.schedule?.gangExponent).toBeGreaterThan(0);
  expect(plan.schedule?.gangExponent).toBeLessThan(1);
});

test('work that outlasts its machines is not planned, and on-demand is the verdict', async () => {
  const plan = await planOf(db, `${ALPHA}, mtbiHours: 0.05, restartDuration: "PT1H"`);
  expect(plan).toMatchObject({ verdict: 'ON_DEMAND', schedule: null, hazardAbsence: null });
  expect(plan.reasoning).toContain('more than 100 times as long');
});

test('a warning is that of the provider where the caller gives none', async () => {
  const asked = 'gpu: "RTX 4090", provider: "AWS", workHours: 24, mtbiHours: 6';
  const aws = await planOf(db, asked);
  expect(aws.schedule?.emergencyCheckpoint).toEqual({
    warning: 'PT2M',
    possible: true,
    // 24 · e^((5 + 2) min ÷ 6 h).
    machineHours: Math.round(24e6 * Math.exp(7 / 360)) / 1e6,
  });
  expect(aws.warningSource).toContain('AWS');
  const short = await planOf(db, `${asked}, warning: "PT30S"`);
  expect(short.schedule?.emergencyCheckpoint).toEqual({
    warning: 'PT30S',
    possible: false,
    machineHours: null,
  });
});

test('Spot Advisor’s bands make a hazard with their interval', async () => {
  await using database = await testDatabase();
  await seed(database.db);
  const { db } = database;
  const band = (low: number, high: number) => ({
    interruptionMonthlyLow: low,
    interruptionMonthlyHigh: high,
  });
  await seedOffers(db, [
    offer('s', 0.2, { provider: 'aws', billing: 'SPOT', traits: band(0.05, 0.1) }),
    offer('t', 0.2, { provider: 'aws', billing: 'SPOT', gpu: 'a10', traits: band(0.2, 1) }),
    offer('o', 0.5, { provider: 'aws' }),
    offer('p', 0.5, { provider: 'aws', gpu: 'a10' }),
  ]);
  const plan = await planOf(db, 'gpu: "RTX 4090", provider: "aws", workHours: 100');
  // −730 ÷ ln(1 − 0.075), and with 0.1 and 0.05.
  expect(plan.hazard).toMatchObject({ origin: 'ADVISOR_BAND', basis: 'LIST', source: 'aws', events: null });
  expect(plan.hazard?.['mtbiHours']).toBeCloseTo(9363.5, 0);
  expect(endsOf(plan).low).toBeCloseTo(6928.6, -1);
  expect(endsOf(plan).high).toBeCloseTo(14232, -1);
  expect(plan.verdict).toBe('SPOT');
  expect(plan.reasoning).toContain('0 lives were seen to end, and 30 are needed to plan by them');
  const { low, expected, high } = plan.schedule?.machineHours ?? { low: 0, expected: 0, high: 0 };
  expect([low ?? 0, expected, high ?? 0].toSorted((a, b) => a - b)).toEqual([low, expected, high]);
  const widest = await planOf(db, 'gpu: "A10", provider: "aws", workHours: 100');
  // The open band is taken to end at 99 %: −730 ÷ ln 0.01.
  expect(endsOf(widest).low).toBeCloseTo(158.5, 1);
  expect(widest.verdict).toBe('SPOT');
  // The lowest band may be of machines that are never interrupted: checkpoints alone are left then.
  await seedOffers(db, [
    offer('u', 0.2, { provider: 'aws', billing: 'SPOT', gpu: 'l4', traits: band(0, 0.05) }),
  ]);
  const best = await planOf(db, 'gpu: "L4", provider: "aws", workHours: 100');
  expect(endsOf(best).high).toBeNull();
  expect(best.schedule?.interruptions.low).toBe(0);
  expect(best.schedule?.machineHours.low).toBeLessThan(best.schedule?.machineHours.expected ?? 0);
  // Of a region that is not told the others stand in, and the answer says so.
  const region = await planOf(db, 'gpu: "A10", provider: "aws", region: "FR", workHours: 100');
  expect(region.hazard).toMatchObject({ ofEveryRegion: true });
});

test('a bid is planned by the lives it would have had, and says how far the exponential is off', async () => {
  await using database = await testDatabase();
  await seed(database.db);
  const { db } = database;
  // Forty offers whose price rises over the bid after 1 to 5 h, or, of every fourth, 60 h, and falls again.
  await seedOffers(
    db,
    Array.from({ length: 40 }, (_, index) => {
      const from = plusMs(NOON, -10 * DAY_MS + index * HOUR_MS);
      const life = index % 4 === 0 ? 60 : 1 + (index % 5);
      return offer(`crossing ${index}`, 0, {
        provider: 'beta',
        billing: 'SPOT',
        changes: [
          { at: from, usd: 0.2 },
          { at: plusMs(from, life * HOUR_MS), usd: 0.6 },
          { at: plusMs(from, (life + 2) * HOUR_MS), usd: 0.2 },
        ],
      });
    }),
  );
  const asked = 'gpu: "RTX 4090", provider: "beta", workHours: 24, bid: "0.5"';
  const plan = await planOf(db, asked);
  expect(plan.hazard).toMatchObject({ origin: 'BID_CROSSING', basis: 'DERIVED', events: 40, endedLives: 40 });
  expect(plan.schedule).toMatchObject({
    method: 'REAL_LIVES',
    basis: 'ESTIMATED',
    source: 'beta',
    resumeWait: 'PT2H',
  });
  expect(plan.schedule?.exponentialCheck?.offPercent).toBeCloseTo(
    100 * ((plan.schedule?.exponentialCheck?.wallHours ?? 0) / (plan.schedule?.wallHours.expected ?? 1) - 1),
    3,
  );
  expect(plan.schedule?.machineHours.low).toBeLessThan(plan.schedule?.machineHours.expected ?? 0);
  expect(plan.schedule?.machineHours.high ?? Infinity).toBeGreaterThan(
    plan.schedule?.machineHours.expected ?? 0,
  );
  expect(plan.reasoning).toMatch(
    /Planned by the 40 lives that were seen to end: the exponential formula would say [\d.]+ h of wall time where these lives take [\d.]+, [\d.]+ % too (much|little)\./,
  );
  // Before any of it happened nothing was known of it.
  const before = await planOf(db, asked, `, asOf: "${formatInstant(plusMs(NOON, -11 * DAY_MS))}"`);
  expect(before).toMatchObject({ hazardAbsence: 'NOT_ENOUGH_DATA', spotAbsence: 'NOT_OFFERED' });
  // Offers above the bid are left out, and a bid under all of them is refused nothing but an offer.
  const under = await planOf(db, `${ALPHA}, bid: "0.1", mtbiHours: 6`);
  expect(under).toMatchObject({ spotAbsence: 'NOT_OFFERED', simulated: false });
  expect(under.reasoning).toContain(
    'There is no spot price at or under the bid of 0.10 (NOT_OFFERED) to hold against it: raise the bid, or widen the provider',
  );
  const unmet = await planOf(db, `${ALPHA}, bid: "0.1"`);
  expect(unmet.reasoning).toMatch(/Give `mtbiHours`, .* or a `bid` other than 0.10, or ask for another/);
});

test('lives that users report are planned by, and censored ones count as such', async () => {
  await using database = await testDatabase();
  await seed(database.db);
  const { db } = database;
  const report = (reporter: number, index: number, hours: number, ended: boolean) => {
    const started = plusMs(NOON, -20 * DAY_MS + index * HOUR_MS);
    const seen = formatInstant(plusMs(started, hours * HOUR_MS));
    return {
      reporter: `r${reporter}`,
      idempotency_key: `k${index}`,
      digest: 'd',
      kind: 'LIFETIME',
      life: `r${reporter}-${index}`,
      provider: 'alpha',
      gpu: 'rtx-4090',
      region: 'DE',
      billing: 'SPOT',
      started_at: formatInstant(started),
      seen_at: seen,
      ended,
      reason: ended ? 'HOST_OFFLINE' : null,
      recorded_at: seen,
    };
  };
  // Three reporters of 15 lives each: twelve end after 1 to 4 h, three still ran at 30 h.
  const rows = Array.from({ length: 45 }, (_, index) =>
    report(index % 3, index, index < 36 ? 1 + (index % 4) : 30, index < 36),
  );
  await db.insertInto('interruption_report').values(rows.slice(0, 30)).execute();
  const few = await planOf(db, `${ALPHA}, nodes: 4`);
  expect(few).toMatchObject({
    hazard: { origin: 'REPORTED', basis: 'OBSERVED', source: 'alpha', endedLives: 30 },
  });
  await db.insertInto('interruption_report').values(rows.slice(30)).execute();
  const plan = await planOf(db, ALPHA);
  // Nine lives each of 1, 2, 3 and 4 h, and nine of 30 h: 90 + 270 h and 36 ends.
  expect(plan.hazard).toMatchObject({ events: 36, exposureHours: 360, mtbiHours: 10, endedLives: 36 });
  expect(plan.schedule?.method).toBe('REAL_LIVES');
  // Survival of a new machine over 24 h: a fifth, as nine of 45 lived so long; the formula's e^(−2.4) is .09.
  expect(plan.schedule?.survival.expected).toBeCloseTo(0.2, 6);
  // A gang of four is interrupted more often, at most as often as four machines on their own.
  const gang = await planOf(db, `${ALPHA}, nodes: 4`);
  expect(gang.schedule?.survival.low).toBeCloseTo(0.2 ** 4, 6);
  expect(gang.schedule?.machineHours.expected).toBeGreaterThan(plan.schedule?.machineHours.expected ?? 0);
  // As of a day when less was recorded, less is known.
  const early = await planOf(db, ALPHA, `, asOf: "${formatInstant(plusMs(NOON, -19 * DAY_MS))}"`);
  expect(early.hazard?.['endedLives'] ?? 0).toBeLessThan(36);
});

test('of times whose single offers are gone prices are told from roll-ups, and no hazard', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedProviders(db, [{ id: 'alpha' }]);
  const since = (usd: number) => [
    { at: plusMs(NOON, -80 * DAY_MS), usd },
    { at: plusMs(NOON, -DAY_MS), usd: 9 },
  ];
  await seedOffers(db, [
    offer('spot', 0, { billing: 'SPOT', changes: since(0.18) }),
    offer('firm', 0, { changes: since(0.4) }),
  ]);
  await sql`update tape set seq = seq + 20000`.execute(db);
  await rollUp(db, NOON);
  await removeOldChanges(db, NOON, 30);
  const then = `, asOf: "${formatInstant(plusMs(NOON, -50 * DAY_MS))}"`;
  expect(await planOf(db, ALPHA, then)).toMatchObject({
    spotPrice: { amount: '0.18' },
    onDemandPrice: { amount: '0.40' },
    hazard: null,
    hazardAbsence: 'NOT_OBSERVED',
    verdict: null,
  });
  expect(await planOf(db, `${ALPHA}, mtbiHours: 6`, then)).toMatchObject({ verdict: 'SPOT' });
  const never = `, asOf: "${formatInstant(plusMs(NOON, -90 * DAY_MS))}"`;
  expect(await planOf(db, `${ALPHA}, mtbiHours: 6`, never)).toMatchObject({
    spotAbsence: 'NOT_OBSERVED',
    verdict: null,
  });
});

test.each([
  ['workHours: 0', 'workHours', 'BAD_USER_INPUT'],
  ['workHours: -3', 'workHours', 'BAD_USER_INPUT'],
  ['workHours: 9000', 'workHours', 'BAD_USER_INPUT'],
  ['workHours: 1, gpuCount: 0', 'gpuCount', 'BAD_USER_INPUT'],
  ['workHours: 1, nodes: 1025', 'nodes', 'BAD_USER_INPUT'],
  ['workHours: 1, mtbiHours: 0', 'mtbiHours', 'BAD_USER_INPUT'],
  ['workHours: 1, mtbiHours: -6', 'mtbiHours', 'BAD_USER_INPUT'],
  ['workHours: 1, bid: 0', 'bid', 'BAD_USER_INPUT'],
  ['workHours: 1, checkpointDuration: "P2D"', 'checkpointDuration', 'BAD_USER_INPUT'],
  ['workHours: 1, resumeWait: "P31D"', 'resumeWait', 'BAD_USER_INPUT'],
])('%s is refused with what to do', async (fields, word, code) => {
  const refusal = await refusalOf(db, `{ spotPlan(input: { gpu: "RTX 4090", ${fields} }) { at } }`);
  expect(refusal.code).toBe(code);
  expect(refusal.message).toContain(word);
});

test('unknown names and negative durations are refused', async () => {
  const refused = (fields: string) =>
    refusalOf(db, `{ spotPlan(input: { ${fields}, workHours: 1 }) { at } }`);
  expect((await refused('gpu: "RTX 4090x"')).nearest).toContain('RTX 4090');
  expect((await refused('gpu: "H100"')).message).toContain('several');
  expect((await refused('gpu: "RTX 4090", provider: "nobody"')).message).toContain('nobody');
  expect((await refused('gpu: "RTX 4090", region: "Atlantis"')).message).toContain('Atlantis');
  expect((await refused('gpu: "RTX 4090", provider: "nobody"')).argument).toBe('provider');
  expect((await refused('gpu: "RTX 4090", region: ""')).argument).toBe('region');
  expect((await refused('gpu: "RTX 4090", restartDuration: "-PT5M"')).message).toContain('Duration');
  expect(
    (
      await refusalOf(
        db,
        '{ spotPlan(input: { gpu: "RTX 4090", workHours: 1 }, asOf: "2030-01-01T00:00:00Z") { at } }',
      )
    ).code,
  ).toBe('BAD_USER_INPUT');
});

test('a use case is taken for what it is, with its reason, the plan and the table', async () => {
  await using database = await testDatabase();
  await seed(database.db);
  const { db } = database;
  const suitability = async (args: string) =>
    (
      await data<{ spotSuitability: Record<string, unknown> }>(
        db,
        `{ spotSuitability(${args}) { asked match suitable reason useCase { key suitable }
          plan { verdict } breakEvens { mtbiHours breakEvenDiscountPercent overheadPercent checkpointInterval } } }`,
      )
    ).spotSuitability;
  const tuning = await suitability(`useCase: " Fine-Tuning", input: { ${ALPHA}, mtbiHours: 6 }`);
  expect(tuning).toMatchObject({
    asked: 'Fine-Tuning',
    match: 'NAMED',
    suitable: true,
    useCase: { key: 'FINE_TUNING', suitable: true },
    plan: { verdict: 'SPOT' },
  });
  expect(tuning['reason']).toContain('breaks even at a discount');
  const table = tuning['breakEvens'] as { mtbiHours: number; breakEvenDiscountPercent: number }[];
  expect(table.map((row) => [row.mtbiHours, Math.round(row.breakEvenDiscountPercent * 10) / 10])).toEqual([
    [1, 29.8],
    [3, 16.5],
    [6, 11.4],
    [24, 5.5],
    [72, 3.1],
  ]);
  expect(await suitability('useCase: "production-api"')).toMatchObject({ suitable: false, plan: null });
  expect(await suitability('useCase: "knitting"')).toMatchObject({
    suitable: true,
    match: 'NOT_RECOGNISED',
    useCase: { key: 'UNKNOWN' },
  });
  expect((await refusalOf(db, '{ spotSuitability(useCase: " ") { suitable } }')).message).toContain(
    'useCase',
  );
  const { spotUseCases } = await data<{ spotUseCases: { suitable: boolean }[] }>(
    db,
    '{ spotUseCases { key suitable reason synonyms } }',
  );
  expect([spotUseCases.length, spotUseCases.filter(({ suitable }) => !suitable).length]).toEqual([10, 4]);
});

test('whatever is asked within the bounds is answered with finite figures', async () => {
  await using database = await testDatabase();
  await seed(database.db);
  const ms = (max: number) => fc.integer({ min: 0, max });
  const input = fc.record({
    gpu: fc.constant('RTX 4090'),
    provider: fc.constant('alpha'),
    workHours: fc.double({ min: 1e-6, max: 8784, noNaN: true }),
    gpuCount: fc.integer({ min: 1, max: 1024 }),
    nodes: fc.integer({ min: 1, max: 1024 }),
    mtbiHours: fc.double({ min: 0.01, max: 1e6, noNaN: true }),
    checkpointDuration: ms(86_400).map((seconds) => `PT${seconds}S`),
    restartDuration: ms(86_400).map((seconds) => `PT${seconds}S`),
    resumeWait: fc.option(ms(2_592_000).map((seconds) => `PT${seconds}S`)),
    warning: fc.option(ms(86_400).map((seconds) => `PT${seconds}S`)),
  });
  await fc.assert(
    fc.asyncProperty(input, async (asked) => {
      const { spotPlan } = await data<{ spotPlan: Plan }>(
        database.db,
        `query ($input: SpotPlanInput!) { spotPlan(input: $input) ${PLAN} }`,
        { variables: { input: asked } },
      );
      // GraphQL refuses NaN and Infinity of a Float: that it is answered is the test.
      expect(spotPlan.verdict).not.toBeNull();
      expect(spotPlan.reasoning).not.toMatch(/NaN|Infinity|undefined|null/);
      const survival = spotPlan.schedule?.survival;
      if (survival) expect(survival.low ?? 0).toBeLessThanOrEqual(survival.high ?? 1);
    }),
    { numRuns: 60 },
  );
});
