import { expect, test } from 'vitest';
import { addressQuota } from '#server/address-quota.ts';

test('each address has its own places, and gets back what it gives', () => {
  const quota = addressQuota(2);
  const give = quota.take('10.0.0.1');
  expect(quota.take('10.0.0.1')).toBeDefined();
  expect(quota.take('10.0.0.1')).toBeUndefined();
  expect(quota.take('10.0.0.2')).toBeDefined();
  give?.();
  give?.();
  expect(quota.take('10.0.0.1')).toBeDefined();
  expect(quota.take('10.0.0.1')).toBeUndefined();
});

test.each([
  ['::ffff:10.0.0.1', '10.0.0.1', true],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::9', true],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:3:3:4:5:6', false],
  ['2001:db8::1', '2001:db8:0:0:9::1', true],
  ['::1', '::2', true],
  ['::1', '10.0.0.1', false],
  [undefined, undefined, true],
])('%s and %s share their places: %s', (one, other, isShared) => {
  const quota = addressQuota(1);
  quota.take(one);
  expect(quota.take(other) === undefined).toBe(isShared);
});
