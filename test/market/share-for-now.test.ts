import { expect, test } from 'vitest';
import { sharedResults } from '#bus/shared-results.ts';
import { shareForNow } from '#market/share-for-now.ts';
import { instant, plusMs } from '#units/time.ts';

const NOON = instant(Date.UTC(2026, 5, 15, 12));

test('one computation serves a question for a second, until the market changes', async () => {
  const shared = sharedResults();
  let computed = 0;
  const ask = (question: string, { ms = 0, position = 7, asOf = false } = {}) => {
    const at = plusMs(NOON, ms);
    const tail = { position, subscribe: () => () => {} };
    return shareForNow({ shared, tail }, [question], { at, asOf: asOf ? at : null }, async () => ++computed);
  };
  expect(await Promise.all([ask('a'), ask('a'), ask('a', { ms: 999 })])).toEqual([1, 1, 1]);
  expect(await ask('b')).toBe(2);
  expect(await ask('a', { position: 8 })).toBe(3);
  expect(await ask('a', { ms: 1000, position: 8 })).toBe(4);
  expect(await ask('a', { ms: 1000, position: 8, asOf: true })).toBe(5);
});
