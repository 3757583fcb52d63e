import { expect, test } from 'vitest';
import { Places } from '#jobs/places.ts';

/** Waits for somebody else until it is let go on. */
function away(places: Places): { readonly goOn: () => void; readonly isBack: () => boolean } {
  const { promise, resolve } = Promise.withResolvers<void>();
  let isBack = false;
  void places.outside(() => promise).then(() => (isBack = true));
  return { goOn: resolve, isBack: () => isBack };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

test('who waits outside leaves a place to others, and has one again in turn', async () => {
  let rooms = 0;
  const places = new Places(2, () => rooms++);
  places.take();
  const [first, second] = [away(places), (places.take(), away(places))];
  expect(places.free).toBe(2);
  places.take();
  places.take();
  expect(places.free).toBe(0);
  const before = rooms;
  second.goOn();
  await settle();
  first.goOn();
  await settle();
  expect([first.isBack(), second.isBack()]).toEqual([false, false]);
  places.leave();
  await settle();
  expect([first.isBack(), second.isBack()]).toEqual([false, true]);
  places.leave();
  await settle();
  expect([first.isBack(), second.isBack()]).toEqual([true, true]);
  // They went to those in line, and nobody was told of room.
  expect([places.free, rooms - before]).toEqual([0, 0]);
  places.leave();
  places.leave();
  expect([places.free, rooms - before]).toEqual([2, 1]);
});

test('a wait that fails costs no place', async () => {
  const places = new Places(1, () => {});
  places.take();
  await expect(places.outside(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(places.free).toBe(0);
  places.leave();
  expect(places.free).toBe(1);
});

test('few free places are none: room is told of once a quarter of all are free', () => {
  let rooms = 0;
  const places = new Places(8, () => rooms++);
  for (let taken = 0; taken < 8; taken++) places.take();
  places.leave();
  expect([places.free, rooms]).toEqual([0, 0]);
  places.leave();
  expect([places.free, rooms]).toEqual([2, 1]);
  places.leave();
  expect([places.free, rooms]).toEqual([3, 1]);
});
