import { refusal } from '#graph/errors.ts';
import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { live } from '#graph/live.ts';
import { microUsd } from '#units/money.ts';
import type { Tail } from '#bus/tail.ts';
import { LiveFilter, scopeOf, type FilterInput } from './graph-filter.ts';
import { OfferRef, StockLevel } from './graph-offer.ts';
import { MarketEventRef, StreamEvent } from './graph-stream.ts';
import {
  altersAvailability,
  isOfKind,
  kindOf,
  planChanges,
  type ChangeKind,
  type ChangesPlan,
  type MarketEvent,
  type Watched,
} from './live-changes.ts';
import type { MarketChange } from './store-tape.ts';

const ChangeKindEnum = builder.enumType('OfferChangeKind', {
  description: 'What a change of an offer is, first of all.',
  values: {
    LISTED: { description: 'The offer is new, or back after it had been withdrawn.' },
    PRICE: { description: 'Its price changed, and perhaps how many GPUs can be rented.' },
    AVAILABILITY: {
      description: 'How many GPUs can be rented changed, or the stock level, at the same price.',
    },
    WITHDRAWN: { description: 'The provider lists it no longer.' },
  } satisfies Record<ChangeKind, { description: string }>,
});

const ALL_KINDS: ChangeKind[] = ['LISTED', 'PRICE', 'AVAILABILITY', 'WITHDRAWN'];

MarketEventRef.implement({
  description: 'One message of a stream of offers: the current state in parts, then each change.',
  interfaces: [StreamEvent],
  resolveType: (event) =>
    ({ SNAPSHOT: 'OfferSnapshot', CHANGE: 'OfferChange', LAGGED: 'Lagged', RESET: 'StreamReset' })[
      (event as MarketEvent).kind
    ],
});

type EventOf<Kind extends MarketEvent['kind']> = Extract<MarketEvent, { kind: Kind }>;

builder.objectType(builder.objectRef<EventOf<'SNAPSHOT'>>('OfferSnapshot'), {
  description: 'A part of the current state: up to 100 offers. Changes follow once `complete` was true.',
  interfaces: [StreamEvent, MarketEventRef],
  fields: (t) => ({
    offers: t.field({
      type: [OfferRef],
      description: 'Offers as they stand, rentable or not, none of them in another part.',
      resolve: (event) => [...event.offers],
    }),
    complete: t.exposeBoolean('complete', { description: 'True on the last part of the snapshot.' }),
  }),
});

builder.objectType(builder.objectRef<EventOf<'CHANGE'>>('OfferChange'), {
  description: 'One change of one offer, as it was recorded.',
  interfaces: [StreamEvent, MarketEventRef],
  fields: (t) => ({
    seq: t.field({
      type: 'BigInt',
      description: 'Its place on the tape: each change has the number after the one before, without gaps.',
      resolve: ({ change }) => change.seq,
    }),
    kind: t.field({
      type: ChangeKindEnum,
      description: 'What changed, first of all.',
      resolve: ({ change }) => kindOf(change),
    }),
    offer: t.field({
      type: OfferRef,
      description: 'The offer as this change left it, even where it has changed again since.',
      resolve: ({ change }) => change.offer,
    }),
    previousPrice: t.field({
      type: 'USD',
      nullable: true,
      description: 'Price per GPU-hour before; null where the offer is new.',
      resolve: ({ change }) => (change.previous ? microUsd(change.previous.price) : null),
    }),
    priceChangePercent: t.float({
      nullable: true,
      description:
        'New price over the one before, less one, in percent: from 0.42 to 0.40 is -4.76. Null where the offer is new.',
      resolve: ({ change: { offer, previous } }) =>
        previous ? (offer.price / previous.price - 1) * 100 : null,
    }),
    previousAvailableGpus: t.int({
      nullable: true,
      description: 'GPUs that could be rented before; null where that was not known.',
      resolve: ({ change }) => change.previous?.available ?? null,
    }),
    previousStock: t.field({
      type: StockLevel,
      nullable: true,
      description:
        'What the provider said of how many can be rented before; null where the offer is new. The way to see a change of providers that tell levels and no numbers.',
      resolve: ({ change }) => change.previous?.stock ?? null,
    }),
    recordedAt: t.field({
      type: 'DateTime',
      description: 'When the change was put on the tape.',
      resolve: ({ change }) => change.recordedAt,
    }),
  }),
});

/** What a subscription to offers is asked for. */
type Asked = {
  readonly filter?: FilterInput | null | undefined;
  readonly after?: string | null | undefined;
};

/** The plan of a stream of offers; refuses a cursor that is none. */
export async function planOf(
  context: Context,
  { filter, after }: Asked,
  wanted: Watched['wanted'],
): Promise<ChangesPlan> {
  const scope = await scopeOf({ ...filter, rentableOnly: false }, context);
  // The composition root opens the one tail on the market's own reader of the tape.
  const feed = { ...context, tail: context.tail as Tail<MarketChange> };
  const plan = await planChanges(feed, { scope, wanted, after: after ?? undefined });
  if (!plan) {
    throw refusal(
      'BAD_CURSOR',
      '`after` is not a cursor of this stream: pass the `cursor` of one of its messages, unchanged, or leave it out to begin with the current state.',
      { argument: 'after' },
    );
  }
  return plan;
}

builder.subscriptionField('priceChanges', (t) =>
  t.field({
    type: MarketEventRef,
    description:
      'Offers and every change of them: first the current state, then each new price, listing, withdrawal and ' +
      'change of what can be rented. An offer that leaves the filter is told once. Lossless for a reader that ' +
      'keeps up; without filter and kinds the seqs it sees have no gaps, but for changes made while the snapshot ' +
      'was sent that it already shows.',
    args: {
      filter: t.arg({ type: LiveFilter, description: 'Which offers; everything listed where left out.' }),
      kinds: t.arg({
        type: [ChangeKindEnum],
        required: true,
        defaultValue: ALL_KINDS,
        description: 'Which kinds of change; an empty list leaves nothing out.',
      }),
      after: t.arg.string({
        description: 'The last cursor had: the stream goes on after it instead of starting with a snapshot.',
      }),
    },
    subscribe: async (_root, { kinds, ...asked }, context) =>
      live(context, await planOf(context, asked, isOfKind(kinds))),
    resolve: (event) => event,
  }),
);

builder.subscriptionField('availabilityChanges', (t) =>
  t.field({
    type: MarketEventRef,
    description:
      'Offers and every change of how many of their GPUs can be rented: first the current state, then each ' +
      'change of count or stock level, each listing and withdrawal.',
    args: {
      filter: t.arg({ type: LiveFilter, description: 'Which offers; everything listed where left out.' }),
      after: t.arg.string({
        description: 'The last cursor had: the stream goes on after it instead of starting with a snapshot.',
      }),
    },
    subscribe: async (_root, asked, context) =>
      live(context, await planOf(context, asked, (change, crosses) => crosses || altersAvailability(change))),
    resolve: (event) => event,
  }),
);
