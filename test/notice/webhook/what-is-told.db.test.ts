import { parse } from 'graphql';
import { Webhook as Verifier } from 'standardwebhooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { alertEvaluator } from '#alert/evaluator.ts';
import type { Db } from '#db/open.ts';
import { buildSchema } from '#graph/schema.ts';
import { signedHeaders } from '#notice/sending/sign.ts';
import { deliveryToSend, type QueuedAttempt } from '#notice/webhook/graph-delivery-to-send.ts';
import { rememberedCheck } from '#notice/webhook/graph-remembered-check.ts';
import { ownerId } from '#units/owner.ts';
import type { Task } from '#units/task.ts';
import { instant } from '#units/time.ts';
import { contextOf, data } from '../../support/ask.ts';
import { polledMarket, type PolledMarket } from '../../support/polled-market.ts';
import { at, quote } from '../../support/quotes.ts';

const schema = buildSchema();
const owner = ownerId('alice');
const now = () => at(120);
const tasks: Task[] = [];
const outbox = {
  send: async (_trx: Db, sent: readonly Task[]) => {
    tasks.push(...sent);
  },
};

let market: PolledMarket;
beforeAll(async () => {
  market = await polledMarket();
});
afterAll(() => market[Symbol.asyncDispose]());

type Answer = Record<string, { errors: unknown[]; secret?: string }>;

async function asked(document: string): Promise<Answer> {
  const answer = await data<Answer>(market.db, document, { context: { owner, now, outbox } });
  for (const { errors } of Object.values(answer)) expect(errors).toEqual([]);
  return answer;
}

/** What a webhook without a document of its own is sent of the one event that was queued, and its secret's word for it. */
async function told(secret: string): Promise<Record<string, unknown>> {
  expect(tasks.length).toBe(1);
  const world = {
    db: market.db,
    schema,
    check: rememberedCheck(schema),
    contextOf: () => ({ ...contextOf(market.db), owner, now }),
    now,
    outbox,
    report: (error: unknown) => expect.fail(String(error)),
  };
  const sent = await deliveryToSend(world, tasks.pop()?.data as QueuedAttempt);
  if (sent.kind !== 'SEND') throw new Error(sent.kind);
  const { id, body, secrets } = sent.delivery;
  const headers = signedHeaders({ id, at: instant(Date.now()), body }, secrets);
  return new Verifier(secret).verify(body, headers) as Record<string, unknown>;
}

test('a budget’s alert, whole, by the document of its kind', async () => {
  const { createWebhook } = await asked(`mutation {
    createWebhook(input: { name: "B", url: "https://example.com/b", kind: BUDGET_ALERT }) { secret errors { message } }
    createBudget(input: { name: "All", scope: EVERYTHING, amount: "10", thresholds: [50] }) { errors { message } }
    recordSpend(input: { idempotencyKey: "s", amount: "6.50" }) { errors { message } } }`);
  const message = await told(createWebhook?.secret ?? '');
  expect(message).toMatchObject({
    type: 'budget.alert',
    data: {
      budgetAlerts: {
        cursor: expect.any(String) as string,
        alert: { kind: 'THRESHOLD', budgetName: 'All', spent: '6.50', percent: { value: 65 } },
      },
    },
  });
  expect(message).not.toHaveProperty('errors');
});

test('a price alert’s firing, whole, by the document of its kind', async () => {
  await market.poll(1, [quote({ usd: 0.4 })]);
  const { createWebhook } = await asked(`mutation {
    createWebhook(input: { name: "A", url: "https://example.com/a", kind: ALERT_FIRED }) { secret errors { message } }
    createAlert(input: { name: "Cheap", gpu: "RTX 4090", condition: { below: "0.5" } }) { errors { message } } }`);
  await alertEvaluator(market.db, { now, outbox }).evaluate();
  const message = await told(createWebhook?.secret ?? '');
  expect(message).toMatchObject({
    type: 'alert.fired',
    data: {
      alertFired: {
        firing: { number: 2, name: 'Cheap', nth: 1, condition: { kind: 'BELOW' }, value: { value: 0.4 } },
      },
    },
  });
  expect(message).not.toHaveProperty('errors');
});

test('a document is judged once, and one that was judged long ago again', () => {
  const check = rememberedCheck(schema);
  const one = { document: 'subscription { alertFired { cursor } }', variables: {} };
  const first = check(one);
  expect(first).toMatchObject({ parsed: parse(one.document, { noLocation: true }) });
  for (let n = 0; n < 99; n++) check({ ...one, document: `${one.document} # ${n}` });
  expect(check(one)).toBe(first);
  for (let n = 100; n < 200; n++) check({ ...one, document: `${one.document} # ${n}` });
  expect(check(one)).not.toBe(first);
});
