import { parse } from 'graphql';
import { Webhook as Verifier } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database, Db } from '#db/open.ts';
import type { Task } from '#units/task.ts';
import { encodeNodeId } from '#graph/node-id.ts';
import type { NewNotice } from '#notice/notice.ts';
import { tell } from '#notice/tell.ts';
import type { WebhookDesk } from '#notice/webhook/answered.ts';
import {
  deleteWebhook,
  pauseWebhook,
  resumeWebhook,
  rotateSecret,
  updateWebhook,
} from '#notice/webhook/change-webhook.ts';
import { createWebhook, type NewlyAsked } from '#notice/webhook/create-webhook.ts';
import { checkFits } from '#notice/webhook/graph-check-fit.ts';
import { deliveryToSend, type SendingWorld } from '#notice/webhook/graph-delivery-to-send.ts';
import { checkDocument } from '#notice/webhook/graph-document.ts';
import { webhookLogJob } from '#notice/webhook/retention-job.ts';
import { pingWebhook, replayDeliveries, replayDelivery } from '#notice/webhook/send-again.ts';
import { deliveriesById, deliveryPages } from '#notice/webhook/store-log.ts';
import { keepBody, recordAttempt, type AttemptOutcome } from '#notice/webhook/store-sending.ts';
import { webhookMeant } from '#notice/webhook/store-webhooks.ts';
import type { Delivery } from '#notice/webhook/webhook.ts';
import { ownerId, type OwnerId } from '#units/owner.ts';
import { DAY_MS, formatInstant, HOUR_MS, MINUTE_MS, plusMs, type Instant } from '#units/time.ts';
import { contextOf } from '../../support/ask.ts';
import { testDatabase } from '../../support/database.ts';
import { noticeSchema } from '../../support/notice-schema.ts';
import { NOON } from '../../support/seed-market.ts';

const FULL = noticeSchema();
const LESSER = noticeSchema({ without: ['said'] });
const URL = 'https://example.com/hooks';
const DOCUMENT = 'subscription { alertFired { ... on AlertFired { said seq owner } } }';
const [ONE, OTHER] = ['11111111-2222-4333-8444-555555555555', '11111111-2222-4333-8444-666666666666'];

let database: Database;
let db: Db;
let owner: OwnerId;
let owners = 0;
let tasks: Task[] = [];
const outbox = {
  send: async (_trx: Db, sent: readonly Task[]) => {
    tasks.push(...sent);
  },
};

beforeAll(async () => {
  database = await testDatabase();
  ({ db } = database);
});
afterAll(() => database[Symbol.asyncDispose]());
beforeEach(() => {
  owner = ownerId(`owner-${++owners}`);
  tasks = [];
});

const desk = ({ now = NOON, schema = FULL } = {}): WebhookDesk => ({
  db,
  owner,
  now,
  outbox,
  check: (asked) => checkDocument(schema, asked),
  targets: 'public',
});

const world = ({ now = NOON, schema = FULL } = {}): SendingWorld => ({
  db,
  schema,
  check: (asked) => checkDocument(schema, asked),
  contextOf: (of) => ({ ...contextOf(db), owner: of }),
  now: () => now,
  outbox,
  report: () => {},
});

async function made(asked: Partial<NewlyAsked> = {}) {
  const answered = await createWebhook(desk(), { name: 'Mine', url: URL, document: DOCUMENT, ...asked });
  const { webhook, secret, errors } = answered;
  if (!webhook || secret === null) throw new Error(JSON.stringify(errors));
  return { ...webhook, secret };
}

/** Tells the owner of so many alerts that fired. */
async function fire(...said: readonly string[]): Promise<void> {
  const notices = said.map((text): NewNotice => {
    return { owner, kind: 'ALERT_FIRED', topic: ONE, at: NOON, body: { said: text } };
  });
  await db.transaction().execute((trx) => tell(trx, notices, { at: NOON, outbox }));
}

/** The task queued last, of this webhook where it is said, as the queue hands it over. */
function lastTask(webhook?: string) {
  const task = tasks.findLast(({ group }) => webhook === undefined || group === webhook);
  const data = task?.data as { delivery: string; attempts: number } | undefined;
  if (!data) throw new Error('nothing was queued');
  return data;
}

async function attempt(outcome: AttemptOutcome, { delivery, attempts } = lastTask()): Promise<boolean> {
  const failed = outcome.status !== 'DELIVERED';
  return db.transaction().execute((trx) =>
    recordAttempt(trx, {
      delivery,
      number: attempts + 1,
      startedAt: NOON,
      tookMs: 12.4,
      statusCode: failed ? 500 : 204,
      error: failed ? 'answered 500' : null,
      outcome,
      endedAt: NOON,
    }),
  );
}

async function deliveryOf(id = lastTask().delivery): Promise<Delivery> {
  const [delivery] = await deliveriesById(db, owner, [id]);
  if (!delivery) throw new Error('no such delivery');
  return delivery;
}

async function log(id: string): Promise<readonly Delivery[]> {
  const page = { direction: 'forward', size: 100, cursor: null } as const;
  const pages = await deliveryPages(db, owner, [id], { statuses: null, types: null }, page, null);
  return pages.get(id) ?? [];
}

const statusOf = async (id: string) => (await webhookMeant(db, owner, { id }))?.status;

test('each webhook is told of what it asks for, once, under one id and with the same bytes', async () => {
  const mine = await made();
  const ids = [encodeNodeId('PriceAlert', OTHER)];
  const picky = await made({
    document: 'subscription($a: [ID!]) { alertFired(ids: $a) { cursor } }',
    variables: { a: ids },
  });
  const budgets = await made({ document: 'subscription { budgetAlerts { cursor } }' });
  await fire('first', 'second');
  expect(await log(picky.id)).toEqual([]);
  expect(await log(budgets.id)).toEqual([]);
  expect(tasks.map(({ queue, group }) => ({ queue, group }))).toEqual([
    { queue: 'webhook', group: mine.id },
    { queue: 'webhook', group: mine.id },
  ]);
  const task = tasks[0]?.data as ReturnType<typeof lastTask>;
  const sent = await deliveryToSend(world(), task);
  if (sent.kind !== 'SEND') throw new Error(sent.kind);
  const { body, secrets, endpoint } = sent.delivery;
  expect(JSON.parse(body)).toEqual({
    type: 'alert.fired',
    timestamp: formatInstant(NOON),
    data: { alertFired: { said: 'first', seq: 1, owner } },
  });
  expect({ secrets, url: endpoint.url }).toEqual({ secrets: [mine.secret], url: URL });

  await updateWebhook(desk(), { id: mine.id }, { document: 'subscription { alertFired { cursor } }' });
  expect(await deliveryToSend(world(), task)).toMatchObject({ kind: 'SEND', delivery: { body } });
  const nextAttemptAt = plusMs(NOON, 5000);
  expect(await attempt({ status: 'WAITING', nextAttemptAt }, task)).toBe(true);
  // The same attempt told again, and its task taken again.
  expect(await attempt({ status: 'DELIVERED' }, task)).toBe(false);
  expect(await deliveryToSend(world(), task)).toEqual({ kind: 'NOTHING' });
  const second = { ...task, attempts: 1 };
  expect(await deliveryToSend(world(), second)).toMatchObject({ delivery: { body, attempts: 1 } });
  expect(await attempt({ status: 'DELIVERED' }, second)).toBe(true);
  expect(await deliveryOf(task.delivery)).toMatchObject({
    status: 'DELIVERED',
    attempts: 2,
    endedAt: NOON,
    body,
  });
  expect(await deliveryToSend(world(), { ...task, attempts: 2 })).toEqual({ kind: 'NOTHING' });
});

test('nothing is told where the transaction fails, and nothing to another owner', async () => {
  const mine = await made();
  const notice: NewNotice = { owner, kind: 'ALERT_FIRED', topic: ONE, at: NOON, body: {} };
  const failing = db.transaction().execute(async (trx) => {
    await tell(trx, [notice], { at: NOON, outbox });
    throw new Error('the spend failed');
  });
  await expect(failing).rejects.toThrow('the spend failed');
  await db
    .transaction()
    .execute((trx) => tell(trx, [{ ...notice, owner: ownerId('another') }], { at: NOON, outbox }));
  expect(await log(mine.id)).toEqual([]);
});

test('what fails in a document is in the body, and a fault of ours is masked and tried again first', async () => {
  await made({ document: 'subscription { alertFired { ... on AlertFired { said failing } } }' });
  await fire('hello');
  const sent = await deliveryToSend(world(), lastTask());
  if (sent.kind !== 'SEND') throw new Error(sent.kind);
  expect(JSON.parse(sent.delivery.body)).toMatchObject({
    data: { alertFired: { said: 'hello', failing: null } },
    errors: [
      { message: 'Ask for less.', path: ['alertFired', 'failing'], extensions: { code: 'BAD_USER_INPUT' } },
    ],
  });

  const broken = await made({
    document: 'subscription { alertFired { ... on AlertFired { said broken } } }',
  });
  await fire('hello');
  const { delivery } = lastTask(broken.id);
  for (const attempts of [0, 1, 2]) {
    expect(await deliveryToSend(world(), { delivery, attempts })).toMatchObject({ kind: 'FAILED' });
    await attempt({ status: 'WAITING', nextAttemptAt: NOON }, { delivery, attempts });
  }
  const last = await deliveryToSend(world(), { delivery, attempts: 3 });
  if (last.kind !== 'SEND') throw new Error(last.kind);
  expect(JSON.parse(last.delivery.body)).toMatchObject({
    data: { alertFired: { said: 'hello', broken: null } },
    errors: [{ extensions: { code: 'INTERNAL' } }],
  });
  expect(last.delivery.body).not.toMatch(/canary|unexpected/);
});

test('a message that is too long is told to be, in its place', async () => {
  await made();
  await fire('x'.repeat(300_000));
  const sent = await deliveryToSend(world(), lastTask());
  if (sent.kind !== 'SEND') throw new Error(sent.kind);
  expect(JSON.parse(sent.delivery.body)).toMatchObject({
    type: 'alert.fired',
    data: null,
    errors: [{ message: expect.stringMatching(/^Bytes of the message: 300\d+, .*ask for less/) as string }],
  });
});

test('a webhook is created once for each key, and shows its secret once', async () => {
  const asked = { name: 'Mine', url: URL, document: DOCUMENT, idempotencyKey: 'k' };
  const both = await Promise.all([createWebhook(desk(), asked), createWebhook(desk(), asked)]);
  const [first, again] = both.toSorted((a, b) => Number(a.replayed) - Number(b.replayed));
  expect(first?.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(again).toMatchObject({ replayed: true, secret: null, webhook: { id: first?.webhook?.id } });
  const other = await createWebhook(desk(), { ...asked, url: `${URL}/2` });
  expect(other).toMatchObject({ webhook: null, errors: [{ code: 'IDEMPOTENCY_CONFLICT' }] });
  for (let more = 1; more < 20; more++) await made();
  expect((await createWebhook(desk(), { ...asked, idempotencyKey: 'l' })).errors).toMatchObject([
    { code: 'TOO_MANY' },
  ]);
});

test.each([
  [{ url: 'http://example.com' }, 'BAD_TEXT', 'url', 'https://'],
  [{ url: '' }, 'BAD_TEXT', 'url', 'no URL'],
  [{ url: 'https://127.0.0.1/' }, 'BAD_TEXT', 'url', '127.0.0.1'],
  [{ url: 'https://[::ffff:10.0.0.1]/' }, 'BAD_TEXT', 'url', 'public'],
  [{ url: 'https://user:canary@example.com/' }, 'BAD_TEXT', 'url', 'password'],
  [{ url: `https://example.com/${'x'.repeat(2048)}` }, 'BAD_TEXT', 'url', '2048'],
  [{ name: '' }, 'BAD_TEXT', 'name', '1 to 100'],
  [{ name: 'x\0' }, 'BAD_TEXT', 'name', 'NUL'],
  [{ document: null }, 'BAD_DOCUMENT', 'document', '`kind`'],
  [{ document: 'subscription { alertFired { nothing } }' }, 'BAD_DOCUMENT', 'document', 'nothing'],
  [{ kind: 'BUDGET_ALERT' }, 'BAD_DOCUMENT', 'kind', 'alertFired'],
  [{ variables: [] }, 'BAD_DOCUMENT', 'variables', 'object'],
  [{ variables: { x: 1 } }, 'BAD_DOCUMENT', 'variables', '$x'],
  [{ idempotencyKey: '' }, 'BAD_TEXT', 'idempotencyKey', '1 to 100'],
  [{ document: ' '.repeat(20_001) }, 'BAD_TEXT', 'document', '20000'],
] as const)('%j is refused', async (wrong, code, field, message) => {
  const { webhook, secret, errors } = await createWebhook(desk(), {
    name: 'Mine',
    url: URL,
    document: DOCUMENT,
    ...wrong,
  });
  expect({ webhook, secret }).toEqual({ webhook: null, secret: null });
  expect(errors).toMatchObject([{ code, path: ['input', field], message: expect.stringContaining(message) }]);
  expect(JSON.stringify(errors)).not.toContain('canary');
});

test('every secret signs until its time: the receiver may change at any moment of a rotation', async () => {
  const mine = await made();
  const which = { id: mine.id };
  const second = await rotateSecret(desk(), which, DAY_MS);
  const third = await rotateSecret(desk({ now: plusMs(NOON, HOUR_MS) }), which, HOUR_MS);
  expect(new Set([mine.secret, second.secret, third.secret]).size).toBe(3);
  await fire('hello');
  const signing = async (now: Instant) => {
    const sent = await deliveryToSend(world({ now }), lastTask());
    return sent.kind === 'SEND' ? sent.delivery.secrets : [];
  };
  expect(await signing(plusMs(NOON, HOUR_MS + MINUTE_MS))).toEqual([
    third.secret,
    second.secret,
    mine.secret,
  ]);
  expect(await signing(plusMs(NOON, 2 * HOUR_MS))).toEqual([third.secret]);
  for (const secret of [mine.secret, third.secret ?? '']) expect(() => new Verifier(secret)).not.toThrow();

  const now = plusMs(NOON, 2 * HOUR_MS);
  for (let more = 0; more < 4; more++) await rotateSecret(desk({ now }), which, HOUR_MS);
  expect((await rotateSecret(desk({ now }), which, HOUR_MS)).errors).toMatchObject([{ code: 'TOO_MANY' }]);
  const found = await rotateSecret(desk({ now }), which, 0);
  expect(await signing(now)).toEqual([found.secret]);
});

test('a rotation ends no other webhook’s secret, lengthens no other’s time, and leaves none that is over', async () => {
  const [mine, beside] = [await made(), await made()];
  await rotateSecret(desk(), { id: mine.id }, HOUR_MS);
  const second = await rotateSecret(desk(), { id: mine.id }, DAY_MS);
  await fire('hello');
  const signing = async (webhook: string, now: Instant) => {
    const sent = await deliveryToSend(world({ now }), lastTask(webhook));
    return sent.kind === 'SEND' ? sent.delivery.secrets : [];
  };
  expect(await signing(mine.id, plusMs(NOON, HOUR_MS))).toHaveLength(2);
  expect(await signing(beside.id, plusMs(NOON, 8 * DAY_MS))).toEqual([beside.secret]);
  const third = await rotateSecret(desk({ now: plusMs(NOON, DAY_MS) }), { id: mine.id }, 0);
  const kept = db
    .selectFrom('webhook_secret')
    .select('secret')
    .where('endpoint', '=', mine.id)
    .orderBy('number');
  expect(await kept.execute()).toEqual([{ secret: second.secret }, { secret: third.secret }]);
});

test('what is under way when it is given up, or gone, changes nothing that has ended, nor another’s', async () => {
  const [mine, beside] = [await made(), await made()];
  await fire('delivered');
  const first = lastTask(mine.id);
  await attempt({ status: 'DELIVERED' }, first);
  await fire('given up');
  const given = lastTask(mine.id);
  await pauseWebhook(desk(), mine);
  await resumeWebhook(desk(), mine, { dropWaiting: true });
  expect(await attempt({ status: 'DELIVERED' }, given)).toBe(false);
  await fire('gone');
  await attempt({ status: 'GONE', reason: 'The receiver answered 410 Gone.' }, lastTask(mine.id));
  expect((await deliveryOf(first.delivery)).status).toBe('DELIVERED');
  expect((await log(mine.id)).map(({ status }) => status).toSorted()).toEqual(['DEAD', 'DEAD', 'DELIVERED']);
  expect((await log(beside.id)).map(({ status }) => status)).toEqual(Array(3).fill('WAITING'));
  expect(await statusOf(beside.id)).toBe('ACTIVE');
});

test('of two that make a message at once both send what was kept first', async () => {
  await made();
  await fire('hello');
  const { delivery } = lastTask();
  expect(await keepBody(db, delivery, 'first')).toBe('first');
  expect(await keepBody(db, delivery, 'second')).toBe('first');
});

test('what is replayed ended since then, tells of something, and waits where its webhook is paused', async () => {
  const mine = await made();
  await fire('one');
  const task = lastTask();
  await attempt({ status: 'DELIVERED' }, task);
  await pingWebhook(desk(), mine);
  await attempt({ status: 'DELIVERED' });
  await pauseWebhook(desk(), mine);
  await fire('waits');
  tasks = [];
  const statuses = ['DELIVERED', 'DEAD', 'WAITING'] as const;
  const since = (at: Instant) => replayDeliveries(desk(), mine, { since: at, statuses });
  expect(await since(plusMs(NOON, 1))).toMatchObject({ queued: 0 });
  expect(await since(NOON)).toMatchObject({ queued: 1, more: false });
  expect(tasks).toEqual([]);
  expect(await deliveryOf(task.delivery)).toMatchObject({ status: 'WAITING', nextAttemptAt: null });
  await resumeWebhook(desk(), mine, { dropWaiting: false });
  expect(tasks).toHaveLength(2);
});

test('a thousand messages are replayed at once, the oldest first, and it is said that there may be more', async () => {
  const mine = await made();
  await fire(...Array.from({ length: 1001 }, (_value, n) => `${n}`));
  await db
    .updateTable('webhook_delivery')
    .set({ status: 'DEAD', next_attempt_at: null, ended_at: formatInstant(NOON), attempts: 9 })
    .where('endpoint', '=', mine.id)
    .execute();
  const ids = db.selectFrom('webhook_delivery').select('id').where('endpoint', '=', mine.id).orderBy('id');
  const { id: newest } = await ids.limit(1).executeTakeFirstOrThrow();
  await db
    .updateTable('webhook_delivery')
    .set({ created_at: formatInstant(plusMs(NOON, 1)) })
    .where('id', '=', newest)
    .execute();
  const again = () => replayDeliveries(desk(), mine, { since: NOON, statuses: ['DEAD'] });
  tasks = [];
  expect(await again()).toEqual({ queued: 1000, more: true, errors: [] });
  expect(tasks).toHaveLength(1000);
  // The schedule begins anew, and no attempt of before is told twice.
  const sent = await deliveryToSend(world(), lastTask());
  expect(sent).toMatchObject({ kind: 'SEND', delivery: { attempts: 9, earlierAttempts: 9 } });
  expect(await again()).toEqual({ queued: 1, more: false, errors: [] });
  expect(lastTask().delivery).toBe(newest);
  expect(await again()).toEqual({ queued: 0, more: false, errors: [] });
});

test('a paused webhook keeps what it is told, and sends it once resumed', async () => {
  const mine = await made();
  await fire('before');
  const before = lastTask();
  expect(await pauseWebhook(desk(), mine)).toMatchObject({ webhook: { status: 'PAUSED' }, replayed: false });
  expect(await pauseWebhook(desk(), mine)).toMatchObject({ replayed: true });
  expect(await deliveryToSend(world(), before)).toEqual({ kind: 'NOTHING' });
  tasks = [];
  await fire('meanwhile');
  expect(tasks).toEqual([]);
  expect(await log(mine.id)).toMatchObject([
    { status: 'WAITING', nextAttemptAt: null, reason: expect.stringContaining('Paused') },
    { status: 'WAITING', nextAttemptAt: null },
  ]);
  // A ping is sent all the same.
  const { delivery: ping } = await pingWebhook(desk(), mine);
  expect(await deliveryToSend(world(), lastTask())).toMatchObject({
    kind: 'SEND',
    delivery: { id: ping?.id },
  });
  tasks = [];
  expect(await resumeWebhook(desk(), mine, { dropWaiting: false })).toMatchObject({
    webhook: { status: 'ACTIVE' },
  });
  expect(tasks).toHaveLength(2);
  expect(await deliveryToSend(world(), before)).toMatchObject({ kind: 'SEND' });

  await pauseWebhook(desk(), mine);
  tasks = [];
  await resumeWebhook(desk(), mine, { dropWaiting: true });
  expect(tasks).toEqual([]);
  expect((await log(mine.id)).map(({ status }) => status).toSorted()).toEqual(['DEAD', 'DEAD', 'DEAD']);
});

test('a webhook that is paused while a message is on its way: what failed waits until it is resumed', async () => {
  const mine = await made();
  await fire('one');
  const task = lastTask();
  await pauseWebhook(desk(), mine);
  expect(await attempt({ status: 'WAITING', nextAttemptAt: plusMs(NOON, MINUTE_MS) }, task)).toBe(true);
  const paused = { status: 'WAITING', attempts: 1, nextAttemptAt: null };
  expect(await log(mine.id)).toMatchObject([
    { ...paused, reason: expect.stringMatching(/^Paused/) as string },
  ]);
  await resumeWebhook(desk(), mine, { dropWaiting: false });
  expect(lastTask()).toEqual({ ...task, attempts: 1 });
  expect(await log(mine.id)).toMatchObject([{ nextAttemptAt: NOON, reason: null }]);
  // What arrived all the same has arrived.
  await pauseWebhook(desk(), mine);
  expect(await attempt({ status: 'DELIVERED' })).toBe(true);
  expect(await log(mine.id)).toMatchObject([{ status: 'DELIVERED', reason: null }]);
});

test('a message that cannot be made at all is an attempt that failed, which its owner sees', async () => {
  await made();
  await fire('one');
  const reported: string[] = [];
  const broken: SendingWorld = {
    ...world(),
    check: () => ({
      fits: { kind: 'ALERT_FIRED', topics: null },
      parsed: parse('subscription ($n: Int!) { alertFired { ... on AlertFired { said @include(if: $n) } } }'),
    }),
    report: (_error, id) => void reported.push(id),
  };
  const task = lastTask();
  expect(await deliveryToSend(broken, task)).toMatchObject({ kind: 'FAILED' });
  expect(reported).toEqual([task.delivery]);
});

test('410 ends a webhook and what waits for it; it can be resumed, and the dead replayed under their ids', async () => {
  const mine = await made();
  await fire('one', 'two');
  const task = lastTask();
  await deliveryToSend(world(), task);
  expect(await attempt({ status: 'GONE', reason: 'The receiver answered 410 Gone.' })).toBe(true);
  expect(await statusOf(mine.id)).toBe('GONE');
  const dead = await log(mine.id);
  expect(dead.map(({ status }) => status)).toEqual(['DEAD', 'DEAD']);
  await fire('three');
  expect(await log(mine.id)).toHaveLength(2);
  expect((await pingWebhook(desk(), mine)).errors).toMatchObject([{ code: 'ILLEGAL_MOVE' }]);
  expect((await replayDelivery(desk(), task.delivery)).errors).toMatchObject([{ code: 'ILLEGAL_MOVE' }]);
  expect((await pauseWebhook(desk(), mine)).errors).toMatchObject([{ code: 'ILLEGAL_MOVE' }]);

  await resumeWebhook(desk(), mine, { dropWaiting: false });
  tasks = [];
  const since = plusMs(NOON, -MINUTE_MS);
  const again = () => replayDeliveries(desk(), mine, { since, statuses: ['DEAD'] });
  expect(await again()).toEqual({ queued: 2, more: false, errors: [] });
  expect(await again()).toEqual({ queued: 0, more: false, errors: [] });
  expect(new Set(tasks.map(({ data }) => data['delivery']))).toEqual(new Set(dead.map(({ id }) => id)));
  const { attempts } = await deliveryOf(task.delivery);
  const sent = await deliveryToSend(world(), { delivery: task.delivery, attempts });
  // The schedule begins anew.
  expect(sent).toMatchObject({ kind: 'SEND', delivery: { attempts: 1, earlierAttempts: 1 } });
  await attempt({ status: 'DELIVERED' }, { delivery: task.delivery, attempts });
  expect(await replayDelivery(desk(), task.delivery)).toMatchObject({
    delivery: { status: 'WAITING', attempts: 2 },
  });
  expect((await replayDelivery(desk(), task.delivery)).errors).toMatchObject([{ code: 'ILLEGAL_MOVE' }]);
});

test('a document the schema no longer fits stops its webhook, which is told why, and loses nothing', async () => {
  const mine = await made();
  await fire('before');
  const before = lastTask();
  tasks = [];
  expect(await checkFits(world({ schema: LESSER }))).toBeGreaterThan(0);
  const mail = tasks.filter(({ group }) => group === mine.id);
  expect(mail).toHaveLength(1);
  expect(await statusOf(mine.id)).toBe('MISFIT');
  const word = await deliveryToSend(world({ schema: LESSER }), mail[0]?.data as ReturnType<typeof lastTask>);
  if (word.kind !== 'SEND') throw new Error(word.kind);
  expect(JSON.parse(word.delivery.body)).toMatchObject({
    type: 'webhook.misfit',
    data: {
      name: 'Mine',
      errors: [expect.stringContaining('"said"')],
      next: expect.stringContaining('updateWebhook'),
    },
  });
  // Once for each schema.
  expect(await checkFits(world({ schema: LESSER }))).toBe(0);

  expect(await deliveryToSend(world(), before)).toEqual({ kind: 'NOTHING' });
  await fire('meanwhile');
  const lesser = desk({ schema: LESSER });
  expect((await resumeWebhook(lesser, mine, { dropWaiting: false })).errors).toMatchObject([
    { code: 'ILLEGAL_MOVE' },
  ]);
  expect((await updateWebhook(lesser, mine, { name: 'Renamed' })).errors).toMatchObject([
    { code: 'BAD_DOCUMENT' },
  ]);
  tasks = [];
  const mended = await updateWebhook(lesser, mine, {
    document: 'subscription { alertFired { ... on AlertFired { seq } } }',
  });
  expect(mended.webhook).toMatchObject({ status: 'ACTIVE', statusReason: null });
  expect(tasks).toHaveLength(2);
  const sent = await deliveryToSend(world({ schema: LESSER }), before);
  expect(sent).toMatchObject({ delivery: { body: expect.stringContaining('{"alertFired":{"seq":1}}') } });
});

test('a schema that fits again brings a webhook back; one found out at delivery is stopped too', async () => {
  const mine = await made();
  await fire('before');
  const task = lastTask();
  tasks = [];
  expect(await deliveryToSend(world({ schema: LESSER }), task)).toEqual({ kind: 'NOTHING' });
  expect(await statusOf(mine.id)).toBe('MISFIT');
  expect(tasks).toHaveLength(1);
  tasks = [];
  await checkFits(world());
  expect(await statusOf(mine.id)).toBe('ACTIVE');
  expect(tasks.filter(({ group }) => group === mine.id).map(({ data }) => data)).toEqual([task]);
  expect(await deliveryToSend(world(), task)).toMatchObject({ kind: 'SEND' });
});

test('pings of an hour are bounded, and never told again', async () => {
  const mine = await made();
  const { delivery } = await pingWebhook(desk(), mine);
  expect(JSON.parse(delivery?.body ?? '')).toMatchObject({ type: 'ping', timestamp: formatInstant(NOON) });
  await attempt({ status: 'DELIVERED' });
  expect((await replayDelivery(desk(), delivery?.id ?? '')).errors).toMatchObject([{ code: 'ILLEGAL_MOVE' }]);
  for (let more = 1; more < 60; more++) await pingWebhook(desk(), mine);
  expect((await pingWebhook(desk(), mine)).errors).toMatchObject([{ code: 'TOO_MANY' }]);
  expect((await pingWebhook(desk(), await made())).errors).toEqual([]);
  expect((await pingWebhook(desk({ now: plusMs(NOON, 2 * HOUR_MS) }), mine)).errors).toEqual([]);
});

test('a webhook that is deleted leaves nothing; old deliveries leave after 90 days', async () => {
  const mine = await made();
  await fire('one');
  const task = lastTask();
  await attempt({ status: 'WAITING', nextAttemptAt: NOON });
  await webhookLogJob({ db }, () => plusMs(NOON, 90 * DAY_MS)).run(new AbortController().signal);
  expect(await log(mine.id)).toHaveLength(1);
  await webhookLogJob({ db }, () => plusMs(NOON, 91 * DAY_MS)).run(new AbortController().signal);
  expect(await log(mine.id)).toEqual([]);
  expect(await deleteWebhook(desk(), mine)).toMatchObject({ webhook: { id: mine.id }, errors: [] });
  expect((await deleteWebhook(desk(), mine)).errors).toMatchObject([{ code: 'NOT_FOUND' }]);
  expect(await attempt({ status: 'DELIVERED' }, { ...task, attempts: 1 })).toBe(false);
});
