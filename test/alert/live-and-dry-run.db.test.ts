import { expect, test } from 'vitest';
import type { AlertRule, AlertScope } from '#alert/alert.ts';
import { dryRun } from '#alert/dry-run.ts';
import { alertEvaluator } from '#alert/evaluator.ts';
import { addAlert, beginEdit } from '#alert/store-alerts.ts';
import { seededRandom } from '#analytics/seeded-random.ts';
import { upsertProvider } from '#market/store-health.ts';
import type { GpuSlug } from '#units/gpu.ts';
import { ownerId } from '#units/owner.ts';
import { HOUR_MS, MINUTE_MS, type Instant } from '#units/time.ts';
import { polledMarket } from '../support/polled-market.ts';
import { at, quote } from '../support/quotes.ts';

const owner = ownerId('tester');

const scopes: readonly Partial<AlertScope>[] = [
  {},
  { regions: ['US'] },
  { providers: ['runpod'], simulated: null },
];

const rules: readonly AlertRule[] = [
  { condition: 'BELOW', threshold: 350_000, hysteresis: 0, forMs: 0, coolDownMs: 0 },
  { condition: 'BELOW', threshold: 350_000, hysteresis: 5, forMs: 25 * MINUTE_MS, coolDownMs: HOUR_MS },
  { condition: 'ABOVE', threshold: 380_000, hysteresis: 2, forMs: 0, coolDownMs: 2 * HOUR_MS },
  { condition: 'DROP', threshold: 10, hysteresis: 10, forMs: 0, coolDownMs: 0 },
  { condition: 'SURGE', threshold: 20, hysteresis: 0, forMs: 10 * MINUTE_MS, coolDownMs: 0 },
  { condition: 'AVAILABLE', threshold: 4, hysteresis: 25, forMs: 7 * MINUTE_MS, coolDownMs: 30 * MINUTE_MS },
];

/**
 * Polls with sell-outs, withdrawals, failures and silences; whoever judges looks at any pace, polls behind, between
 * polls, and begins anew now and then with nothing in memory.
 */
test('a dry run fires what live evaluation has fired on the same tape', async () => {
  await using market = await polledMarket();
  const { db } = market;
  const paced = async (id: string, minutes: number, then: Instant): Promise<void> => {
    const cadenceMs = minutes * MINUTE_MS;
    await upsertProvider(
      db,
      { id, name: id, source: `https://${id}.test`, simulated: false, cadenceMs },
      then,
    );
  };
  for (const id of ['vastai', 'runpod']) await paced(id, 20, at(0));
  const random = seededRandom(3);
  const pick = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)]!;
  let now: Instant = at(0);
  let minute = 1;
  const restart = () =>
    alertEvaluator(db, { now: () => now, outbox: { send: async () => {} }, pollsAtOnce: 3 });
  let evaluator = restart();
  const look = async (): Promise<void> => {
    if (random() < 0.2) evaluator = restart();
    while ((await evaluator.evaluate()).more);
  };
  const poll = async (): Promise<void> => {
    const provider = pick(['vastai', 'vastai', 'runpod']);
    minute += pick([3, 10, 20, 30, 45, 100]) + random();
    if (random() < 0.1) {
      await market.fail(minute, provider);
      return;
    }
    const level = 0.3 + 0.15 * Math.abs(Math.sin(minute / 600));
    const quotes = Array.from({ length: 8 }, (_, index) => index)
      .filter(() => random() < 0.7)
      .map((index) =>
        quote({
          key: `${index}`,
          billing: index % 4 === 0 ? 'SPOT' : 'ON_DEMAND',
          regionName: index % 2 ? 'Texas, US' : 'Czechia, CZ',
          usd: Math.round((level + random() * 0.1) * 100) / 100,
          stock: pick([
            { kind: 'COUNT', count: Math.floor(random() * 4) },
            { kind: 'UNITS', units: [`m${index % 3}`, `m${index}`] },
            ...(random() < 0.2 ? ([{ kind: 'LEVEL', level: 'LOW' }] as const) : []),
          ]),
        }),
      );
    await market.poll(minute, quotes, provider);
  };
  for (let polls = 0; polls < 15; polls++) await poll();
  now = at((minute + 1) * 60);
  const begun = now;
  const alerts = [];
  for (const [index, over] of scopes.entries()) {
    const scope = {
      gpu: 'rtx-4090' as GpuSlug,
      billing: null,
      providers: null,
      regions: null,
      simulated: false,
    };
    for (const rule of rules) {
      const plan = {
        name: `${rule.condition} ${index}`,
        scope: { ...scope, ...over },
        askedRegions: null,
        ...rule,
      };
      const kept = { ...plan, enabled: true, idempotencyKey: null, digest: '' };
      alerts.push(
        await db
          .transaction()
          .execute(async (trx) => addAlert(trx, owner, { ...kept, edit: await beginEdit(trx) }, begun)),
      );
    }
  }
  await look();
  minute += 1;
  for (let polls = 0; polls < 40; polls++) {
    await poll();
    // The provider is asked at another pace from here on: what it said before is fresh as long as it was.
    if (polls % 13 === 12) await paced('vastai', polls < 13 ? 35 : 12, at(minute * 60));
    // Recorded later than anybody has looked: as it is under the tape's lock.
    const recorded = at(minute * 60);
    if (random() < 0.5) {
      now = recorded;
      await look();
    }
    if (random() < 0.3) {
      minute += random() * 200;
      now = at(minute * 60);
      await look();
    }
  }
  now = at((minute + 100) * 60);
  await look();
  await look();
  let fired = 0;
  const kinds = new Set<string>();
  for (const alert of alerts) {
    const told = await db
      .selectFrom('notice')
      .select('at')
      .where('topic', '=', alert.id)
      .where('kind', '=', 'ALERT_FIRED')
      .orderBy('seq')
      .execute();
    const dry = await dryRun(db, alert, { from: begun, to: (now + 1) as Instant });
    expect({ alert: alert.name, fired: told.map((row) => row.at) }).toEqual({
      alert: alert.name,
      fired: dry.firings.map((firing) => firing.at),
    });
    fired += told.length;
    if (told.length > 0) kinds.add(alert.condition);
  }
  expect(fired).toBeGreaterThan(15);
  expect(kinds.size).toBe(5);
});
