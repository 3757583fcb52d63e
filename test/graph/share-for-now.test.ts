import { expect, test } from 'vitest';
import { sharedResults } from '#bus/shared-results.ts';
import { shareForNow } from '#graph/share-for-now.ts';
import { instant, plusMs } from '#units/time.ts';

const NOON = instant(Date.UTC(2026, 5, 15, 12));

test('one computation serves a question for a second, until the market changes', async () => {
  const ask = asker(async (computed) => computed);
  expect(await Promise.all([ask('a'), ask('a'), ask('a', { ms: 999 })])).toEqual([1, 1, 1]);
  expect(await ask('b')).toBe(2);
  expect(await ask('a', { ms: 2000, position: 8 })).toBe(3);
  expect(await ask('a', { ms: 4000, position: 8 })).toBe(4);
  expect(await ask('a', { ms: 4000, position: 8, asOf: true })).toBe(5);
});

test('while the market’s new state is computed, readers are given the answer before', async () => {
  const computed = [1, 2, 3].map(() => Promise.withResolvers<number>());
  const ask = asker((n) => computed[n - 1]!.promise, { keepMs: 2000 });
  const first = ask('a');
  computed[0]!.resolve(1);
  expect(await first).toBe(1);
  expect(await ask('a', { position: 8 })).toBe(1);
  expect(await ask('a', { ms: 1999, position: 9 })).toBe(1);
  computed[1]!.resolve(2);
  await computed[1]!.promise;
  expect(await ask('a', { position: 8 })).toBe(2);
  // What is computed is old by now, and what comes is of another state: one more has to be computed.
  const late = ask('a', { ms: 3000, position: 9 });
  computed[2]!.resolve(3);
  expect(await late).toBe(3);
});

test('an answer too old is waited for, and a failed one asked for again', async () => {
  const failure = new Error('the database is away');
  const ask = asker(
    async (n) => {
      if (n === 2) throw failure;
      return n;
    },
    { keepMs: 2000 },
  );
  expect(await ask('a')).toBe(1);
  await expect(ask('a', { ms: 2000, position: 8 })).rejects.toBe(failure);
  expect(await ask('a', { ms: 2000, position: 8 })).toBe(3);
});

function asker(compute: (n: number) => Promise<number>, { keepMs = 0 } = {}) {
  const shared = sharedResults();
  let computed = 0;
  return (question: string, { ms = 0, position = 7, asOf = false } = {}) => {
    const at = plusMs(NOON, ms);
    const tail = { position, subscribe: () => () => {} };
    const moment = { at, asOf: asOf ? at : null };
    return shareForNow({ shared, tail }, [question], moment, () => compute(++computed), { keepMs });
  };
}
