import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerOf, codeOf, testServer, type TestServer } from '../support/test-server.ts';
import { settled, until } from '../support/until.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer({ limits: { eventStreams: 3 } });
});
afterAll(() => server[Symbol.asyncDispose]());

const open = (query: string, signal?: AbortSignal) =>
  fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query }),
    ...(signal ? { signal } : {}),
  });

test('a subscription arrives as events and completes', async () => {
  const response = await open('subscription { count(to: 2) }');
  expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
  const events = (await response.text()).split('\n\n').filter((event) => event.startsWith('event:'));
  expect(events).toEqual([
    'event: next\ndata: {"data":{"count":1}}',
    'event: next\ndata: {"data":{"count":2}}',
    'event: complete\ndata:',
  ]);
});

test.each(['subscription { fail }', 'subscription { failSoon }', 'subscription { failing }'])(
  'what fails in %s stays inside',
  async (query) => {
    const text = await (await open(query)).text();
    expect(text).toContain('"code":"INTERNAL"');
    expect(text).not.toContain('secret');
  },
);

test('limits hold as for any request', async () => {
  const response = await open(`subscription { forever } # ${'x'.repeat(100_000)}`);
  expect(response.status).toBe(413);
  const deep = await (await open('subscription { forever nope }')).text();
  expect(deep).toContain('GRAPHQL_VALIDATION_FAILED');
});

test('leaving ends the source, even while nothing happens', async () => {
  const leave = new AbortController();
  const response = await open('subscription { forever }', leave.signal);
  const text = response.text().catch((error: Error) => error.name);
  await until(() => server.probe.open === 1);
  leave.abort();
  await until(() => server.probe.open === 0, 900);
  expect(await text).toBe('AbortError');
});

test('an address may hold only so many, and gets its places back', async () => {
  const leave = new AbortController();
  await Promise.all([1, 2, 3].map(() => open('subscription { forever }', leave.signal)));
  const refused = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: 'subscription { forever }' }),
  });
  const answer = await answerOf(refused);
  expect([answer.status, codeOf(answer)]).toEqual([429, 'LIMIT_EXCEEDED']);
  expect(await (await open('{ hello }')).text()).toContain('hello world');
  leave.abort();
  await until(() => server.probe.open === 0);
  await sleep(20);
  expect(await (await open('subscription { count(to: 1) }')).text()).toContain('"count":1');
});

test('a reader that stalls stops its source after what the network holds', async () => {
  const leave = new AbortController();
  const before = server.probe.pulled;
  await open('subscription { flood(bytes: 100000) }', leave.signal);
  await until(() => server.probe.pulled > before);
  expect((await settled(() => server.probe.pulled)) - before).toBeLessThan(200);
  leave.abort();
  await until(() => server.probe.open === 0);
});
