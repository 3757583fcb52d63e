import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import { identify } from '#account/identify.ts';
import { keyCheck } from '#account/key-check.ts';
import { makeKey } from '#account/key-text.ts';
import { keylessOwner } from '#account/keyless.ts';
import { addKey, allKeys, revokeKey } from '#account/store-keys.ts';
import { runCli } from '#cli/run.ts';
import type { Database } from '#db/open.ts';
import { buildSchema } from '#graph/schema.ts';
import { LOCAL_OWNER, ownerId, type OwnerId } from '#units/owner.ts';
import { DAY_MS, formatInstant, instant, plusMs, SECOND_MS, type Instant } from '#units/time.ts';
import { contextOf } from '../support/ask.ts';
import { createPostgresDatabase, engine, testDatabase } from '../support/database.ts';
import { NOON } from '../support/seed-market.ts';
import { codeOf, testServer, type TestServer } from '../support/test-server.ts';
import { connect } from '../support/test-socket.ts';
import { until } from '../support/until.ts';
import type { EngineOptions } from '#server/engine.ts';

const ALICE = ownerId('alice');
let database: Database;
let server: TestServer;
let clock: Instant = NOON;
const now = () => clock;
beforeAll(async () => {
  database = await testDatabase();
  server = await testServer({
    schema: buildSchema(),
    context: ({ owner, requestId }: Parameters<EngineOptions['context']>[0]) => ({
      ...contextOf(database.db),
      owner,
      requestId,
    }),
    identify: identify(keyCheck(database.db, now), keylessOwner('read', '127.0.0.1')),
    keepAliveMs: 60,
  });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

async function keyOf(owner: OwnerId, expiresAt: Instant | null = null) {
  const { text, ...rest } = makeKey();
  const key = await addKey(database.db, { owner, name: 'test', createdAt: now(), expiresAt, ...rest });
  return { ...key, text, header: { authorization: `Bearer ${text}` } };
}

const MINE = { query: '{ workloads { totalCount } }' };
const SUBMIT = {
  query: 'mutation { submitWorkload(input: { gpu: "H100 SXM", hours: 1 }) { workload { id } } }',
};

describe('over HTTP', () => {
  test('a key says whose request it is; without one nothing is owned', async () => {
    const [alice, bob] = [await keyOf(ALICE), await keyOf(ownerId('bob'))];
    const sent = await server.post(SUBMIT, alice.header);
    expect(sent.body).toMatchObject({ data: { submitWorkload: { workload: { id: expect.any(String) } } } });
    const counts = [];
    for (const { header } of [alice, bob]) counts.push((await server.post(MINE, header)).body.data);
    expect(counts).toEqual([{ workloads: { totalCount: 1 } }, { workloads: { totalCount: 0 } }]);
    const nobody = await server.post(MINE);
    expect([nobody.status, codeOf(nobody)]).toEqual([200, 'UNAUTHENTICATED']);
    // Of others' schemes nothing is known: they are for a proxy in front.
    const basic = await server.post(MINE, { authorization: 'Basic eDp5' });
    expect([basic.status, codeOf(basic)]).toEqual([200, 'UNAUTHENTICATED']);
    expect((await server.post({ query: '{ limits { cost } }' })).status).toBe(200);
  });

  test('an unknown, revoked or expired key is 401 before anything is executed', async () => {
    const [revoked, expired] = [await keyOf(ALICE), await keyOf(ALICE, plusMs(now(), SECOND_MS))];
    expect((await server.post(MINE, expired.header)).status).toBe(200);
    await revokeKey(database.db, revoked.id, now());
    clock = plusMs(clock, 2 * SECOND_MS);
    const before = await database.db.selectFrom('workload').select('id').execute();
    for (const [authorization, says] of [
      [`Bearer ${makeKey().text}`, 'Nobody here has this key'],
      [revoked.header.authorization, 'was revoked'],
      [expired.header.authorization, 'expired at'],
      ['Bearer', 'no key after'],
      ['bearer  sg_short', 'Nobody here'],
      [revoked.text, 'Write `Bearer` before'],
      [`Token ${revoked.text}`, 'Write `Bearer` before'],
      [expired.header.authorization.toUpperCase(), 'Nobody here'],
      [`Bearer ${'x'.repeat(8000)}`, 'Nobody here'],
    ] as const) {
      const answer = await server.post(SUBMIT, { authorization });
      expect([answer.status, codeOf(answer)]).toEqual([401, 'UNAUTHENTICATED']);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="spotgraph", error="invalid_token"');
      expect(answer.body.errors?.[0]?.message).toContain(says);
    }
    expect(await database.db.selectFrom('workload').select('id').execute()).toEqual(before);
  });

  test('a key in use stops working within seconds of being revoked, and its use is noted by the minute', async () => {
    const key = await keyOf(ALICE);
    const used = async () => (await allKeys(database.db)).find(({ id }) => id === key.id)?.lastUsedAt;
    expect(await used()).toBeNull();
    const first = now();
    for (let n = 0; n < 3; n++) {
      expect((await server.post(MINE, key.header)).status).toBe(200);
      clock = plusMs(clock, 5 * SECOND_MS);
    }
    expect(await used()).toBe(first);
    await revokeKey(database.db, key.id, now());
    clock = plusMs(clock, 3 * SECOND_MS);
    expect((await server.post(MINE, key.header)).status).toBe(401);
  });
});

describe('over WebSockets', () => {
  const init = (payload: unknown) => ({ type: 'connection_init', payload });
  test.each([
    ['authorization in the payload', (text: string) => ({ authorization: `Bearer ${text}` })],
    ['Authorization in headers in it', (text: string) => ({ headers: { Authorization: `Bearer ${text}` } })],
    ['the header of the upgrade', () => undefined],
  ])('the key is taken from %s', async (_where, payloadOf) => {
    const { text, header } = await keyOf(ownerId('carol'));
    const payload = payloadOf(text);
    using client = await connect(server.url, payload === undefined ? { headers: header } : {});
    client.send(payload === undefined ? { type: 'connection_init' } : init(payload));
    await client.next(({ type }) => type === 'connection_ack');
    client.subscribe('q', MINE.query);
    const answer = await client.next(({ id }) => id === 'q');
    expect(answer.payload).toMatchObject({ data: { workloads: { totalCount: 0 } } });
    expect(JSON.stringify(client.messages)).not.toContain(text);
  });

  test('a key nobody has closes the socket with the reason', async () => {
    for (const payload of [{ authorization: 'Bearer nope' }, { headers: { authorization: 'Bearer nope' } }]) {
      using client = await connect(server.url);
      client.send(init(payload));
      const { code, reason } = await client.closed;
      expect([code, reason]).toEqual([
        4403,
        expect.stringMatching(/^UNAUTHENTICATED: Nobody here has this key/),
      ]);
      expect(client.messages).toEqual([]);
    }
  });

  test('without a key, and with a payload of something else, the market is read', async () => {
    for (const payload of [
      undefined,
      {},
      { authorization: 7 },
      { headers: null },
      { headers: { headers: {} } },
    ]) {
      using client = await connect(server.url);
      client.send(init(payload));
      await client.next(({ type }) => type === 'connection_ack');
      client.subscribe('q', MINE.query);
      const { payload: answered } = await client.next(({ id }) => id === 'q');
      expect(answered).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    }
  });

  test('a socket and an event stream end soon after their key is revoked', async () => {
    const key = await keyOf(ALICE);
    using client = await connect(server.url, { headers: key.header });
    client.send({ type: 'connection_init' });
    await client.next(({ type }) => type === 'connection_ack');
    const stream = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { ...key.header, accept: 'text/event-stream', 'content-type': 'application/json' },
      body: JSON.stringify({ query: 'subscription { signalRaised { __typename } }' }),
    });
    expect(stream.status).toBe(200);
    await sleep(200);
    expect(client.socket.readyState).toBe(client.socket.OPEN);
    await revokeKey(database.db, key.id, now());
    clock = plusMs(clock, 4 * SECOND_MS);
    expect((await client.closed).code).toBe(4403);
    await expect(stream.text()).rejects.toThrow('terminated');
  });
});

test('a page of another machine owns nothing of a laptop’s server, whatever origins may read it', async () => {
  await using laptop = await testServer({
    schema: buildSchema(),
    origins: { kind: 'any' },
    context: ({ owner, requestId }: Parameters<EngineOptions['context']>[0]) => ({
      ...contextOf(database.db),
      owner,
      requestId,
    }),
    identify: identify(keyCheck(database.db, now), keylessOwner(null, '127.0.0.1')),
  });
  expect((await laptop.post(MINE)).body.data).toEqual({ workloads: { totalCount: expect.any(Number) } });
  const foreign = { origin: 'https://evil.example' };
  for (const body of [MINE, SUBMIT]) expect(codeOf(await laptop.post(body, foreign))).toBe('UNAUTHENTICATED');
  // Without being asked first, a browser sends no JSON for it; and what it embeds tells it is embedded.
  expect((await laptop.post(SUBMIT, { ...foreign, 'content-type': 'text/plain' })).status).toBe(415);
  const image = await fetch(`${laptop.url}/graphql?query=${encodeURIComponent(MINE.query)}`, {
    headers: { 'sec-fetch-site': 'cross-site' },
  });
  expect(await image.text()).toContain('UNAUTHENTICATED');
  using client = await connect(laptop.url, { headers: foreign });
  client.send({ type: 'connection_init' });
  await client.next(({ type }) => type === 'connection_ack');
  client.subscribe('q', MINE.query);
  const { payload } = await client.next(({ id }) => id === 'q');
  expect(payload).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
});

test('no key is in a log, an error or the database', async () => {
  const { text, header } = await keyOf(ALICE);
  const canary = `sg_${'C'.repeat(43)}`;
  await server.post(MINE, header);
  await server.post('{', header);
  for (const authorization of [`Bearer ${canary}`, `Bearer Bearer ${canary}`]) {
    const { text: told } = await server.post(MINE, { authorization });
    expect(told).not.toContain(canary);
  }
  for (const payload of [
    { authorization: `Bearer ${canary}` },
    { headers: { authorization: `Bearer ${text}` } },
  ]) {
    using client = await connect(server.url);
    client.send({ type: 'connection_init', payload });
    await until(() => client.messages.length > 0 || client.socket.readyState === client.socket.CLOSED);
    client.subscribe('x', '{ nope');
    await sleep(30);
  }
  const kept = JSON.stringify([server.logged, await database.db.selectFrom('api_key').selectAll().execute()]);
  expect(server.logged.length).toBeGreaterThan(0);
  for (const secret of [text, canary]) expect(kept).not.toContain(secret);
  expect(kept).toContain(text.slice(0, 9));
});

// A folder of PGlite takes seconds to make: usage is checked on both, the rest where a database is made at once.
test('the command makes, lists and revokes keys, and shows their text once', async () => {
  const env = engine === 'postgres' ? { DATABASE_URL: (await createPostgresDatabase()).url } : {};
  const run = async (...args: string[]) => {
    let [out, err] = ['', ''];
    const terminal = {
      env,
      stdin: process.stdin,
      out: (line: string) => void (out += line),
      err: (line: string) => void (err += line),
      isInteractive: false,
      now: () => NOON,
      signal: new AbortController().signal,
    };
    return { code: await runCli(['keys', ...args], terminal, '0'), out, err };
  };
  for (const wrong of [
    [],
    ['make'],
    ['create'],
    ['create', 'a', 'b'],
    ['create', ' '],
    ['create', 'x', '--owner', 'a b'],
    ['create', 'x', '--expires', 'tomorrow'],
    ['create', 'x', '--expires', formatInstant(instant(NOON - DAY_MS))],
    ['list', 'x'],
    ['list', '--owner', 'x'],
    ['revoke', 'laptop'],
  ])
    expect(await run(...wrong)).toMatchObject({
      code: 2,
      err: expect.stringContaining('npx spotgraph help keys'),
    });
  if (engine !== 'postgres') return;
  expect((await run('list')).out).toMatch(/^There are no keys/);
  const made = await run('create', 'laptop');
  expect(made).toMatchObject({ code: 0, out: expect.stringMatching(/^sg_[\w-]{43}\n$/) });
  const other = await run('create', 'ci', '--owner', 'alice', '--expires', '2027-01-31', '--json');
  const key = JSON.parse(other.out) as { id: number; key: string };
  expect(key).toMatchObject({
    id: 2,
    owner: 'alice',
    name: 'ci',
    state: 'valid',
    expires: '2027-01-31T00:00:00Z',
  });
  const listed = await run('list');
  expect(listed.out).toContain(made.out.slice(0, 9));
  for (const text of [made.out.trim(), key.key]) expect(listed.out).not.toContain(text);
  expect(await run('revoke', '2')).toMatchObject({ code: 0 });
  expect(await run('revoke', '7')).toMatchObject({ code: 1, err: expect.stringContaining('no key 7') });
  const states = (await run('list', '--json')).out.trim().split('\n');
  expect(states.map((line) => (JSON.parse(line) as { state: string }).state)).toEqual(['valid', 'revoked']);
});

describe('requests without a key', () => {
  const here = { host: '127.0.0.1:4000' };
  test.each([
    ['on loopback, asked by its name', null, '127.0.0.1', here, LOCAL_OWNER],
    ['on loopback, as localhost', null, 'localhost', { host: 'localhost:4000' }, LOCAL_OWNER],
    ['on IPv6 loopback', null, '::1', { host: '[::1]:4000' }, LOCAL_OWNER],
    ['through a proxy', null, '127.0.0.1', { ...here, 'x-forwarded-for': '203.0.113.9' }, null],
    ['through another proxy', null, '127.0.0.1', { ...here, forwarded: 'for=203.0.113.9' }, null],
    ['through a tunnel', null, '127.0.0.1', { ...here, 'cf-connecting-ip': '203.0.113.9' }, null],
    [
      'from a page of this machine',
      null,
      '127.0.0.1',
      { ...here, origin: 'http://localhost:3000', 'sec-fetch-site': 'cross-site' },
      LOCAL_OWNER,
    ],
    ['from a page elsewhere', null, '127.0.0.1', { ...here, origin: 'https://evil.example' }, null],
    [
      'from a page named like ours',
      null,
      '127.0.0.1',
      { ...here, origin: 'http://localhost.evil.example' },
      null,
    ],
    ['from a sandboxed page', null, '127.0.0.1', { ...here, origin: 'null' }, null],
    ['as an image of a page', null, '127.0.0.1', { ...here, 'sec-fetch-site': 'cross-site' }, null],
    ['typed by a user', null, '127.0.0.1', { ...here, 'sec-fetch-site': 'none' }, LOCAL_OWNER],
    ['by a name that was pointed here', null, '127.0.0.1', { host: 'rebound.example:4000' }, null],
    ['by a name that begins like ours', null, '127.0.0.1', { host: '127.0.0.1.example' }, null],
    ['without a name', null, '127.0.0.1', {}, null],
    ['on every address', null, '0.0.0.0', here, null],
    ['where all own', 'own', '0.0.0.0', { host: 'spotgraph.example' }, LOCAL_OWNER],
    ['where none owns', 'read', '127.0.0.1', here, null],
  ] as const)('%s', (_where, policy, host, headers, owner) => {
    expect(keylessOwner(policy, host)(headers)).toBe(owner);
  });
});
