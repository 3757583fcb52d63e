import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AlertRule, AlertScope } from '#alert/alert.ts';
import { dryRun, type DryRun } from '#alert/dry-run.ts';
import { offerScope } from '#alert/store-hints.ts';
import { seededRandom } from '#analytics/seeded-random.ts';
import { summarise } from '#market/store-summary.ts';
import { upsertProvider } from '#market/store-health.ts';
import type { GpuSlug } from '#units/gpu.ts';
import type { Quote } from '#units/quote.ts';
import { HOUR_MS, MINUTE_MS, plusMs, type Instant } from '#units/time.ts';
import { polledMarket, type PolledMarket } from '../support/polled-market.ts';
import { at, quote } from '../support/quotes.ts';

let market: PolledMarket;
beforeAll(async () => {
  market = await polledMarket();
  await recordDay();
});
afterAll(() => market[Symbol.asyncDispose]());

const rule: AlertRule = { condition: 'BELOW', threshold: 400_000, hysteresis: 0, forMs: 0, coolDownMs: 0 };

function scopeOf(gpu: string, over: Partial<AlertScope> = {}): AlertScope {
  return { gpu: gpu as GpuSlug, billing: null, providers: null, regions: null, simulated: false, ...over };
}

/** Two days of polls of two providers, with failures, silences, sell-outs and withdrawals, after hand-made ones. */
async function recordDay(): Promise<void> {
  const hand = (usd: number | null, over: Partial<Quote> = {}) =>
    usd === null ? [] : [quote({ key: 'h', gpuName: 'RTX 3090', usd, ...over })];
  await market.poll(0, hand(0.5));
  await market.poll(1, hand(0.39));
  await market.poll(2, hand(0.39));
  await market.poll(3, hand(0.41));
  await market.poll(4, hand(0.38));
  // Nobody is heard of for three cadences, and longer.
  await market.poll(30, hand(0.37));
  await market.poll(31, hand(0.45));
  await market.poll(32, hand(0.36, { stock: { kind: 'NONE' } }));
  await market.poll(33, []);
  for (const id of ['vastai', 'runpod']) {
    const source = `https://${id}.test`;
    const cadenceMs = 20 * MINUTE_MS;
    await upsertProvider(market.db, { id, name: id, source, simulated: false, cadenceMs }, at(3500));
  }
  const random = seededRandom(7);
  const pick = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)]!;
  const offers = Array.from({ length: 8 }, (_, index) => index);
  for (let minute = 60; minute < 60 + 26 * 60; minute += pick([5, 20, 30, 45, 100]) + random()) {
    const provider = pick(['vastai', 'vastai', 'runpod']);
    if (random() < 0.1) {
      await market.fail(minute, provider);
      continue;
    }
    const quotes = offers
      .filter(() => random() < 0.8)
      .map((index) =>
        quote({
          key: `${index}`,
          gpuCount: 1 + (index % 3),
          billing: index % 4 === 0 ? 'SPOT' : 'ON_DEMAND',
          regionName: pick(['Czechia, CZ', 'Texas, US']),
          usd: 0.3 + Math.floor(random() * 20) / 100,
          stock: pick([
            { kind: 'COUNT', count: Math.floor(random() * 4) },
            { kind: 'NONE' },
            // Offers of one machine that overlap.
            { kind: 'UNITS', units: [`m${index % 3}`, `m${index}`] },
          ]),
        }),
      );
    await market.poll(minute, quotes, provider);
  }
}

/** "3F 0.39" fired in minute 3 at 0.39; "5E" ended in minute 5. */
function told({ firings }: DryRun): string[] {
  const minute = (instant: number) => Math.round(((instant - at(0)) / MINUTE_MS) * 100) / 100;
  return firings.flatMap((firing) => [
    `${minute(firing.at)}F ${firing.last.value / 1e6}`,
    ...(firing.endedAt === null ? [] : [`${minute(firing.endedAt)}E`]),
  ]);
}

test.for<[string, Partial<AlertRule>, string[]]>([
  // That nobody is heard of ends nothing; that nothing can be rented neither.
  ['below', {}, ['1F 0.39', '3E', '4F 0.38', '31E']],
  ['with a hysteresis', { hysteresis: 5 }, ['1F 0.39', '31E']],
  // Fresh until minute 7, three cadences after the poll.
  ['for two minutes', { forMs: 2 * MINUTE_MS }, ['3F 0.39', '3E', '6F 0.38', '31E']],
  ['for four minutes, three of which anybody saw', { forMs: 4 * MINUTE_MS }, []],
  ['once in forty minutes', { coolDownMs: 40 * MINUTE_MS }, ['1F 0.39', '3E']],
  ['above', { condition: 'ABOVE', threshold: 440_000 }, ['0F 0.5', '1E', '31F 0.45']],
])('by hand: %s', async ([, over, expected]) => {
  const run = await dryRun(
    market.db,
    { ...rule, ...over, scope: scopeOf('rtx-3090') },
    { from: at(0), to: at(50 * 60) },
  );
  expect(told(run)).toEqual(expected);
});

test('known and unknown time make up the period, each with its reason', async () => {
  const run = await dryRun(
    market.db,
    { ...rule, scope: scopeOf('rtx-3090') },
    { from: at(-60), to: at(40 * 60) },
  );
  const minutes = (ms: number) => Math.round(ms / MINUTE_MS);
  expect([...run.unknownMs].map(([reason, ms]) => [reason, minutes(ms)])).toEqual([
    ['NOT_OBSERVED', 1],
    ['STALE', 27],
    ['SOLD_OUT', 1],
    ['NOT_OFFERED', 3],
  ]);
  expect([...run.unknownMs.values()].reduce((sum, ms) => sum + ms, run.knownMs)).toBe(run.to - run.from);
  expect(minutes(run.firingMs)).toBe(2 + 27);
});

test('what is read at an instant is what the market answers as of it', async () => {
  const random = seededRandom(11);
  const scopes = [
    scopeOf('rtx-4090'),
    scopeOf('rtx-4090', { billing: 'SPOT' }),
    scopeOf('rtx-4090', { regions: ['US'] }),
    scopeOf('rtx-4090', { providers: ['runpod'], simulated: null }),
  ];
  let known = 0;
  for (const scope of scopes) {
    for (let times = 0; times < 8; times++) {
      const instant = plusMs(at(3600), random() * 27 * HOUR_MS);
      const [summary] = await summarise(
        market.db,
        { ...offerScope(scope), includeStale: false },
        { at: instant, asOf: instant },
        [[]],
      );
      const { price, available } = await readAt(scope, instant);
      expect({ instant, price }).toEqual({ instant, price: summary?.min ?? null });
      if (price === null) continue;
      expect({ instant, available }).toEqual({ instant, available: summary?.counted });
      known++;
    }
  }
  expect(known).toBeGreaterThan(12);
});

/** What an alert that always fires sees, had it been made at an instant. */
async function readAt(scope: AlertScope, then: Instant) {
  const always = {
    condition: 'AVAILABLE',
    threshold: 0,
    hysteresis: 0,
    forMs: 0,
    coolDownMs: 0,
    scope,
  } as const;
  const { firings } = await dryRun(market.db, always, { from: then, to: plusMs(then, 1) });
  const reading = firings[0]?.last.seen;
  return { price: reading?.price ?? null, available: reading?.available ?? null };
}

test('a period in one is the same as the readings of its parts', async () => {
  const scope = scopeOf('rtx-4090');
  const [from, to] = [at(2 * 3600), at(28 * 3600)];
  const drop: AlertRule = { ...rule, condition: 'DROP', threshold: 3, coolDownMs: HOUR_MS };
  const whole = await dryRun(market.db, { ...drop, scope }, { from, to });
  expect(whole.firings.length).toBeGreaterThan(0);
  for (const { at: firedAt, last } of whole.firings.slice(0, 3)) {
    const alone = await dryRun(market.db, { ...drop, scope }, { from: firedAt, to: plusMs(firedAt, 1) });
    expect(alone.firings[0]?.last).toEqual({ ...last, at: firedAt });
  }
});

test('an answer under a shorter cadence ends what one under a longer one promised', async () => {
  await using other = await polledMarket();
  const pace = (cadenceMs: number, minute: number) =>
    upsertProvider(
      other.db,
      { id: 'vastai', name: 'vastai', source: 'https://vastai.test', simulated: false, cadenceMs },
      at(minute * 60),
    );
  await pace(HOUR_MS, 0);
  await other.poll(1, [quote({ usd: 0.3 })]);
  await pace(MINUTE_MS, 2);
  await other.poll(3, [quote({ usd: 0.3 })]);
  const run = await dryRun(
    other.db,
    { ...rule, scope: scopeOf('rtx-4090') },
    { from: at(60), to: at(16 * 60) },
  );
  // Known up to and with minute 6, three cadences after the last answer.
  expect({ known: run.knownMs, unknown: [...run.unknownMs] }).toEqual({
    known: 5 * MINUTE_MS + 1,
    unknown: [['STALE', 10 * MINUTE_MS - 1]],
  });
});

test('an offer that is listed again is what it was until it is described anew', async () => {
  await using other = await polledMarket();
  const offered = (regionName: string) => [quote({ usd: 0.3, regionName })];
  await other.poll(0, offered('Texas, US'));
  await other.poll(1, []);
  await other.poll(60, offered('Texas, US'));
  await other.poll(61, offered('Czechia, CZ'));
  const scope = scopeOf('rtx-4090', { regions: ['US'] });
  const from = at(26 * 60 * 60);
  // Read from 25 hours before, as the offer was not listed.
  const late = plusMs(at(10 * 60), 25 * HOUR_MS);
  const run = await dryRun(other.db, { ...rule, scope }, { from: late, to: plusMs(from, HOUR_MS) });
  expect(run.firings).toEqual([]);
  const { firings } = await dryRun(other.db, { ...rule, scope }, { from: at(30 * 60), to: at(70 * 60) });
  expect(firings.map(({ at: then, last }) => [then, last.seen.offer?.region])).toEqual([[at(3600), 'US-TX']]);
});
