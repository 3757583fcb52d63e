import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Mailbox, type Delivery } from '#bus/mailbox.ts';

type Event = { readonly seq: number; readonly key: string };

const keyOf = (event: Event): string => event.key;

async function drain(mailbox: Mailbox<Event>): Promise<Delivery<Event>[]> {
  const taken: Delivery<Event>[] = [];
  while (mailbox.size > 0) {
    const next = await mailbox.take();
    if (next) taken.push(next);
  }
  return taken;
}

const seqsOf = (taken: readonly Delivery<Event>[]): number[] =>
  taken.flatMap((delivery) => (delivery.kind === 'EVENT' ? [delivery.event.seq] : []));

describe('Mailbox', () => {
  test('a reader that keeps up gets every event, also of one key, and no notice', async () => {
    const mailbox = new Mailbox<Event>({ keyOf, lossless: 3 });
    for (let seq = 1; seq <= 10; seq++) {
      mailbox.push({ seq, key: 'a' });
      expect(await mailbox.take()).toEqual({ kind: 'EVENT', event: { seq, key: 'a' } });
    }
  });

  test('a slow reader gets a notice, then the newest of each key in order of seq', async () => {
    const mailbox = new Mailbox<Event>({ keyOf, lossless: 3 });
    for (const [index, key] of ['a', 'b', 'a', 'c', 'a', 'b'].entries())
      mailbox.push({ seq: index + 1, key });
    expect(await drain(mailbox)).toEqual([
      { kind: 'LAGGED', missed: 3, resumeFrom: 0 },
      { kind: 'EVENT', event: { seq: 4, key: 'c' } },
      { kind: 'EVENT', event: { seq: 5, key: 'a' } },
      { kind: 'EVENT', event: { seq: 6, key: 'b' } },
    ]);
  });

  test('a reader that ends at the notice resumes from before what still waited for it', async () => {
    const mailbox = new Mailbox<Event>({ keyOf, lossless: 3 });
    for (const [index, key] of ['a', 'b', 'c', 'b'].entries()) mailbox.push({ seq: index + 1, key });
    expect(await mailbox.take()).toEqual({ kind: 'LAGGED', missed: 1, resumeFrom: 0 });
  });

  test('what a reader had by replay is dropped, with the notice of what replay covered', async () => {
    const mailbox = new Mailbox<Event>({ keyOf, lossless: 2 });
    for (let seq = 1; seq <= 6; seq++) mailbox.push({ seq, key: 'a' });
    mailbox.dropThrough(6);
    mailbox.push({ seq: 7, key: 'a' });
    expect(await drain(mailbox)).toEqual([{ kind: 'EVENT', event: { seq: 7, key: 'a' } }]);
  });

  test('closing ends a waiting reader', async () => {
    const mailbox = new Mailbox<Event>({ keyOf });
    const taken = mailbox.take();
    mailbox.close();
    expect(await taken).toBeUndefined();
  });

  test('any pushes and takes: order kept, nothing lost unsaid, newest of each key had, memory bounded', async () => {
    const steps = fc.array(fc.oneof(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), fc.constant(null)), {
      maxLength: 200,
    });
    await fc.assert(
      fc.asyncProperty(
        steps,
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 8 }),
        async (plan, lossless, capacity) => {
          const mailbox = new Mailbox<Event>({ keyOf, lossless, capacity });
          const pushed: Event[] = [];
          const taken: Delivery<Event>[] = [];
          for (const key of plan) {
            if (key !== null) {
              const event = { seq: pushed.length + 1, key };
              pushed.push(event);
              mailbox.push(event);
            } else if (mailbox.size > 0) {
              const next = await mailbox.take();
              if (next) taken.push(next);
            }
            expect(mailbox.size).toBeLessThanOrEqual(Math.max(lossless, capacity));
          }
          taken.push(...(await drain(mailbox)));

          const seqs = seqsOf(taken);
          expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
          expect(new Set(seqs).size).toBe(seqs.length);
          const missed = taken.reduce((sum, d) => sum + (d.kind === 'LAGGED' ? d.missed : 0), 0);
          expect(seqs.length + missed).toBe(pushed.length);

          const had = new Set(seqs);
          const lost = pushed.filter((event) => !had.has(event.seq));
          const earliest = Math.min(...taken.flatMap((d) => (d.kind === 'LAGGED' ? [d.resumeFrom] : [])));
          for (const event of lost) expect(event.seq).toBeGreaterThan(earliest);
          for (const [index, delivery] of taken.entries()) {
            if (delivery.kind !== 'LAGGED') continue;
            for (const seq of seqsOf(taken.slice(index))) expect(seq).toBeGreaterThan(delivery.resumeFrom);
          }
          if (capacity >= 6) {
            for (const key of new Set(pushed.map(keyOf))) {
              expect(had).toContain(pushed.findLast((event) => event.key === key)?.seq);
            }
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
