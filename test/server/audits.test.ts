import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testServer, type TestServer } from '../support/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const audits = serverAudits({ url: () => `${server.url}/graphql` });

test.each(audits.map(({ id, name, fn }) => ({ id, name, fn })))('$id $name', async ({ fn }) => {
  const { status, ...result } = await fn();
  expect([status, 'reason' in result ? result.reason : '']).toEqual(['ok', '']);
});

test('none is missing', () => {
  expect(audits).toHaveLength(61);
});
