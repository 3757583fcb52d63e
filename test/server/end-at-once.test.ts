import { expect, test } from 'vitest';
import { endAtOnce } from '#server/end-at-once.ts';

test('a reader that leaves does not wait for the next value, and is not given it', async () => {
  const value = Promise.withResolvers<number>();
  let isReturned = false;
  const stream = endAtOnce<number>({
    [Symbol.asyncIterator]: () => ({
      next: async () => ({ done: false, value: await value.promise }),
      return: async () => {
        isReturned = true;
        return { done: true, value: undefined };
      },
    }),
  });
  const pending = stream.next();
  await stream.return();
  expect(await pending).toEqual({ done: true, value: undefined });
  expect(isReturned).toBe(true);
  value.resolve(1);
  expect(await stream.next()).toEqual({ done: true, value: undefined });
});

test('a value that is due in the moment of leaving is dropped', async () => {
  const stream = endAtOnce<number>(
    (async function* () {
      yield 1;
    })(),
  );
  const pending = stream.next();
  void stream.return();
  expect(await pending).toEqual({ done: true, value: undefined });
});

test('values, the end and a failure pass', async () => {
  const seen: number[] = [];
  const failing = endAtOnce(
    (async function* () {
      yield 1;
      yield 2;
      throw new Error('broken');
    })(),
  );
  await expect(async () => {
    for await (const value of failing) seen.push(value);
  }).rejects.toThrow('broken');
  expect(seen).toEqual([1, 2]);
});

test('reading on and on holds nothing', async () => {
  const stream = endAtOnce<number>(
    (async function* () {
      for (let n = 0; ; n++) yield n;
    })(),
  );
  const read = async (count: number) => {
    for (let n = 0; n < count; n++) await stream.next();
  };
  await read(20_000);
  const before = process.memoryUsage().heapUsed;
  await read(300_000);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(30_000_000);
});
