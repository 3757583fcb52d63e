import { GraphQLSchema } from 'graphql';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listen } from '#db/listen.ts';
import type { Database } from '#db/open.ts';
import { openBoss } from '#jobs/boss.ts';
import { openTasks, TASK_CHANNEL, type Tasks } from '#jobs/tasks.ts';
import { lookupFor } from '#notice/sending/checked-lookup.ts';
import { sendDelivery, type FailedDelivery, type Sending } from '#notice/sending/send-delivery.ts';
import { webhookWorker } from '#notice/sending/webhook-worker.ts';
import { messageBody } from '#notice/webhook/message.ts';
import { replay } from '#notice/webhook/store-log.ts';
import { addMessage } from '#notice/webhook/store-misfit.ts';
import { sendTasks, WEBHOOK_QUEUE } from '#notice/webhook/store-queue.ts';
import { addSecret, addWebhook, lockWebhook } from '#notice/webhook/store-webhooks.ts';
import { ownerId } from '#units/owner.ts';
import { instant, plusMs } from '#units/time.ts';
import { contextOf } from '../../support/ask.ts';
import { testDatabase } from '../../support/database.ts';
import { until } from '../../support/until.ts';
import { startReceiver } from '../../support/webhook-receiver.ts';

const OWNER = ownerId('tester');
const SECRET = `whsec_${Buffer.from('canary secret of 24 byte').toString('base64')}`;
const NEWER = `whsec_${Buffer.from('a newer one of 24 bytes!').toString('base64')}`;
const now = () => instant(Date.now());

let stack: AsyncDisposableStack;
let database: Database;
let tasks: Tasks;
/** All that was told while sending: what is logged of it. */
const told: unknown[] = [];
const failures: FailedDelivery[] = [];
const onError = (queue: string, error: unknown) => void told.push(queue, String(error));

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  database = stack.use(await testDatabase());
  const { driver } = database;
  const store = driver.engine === 'pglite' ? driver : { engine: 'postgres' as const, url: driver.url };
  const boss = stack.use(await openBoss(store, { onError }));
  tasks = await openTasks(boss, { queues: [WEBHOOK_QUEUE], now, onError });
  stack.use(await listen(database, TASK_CHANNEL, { onNotify: () => tasks.ring(), onError: () => {} }));
});
afterAll(() => stack.disposeAsync());

function sendingOf(options: Partial<Sending> = {}): Sending {
  return {
    db: database.db,
    // These messages have their bodies from the beginning.
    schema: new GraphQLSchema({}),
    check: () => expect.fail('nothing is to be judged'),
    contextOf: () => contextOf(database.db),
    now,
    outbox: tasks,
    report: (error) => void told.push(String(error)),
    dialling: { targets: 'any', lookup: lookupFor('any'), timeoutMs: 1500 },
    chance: () => 0,
    schedule: [20, 40, 60, 80, 100, 120],
    onFailure: (failure) => {
      failures.push(failure);
      told.push(failure);
    },
    ...options,
  };
}

let webhooks = 0;

async function webhookTo(url: string): Promise<string> {
  const made = await addWebhook(
    database.db,
    OWNER,
    {
      name: 'test',
      url: `${url}/hook/${webhooks++}?token=canary`,
      document: 'subscription { alertFired { cursor } }',
      variables: {},
      kind: 'ALERT_FIRED',
      topics: null,
      idempotencyKey: null,
      digest: '',
      secret: SECRET,
    },
    now(),
  );
  return made.id;
}

async function queue(endpoint: string, count = 1): Promise<string[]> {
  return database.db.transaction().execute(async (trx) => {
    const made = [];
    for (let n = 0; n < count; n++) {
      const body = messageBody('ping', now(), { n, text: 'canary ≥ 🚀' });
      made.push(await addMessage(trx, { id: endpoint, owner: OWNER }, { type: 'ping', body }, now()));
    }
    await sendTasks(trx, made, tasks);
    return made.map(({ id }) => id);
  });
}

async function stateOf(delivery: string) {
  const { db } = database;
  const one = await db
    .selectFrom('webhook_delivery')
    .select(['status', 'reason', 'attempts', 'body'])
    .where('id', '=', delivery)
    .executeTakeFirstOrThrow();
  const attempts = await db
    .selectFrom('webhook_attempt')
    .select(['number', 'status_code', 'error', 'next_attempt_at', 'started_at', 'took_ms'])
    .where('delivery', '=', delivery)
    .orderBy('number')
    .execute();
  return { ...one, log: attempts };
}

async function ended(deliveries: readonly string[]): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const states = await Promise.all(deliveries.map(stateOf));
    if (states.every(({ status }) => status !== 'WAITING')) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('deliveries that do not end');
}

test('through every fault to the end: the schedule is kept, with one id, the same bytes, and no redirect', async () => {
  await using elsewhere = await startReceiver();
  const script = ['500', 'hang', '429:1', 'reset', `302:${elsewhere.url}/`, '503:soon', '200'];
  await using receiver = await startReceiver({ script, secrets: [SECRET] });
  await using _ = tasks.start(webhookWorker(sendingOf()));
  const [id = ''] = await queue(await webhookTo(receiver.url));
  await ended([id]);
  const { status, attempts, body, log } = await stateOf(id);
  expect({ status, attempts }).toEqual({ status: 'DELIVERED', attempts: 7 });
  expect(log.map(({ number, status_code, error }) => [number, status_code, error])).toEqual([
    [1, 500, 'the receiver answered 500'],
    [2, null, 'no answer within 1.5 s'],
    [3, 429, 'the receiver answered 429'],
    [4, null, 'the connection was closed before an answer came'],
    [5, 302, expect.stringMatching(/^the receiver answered 302, a redirect, which is not followed: /)],
    [6, 503, 'the receiver answered 503'],
    [7, 200, null],
  ]);
  const { received } = receiver;
  expect(new Set(received.map((one) => one.id))).toEqual(new Set([id]));
  expect(new Set(received.map((one) => one.body))).toEqual(new Set([body]));
  expect(received.flatMap(({ valid }) => valid)).toEqual(Array(7).fill(true));
  expect(received[0]?.contentType).toBe('application/json');
  expect(elsewhere.received).toEqual([]);
  // The wait planned after each end, of which 429 asked for a second itself, and the one that was had.
  const planned = log.map((one) => (one.next_attempt_at ?? NaN) - one.started_at - one.took_ms);
  expect(planned).toEqual([20, 40, 1000, 80, 100, 120, NaN]);
  for (const [i, one] of log.slice(1).entries())
    expect(one.started_at).toBeGreaterThanOrEqual(log[i]?.next_attempt_at ?? NaN);
});

test('while a secret is changed each message has a signature by both', async () => {
  await using receiver = await startReceiver({ secrets: [SECRET, NEWER] });
  const endpoint = await webhookTo(receiver.url);
  await database.db
    .transaction()
    .execute((trx) => addSecret(trx, { id: endpoint }, NEWER, { until: plusMs(now(), 60_000), now: now() }));
  await using _ = tasks.start(webhookWorker(sendingOf()));
  await ended(await queue(endpoint));
  expect(receiver.received.map(({ valid }) => valid)).toEqual([[true, true]]);
});

test('after the last attempt a delivery is dead, and says why', async () => {
  await using receiver = await startReceiver({ otherwise: '500' });
  await using _ = tasks.start(webhookWorker(sendingOf({ schedule: [10, 10] })));
  const endpoint = await webhookTo(receiver.url);
  const [id = ''] = await queue(endpoint);
  await ended([id]);
  expect(await stateOf(id)).toMatchObject({
    status: 'DEAD',
    attempts: 3,
    reason: 'Attempt 3 was the last, and failed: the receiver answered 500.',
  });
  expect(receiver.received.length).toBe(3);
  // Sent once more it has as many attempts as the first time, and they are counted on.
  await database.db.transaction().execute(async (trx) => {
    const webhook = await lockWebhook(trx, OWNER, { id: endpoint });
    await sendTasks(trx, await replay(trx, webhook!, { delivery: id }, now()), tasks);
  });
  await ended([id]);
  expect(await stateOf(id)).toMatchObject({
    status: 'DEAD',
    attempts: 6,
    reason: 'Attempt 3 was the last, and failed: the receiver answered 500.',
  });
  expect(receiver.received.length).toBe(6);
});

test('410 ends the webhook and all that waits for it', async () => {
  await using receiver = await startReceiver({ script: ['500', '500', '410'], otherwise: '410' });
  await using _ = tasks.start(webhookWorker(sendingOf({ schedule: [600_000, 600_000] })));
  const endpoint = await webhookTo(receiver.url);
  const waiting = await queue(endpoint, 2);
  await until(() => receiver.received.length === 2, 20_000);
  const last = await queue(endpoint);
  await ended([...waiting, ...last]);
  const states = await Promise.all([...waiting, ...last].map(stateOf));
  expect(states.map(({ status, attempts }) => `${status} ${attempts}`)).toEqual(Array(3).fill('DEAD 1'));
  const { rows } = await sql<{ status: string; reason: string }>`
    select status, status_reason as reason from webhook_endpoint where id = ${endpoint}::uuid`.execute(
    database.db,
  );
  expect(rows).toEqual([{ status: 'GONE', reason: expect.stringMatching(/410 Gone/) as string }]);
});

test('410 from where a webhook was before, while its owner gave it another URL, ends nothing', async () => {
  await using gone = await startReceiver({ otherwise: '410' });
  await using there = await startReceiver();
  const endpoint = await webhookTo(gone.url);
  const [id = ''] = await queue(endpoint);
  const moved = async <T>(wait: () => Promise<T>): Promise<T> => {
    const answered = await wait();
    await sql`update webhook_endpoint set url = ${there.url} where id = ${endpoint}::uuid`.execute(
      database.db,
    );
    return answered;
  };
  const { signal } = new AbortController();
  const done = async () => {};
  await sendDelivery(sendingOf(), { delivery: id, attempts: 0 }, { signal, done, outside: moved });
  expect(await stateOf(id)).toMatchObject({ status: 'WAITING', attempts: 1, log: [{ status_code: 410 }] });
  await sendDelivery(sendingOf(), { delivery: id, attempts: 1 }, { signal, done, outside: (wait) => wait() });
  expect(await stateOf(id)).toMatchObject({ status: 'DELIVERED', attempts: 2 });
});

test('an endpoint that always hangs does not slow another', async () => {
  await using good = await startReceiver();
  await using hanging = await startReceiver({ otherwise: 'hang' });
  const dialling = { ...sendingOf().dialling, timeoutMs: 60_000 };
  await using _ = tasks.start(webhookWorker(sendingOf({ dialling, schedule: [600_000] })));
  const stuck = await queue(await webhookTo(hanging.url), 50);
  const delivered = await queue(await webhookTo(good.url), 50);
  // None of the others has ended by then: nobody waited for them.
  await until(() => good.received.length === 50, 20_000);
  await ended(delivered);
  expect(hanging.received.length).toBe(4);
  // Otherwise the end waits for them, and gives them back.
  await sql`update webhook_delivery set status = 'DEAD', next_attempt_at = null, ended_at = now()
    where id = any(${stuck}::uuid[])`.execute(database.db);
  await hanging[Symbol.asyncDispose]();
});

test('endpoints that are known to fail wait for one another: with all of their room taken nobody else waits', async () => {
  await using good = await startReceiver();
  await using broken = await startReceiver({ otherwise: '500' });
  const dialling = { ...sendingOf().dialling, timeoutMs: 60_000 };
  const worker = webhookWorker(sendingOf({ dialling, schedule: [600_000] }));
  await using _ = tasks.start(worker, { underWay: 30, doubtful: 20 });
  const endpoints = await Promise.all(Array.from({ length: 30 }, () => webhookTo(broken.url)));
  const before = failures.length;
  for (const endpoint of endpoints) await queue(endpoint);
  await until(() => failures.length === before + 30, 20_000);
  broken.otherwise = 'hang';
  const stuck: string[] = [];
  for (const endpoint of endpoints) stuck.push(...(await queue(endpoint, 2)));
  await until(() => broken.received.length === 50, 20_000);
  await ended(await queue(await webhookTo(good.url), 10));
  // None of them was given up by then, and no two are of one endpoint.
  expect(broken.received.length).toBe(50);
  expect(new Set(broken.received.slice(30).map(({ path }) => path)).size).toBe(20);
  await sql`update webhook_delivery set status = 'DEAD', next_attempt_at = null, ended_at = now()
    where id = any(${stuck}::uuid[])`.execute(database.db);
  await broken[Symbol.asyncDispose]();
});

test('a worker that dies between sending and writing: the same is sent again under the same id', async () => {
  await using receiver = await startReceiver({ secrets: [SECRET] });
  const [id = ''] = await queue(await webhookTo(receiver.url));
  const queued = { delivery: id, attempts: 0 };
  const { signal } = new AbortController();
  const died = sendDelivery(sendingOf(), queued, {
    signal,
    done: () => Promise.reject(new Error('killed')),
    outside: (wait) => wait(),
  });
  await expect(died).rejects.toThrow('killed');
  expect(await stateOf(id)).toMatchObject({ status: 'WAITING', attempts: 0, log: [] });
  // Its task is found again; and where it is given to two at once, one of them tells of it.
  let ends = 0;
  const again = () =>
    sendDelivery(sendingOf(), queued, {
      signal,
      done: async () => void ends++,
      outside: (wait) => wait(),
    });
  await Promise.all([again(), again()]);
  await again();
  const { received } = receiver;
  expect(received.length).toBeGreaterThanOrEqual(2);
  expect(new Set(received.map((one) => `${one.id} ${one.body}`)).size).toBe(1);
  expect(received.every(({ valid }) => valid[0])).toBe(true);
  expect(await stateOf(id)).toMatchObject({ status: 'DELIVERED', attempts: 1 });
});

test('nothing secret was told of all these', async () => {
  expect(failures.length).toBeGreaterThan(10);
  const log = await database.db.selectFrom('webhook_attempt').select('error').execute();
  const everything = JSON.stringify([told, log]);
  expect(everything).not.toMatch(/canary|token|whsec|Y2FuYXJ5/i);
  expect(everything).not.toContain(SECRET.slice(6));
});
