import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTcp } from 'node:net';
import { expect, test } from 'vitest';
import { testServer } from '../support/test-server.ts';
import { connect, connectReady } from '../support/test-socket.ts';
import { until } from '../support/until.ts';

test('draining finishes requests, closes sockets with 1001 and breaks streams off', async () => {
  const server = await testServer({ shutdownMs: 10_000 });
  const sockets = await Promise.all(Array.from({ length: 20 }, () => connectReady(server.url)));
  for (const client of sockets) client.subscribe('f', 'subscription { forever }');
  const closedAt: number[] = [];
  for (const client of sockets) client.socket.once('close', () => closedAt.push(performance.now()));
  const stream = await fetch(`${server.url}/graphql?query=subscription%7Bforever%7D`, {
    headers: { accept: 'text/event-stream' },
  });
  await until(() => server.probe.open === 21);
  const slow = server.post({ query: '{ slow(ms: 400) }' });
  await sleep(50);

  const startedAt = performance.now();
  const drained = server[Symbol.asyncDispose]();
  await expect(fetch(`${server.url}/health/live`)).rejects.toThrow('fetch failed');
  await expect(connect(server.url)).rejects.toThrow('ECONNREFUSED');
  expect((await slow).body.data).toEqual({ slow: 400 });
  expect((await Promise.all(sockets.map(({ closed }) => closed))).map(({ code }) => code)).toEqual(
    Array(20).fill(1001),
  );
  await expect(stream.text()).rejects.toThrow('terminated');
  await drained;
  expect(server.probe.open).toBe(0);
  expect(performance.now() - startedAt).toBeLessThan(3000);
  expect(Math.max(...closedAt) - Math.min(...closedAt)).toBeGreaterThan(50);
});

test('what does not end in time is cut', async () => {
  const server = await testServer({ shutdownMs: 300 });
  const hanging = server.post({ query: '{ hang }' }).catch(() => 'cut');
  using client = await connectReady(server.url);
  client.socket.pause();
  await sleep(50);
  const startedAt = performance.now();
  await server[Symbol.asyncDispose]();
  const tookMs = performance.now() - startedAt;
  expect(await hanging).toBe('cut');
  expect(tookMs).toBeGreaterThan(250);
  expect(tookMs).toBeLessThan(3000);
});

test('connections that never asked for anything do not hold it up', async () => {
  const server = await testServer({ shutdownMs: 5000 });
  const idle = connectTcp(server.port, '127.0.0.1');
  const closed = new Promise((resolve) => idle.once('close', resolve));
  await new Promise((resolve) => idle.once('connect', resolve));
  await server.post({ query: '{ hello }' });
  const startedAt = performance.now();
  await server[Symbol.asyncDispose]();
  await closed;
  expect(performance.now() - startedAt).toBeLessThan(3000);
});
