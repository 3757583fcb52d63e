import { expect, test, vi } from 'vitest';
import { openTail, type TapeEvent } from '#bus/tail.ts';

function tapeOf(length: number): {
  events: TapeEvent[];
  read: (after: number, limit: number) => Promise<TapeEvent[]>;
} {
  const events = Array.from({ length }, (_, index) => ({ seq: index + 1 }));
  return {
    events,
    read: async (after, limit) => events.filter((event) => event.seq > after).slice(0, limit),
  };
}

function fail(error: unknown): never {
  throw error;
}

test('hands out everything after its start, in pages, once, whether rung or not', async () => {
  const tape = tapeOf(10);
  await using tail = openTail({ from: 4, read: tape.read, onError: fail, everyMs: 20, pageSize: 3 });
  const had: number[] = [];
  tail.subscribe((events) => had.push(...events.map((event) => event.seq)));
  tail.ring();
  await vi.waitFor(() => expect(had).toEqual([5, 6, 7, 8, 9, 10]));
  tape.events.push({ seq: 11 });
  await vi.waitFor(() => expect(had.at(-1)).toBe(11));
  expect(tail.position).toBe(11);
});

test('a failing read is told and tried again, and loses nothing', async () => {
  const tape = tapeOf(2);
  const errors: unknown[] = [];
  let failing = true;
  await using tail = openTail({
    from: 0,
    read: async (after, limit) => {
      if (failing) throw new Error('no database');
      return tape.read(after, limit);
    },
    onError: (error) => errors.push(error),
    everyMs: 5,
  });
  const had: number[] = [];
  tail.subscribe((events) => had.push(...events.map((event) => event.seq)));
  await vi.waitFor(() => expect(errors.length).toBeGreaterThan(1));
  failing = false;
  await vi.waitFor(() => expect(had).toEqual([1, 2]));
});

test('a listener that throws is told, and costs no other an event', async () => {
  const tape = tapeOf(0);
  const errors: unknown[] = [];
  await using tail = openTail({ from: 0, read: tape.read, onError: (e) => errors.push(e), everyMs: 5 });
  const had: number[] = [];
  tail.subscribe(() => fail(new Error('a bad listener')));
  tail.subscribe((events) => had.push(...events.map((event) => event.seq)));
  tape.events.push({ seq: 1 });
  await vi.waitFor(() => expect(errors).toHaveLength(1));
  tape.events.push({ seq: 2 });
  await vi.waitFor(() => expect(had).toEqual([1, 2]));
});

test('a read that never answers is given up and tried again, and does not hold up the end', async () => {
  const tape = tapeOf(1);
  const errors: unknown[] = [];
  let silent = true;
  const tail = openTail({
    from: 0,
    read: (after, limit) => (silent ? new Promise<never>(() => {}) : tape.read(after, limit)),
    onError: (error) => errors.push(error),
    everyMs: 5,
    patienceMs: 30,
  });
  const had: number[] = [];
  tail.subscribe((events) => had.push(...events.map((event) => event.seq)));
  await vi.waitFor(() => expect(errors).not.toHaveLength(0));
  silent = false;
  await vi.waitFor(() => expect(had).toEqual([1]));
  silent = true;
  await new Promise((resolve) => setTimeout(resolve, 15));
  await tail[Symbol.asyncDispose]();
});

test('a listener that left hears nothing more', async () => {
  const tape = tapeOf(0);
  await using tail = openTail({ from: 0, read: tape.read, onError: fail, everyMs: 5 });
  const had: number[] = [];
  const stop = tail.subscribe((events) => had.push(...events.map((event) => event.seq)));
  tape.events.push({ seq: 1 });
  await vi.waitFor(() => expect(had).toEqual([1]));
  stop();
  tape.events.push({ seq: 2 });
  await vi.waitFor(() => expect(tail.position).toBe(2));
  expect(had).toEqual([1]);
});
