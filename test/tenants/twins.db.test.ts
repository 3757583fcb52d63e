import { afterAll, beforeAll, expect, test } from 'vitest';
import { budgetJob } from '#budget/budget-job.ts';
import type { Database } from '#db/open.ts';
import { tell } from '#notice/tell.ts';
import { ownerId } from '#units/owner.ts';
import { DAY_MS, formatInstant, HOUR_MS, plusMs, type Instant } from '#units/time.ts';
import { data } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';
import { NOON } from '../support/seed-market.ts';

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

const outbox = { send: async () => {} };
const ENDED = plusMs(NOON, 31 * DAY_MS);
const daysAgo = (days: number): string => formatInstant(plusMs(NOON, -days * DAY_MS));

const TOLD = `{ replayed errors { code message path } entry { number kind spent reserved net open refersTo { number spent } referredBy { number kind } }
  budgets { budget { name } period { spent reserved remaining } } fired { percent } refusals { remaining } }`;
const MADE = '{ errors { code message path } replayed }';

type Usd = (amount: number) => string;

/** Of twelve days, of this project, that model, or both. */
const spends = (usd: Usd, from: number): string =>
  Array.from({ length: 12 }, (_, place) => {
    const day = from + place;
    const on = ['project: "p"', 'model: "m"', 'project: "p", model: "m"'][day % 3];
    return `d${day}: recordSpend(input: { amount: ${usd(2 + (day % 3))}, at: "${daysAgo(day)}", idempotencyKey: "d${day}", ${on} }) { errors { code } }`;
  }).join('\n');

/** What each owner does: the same names, keys and instants, and money that is so many times as much. */
const STEPS: readonly ((usd: Usd) => string)[] = [
  (usd) => `a: createBudget(input: { idempotencyKey: "all", name: "all", amount: ${usd(100)} }) ${MADE}
    p: createBudget(input: { idempotencyKey: "p", name: "p", amount: ${usd(40)}, scope: PROJECT, scopeName: "p", hardStop: true }) ${MADE}
    m: createBudget(input: { idempotencyKey: "m", name: "m", amount: ${usd(60)}, scope: MODEL, scopeName: "m" }) ${MADE}`,
  (usd) => spends(usd, 0),
  (usd) => spends(usd, 12),
  (usd) => `r1: reserveSpend(input: { amount: ${usd(5)}, project: "p", idempotencyKey: "r1" }) ${TOLD}
    r2: reserveSpend(input: { amount: ${usd(4)}, model: "m", idempotencyKey: "r2", expiresAt: "${formatInstant(plusMs(NOON, HOUR_MS))}" }) ${TOLD}
    r3: reserveSpend(input: { amount: ${usd(3)}, idempotencyKey: "r3" }) ${TOLD}
    r4: reserveSpend(input: { amount: ${usd(39)}, project: "p", idempotencyKey: "r4" }) ${TOLD}`,
  // More than there is to take off, though another has as much under the same number.
  (usd) => `none: correctSpend(input: { entryKey: "d0", by: "-2.000001" }) ${TOLD}
    much: correctSpend(input: { entryKey: "d1", by: ${usd(-9)} }) ${TOLD}
    less: correctSpend(input: { entryKey: "d1", by: ${usd(-1)} }) ${TOLD}
    rest: correctSpend(input: { entryKey: "d1", to: "0" }) ${TOLD}
    gone: correctSpend(input: { entryKey: "d1", by: "-0.000001" }) ${TOLD}`,
  (usd) => `settle: settleReservation(input: { reservationKey: "r1", amount: ${usd(6)} }) ${TOLD}
    again: settleReservation(input: { reservationKey: "r1", amount: ${usd(6)} }) ${TOLD}
    let: releaseReservation(input: { reservationKey: "r3" }) ${TOLD}
    twice: recordSpend(input: { amount: ${usd(2)}, at: "${daysAgo(0)}", idempotencyKey: "d0", project: "p" }) ${TOLD}`,
  () => `createAlert(input: { name: "a", gpu: "RTX 4090", condition: { below: 1 }, idempotencyKey: "k" }) ${MADE}
    alerts: createWebhook(input: { idempotencyKey: "k", name: "w", url: "https://example.com", kind: ALERT_FIRED }) ${MADE}
    money: createWebhook(input: { idempotencyKey: "l", name: "w", url: "https://example.com", kind: BUDGET_ALERT }) ${MADE}`,
];

const PERIOD = `{ spent reserved remaining status percent { value } thresholds { percent passed fired firedAt } }`;
const ALL = [
  `{ ledger(first: 16) { totalCount totals { entries spent reserved kinds { kind entries spent } } projects { name spent } models { name spent }
    edges { node { number kind spent reserved net open at fired { percent } refersTo { number } referredBy { number } } } } }`,
  `{ budgets(first: 3) { totalCount edges { node { name amount current ${PERIOD} periods(first: 2) { totalCount edges { node ${PERIOD} } } } } } }`,
  `{ budgets(first: 3) { edges { node { forecast { absence exceeded { value } atEnd { low { value } high { value } } thresholds { middle } } } } } }`,
  `{ budgets(first: 3) { edges { node { alerts(first: 9) { totalCount edges { node { kind at threshold chance message } } } } } } }`,
  `{ alerts { totalCount edges { node { name state } } } alertFirings { totalCount edges { node { name number } } }
    webhooks(first: 2) { totalCount edges { node { kind deliveries(first: 9) { totalCount edges { node { type status } } } } } } }`,
];

/** Lists whose order is that of ids, which are random, are in one order. */
function inOrder(answer: unknown): unknown {
  if (Array.isArray(answer))
    return answer.map(inOrder).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  if (typeof answer !== 'object' || answer === null) return answer;
  return Object.fromEntries(Object.entries(answer).map(([key, value]) => [key, inOrder(value)]));
}

async function asked(owner: string, source: string, now: Instant): Promise<unknown> {
  return inOrder(await data(database.db, source, { context: { owner: ownerId(owner), now: () => now } }));
}

const state = (owner: string, now: Instant): Promise<unknown[]> =>
  Promise.all(ALL.map((source) => asked(owner, source, now)));

const step = (owner: string, times: number, place: number): Promise<unknown> =>
  asked(owner, `mutation { ${STEPS[place]!((amount) => `"${amount * times}"`)} }`, NOON);

async function fired(owner: string, name: string): Promise<void> {
  const topic = '00000000-0000-4000-8000-000000000000';
  const notice = { owner: ownerId(owner), kind: 'ALERT_FIRED', topic, at: NOON, body: { name } } as const;
  await database.db.transaction().execute((trx) => tell(trx, [notice], { at: NOON, outbox }));
}

const run = (now: Instant): Promise<void> =>
  budgetJob({ db: database.db, outbox }, () => now).run(new AbortController().signal);

/** Some hundred questions, each small. */
const MOST_MS = 120_000;

test(
  'who does what another does beside somebody loud is answered as the other was when alone',
  async () => {
    const alone: unknown[] = [];
    for (const place of STEPS.keys()) alone.push(await step('alone', 1, place));
    await fired('alone', 'quiet');
    alone.push(await state('alone', NOON));
    expect(JSON.stringify(alone)).toMatch(/BAD_FIGURE.*BUDGET_EXCEEDED|BUDGET_EXCEEDED.*BAD_FIGURE/);

    const beside: unknown[] = [];
    for (const place of STEPS.keys()) {
      await step('loud', 7, place);
      beside.push(await step('quiet', 1, place));
    }
    await fired('loud', 'loud');
    await fired('quiet', 'quiet');
    await fired('loud', 'loud');
    beside.push(await state('quiet', NOON));
    expect(beside).toEqual(alone);
    expect(await state('alone', NOON)).toEqual(alone.at(-1));

    // What time alone does, to all of them at once.
    await run(ENDED);
    expect(await state('quiet', ENDED)).toEqual(await state('alone', ENDED));
  },
  MOST_MS,
);
