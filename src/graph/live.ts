import { clearAllDataLoaders } from '@pothos/plugin-dataloader';
import { Mailbox } from '#bus/mailbox.ts';
import type { Tail, TapeEvent } from '#bus/tail.ts';

/** One part of the current state, small enough to wait in memory for a reader that has stopped. */
export type SnapshotPart<Out> = {
  readonly out: Out;
  /** The newest seq this part already shows, for each key that changed after the snapshot began. */
  readonly shows: ReadonlyMap<string | number, number>;
};

/** How one subscription reads the market: where its state and its events come from, and their form. */
export type LivePlan<E extends TapeEvent, Out> = {
  readonly tail: Tail<E>;
  /** Where to go on; undefined starts with a snapshot. */
  readonly after: number | undefined;
  /** Why `after` can no longer be resumed from, or undefined where it can. */
  readonly expired: (after: number) => Promise<Out | undefined>;
  /** The last seq on the tape. */
  readonly head: () => Promise<number>;
  /** The current state in parts, read as the reader asks for them; `seq` is what it resumes from. */
  readonly snapshot: (seq: number) => AsyncIterable<SnapshotPart<Out>>;
  /** Every event after `after`, in order, at most `limit`. */
  readonly replay: (after: number, limit: number) => Promise<readonly E[]>;
  readonly matches: (event: E) => boolean;
  readonly keyOf: (event: E) => string | number;
  /** Of the events that come at one moment, only the newest of each key. */
  readonly newestOnly?: boolean;
  readonly event: (event: E) => Out | Promise<Out>;
  readonly lagged: (missed: number, resumeFrom: number) => Out;
};

const REPLAY_PAGE = 500;

/**
 * The way to write a subscription to a market: current state first, or what happened since `after`, then
 * every change as it is recorded, without gap or repeat. It is pulled: nothing is read for a reader
 * that does not ask, and what waits for one is a bounded mailbox.
 * `context` is the request's: it lives as long as the subscription, so its loaders are emptied before
 * each event.
 */
export function live<E extends TapeEvent, Out>(
  context: object,
  plan: LivePlan<E, Out>,
): AsyncIterableIterator<Out> {
  const mailbox = new Mailbox<E>({ keyOf: plan.keyOf });
  return pulled(context, read(plan, mailbox), () => mailbox.close());
}

/** What a subscription hands to its transport, of a generator of its messages and what ends that one's wait. */
export function pulled<Out>(
  context: object,
  messages: AsyncGenerator<Out, void, void>,
  endWait: () => void,
): AsyncIterableIterator<Out> {
  return {
    async next() {
      const result = await messages.next();
      clearAllDataLoaders(context);
      return result;
    },
    // A generator's own return waits for its pending next, which waits for an event: close that wait first.
    async return() {
      endWait();
      await messages.return();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

async function* read<E extends TapeEvent, Out>(
  plan: LivePlan<E, Out>,
  mailbox: Mailbox<E>,
): AsyncGenerator<Out, void, void> {
  const shown = new Map<string | number, number>();
  const wanted = (event: E): boolean =>
    plan.matches(event) && !((shown.get(plan.keyOf(event)) ?? 0) >= event.seq);

  const expired = plan.after === undefined ? undefined : await plan.expired(plan.after);
  if (expired !== undefined) yield expired;
  let position = plan.after ?? 0;
  if (plan.after === undefined || expired !== undefined) {
    position = await plan.head();
    for await (const part of plan.snapshot(position)) {
      for (const [key, seq] of part.shows) shown.set(key, seq);
      yield part.out;
    }
  }

  let stop: (() => void) | undefined;
  try {
    // Replay until nearly caught up, then listen, then replay what came between: no gap at the seam.
    for (let listening = false; ;) {
      const events = await plan.replay(position, REPLAY_PAGE);
      position = events.at(-1)?.seq ?? position;
      for (const event of chosen(events, wanted, plan)) yield await plan.event(event);
      if (events.length === REPLAY_PAGE) continue;
      if (listening) break;
      stop = plan.tail.subscribe((fresh) => {
        // The tail may be behind what replay has read already.
        const unseen = fresh.filter((event) => event.seq > position);
        for (const event of chosen(unseen, wanted, plan)) mailbox.push(event);
      });
      listening = true;
    }
    mailbox.dropThrough(position);
    for (;;) {
      const delivery = await mailbox.take();
      if (!delivery) return;
      yield delivery.kind === 'EVENT'
        ? await plan.event(delivery.event)
        : plan.lagged(delivery.missed, delivery.resumeFrom);
    }
  } finally {
    stop?.();
    mailbox.close();
  }
}

function chosen<E extends TapeEvent>(
  events: readonly E[],
  wanted: (event: E) => boolean,
  { newestOnly = false, keyOf }: Pick<LivePlan<E, unknown>, 'newestOnly' | 'keyOf'>,
): readonly E[] {
  const matching = events.filter(wanted);
  if (!newestOnly) return matching;
  const newest = new Map(matching.map((event) => [keyOf(event), event.seq]));
  return matching.filter((event) => newest.get(keyOf(event)) === event.seq);
}
