import { parse, subscribe, type ExecutionResult } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openFeedWatch, type RunningFeedWatch } from '#bus/feed-watch.ts';
import { encodeNodeId } from '#graph/node-id.ts';
import { buildSchema } from '#graph/schema.ts';
import type { NoticeKind } from '#notice/notice.ts';
import { feedHeads } from '#notice/store-notices.ts';
import { tell } from '#notice/tell.ts';
import { ownerId } from '#units/owner.ts';
import { contextOf } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';
import type { Database } from '#db/open.ts';
import { NOON } from '../support/seed-market.ts';

const schema = buildSchema();

let database: Database;
let watch: RunningFeedWatch;

beforeAll(async () => {
  database = await testDatabase();
  const { db } = database;
  watch = openFeedWatch({ heads: (owners) => feedHeads(db, owners), onError: () => {}, everyMs: 20 });
});
afterAll(async () => {
  await watch[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

/** What alice, and bob, are told of; and what nobody is. */
const TOPIC = {
  alice: '00000000-0000-4000-8000-00000000000a',
  bob: '00000000-0000-4000-8000-00000000000b',
  nobody: '00000000-0000-4000-8000-00000000000c',
} as const;

type Owner = 'alice' | 'bob';

async function told(owner: Owner, kind: NoticeKind, times = 1): Promise<void> {
  const notice = { owner: ownerId(owner), kind, topic: TOPIC[owner], at: NOON, body: { secret: owner } };
  await database.db.transaction().execute((trx) =>
    tell(
      trx,
      Array.from({ length: times }, () => notice),
      { at: NOON, outbox: { send: async () => {} } },
    ),
  );
}

type Message = {
  readonly __typename: string;
  readonly cursor: string | null;
};
/** Of an event, in its owner's feed, as its cursor has it. */
function numberOf({ cursor }: Message): number {
  return Number(
    Buffer.from(cursor ?? '', 'base64url')
      .toString()
      .split(':')[2],
  );
}

type Asked = { readonly after?: string; readonly ids?: readonly string[] };
type Stream = AsyncGenerator<ExecutionResult<Record<string, Message>>>;

/** Each stream, the type of its events, and of what its ids are. */
const STREAMS = [
  ['alertFired', 'AlertFired', 'PriceAlert', 'ALERT_FIRED'],
  ['budgetAlerts', 'BudgetAlertRaised', 'Budget', 'BUDGET_ALERT'],
] as const;

describe.each(STREAMS)('%s', (field, type, node, kind) => {
  async function opened(owner: Owner, asked: Asked = {}): Promise<Stream | readonly unknown[]> {
    const stream = await subscribe({
      schema,
      document: parse(
        `subscription ($after: String, $ids: [ID!]) { ${field}(after: $after, ids: $ids) { __typename cursor } }`,
      ),
      variableValues: asked,
      contextValue: { ...contextOf(database.db), notices: watch, owner: ownerId(owner) },
    });
    if (Symbol.asyncIterator in stream) return stream as Stream;
    return stream.errors?.map(({ message, extensions }) => [message, extensions]) ?? [];
  }
  /** So many messages of a stream, which is then left. */
  async function some(owner: Owner, count: number, asked: Asked = {}): Promise<Message[]> {
    const stream = await opened(owner, asked);
    if (!('next' in stream)) throw new Error(`refused: ${JSON.stringify(stream)}`);
    const had: Message[] = [];
    while (had.length < count) had.push((await stream.next()).value.data[field]);
    await stream.return(undefined);
    return had;
  }

  test("what another is told does not come, before, after or between one's own", async () => {
    await told('alice', kind, 5);
    const stream = (await opened('bob')) as Stream;
    const start = (await stream.next()).value.data[field] as Message;
    expect(start.__typename).toBe('StreamStart');
    await told('alice', kind, 3);
    await told('bob', kind);
    await told('alice', kind);
    await told('bob', kind);
    const both = [(await stream.next()).value.data[field], (await stream.next()).value.data[field]];
    await stream.return(undefined);
    expect(both.map(({ __typename }) => __typename)).toEqual([type, type]);
    // Numbers of his own feed: they do not tell how much others are told.
    expect(both.map(numberOf)).toEqual([numberOf(start) + 1, numberOf(start) + 2]);
    expect(await some('bob', 2, { after: start.cursor! })).toEqual(both);
  });

  test("another's cursor is as good as one of a feed that nobody has", async () => {
    const [start] = await some('alice', 1);
    await told('alice', kind);
    const [event] = await some('alice', 1, { after: start!.cursor! });
    for (const { cursor } of [start!, event!]) {
      const text = Buffer.from(cursor!, 'base64url').toString();
      const foreign = text.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, TOPIC.nobody);
      expect(foreign).not.toBe(text);
      const answers = await Promise.all(
        [cursor!, Buffer.from(foreign).toString('base64url')].map(async (after) => {
          const stream = await opened('bob', { after });
          if (!('next' in stream)) return stream;
          const first = (await stream.next()).value.data[field] as Message;
          await stream.return(undefined);
          return [first.__typename];
        }),
      );
      expect(answers[0]).toEqual(answers[1]);
      expect(JSON.stringify(answers[0])).not.toContain(type);
    }
  });

  test("another's id chooses nothing, as one that nobody has", async () => {
    const [start] = await some('bob', 1);
    for (const topic of [TOPIC.alice, TOPIC.nobody]) {
      const ids = [encodeNodeId(node, topic)];
      const stream = (await opened('bob', { after: start!.cursor!, ids })) as Stream;
      const first = stream.next();
      await told('alice', kind);
      await told('bob', kind);
      // His own come to a stream of all, and by then this one has passed them by.
      await some('bob', 1, { after: start!.cursor! });
      const early = await Promise.race([
        first,
        new Promise((resolve) => setTimeout(resolve, 100, 'nothing')),
      ]);
      expect(early).toBe('nothing');
      void stream.return(undefined);
      await first;
    }
  });
});
