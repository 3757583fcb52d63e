import { builder } from '#graph/builder.ts';
import type { ResetReason } from './live-changes.ts';

/** A reader was too slow, and what it was not sent can be had from `cursor` on. */
export type Lag = { readonly kind: 'LAGGED'; readonly missed: number; readonly cursor: string };

/** A stream begins anew. */
export type Reset = { readonly kind: 'RESET'; readonly reason: ResetReason; readonly cursor: null };

const ResetReasonEnum = builder.enumType('StreamResetReason', {
  description: 'Why a stream could not go on from the cursor it was given.',
  values: {
    TOO_OLD: {
      description:
        'Of a market: more than 10,000 changes have happened since, and more than 5 minutes have passed. Of what an owner is told: more than 400 days have passed; all that is kept follows.',
    },
    OTHER_TAPE: {
      description: 'The cursor comes from another database than this one, or from another owner’s stream.',
    },
  } satisfies Record<ResetReason, { description: string }>,
});

const StreamEventRef = builder.interfaceRef<{ readonly cursor: string | null }>('StreamEvent');

/**
 * What every message of every stream has. Each stream's own interface implements it, so that a client can
 * keep cursors in one place.
 */
export const StreamEvent = StreamEventRef.implement({
  description:
    'One message of a stream. Keep the newest cursor that is not null, and pass it as `after` to go on from ' +
    'there after a disconnection, without gap or repeat.',
  fields: (t) => ({
    cursor: t.string({
      nullable: true,
      description:
        'Where to resume from once this message was handled; null where nothing can be resumed from yet, while a snapshot is incomplete.',
      resolve: ({ cursor }) => cursor,
    }),
  }),
});

export const MarketEventRef = builder.interfaceRef<{ readonly cursor: string | null }>('MarketEvent');

export const TickerEventRef = builder.interfaceRef<{ readonly cursor: string | null }>('TickerEvent');

export const SignalEventRef = builder.interfaceRef<{ readonly cursor: string | null }>('SignalEvent');

export const BudgetAlertEventRef = builder.interfaceRef<{ readonly cursor: string | null }>(
  'BudgetAlertEvent',
);

export const AlertFiredEventRef = builder.interfaceRef<{ readonly cursor: string | null }>('AlertFiredEvent');

builder.objectType(builder.objectRef<Lag>('Lagged'), {
  description:
    'This reader was too slow: of what waited for it only the newest of each offer (in a ticker, of each GPU; of signals, the newest) was kept, and follows now.',
  interfaces: [StreamEventRef, MarketEventRef, TickerEventRef, SignalEventRef],
  fields: (t) => ({
    missed: t.exposeInt('missed', { description: 'How many changes were dropped.' }),
    resumeFrom: t.exposeString('cursor', {
      description: 'A cursor from before the first dropped change: `after` it, every change is replayed.',
    }),
  }),
});

builder.objectType(builder.objectRef<Reset>('StreamReset'), {
  description:
    'The cursor given cannot be resumed from. Of a market a new snapshot follows: drop what was kept before. Of what an owner is told a StreamStart follows.',
  interfaces: [
    StreamEventRef,
    MarketEventRef,
    TickerEventRef,
    SignalEventRef,
    BudgetAlertEventRef,
    AlertFiredEventRef,
  ],
  fields: (t) => ({
    reason: t.field({
      type: ResetReasonEnum,
      description: 'Why the stream could not go on from the cursor.',
      resolve: ({ reason }) => reason,
    }),
  }),
});
