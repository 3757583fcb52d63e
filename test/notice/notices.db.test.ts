import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFeedWatch, type RunningFeedWatch } from '#bus/feed-watch.ts';
import { listen } from '#db/listen.ts';
import { openDatabase, type Database, type Db } from '#db/open.ts';
import { listNotices } from '#notice/list-notices.ts';
import { liveNotices } from '#notice/live-notices.ts';
import type { NoticeEvent } from '#notice/notice-event.ts';
import type { NewNotice, NoticeKind } from '#notice/notice.ts';
import { noticeJobs } from '#notice/notice-jobs.ts';
import { feedHeads, NOTICE_CHANNEL } from '#notice/store-notices.ts';
import { readNotices } from '#notice/store-pages.ts';
import { tell } from '#notice/tell.ts';
import { ownerId, type OwnerId } from '#units/owner.ts';
import { DAY_MS, plusMs } from '#units/time.ts';
import { engine, testDatabase } from '../support/database.ts';
import { flakyProxy } from '../support/flaky-proxy.ts';
import { NOON } from '../support/seed-market.ts';

let database: Database;
let watch: RunningFeedWatch;

beforeAll(async () => {
  database = await testDatabase();
  watch = watchOf(database.db);
});

afterAll(async () => {
  await watch[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const watchOf = (db: Db, everyMs = 20): RunningFeedWatch =>
  openFeedWatch({ heads: (owners) => feedHeads(db, owners), onError: () => {}, everyMs });

const TOPICS = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'] as const;

const notice = (owner: OwnerId, n: number, kind: NoticeKind = 'ALERT_FIRED', topic = 0): NewNotice => ({
  owner,
  kind,
  topic: TOPICS[topic] ?? '',
  at: NOON,
  body: { n },
});

const outbox = { send: async () => {} };

async function told(notices: readonly NewNotice[], { db = database.db, at = NOON } = {}): Promise<void> {
  await db.transaction().execute((trx) => tell(trx, notices, { at, outbox }));
}

type Opened = { next(): Promise<NoticeEvent>; some(count: number): Promise<unknown[]>; end(): Promise<void> };

async function opened(
  owner: OwnerId,
  {
    after,
    kind = 'ALERT_FIRED',
    topics = null,
    on = { db: database.db, notices: watch },
  }: {
    after?: string;
    kind?: NoticeKind;
    topics?: readonly string[] | null;
    on?: { db: Db; notices: RunningFeedWatch };
  } = {},
): Promise<Opened> {
  const { events, end } = await liveNotices(on, { owner, kind, topics }, after);
  const next = async (): Promise<NoticeEvent> => {
    const { value } = await events.next();
    if (!value) throw new Error('the stream ended');
    return value;
  };
  return {
    next,
    async some(count) {
      const had: unknown[] = [];
      while (had.length < count) {
        const event = await next();
        had.push(event.kind === 'TOLD' ? event.notice.body['n'] : event.kind);
      }
      return had;
    },
    async end() {
      end();
      await events.return();
    },
  };
}

test('a stream begins now, with a cursor, and after any cursor everything follows, of its kind alone', async () => {
  const owner = ownerId('begins');
  await told([notice(owner, 1)]);
  const stream = await opened(owner);
  const start = await stream.next();
  expect(start).toMatchObject({ kind: 'START' });
  const next = stream.next();
  await told([notice(owner, 2, 'BUDGET_ALERT'), notice(owner, 3), notice(owner, 4, 'ALERT_FIRED', 1)]);
  const third = await next;
  expect(third).toMatchObject({ kind: 'TOLD', notice: { seq: 3, body: { n: 3 }, at: NOON, toldAt: NOON } });
  expect(await stream.some(1)).toEqual([4]);
  await stream.end();
  await told([notice(owner, 5)]);
  for (const [after, expected] of [
    [start.cursor, [3, 4, 5]],
    [third.cursor, [4, 5]],
  ] as const) {
    const resumed = await opened(owner, { after: after ?? '' });
    expect(await resumed.some(expected.length)).toEqual(expected);
    await resumed.end();
  }
  const other = await opened(owner, { after: start.cursor ?? '', kind: 'BUDGET_ALERT' });
  expect(await other.some(1)).toEqual([2]);
  await other.end();
  const one = await opened(owner, { after: start.cursor ?? '', topics: [TOPICS[1]] });
  expect(await one.some(1)).toEqual([4]);
  await one.end();
});

test('writers of many transactions, some of them undone: numbers have no gap, readers miss nothing', async () => {
  const owners = ['w-a', 'w-b', 'w-c'].map(ownerId);
  const streams = await Promise.all(owners.map((owner) => opened(owner)));
  for (const stream of streams) expect(await stream.some(1)).toEqual(['START']);
  const expected = new Map<string, number>();
  let n = 0;
  const write = async (index: number): Promise<void> => {
    const mine = owners.filter((_, place) => (index >> place) % 2 === 0 || place === index % 3);
    // Each with another order of owners: locks are still taken in one.
    const order = index % 2 ? mine : mine.toReversed();
    const notices = order.map((owner) => notice(owner, n++));
    await database.db
      .transaction()
      .execute(async (trx) => {
        await tell(trx, notices, { at: NOON, outbox });
        if (index % 5 === 4) throw new Error('undone');
        for (const { owner } of notices) expected.set(owner, (expected.get(owner) ?? 0) + 1);
      })
      .catch((error: unknown) => {
        if (!(error instanceof Error && error.message === 'undone')) throw error;
      });
  };
  // They read while it is written, up to a last one.
  const reading = streams.map(async (stream) => {
    const seqs: number[] = [];
    for (;;) {
      const event = await stream.next();
      if (event.kind !== 'TOLD') throw new Error(event.kind);
      seqs.push(event.notice.seq);
      if (event.notice.body['n'] === -1) return seqs;
    }
  });
  await Promise.all(
    Array.from({ length: 8 }, async (_, writer) => {
      for (let round = 0; round < 10; round++) await write(writer * 10 + round);
    }),
  );
  await told(owners.map((owner) => notice(owner, -1)));
  for (const [place, seqs] of (await Promise.all(reading)).entries()) {
    const count = (expected.get(owners[place] ?? '') ?? 0) + 1;
    expect(seqs).toEqual(Array.from({ length: count }, (_, index) => index + 1));
  }
  for (const stream of streams) await stream.end();
});

test('a cursor of another owner, another database or nobody is told, and tells nothing of the other', async () => {
  const [mine, theirs] = [ownerId('mine'), ownerId('theirs')];
  await told([notice(mine, 1), notice(theirs, 1), notice(theirs, 2)]);
  const foreign = await opened(theirs);
  const { cursor } = await foreign.next();
  await foreign.end();
  const later = await opened(mine);
  const [, feed] = Buffer.from((await later.next()).cursor ?? '', 'base64url')
    .toString()
    .split(':');
  await later.end();
  const ahead = Buffer.from(`notice:${feed}:99`).toString('base64url');
  for (const after of [cursor ?? '', ahead]) {
    const stream = await opened(mine, { after });
    expect(await stream.next()).toEqual({ kind: 'RESET', reason: 'OTHER_TAPE', cursor: null });
    const start = await stream.next();
    expect(start.kind).toBe('START');
    await told([notice(mine, 7)]);
    expect(await stream.some(1)).toEqual([7]);
    await stream.end();
  }
  for (const after of ['', 'nonsense', Buffer.from('notice:1:2').toString('base64url')])
    await expect(opened(mine, { after })).rejects.toThrow('is not a cursor of this stream');
});

test('what is older than 400 days is removed, and whoever resumes from before is told so, also while reading', async () => {
  const owner = ownerId('old');
  const [job] = noticeJobs(database.db, () => NOON);
  await told([notice(owner, 1), notice(owner, 2)], { at: plusMs(NOON, -401 * DAY_MS) });
  const reader = await opened(owner, { after: await cursorAt(owner, 0) });
  expect(await reader.some(1)).toEqual([1]);
  await job?.run(new AbortController().signal);
  await told([notice(owner, 3)], { at: plusMs(NOON, -399 * DAY_MS) });
  await job?.run(new AbortController().signal);
  const resumed = await opened(owner, { after: await cursorAt(owner, 1) });
  expect(await resumed.next()).toEqual({ kind: 'RESET', reason: 'TOO_OLD', cursor: null });
  expect(await resumed.some(2)).toEqual(['START', 3]);
  await resumed.end();
  // This one had read its page before.
  expect(await reader.some(2)).toEqual([2, 3]);
  await reader.end();
  const page = await readNotices(database.db, { owner, kind: 'ALERT_FIRED', topics: null }, 0, 9);
  expect(page).toMatchObject({ head: 3, gone: 2, notices: [{ seq: 3 }] });
});

async function cursorAt(owner: OwnerId, seq: number): Promise<string> {
  const feed = await database.db
    .selectFrom('owner_feed')
    .select('id')
    .where('owner', '=', owner)
    .executeTakeFirstOrThrow();
  return Buffer.from(`notice:${feed.id}:${seq}`).toString('base64url');
}

test('a list of what was told is the newest first, page by page, and a stream goes on from its first', async () => {
  const owner = ownerId('list');
  const wanted = { owner, kind: 'ALERT_FIRED', topics: null } as const;
  const { db } = database;
  await told([1, 2, 3, 4, 5].map((n) => notice(owner, n, 'ALERT_FIRED', n % 2)));
  await told([notice(owner, 6, 'BUDGET_ALERT'), notice(ownerId('list-of-another'), 7)]);
  const numbers = ({ edges }: { edges: { node: { seq: number } }[] }) => edges.map(({ node }) => node.seq);
  const first = await listNotices(
    db,
    wanted,
    { direction: 'forward', size: 2, cursor: null },
    { count: true },
  );
  expect(numbers(first)).toEqual([5, 4]);
  expect(first).toMatchObject({ totalCount: 5, pageInfo: { hasNextPage: true, hasPreviousPage: false } });
  const cursor = first.pageInfo.endCursor;
  const rest = await listNotices(db, wanted, { direction: 'forward', size: 9, cursor }, { count: false });
  expect(numbers(rest)).toEqual([3, 2, 1]);
  expect(rest).toMatchObject({ totalCount: null, pageInfo: { hasNextPage: false, hasPreviousPage: true } });
  const back = { direction: 'backward', size: 1, cursor: rest.pageInfo.endCursor } as const;
  expect(numbers(await listNotices(db, wanted, back, { count: false }))).toEqual([2]);
  const odd = { ...wanted, topics: [TOPICS[1]] };
  const some = await listNotices(db, odd, { direction: 'forward', size: 9, cursor: null }, { count: true });
  expect([numbers(some), some.totalCount]).toEqual([[5, 3, 1], 3]);
  const stream = await opened(owner, { after: first.pageInfo.startCursor ?? '' });
  await told([notice(owner, 8)]);
  expect(await stream.some(1)).toEqual([8]);
  await stream.end();
  for (const foreign of [await cursorAt(ownerId('list-of-another'), 1), 'nonsense'])
    await expect(
      listNotices(db, wanted, { direction: 'forward', size: 9, cursor: foreign }, { count: false }),
    ).rejects.toThrow('is not a cursor of this list');
});

test('the bell of a transaction wakes readers at once; a page more than full is had to its end', async () => {
  const owner = ownerId('bell');
  await using slow = watchOf(database.db, 60_000);
  await using _ = await listen(database, NOTICE_CHANNEL, { onNotify: () => slow.ring(), onError: () => {} });
  const stream = await opened(owner, { on: { db: database.db, notices: slow } });
  expect(await stream.some(1)).toEqual(['START']);
  const reading = stream.some(250);
  await new Promise((resolve) => setTimeout(resolve, 20));
  await told(Array.from({ length: 250 }, (_, n) => notice(owner, n)));
  expect(await reading).toEqual(Array.from({ length: 250 }, (_, n) => n));
  await stream.end();
});

test.skipIf(engine === 'pglite')(
  'while the database is down a stream waits, and misses nothing',
  async () => {
    const { driver } = database;
    if (driver.engine !== 'postgres') throw new Error('unreachable');
    const url = new URL(driver.url);
    await using proxy = await flakyProxy(() => Number(url.port));
    const through = new URL(url);
    through.port = String(proxy.port);
    await using far = await openDatabase({ engine: 'postgres', url: through.href });
    await using farWatch = watchOf(far.db);
    const owner = ownerId('down');
    const stream = await opened(owner, { on: { db: far.db, notices: farWatch } });
    expect(await stream.some(1)).toEqual(['START']);
    await told([notice(owner, 1)]);
    expect(await stream.some(1)).toEqual([1]);
    const reading = stream.some(2);
    proxy.down();
    await told([notice(owner, 2)]);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await told([notice(owner, 3)]);
    proxy.up();
    expect(await reading).toEqual([2, 3]);
    await stream.end();
  },
);
