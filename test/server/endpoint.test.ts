import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { endpointOf } from '#server/endpoint.ts';

test.each([
  [{ host: 'localhost:4000' }, 'http://localhost:4000/graphql'],
  [{ host: '[::1]:4000' }, 'http://[::1]:4000/graphql'],
  [{ host: 'gpu.example.com', 'x-forwarded-proto': 'https' }, 'https://gpu.example.com/graphql'],
  [{ host: 'gpu.example.com', 'x-forwarded-proto': 'javascript' }, 'http://gpu.example.com/graphql'],
  [{ host: 'a b' }, undefined],
  [{ host: "x'; rm -rf ." }, undefined],
  [{ host: 'user@example.com' }, undefined],
  [{}, undefined],
])('%j came to %s', (headers, endpoint) => {
  expect(endpointOf({ headers } as unknown as IncomingMessage)).toBe(endpoint);
});
