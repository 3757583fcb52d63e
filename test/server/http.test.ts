import { connect as connectTcp } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LIMITS } from '#graph/limits.ts';
import { answerOf, codeOf, GRAPHQL_RESPONSE, testServer, type TestServer } from '../support/test-server.ts';
import { until } from '../support/until.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer({ operations: [{ query: 'query Greet { hello } # </script>' }] });
});
afterAll(() => server[Symbol.asyncDispose]());

const get = async (path: string, headers: Record<string, string> = {}) =>
  answerOf(await fetch(`${server.url}${path}`, { headers, redirect: 'manual' }));

const withPadding = (bytes: number) => {
  const body = JSON.stringify({ query: '{ hello }', extensions: { pad: '' } });
  return body.replace('""', `"${'x'.repeat(bytes - body.length)}"`);
};

const dawdle = async (url: string, text: string): Promise<{ ms: number; heard: string }> => {
  const startedAt = performance.now();
  const socket = connectTcp(Number(new URL(url).port), '127.0.0.1');
  let heard = '';
  socket.on('data', (data) => (heard += data.toString()));
  socket.on('error', () => {});
  socket.write(text);
  const drip = setInterval(() => socket.writable && socket.write('a'), 100);
  await new Promise((resolve) => socket.once('close', resolve));
  clearInterval(drip);
  return { ms: performance.now() - startedAt, heard };
};

const postBytes = async (body: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  answerOf(
    await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    }),
  );

describe('requests', () => {
  test('a query by POST and by GET', async () => {
    const posted = await server.post({
      query: 'query($n: String) { hello(name: $n) }',
      variables: { n: 'you' },
    });
    expect(posted.status).toBe(200);
    expect(posted.headers.get('content-type')).toBe(`${GRAPHQL_RESPONSE}; charset=utf-8`);
    expect(posted.body.data).toEqual({ hello: 'hello you' });
    const got = await get('/graphql?query=%7Bhello%7D', { accept: 'application/json' });
    expect([got.status, got.body.data]).toEqual([200, { hello: 'hello world' }]);
  });

  test('a mutation by GET is refused and not run', async () => {
    const before = server.probe.mutations;
    const answer = await get('/graphql?query=mutation%7Btouch%7D', { accept: GRAPHQL_RESPONSE });
    expect([answer.status, codeOf(answer), answer.headers.get('allow')]).toEqual([
      405,
      'METHOD_NOT_ALLOWED',
      'POST',
    ]);
    expect(server.probe.mutations).toBe(before);
    await server.post({ query: 'mutation { touch }' });
    expect(server.probe.mutations).toBe(before + 1);
  });

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/graphql',
    'application/jsonp',
    'application/json; charset=utf-16',
    '',
  ])('a body of type %j is refused: a page could post it unasked', async (type) => {
    const before = server.probe.mutations;
    const answer = await server.post({ query: 'mutation { touch }' }, { 'content-type': type });
    expect([answer.status, codeOf(answer)]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    expect(server.probe.mutations).toBe(before);
  });

  test.each([
    ['[{"query":"{hello}"}]', /Batches/],
    ['{"query":', /not JSON/],
    ['', /not JSON/],
    ['null', /object/],
    ['"{hello}"', /object/],
    ['{}', /query/],
    ['{"query":7}', /string/],
    ['{"query":"{hello}","variables":"x"}', /variables/],
    ['{"query":"{hello}","more":1}', /more/],
  ])('the body %s is refused with 400', async (body, message) => {
    const answer = await server.post(body);
    expect([answer.status, codeOf(answer)]).toEqual([400, 'BAD_REQUEST']);
    expect(answer.body.errors?.[0]?.message).toMatch(message);
  });

  test('a request without a query is told both ways to ask, and both work', async () => {
    const answers = [
      await get('/graphql'),
      await get('/graphql?query='),
      await server.post({}),
      await server.post({ query: null }),
    ];
    for (const answer of answers) {
      expect([answer.status, codeOf(answer)]).toEqual([400, 'BAD_REQUEST']);
      const message = answer.body.errors?.[0]?.message ?? '';
      const asked = [
        await server.post(JSON.parse(/POST (\{.*?"\})/.exec(message)?.[1] ?? '{}') as object),
        await get(/GET (\S+);/.exec(message)?.[1] ?? '/graphql'),
      ];
      for (const { body } of asked) expect(body.data).toEqual({ __typename: 'Query' });
      expect(message).toContain('GraphiQL');
    }
  });

  test('a body that is not UTF-8, and one that is compressed', async () => {
    expect((await postBytes(new Uint8Array([0x22, 0xff, 0xfe, 0x22]))).body.errors?.[0]?.message).toMatch(
      /UTF-8/,
    );
    expect((await postBytes(new Uint8Array([31, 139]), { 'content-encoding': 'gzip' })).status).toBe(415);
  });

  test.each(['DELETE', 'PUT', 'PATCH', 'HEAD'])('%s is no method of GraphQL', async (method) => {
    const response = await fetch(`${server.url}/graphql`, { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST, OPTIONS']);
  });

  test('an answer nobody accepts is refused, and its subscription ended', async () => {
    const answer = await server.post({ query: '{ hello }' }, { accept: 'image/png' });
    expect([answer.status, codeOf(answer)]).toEqual([406, 'NOT_ACCEPTABLE']);
    const stream = await server.post({ query: 'subscription { forever }' }, { accept: 'application/json' });
    expect(stream.status).toBe(406);
    await until(() => server.probe.open === 0);
  });
});

describe('body size', () => {
  test('is taken at the limit and refused above it', async () => {
    expect((await server.post(withPadding(LIMITS.bodyBytes))).status).toBe(200);
    const answer = await server.post(withPadding(LIMITS.bodyBytes + 1));
    expect(answer.status).toBe(413);
    expect(answer.body.errors?.[0]?.extensions).toMatchObject({
      code: 'LIMIT_EXCEEDED',
      limit: 'bodyBytes',
      max: 100_000,
      found: 100_001,
    });
  });

  test('is counted while reading where no length is announced', async () => {
    let sent = 0;
    const endless = new ReadableStream({
      pull(controller) {
        sent += 10_000;
        controller.enqueue(new Uint8Array(10_000).fill(32));
      },
    });
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: endless,
      duplex: 'half',
    } as RequestInit);
    expect(response.status).toBe(413);
    expect(response.headers.get('connection')).toBe('close');
    expect(sent).toBeLessThan(5_000_000);
  });
});

describe('errors', () => {
  test.each(['{ fail }', '{ failHard }', '{ badInt }'])(
    'what fails inside %s stays inside',
    async (query) => {
      const answer = await server.post({ query });
      expect(answer.status).toBe(200);
      expect(codeOf(answer)).toBe('INTERNAL');
      expect(answer.text).not.toMatch(/secret|select|passwd|node_modules|\.ts/);
      const id = answer.body.errors?.[0]?.extensions.id;
      expect(server.logged.find((line) => line['errorId'] === id)).toMatchObject({
        level: 'error',
        err: { message: expect.stringContaining('secret') as string },
      });
    },
  );

  test('a deliberate error passes as it is', async () => {
    const answer = await server.post({ query: '{ refused }' });
    expect(answer.body.errors?.[0]).toMatchObject({
      message: 'Ask for something else.',
      path: ['refused'],
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  test.each([
    ['{ hello', 'GRAPHQL_PARSE_FAILED'],
    ['{ nope }', 'GRAPHQL_VALIDATION_FAILED'],
    ['query A { hello } query B { hello }', 'OPERATION_RESOLUTION_FAILURE'],
    ['query($n: Int!) { slow(ms: $n) }', 'BAD_USER_INPUT'],
  ])('%s has the code %s, and 400', async (query, code) => {
    const answer = await server.post({ query });
    expect([answer.status, codeOf(answer)]).toEqual([400, code]);
  });

  test('a context that cannot be made is masked as well', async () => {
    await using broken = await testServer({
      context: () => {
        throw new Error('secret: no database');
      },
    });
    const answer = await broken.post({ query: '{ hello }' });
    expect([answer.status, codeOf(answer)]).toEqual([500, 'INTERNAL']);
    expect(answer.text).not.toContain('secret');
  });

  test('an answer that takes too long is given up, and the execution with it', async () => {
    await using hurried = await testServer({ limits: { requestSeconds: 1, headerSeconds: 1 } });
    const answer = await hurried.post({ query: '{ hang }' });
    expect([answer.status, codeOf(answer), answer.headers.get('retry-after')]).toEqual([503, 'TIMEOUT', '5']);
  });
});

describe('connections that dawdle', () => {
  test('headers and bodies have their time, however they drip', async () => {
    await using hurried = await testServer({ limits: { requestSeconds: 1, headerSeconds: 1 } });
    const slowHeaders = dawdle(hurried.url, 'POST /graphql HTTP/1.1\r\nHost: x\r\nX-A: ');
    const slowBody = dawdle(
      hurried.url,
      'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n{"a":"',
    );
    for (const { ms, heard } of await Promise.all([slowHeaders, slowBody])) {
      expect(heard).toMatch(/^HTTP\/1\.1 408/);
      expect(ms).toBeLessThan(8000);
    }
  });
});

describe('headers', () => {
  test('a request has an id, its own where it brings a good one', async () => {
    const answer = await server.post({ query: '{ hello }' });
    expect(answer.body.extensions?.requestId).toBe(answer.headers.get('x-request-id'));
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    const own = await server.post({ query: '{ nope }' }, { 'x-request-id': 'mine-1' });
    expect([own.headers.get('x-request-id'), own.body.extensions?.requestId]).toEqual(['mine-1', 'mine-1']);
    const odd = await server.post({ query: '{ hello }' }, { 'x-request-id': 'a"b<c>' });
    expect(odd.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('answers say what they cost and took, and are not kept', async () => {
    const { headers, body } = await server.post({ query: '{ hello node { name } }' });
    expect(headers.get('server-timing')).toMatch(/^total;dur=\d+\.\d$/);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(body.extensions?.cost).toEqual({ requested: 3, max: LIMITS.cost });
  });

  test.each([
    ['http://localhost:5173', 'http://localhost:5173'],
    ['http://127.0.0.1:1', 'http://127.0.0.1:1'],
    ['http://evil.example', null],
    ['http://localhost.evil.example', null],
    ['null', null],
  ])('the origin %s is allowed as %s, never with credentials', async (origin, allowed) => {
    const { headers } = await server.post({ query: '{ hello }' }, { origin });
    expect(headers.get('access-control-allow-origin')).toBe(allowed);
    expect(headers.get('access-control-allow-credentials')).toBeNull();
    expect(headers.get('vary')).toContain('Origin');
  });

  test('a preflight is told the methods and headers', async () => {
    const response = await fetch(`${server.url}/graphql`, {
      method: 'OPTIONS',
      headers: { origin: 'http://localhost:1', 'access-control-request-method': 'POST' },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-headers')).toContain('Content-Type');
    const foreign = await fetch(`${server.url}/graphql`, {
      method: 'OPTIONS',
      headers: { origin: 'http://e.example' },
    });
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('every origin may be allowed', async () => {
    await using open = await testServer({ origins: { kind: 'any' } });
    const { headers } = await open.post({ query: '{ hello }' }, { origin: 'http://any.example' });
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('access-control-allow-credentials')).toBeNull();
  });
});

describe('other paths', () => {
  test('live, and ready as long as it is', async () => {
    let ready = true;
    await using other = await testServer({
      ready: () => (ready ? { ready } : { ready, checks: { database: 'not reachable' } }),
    });
    expect((await fetch(`${other.url}/health/live`)).status).toBe(200);
    expect((await fetch(`${other.url}/health/ready`)).status).toBe(200);
    ready = false;
    const response = await fetch(`${other.url}/health/ready`);
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ ready: false, checks: { database: 'not reachable' } });
    expect((await fetch(`${other.url}/health/live`)).status).toBe(200);
  });

  test('a readiness that throws is 500 without a word of why', async () => {
    await using other = await testServer({
      ready: () => {
        throw new Error('secret');
      },
    });
    const answer = await answerOf(await fetch(`${other.url}/health/ready`));
    expect([answer.status, codeOf(answer), answer.text.includes('secret')]).toEqual([500, 'INTERNAL', false]);
  });

  test('the schema, with an ETag that holds', async () => {
    const answer = await get('/schema.graphql');
    expect(answer.status).toBe(200);
    expect(buildSchema(answer.text).getQueryType()?.name).toBe('Query');
    const names = [...answer.text.matchAll(/^type (\w+)/gm)].map(([, name]) => name);
    expect(names).toEqual(names.toSorted((a = '', b = '') => (a < b ? -1 : 1)));
    const again = await get('/schema.graphql', { 'if-none-match': answer.headers.get('etag') ?? '' });
    expect([again.status, again.text]).toEqual([304, '']);
    expect((await fetch(`${server.url}/schema.graphql`, { method: 'POST' })).status).toBe(405);
  });

  test('the root leads to /graphql, anything else is not found', async () => {
    const root = await get('/');
    expect([root.status, root.headers.get('location')]).toEqual([302, '/graphql']);
    for (const path of ['/nope', '/graphql/', '/graphql/explorer/nope.js', '/__proto__', '/%00']) {
      const answer = await get(path);
      expect([path, answer.status, codeOf(answer)]).toEqual([path, 404, 'NOT_FOUND']);
    }
  });

  test('browsers get GraphiQL with a tab for each operation, from this server alone', async () => {
    const page = await get('/graphql', { accept: 'text/html,application/xhtml+xml' });
    expect(page.status).toBe(200);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self';");
    expect(page.text).not.toMatch(/https?:\/\//);
    expect(page.text).not.toMatch(/<script>/);
    const options = /id="options">(.*?)<\/script>/s.exec(page.text)?.[1] ?? '';
    expect(JSON.parse(options)).toMatchObject({
      subscriptionsProtocol: 'WS',
      defaultTabs: [{ query: 'query Greet { hello } # </script>' }],
    });
    for (const [, path = ''] of page.text.matchAll(/(?:src|href)="(\/graphql\/[^"]+)"/g)) {
      const file = await fetch(`${server.url}${path}`);
      expect([path, file.status]).toEqual([path, 200]);
      expect(file.headers.get('content-type')).toMatch(/javascript|css/);
      const again = await get(path, { 'if-none-match': file.headers.get('etag') ?? '' });
      expect(again.status).toBe(304);
    }
  });
});

test('a port in use is named, with what to do', async () => {
  await expect(testServer({ port: server.port })).rejects.toThrow(/in use by another program.*PORT/);
  await expect(testServer({ host: '192.0.2.1' })).rejects.toThrow(/no address of this machine.*HOST/);
});

test('a client that offers HTTP/2 by an upgrade is answered all the same', async () => {
  const socket = connectTcp(server.port, '127.0.0.1');
  const heard = new Promise<string>((resolve) => socket.once('data', (data) => resolve(data.toString())));
  socket.write(
    'GET /graphql?query=%7Bhello%7D HTTP/1.1\r\nHost: x\r\nAccept: application/json\r\n' +
      'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n',
  );
  expect(await heard).toMatch(/^HTTP\/1\.1 200/);
  socket.destroy();
});

test('what a caller sends is not in the log, at any level', async () => {
  const from = server.logged.length;
  await server.post(
    {
      query: 'query($n: String) { fail hello(name: $n) a: echo(text: "canary") }',
      variables: { n: 'canary' },
    },
    { authorization: 'Bearer canary', cookie: 'a=canary' },
  );
  await get('/graphql?query=%7Bhello(name:%22canary%22)%7D&key=canary');
  const lines = server.logged.slice(from);
  expect(lines.map(({ msg }) => msg)).toEqual(expect.arrayContaining(['a field failed', 'answered']));
  expect(JSON.stringify(lines)).not.toContain('canary');
});

test('a caller who leaves, in the middle of a body or of an answer, is no error of ours', async () => {
  const from = server.logged.length;
  const answered = () => server.logged.slice(from).filter(({ msg }) => msg === 'answered').length;
  const half = connectTcp(server.port, '127.0.0.1');
  half.write(
    'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{',
  );
  await sleep(50);
  half.destroy();
  const leave = new AbortController();
  const left = fetch(`${server.url}/graphql?query=%7Bhang%7D`, { signal: leave.signal }).catch(() => 'left');
  await sleep(50);
  leave.abort();
  expect(await left).toBe('left');
  await until(() => answered() === 2);
  expect(server.logged.slice(from).filter(({ level }) => level !== 'debug')).toEqual([]);
});
