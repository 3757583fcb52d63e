import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { LIMITS } from '#graph/limits.ts';
import { testServer, type TestServer } from '../support/test-server.ts';
import { connect, connectReady, type Message, type TestSocket } from '../support/test-socket.ts';
import { settled, until } from '../support/until.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server[Symbol.asyncDispose]());

type Fault = { message: string; extensions: { code: string; id?: string; limit?: string } };
const faultsOf = ({ payload }: Message): readonly Fault[] =>
  (Array.isArray(payload) ? payload : (payload as { errors: Fault[] }).errors) as Fault[];
const about = (id: string) => (message: Message) => message.id === id;
const expectAlive = async (client: TestSocket) => {
  client.subscribe('alive', '{ hello }');
  expect((await client.next(about('alive'))).payload).toMatchObject({ data: { hello: 'hello world' } });
};

describe('operations', () => {
  test('a query answers once and completes, with its id and cost', async () => {
    using client = await connectReady(server.url);
    client.subscribe('q', 'query($n: String) { hello(name: $n) }', { n: 'you' });
    await client.next(({ type }) => type === 'complete');
    expect(client.messages.slice(1)).toMatchObject([
      {
        id: 'q',
        type: 'next',
        payload: { data: { hello: 'hello you' }, extensions: { cost: { requested: 1 } } },
      },
      { id: 'q', type: 'complete' },
    ]);
  });

  test('a subscription hands on every event and completes', async () => {
    using client = await connectReady(server.url);
    client.subscribe('s', 'subscription { count(to: 3) }');
    await client.next(({ type }) => type === 'complete');
    const counts = client.messages.filter(({ type }) => type === 'next').map(({ payload }) => payload);
    expect(counts).toEqual([1, 2, 3].map((count) => ({ data: { count } })));
  });

  test('the graphql-ws client understands it', async () => {
    const client = createClient({
      url: `${server.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
    });
    const counts: unknown[] = [];
    for await (const { data } of client.iterate({ query: 'subscription { count(to: 4) }' }))
      counts.push(data);
    expect(counts).toHaveLength(4);
    await client.dispose();
  });

  test('completing ends the source, also before its next event; so does leaving', async () => {
    using client = await connectReady(server.url);
    client.subscribe('f', 'subscription { forever }');
    await client.next(about('f'));
    expect(server.probe.open).toBe(1);
    client.send({ id: 'f', type: 'complete' });
    await until(() => server.probe.open === 0, 900);
    client.subscribe('g', 'subscription { forever }');
    await until(() => server.probe.open === 1);
    client.socket.terminate();
    await until(() => server.probe.open === 0, 900);
  });

  test('nothing is sent for an operation after it was completed', async () => {
    using client = await connectReady(server.url);
    for (let n = 0; n < 100; n++) {
      client.subscribe(`n${n}`, 'subscription { count(to: 20) }');
      client.send({ id: `n${n}`, type: 'complete' });
    }
    await expectAlive(client);
    await sleep(100);
    expect(client.messages.filter(({ id }) => id !== 'alive' && id !== undefined)).toEqual([]);
    expect(server.probe.open).toBe(0);
  });
});

describe('errors are messages, and the socket stays', () => {
  test.each([
    ['{ nope', 'GRAPHQL_PARSE_FAILED'],
    ['{ nope }', 'GRAPHQL_VALIDATION_FAILED'],
    ['query A { hello } query B { hello }', 'OPERATION_RESOLUTION_FAILURE'],
    [`{ ${'a: __typename '.repeat(16)} }`, 'LIMIT_EXCEEDED'],
    [`{ ${'hello '.repeat(1001)} }`, 'LIMIT_EXCEEDED'],
    ['{ echo(text: "\\u0000") }', 'BAD_USER_INPUT'],
  ])('%.40s', async (query, code) => {
    using client = await connectReady(server.url);
    client.subscribe('e', query);
    const message = await client.next(about('e'));
    expect([message.type, faultsOf(message).map(({ extensions }) => extensions)]).toMatchObject([
      'error',
      [{ code }],
    ]);
    await expectAlive(client);
  });

  test.each([
    ['{ list { list { list { a: name b: name c: name d: name name } } } }', 'LIMIT_EXCEEDED'],
    ['query($n: Int!) { slow(ms: $n) }', 'BAD_USER_INPUT'],
    ['{ failHard }', 'INTERNAL'],
    ['subscription { fail }', 'INTERNAL'],
    ['subscription { failing }', 'INTERNAL'],
    ['subscription { failSoon }', 'INTERNAL'],
  ])('%.40s gives %s, without what happened inside', async (query, code) => {
    using client = await connectReady(server.url);
    client.subscribe('e', query);
    const message = await client.next(
      (candidate) => candidate.id === 'e' && (faultsOf(candidate) ?? []).length > 0,
    );
    const [fault] = faultsOf(message);
    expect(Object.keys(fault?.extensions ?? {})).not.toContain('http');
    expect(Object.keys(fault?.extensions ?? {})).not.toContain('unexpected');
    expect(fault?.extensions.code).toBe(code);
    expect(JSON.stringify(client.messages)).not.toContain('secret');
    const isLogged = server.logged.some(
      ({ errorId }) => errorId !== undefined && errorId === fault?.extensions.id,
    );
    expect(isLogged).toBe(code === 'INTERNAL');
    await expectAlive(client);
  });

  test('a context that cannot be made', async () => {
    await using broken = await testServer({ context: () => Promise.reject(new Error('secret')) });
    using client = await connectReady(broken.url);
    client.subscribe('e', '{ hello }');
    const message = await client.next(about('e'));
    expect([message.type, faultsOf(message)[0]?.extensions.code]).toEqual(['error', 'INTERNAL']);
    expect(JSON.stringify(message)).not.toContain('secret');
    expect(client.socket.readyState).toBe(WebSocket.OPEN);
  });
});

describe('limits', () => {
  test('the operation over 100 gets an error message, the others go on', async () => {
    using client = await connectReady(server.url);
    for (let n = 1; n <= LIMITS.socketOperations; n++) client.subscribe(`s${n}`, 'subscription { forever }');
    await until(() => server.probe.open === LIMITS.socketOperations);
    client.subscribe('one more', '{ hello }');
    const message = await client.next(about('one more'));
    expect([message.type, faultsOf(message)[0]?.extensions]).toMatchObject([
      'error',
      { code: 'LIMIT_EXCEEDED', limit: 'socketOperations', max: 100, found: 101 },
    ]);
    client.send({ id: 's1', type: 'complete' });
    await expectAlive(client);
    expect(server.probe.open).toBe(LIMITS.socketOperations - 1);
    client.socket.terminate();
    await until(() => server.probe.open === 0);
  });

  test('a message over 64 KiB closes with 1009, before and after the init', async () => {
    for (const open of [connect, connectReady]) {
      using client = await open(server.url);
      client.send(JSON.stringify({ type: 'ping', payload: { pad: 'x'.repeat(LIMITS.socketMessageBytes) } }));
      expect((await client.closed).code).toBe(1009);
    }
  });

  test('a socket without connection_init is closed in time', async () => {
    await using hurried = await testServer({ limits: { socketInitSeconds: 0.2 } });
    using client = await connect(hurried.url);
    expect((await client.closed).code).toBe(4408);
  });

  test('what comes with connection_init is not kept', async () => {
    const parameters: unknown[] = [];
    await using other = await testServer({
      context: (request) => {
        parameters.push(JSON.stringify(request));
        return {};
      },
    });
    using client = await connect(other.url);
    client.send({ type: 'connection_init', payload: { apiKey: 'canary' } });
    await client.next(({ type }) => type === 'connection_ack');
    client.subscribe('q', '{ hello }');
    await client.next(about('q'));
    expect(parameters).toHaveLength(1);
    expect(JSON.stringify([parameters, other.logged])).not.toContain('canary');
  });

  test('an address may hold only so many sockets before their init, and any number after', async () => {
    await using strict = await testServer({ limits: { pendingSockets: 3 } });
    const pending = await Promise.all([1, 2, 3].map(() => connect(strict.url)));
    await expect(connect(strict.url)).rejects.toThrow('HTTP 429');
    pending[0]?.send({ type: 'connection_init' });
    await pending[0]?.next(({ type }) => type === 'connection_ack');
    pending[1]?.socket.terminate();
    await sleep(50);
    const more = await Promise.all([1, 2].map(() => connectReady(strict.url)));
    expect(
      (await Promise.all([1, 2, 3, 4, 5].map(() => connectReady(strict.url).catch(() => undefined)))).length,
    ).toBe(5);
    for (const client of [...pending, ...more]) client.socket.terminate();
  });

  test.each([
    ['http://evil.example', 'HTTP 403'],
    ['null', 'HTTP 403'],
  ])('a page of %s is refused at the upgrade', async (origin, refusal) => {
    await expect(connect(server.url, { origin })).rejects.toThrow(refusal);
  });

  test('pages of this machine, of this server and programs without an origin may connect', async () => {
    for (const origin of ['http://localhost:3000', server.url, undefined]) {
      using client = await connectReady(server.url, origin === undefined ? {} : { origin });
      expect(client.socket.protocol).toBe('graphql-transport-ws');
    }
  });

  test('only /graphql takes sockets', async () => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/other`, 'graphql-transport-ws');
    const status = await new Promise((resolve) => {
      socket.on('error', () => {});
      socket.once('unexpected-response', (_request, response) => resolve(response.statusCode));
    });
    expect(status).toBe(404);
  });
});

describe('peers that do not read', () => {
  test('stop their source after what the network holds, and nobody else', async () => {
    using stalled = await connectReady(server.url);
    using other = await connectReady(server.url);
    const before = server.probe.pulled;
    stalled.socket.pause();
    stalled.subscribe('f', 'subscription { flood(bytes: 100000) }');
    await until(() => server.probe.pulled > before);
    expect((await settled(() => server.probe.pulled)) - before).toBeLessThan(200);
    await expectAlive(other);
    stalled.socket.terminate();
    await until(() => server.probe.open === 0);
  });

  test('are not read either: what they ask for does not pile up', async () => {
    using stalled = await connectReady(server.url);
    stalled.socket.pause();
    const ping = JSON.stringify({ type: 'ping', payload: { pad: 'x'.repeat(60_000) } });
    let taken = 0;
    const send = () => stalled.socket.send(ping, (error) => void (error ?? taken++));
    for (let n = 0; n < 1000; n++) send();
    // 60 MB were sent; the network of this machine holds a part, and the server no more than it says.
    expect(await settled(() => taken)).toBeLessThan(700);
    stalled.socket.resume();
    await until(() => stalled.messages.filter(({ type }) => type === 'pong').length === 1000, 20_000);
  });

  test('are dropped when they give no sign of life, and their sources ended', async () => {
    await using lively = await testServer({ keepAliveMs: 100 });
    using alive = await connectReady(lively.url);
    using dead = await connectReady(lively.url, { autoPong: false });
    dead.subscribe('f', 'subscription { forever }');
    expect((await dead.closed).code).toBe(1006);
    await until(() => lively.probe.open === 0);
    await sleep(400);
    await expectAlive(alive);
  });
});
