import type { Tail } from '#bus/tail.ts';
import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { refusal } from '#graph/errors.ts';
import { live, type LivePlan, type SnapshotPart } from '#graph/live.ts';
import { decodeCursor, encodeCursor } from '#market/cursor.ts';
import { SignalEventRef, StreamEvent, type Lag, type Reset } from '#market/graph-stream.ts';
import { REPLAY_WINDOW } from '#market/store-tape.ts';
import { SignalKindEnum, SignalRef } from './graph-signal.ts';
import { SignalFilter, signalScope } from './graph-signals.ts';
import { isInSignalScope, type SignalScope } from './signal-scope.ts';
import { openSignalsIn, readSignals, signalFeed, type Signal } from './store-signals.ts';

type Snapshot = {
  readonly kind: 'SNAPSHOT';
  readonly signals: readonly Signal[];
  readonly complete: boolean;
  readonly cursor: string | null;
};
type Raised = { readonly kind: 'RAISED'; readonly signal: Signal; readonly cursor: string };
type SignalEvent = Snapshot | Raised | Lag | Reset;

const SNAPSHOT_PAGE = 100;

SignalEventRef.implement({
  description: 'One message of the feed of signals: those that last first, then each as it is raised.',
  interfaces: [StreamEvent],
  resolveType: (event) =>
    ({ SNAPSHOT: 'SignalSnapshot', RAISED: 'SignalRaised', LAGGED: 'Lagged', RESET: 'StreamReset' })[
      (event as SignalEvent).kind
    ],
});

builder.objectType(builder.objectRef<Snapshot>('SignalSnapshot'), {
  description: 'A part of the signals that last: up to 100. New ones follow once `complete` was true.',
  interfaces: [StreamEvent, SignalEventRef],
  fields: (t) => ({
    signals: t.field({
      type: [SignalRef],
      description: 'Signals that have not ended, the oldest first, none of them in another part.',
      complexity: { multiplier: 100 },
      resolve: ({ signals }) => [...signals],
    }),
    complete: t.exposeBoolean('complete', { description: 'True on the last part of the snapshot.' }),
  }),
});

builder.objectType(builder.objectRef<Raised>('SignalRaised'), {
  description: 'One signal, as it was raised.',
  interfaces: [StreamEvent, SignalEventRef],
  fields: (t) => ({
    signal: t.field({
      type: SignalRef,
      description: 'The signal; where it is told late, after a disconnection, it may have ended already.',
      resolve: ({ signal }) => signal,
    }),
  }),
});

builder.subscriptionField('signalRaised', (t) =>
  t.field({
    type: SignalEventRef,
    description:
      'Prices that stand out, as they do: first the signals that last, then each new one, once, within about a minute of the change that raised it. When a signal ended is told by `signals`.',
    args: {
      filter: t.arg({
        type: SignalFilter,
        required: true,
        defaultValue: {},
        description: 'Which signals; all of them where left out.',
      }),
      kinds: t.arg({
        type: [SignalKindEnum],
        required: true,
        defaultValue: [],
        description: 'Which kinds; an empty list leaves nothing out.',
      }),
      after: t.arg.string({
        description: 'The last cursor had: the feed goes on after it instead of starting with a snapshot.',
      }),
    },
    subscribe: async (_root, { filter, kinds, after }, context) =>
      live(
        context,
        await planSignals(context, await signalScope(filter, kinds, context), after ?? undefined),
      ),
    resolve: (event) => event,
  }),
);

/** The plan of a stream of signals; refuses a cursor that is none. */
async function planSignals(
  context: Context,
  scope: SignalScope,
  after: string | undefined,
): Promise<LivePlan<Signal, SignalEvent>> {
  const { db, now } = context;
  const cursor = after === undefined ? undefined : decodeCursor(after);
  if (after !== undefined && cursor === undefined) {
    throw refusal(
      'BAD_CURSOR',
      '`after` is not a cursor of this feed: pass the `cursor` of one of its messages, unchanged, or leave it out to begin with the signals that last.',
      { argument: 'after' },
    );
  }
  const { id: feed } = await signalFeed(db);
  const cursorAt = (seq: number): string => encodeCursor({ tape: feed, seq });
  return {
    // The composition root opens it on the reader of the feed.
    tail: context.signals as Tail<Signal>,
    after: cursor?.seq,
    expired: async (seq) => {
      const head = await signalFeed(db);
      if (cursor?.tape !== feed || seq > head.seq)
        return { kind: 'RESET', reason: 'OTHER_TAPE', cursor: null };
      if (head.seq - seq <= REPLAY_WINDOW.events) return undefined;
      const [next] = await readSignals(db, seq, 1);
      const isFresh = next?.seq === seq + 1 && now() - next.raisedAt <= REPLAY_WINDOW.ms;
      return isFresh ? undefined : { kind: 'RESET', reason: 'TOO_OLD', cursor: null };
    },
    head: async () => (await signalFeed(db)).seq,
    snapshot: (seq) => readSnapshot(context, scope, seq, cursorAt(seq)),
    replay: (from, limit) => readSignals(db, from, limit),
    matches: (signal) => isInSignalScope(scope, signal),
    keyOf: ({ seq }) => seq,
    event: (signal) => ({ kind: 'RAISED', signal, cursor: cursorAt(signal.seq) }),
    lagged: (missed, resumeFrom) => ({ kind: 'LAGGED', missed, cursor: cursorAt(resumeFrom) }),
  };
}

/** What lasts of the signals up to `upTo`; what is raised later is told as it comes. */
async function* readSnapshot(
  { db }: Context,
  scope: SignalScope,
  upTo: number,
  cursor: string,
): AsyncGenerator<SnapshotPart<SignalEvent>, void, void> {
  let after = 0;
  for (;;) {
    const signals = await openSignalsIn(db, scope, { after, upTo, limit: SNAPSHOT_PAGE });
    const complete = signals.length < SNAPSHOT_PAGE;
    yield {
      out: { kind: 'SNAPSHOT', signals, complete, cursor: complete ? cursor : null },
      shows: new Map(),
    };
    if (complete) return;
    after = signals.at(-1)?.seq ?? after;
  }
}
