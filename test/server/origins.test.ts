import { expect, test } from 'vitest';
import { allowsOrigin, corsHeaders, type OriginPolicy } from '#server/origins.ts';

const local: OriginPolicy = { kind: 'local' };
const listed: OriginPolicy = { kind: 'listed', origins: ['https://app.example.com'] };

test.each<[OriginPolicy, string, string | undefined, boolean]>([
  [local, 'http://localhost', undefined, true],
  [local, 'https://localhost:3000', 'x:4000', true],
  [local, 'http://[::1]:3000', 'x:4000', true],
  [local, 'http://localhost.evil.example', 'x:4000', false],
  [local, 'http://evil.example/localhost', 'x:4000', false],
  [local, 'http://127.0.0.1.evil.example', 'x:4000', false],
  [local, 'https://gpu.example.com', 'gpu.example.com', true],
  [local, 'https://gpu.example.com', 'GPU.example.com', true],
  [local, 'https://gpu.example.com:8443', 'gpu.example.com', false],
  [local, 'https://gpu.example.com', undefined, false],
  [local, 'null', 'null', false],
  [local, '', '', false],
  [listed, 'https://app.example.com', 'x', true],
  [listed, 'http://app.example.com', 'x', false],
  [listed, 'http://localhost:3000', 'x', false],
  [listed, 'http://x', 'x', true],
  [{ kind: 'any' }, 'null', 'x', true],
])('%j, origin %s at host %s: %s', (policy, origin, host, allowed) => {
  expect(allowsOrigin(policy, origin, host)).toBe(allowed);
});

test('an answer to a page that is not allowed says nothing, but varies', () => {
  expect(corsHeaders(listed, { origin: 'https://evil.example', host: 'x' })).toEqual({ Vary: 'Origin' });
  expect(corsHeaders(listed, { host: 'x' })).toEqual({ Vary: 'Origin' });
});
