import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Tail } from '#bus/tail.ts';
import { live, type LivePlan } from '#graph/live.ts';

type Event = { readonly seq: number; readonly key: string };
type Out =
  | { readonly kind: 'PART'; readonly state: ReadonlyMap<string, number>; readonly resume: number }
  | { readonly kind: 'EVENT'; readonly event: Event }
  | { readonly kind: 'LAGGED'; readonly missed: number; readonly resumeFrom: number }
  | { readonly kind: 'EXPIRED' };

/** A tape in memory whose tail is moved by hand, so that a test chooses every interleaving. */
function tapeOf(): {
  append(key: string): void;
  /** Lets the tail hand out what was appended since. */
  deliver(): void;
  plan(after: number | undefined): LivePlan<Event, Out>;
  readonly events: readonly Event[];
} {
  const events: Event[] = [];
  const listeners = new Set<(events: readonly Event[]) => void>();
  let position = 0;
  const tail: Tail<Event> = {
    get position() {
      return position;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return {
    events,
    append: (key) => events.push({ seq: events.length + 1, key }),
    deliver() {
      const fresh = events.slice(position);
      position = events.length;
      if (fresh.length > 0) for (const listener of listeners) listener(fresh);
    },
    plan: (after) => ({
      tail,
      after,
      expired: async (seq) => (seq > events.length ? { kind: 'EXPIRED' } : undefined),
      head: async () => events.length,
      async *snapshot(seq) {
        // Two parts, each as of the moment it is read.
        for (const half of [(key: string) => key < 'c', (key: string) => key >= 'c']) {
          const state = new Map(events.filter((e) => half(e.key)).map((e) => [e.key, e.seq]));
          yield { out: { kind: 'PART', state, resume: seq }, shows: state };
        }
      },
      replay: async (from, limit) => events.slice(from, from + limit),
      matches: () => true,
      keyOf: (event) => event.key,
      event: (event) => ({ kind: 'EVENT', event }),
      lagged: (missed, resumeFrom) => ({ kind: 'LAGGED', missed, resumeFrom }),
    }),
  };
}

async function nextOf(stream: AsyncIterator<Out>): Promise<Out> {
  const { value, done } = await stream.next();
  if (done) throw new Error('the stream ended');
  return value;
}

const step = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('a', 'b', 'c', 'd') },
  { weight: 2, arbitrary: fc.constant('deliver' as const) },
  { weight: 4, arbitrary: fc.constant('take' as const) },
  { weight: 1, arbitrary: fc.constant('reconnect' as const) },
);

test('through any interleaving of changes, tail, reader and reconnections, each change is had once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 120 }), async (steps) => {
      const tape = tapeOf();
      const had: number[] = [];
      /** What the reader knows of each key, from the snapshot or from events. */
      const known = new Map<string, number>();
      let resume: number | undefined;
      let stream = live({}, tape.plan(resume));

      async function take(): Promise<void> {
        const out = await nextOf(stream);
        if (out.kind === 'PART') {
          for (const [key, seq] of out.state) known.set(key, seq);
        } else if (out.kind === 'EVENT') {
          expect(out.event.seq).toBeGreaterThan(known.get(out.event.key) ?? 0);
          had.push(out.event.seq);
          known.set(out.event.key, out.event.seq);
          resume = out.event.seq;
        } else {
          expect.fail(`unexpected ${out.kind}`);
        }
      }

      await take();
      await take();
      // What two snapshot parts show is where this reader starts; later changes come as events.
      const start = new Map(known);
      resume = Math.max(0, ...known.values());
      for (const next of steps) {
        if (next === 'deliver') tape.deliver();
        else if (next === 'take') {
          if (tape.events.length > (resume ?? 0)) {
            tape.deliver();
            await take();
          }
        } else if (next === 'reconnect') {
          await stream.return?.();
          stream = live({}, tape.plan(resume));
        } else tape.append(next);
      }
      tape.deliver();
      const expected = tape.events.filter((e) => e.seq > (start.get(e.key) ?? 0)).map((e) => e.seq);
      while (had.length < expected.length) await take();
      expect(had).toEqual(expected);
      await stream.return?.();
    }),
    { numRuns: 300 },
  );
});

test('a change recorded while the snapshot is read is shown there or sent after, never both', async () => {
  const tape = tapeOf();
  for (const key of ['a', 'c']) tape.append(key);
  const stream = live({}, tape.plan(undefined));
  await nextOf(stream);
  tape.append('a');
  tape.append('c');
  const second = await nextOf(stream);
  expect(second).toMatchObject({ kind: 'PART', resume: 2 });
  tape.deliver();
  expect(await nextOf(stream)).toEqual({ kind: 'EVENT', event: { seq: 3, key: 'a' } });
  tape.append('c');
  tape.deliver();
  expect(await nextOf(stream)).toEqual({ kind: 'EVENT', event: { seq: 5, key: 'c' } });
  await stream.return?.();
});

test('a cursor that cannot be resumed from is said, then a snapshot follows', async () => {
  const tape = tapeOf();
  tape.append('a');
  const stream = live({}, tape.plan(9));
  expect(await nextOf(stream)).toEqual({ kind: 'EXPIRED' });
  expect(await nextOf(stream)).toMatchObject({ kind: 'PART', resume: 1 });
  await stream.return?.();
});

test('a reader that stops costs a bounded mailbox and is told what it missed', async () => {
  const tape = tapeOf();
  const stream = live({}, tape.plan(0));
  tape.append('a');
  tape.deliver();
  expect(await nextOf(stream)).toMatchObject({ kind: 'EVENT' });
  const waiting = nextOf(stream);
  tape.append('a');
  tape.deliver();
  expect(await waiting).toMatchObject({ event: { seq: 2 } });
  for (let i = 0; i < 5000; i++) tape.append(i % 2 ? 'a' : 'b');
  tape.deliver();
  expect(await nextOf(stream)).toEqual({ kind: 'LAGGED', missed: 4998, resumeFrom: 2 });
  expect(await nextOf(stream)).toMatchObject({ event: { seq: 5001, key: 'b' } });
  expect(await nextOf(stream)).toMatchObject({ event: { seq: 5002, key: 'a' } });
  await stream.return?.();
});

test('leaving while waiting for an event ends the wait', async () => {
  const tape = tapeOf();
  const stream = live({}, tape.plan(0));
  const waiting = stream.next();
  await new Promise((resolve) => setTimeout(resolve, 10));
  await stream.return?.();
  expect(await waiting).toEqual({ done: true, value: undefined });
});

test('what was replayed is not told again by a tail that comes to it later', async () => {
  const tape = tapeOf();
  tape.append('a');
  tape.append('b');
  const stream = live({}, tape.plan(0));
  expect(await nextOf(stream)).toMatchObject({ event: { seq: 1 } });
  expect(await nextOf(stream)).toMatchObject({ event: { seq: 2 } });
  const next = nextOf(stream);
  // Let it listen: the tail has handed out nothing yet, and is behind what was replayed.
  await new Promise((resolve) => setTimeout(resolve, 10));
  tape.append('c');
  tape.deliver();
  expect(await next).toMatchObject({ event: { seq: 3 } });
  await stream.return?.();
});
