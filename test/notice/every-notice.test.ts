import fc from 'fast-check';
import { expect, test } from 'vitest';
import { everyNotice, type NoticeSource } from '#notice/every-notice.ts';

type Told = { readonly seq: number; readonly isWanted: boolean };

const PAGE = 3;

/** A feed in memory whose every move is made by hand, so that a test chooses each interleaving. */
function feedOf() {
  const told: Told[] = [];
  let gone = 0;
  let faults = 0;
  let reads = 0;
  let wake: ((goOn: boolean) => void) | undefined;
  const wait = (): Promise<boolean> => {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    wake = resolve;
    return promise;
  };
  const source: NoticeSource<Told> = {
    read: async (after) => {
      reads++;
      if (faults > 0) {
        faults--;
        throw new Error('the database is down');
      }
      const wanted = told.filter(({ seq, isWanted }) => isWanted && seq > Math.max(after, gone));
      const notices = wanted.slice(0, PAGE);
      return { notices, isFull: notices.length === PAGE, head: told.length, gone };
    },
    past: wait,
    failed: wait,
  };
  return {
    source,
    told,
    tell: (isWanted: boolean) => told.push({ seq: told.length + 1, isWanted }),
    fail: () => faults++,
    mend: () => (faults = 0),
    forget: (count: number) => (gone = Math.min(told.length, gone + count)),
    ring: (goOn = true) => wake?.(goOn),
    get gone() {
      return gone;
    },
    get reads() {
      return reads;
    },
  };
}

const move = fc.oneof(
  { weight: 5, arbitrary: fc.constant('tell' as const) },
  { weight: 3, arbitrary: fc.constant('tell another kind' as const) },
  { weight: 5, arbitrary: fc.constant('take' as const) },
  { weight: 2, arbitrary: fc.constant('ring' as const) },
  { weight: 1, arbitrary: fc.constant('fail' as const) },
  { weight: 1, arbitrary: fc.constant('cut' as const) },
  { weight: 1, arbitrary: fc.constant('forget' as const) },
);

test('through any interleaving each wanted notice is had once, in order, and what is gone is said to be', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(move, { maxLength: 80 }), async (moves) => {
      const feed = feedOf();
      const had: number[] = [];
      /** Numbers of notices that the reader was told are gone. */
      const lost = new Set<number>();
      let position = 0;
      let stream = everyNotice(feed.source, 0);
      let taking: Promise<void> | undefined;

      const take = async (): Promise<void> => {
        const { value } = await stream.next();
        if (!value) return;
        if (value.kind === 'TOLD') {
          had.push(value.notice.seq);
          position = value.notice.seq;
        } else {
          for (let seq = position + 1; seq <= value.through; seq++) lost.add(seq);
          position = value.through;
        }
      };
      /** One reading at a time, as transports do; it may wait across other moves. */
      const begin = (): void => {
        taking ??= take().finally(() => (taking = undefined));
      };
      for (const next of moves) {
        if (next === 'tell') feed.tell(true);
        else if (next === 'tell another kind') feed.tell(false);
        else if (next === 'take') begin();
        else if (next === 'ring') feed.ring();
        else if (next === 'fail') feed.fail();
        else if (next === 'forget') feed.forget(2);
        else {
          // The connection is lost: whatever waits ends, and the reader goes on after its last cursor.
          feed.ring(false);
          await taking;
          await stream.return();
          stream = everyNotice(feed.source, position);
        }
        for (let turn = 0; turn < 4; turn++) await Promise.resolve();
      }
      feed.mend();
      const expected = () => feed.told.filter(({ seq, isWanted }) => isWanted && !lost.has(seq));
      while (had.length < expected().length) {
        begin();
        // Bells that were lost are made up for by a later one.
        for (let turn = 0; taking && turn < 50; turn++) {
          feed.ring();
          await Promise.resolve();
        }
      }
      expect(had).toEqual(expected().map(({ seq }) => seq));
      for (const seq of lost) expect(seq).toBeLessThanOrEqual(feed.gone);
      feed.ring(false);
      await taking;
    }),
    { numRuns: 400 },
  );
});

test('a reader that takes nothing more costs no reads', async () => {
  const feed = feedOf();
  for (let count = 0; count < 10; count++) feed.tell(true);
  const stream = everyNotice(feed.source, 0);
  await stream.next();
  for (let count = 0; count < 1000; count++) feed.tell(true);
  feed.ring();
  await Promise.resolve();
  expect(feed.reads).toBe(1);
  const rest = [];
  for (let count = 0; count < 1009; count++) rest.push((await stream.next()).value);
  expect(rest.map((step) => step?.kind === 'TOLD' && step.notice.seq)).toEqual(
    Array.from({ length: 1009 }, (_, index) => index + 2),
  );
});

test('what it does not want is not read again and again', async () => {
  const feed = feedOf();
  for (let count = 0; count < 10; count++) feed.tell(false);
  const after: number[] = [];
  const source: NoticeSource<Told> = {
    ...feed.source,
    read: (position) => {
      after.push(position);
      return feed.source.read(position);
    },
  };
  const next = everyNotice(source, 0).next();
  await new Promise((resolve) => setTimeout(resolve, 0));
  feed.tell(true);
  feed.ring();
  expect(await next).toMatchObject({ value: { kind: 'TOLD', notice: { seq: 11 } } });
  expect(after).toEqual([0, 10]);
});
