import type { GraphQLResolveInfo } from 'graphql';
import type { Usage } from '#analytics/usable-price.ts';
import { gpus as catalog } from '#catalog/gpus.ts';
import { asOf } from '#graph/as-of.ts';
import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { badCursor, badInput, refusal } from '#graph/errors.ts';
import { pageOf, type Page, type PageArgs } from '#graph/page.ts';
import { ANY_OFFER, OfferFilter, scopeOf, type FilterInput } from './graph-filter.ts';
import { GpuRef } from './graph-gpu.ts';
import { SortDirection } from './graph-gpus.ts';
import { askedMoment } from './graph-moment.ts';
import { OfferRef } from './graph-offer.ts';
import { asksFor, connectionOf, type Connection } from './graph-page.ts';
import { checkUsage, UsageInput } from './graph-usage.ts';
import { encodeOfferCursor, nameOfOrder, readOfferCursor } from './offer-cursor.ts';
import {
  pageOffers,
  pageOffersByGpu,
  type OfferOrder,
  type OfferPage,
  type OfferPageRequest,
  type OfferPlace,
  type PlacedOffer,
} from './store-offers.ts';
import { DEFAULT_USAGE } from './usable-offer.ts';

const OfferSortKeyEnum = builder.enumType('OfferSortKey', {
  description: 'What offers are sorted by. Offers without the figure come last in either direction.',
  values: {
    PRICE: { description: 'Price per GPU-hour.' },
    USABLE_PRICE: {
      description: 'Price of one GPU’s hour of work with everything on the bill: `Offer.usablePrice`.',
    },
    OFFER_PRICE: { description: 'Price of all GPUs of the offer for an hour.' },
    PRICE_PER_TFLOP: { description: 'Price per dense FP16 TFLOPS-hour; unmapped GPUs have none.' },
    RELIABILITY: { description: 'Reliability as the provider states it.' },
    VRAM: { description: 'Memory of one GPU, by the catalog; unmapped GPUs have none.' },
    FIRST_OBSERVED_AT: { description: 'When the offer was first seen.' },
  },
});

const OfferSort = builder.inputType('OfferSort', {
  description: 'An order of offers.',
  fields: (t) => ({
    by: t.field({
      type: OfferSortKeyEnum,
      required: true,
      defaultValue: 'PRICE',
      description: 'What to sort by.',
    }),
    direction: t.field({
      type: SortDirection,
      required: true,
      defaultValue: 'ASC',
      description: 'Which end comes first.',
    }),
    usage: t.field({
      type: UsageInput,
      description:
        'For USABLE_PRICE, what offers would be rented for; its defaults where it is absent. An error with any other key.',
    }),
  }),
});

const OfferConnection = builder.connectionObject(
  {
    type: OfferRef,
    name: 'OfferConnection',
    description: 'A page of offers. Cursors stay good while offers come and go.',
    fields: (t) => ({
      totalCount: t.int({
        description: 'How many there are in all, on every page together.',
        resolve: (connection) => (connection as Connection<PlacedOffer>).totalCount ?? 0,
      }),
    }),
  },
  { name: 'OfferEdge', description: 'An offer and its place in the list.' },
);

type OfferArgs = PageArgs & {
  readonly filter: FilterInput;
  readonly sort: {
    readonly by?: OfferOrder['by'];
    readonly direction?: OfferOrder['direction'];
    readonly usage?: Usage | null | undefined;
  };
};

type Asked = { readonly page: Page; readonly request: OfferPageRequest };

const figures = catalog.map(({ slug, vramGb, fp16Tflops }) => ({ slug, vramGb, fp16Tflops }));

async function askedFor(
  { filter, sort, ...args }: OfferArgs,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<Asked> {
  const order = orderOf(sort);
  const page = pageOf(args);
  const backward = page.direction === 'backward';
  const request = {
    scope: await scopeOf(filter, context),
    order,
    catalog: figures,
    limit: page.size + 1,
    from: page.cursor === null ? null : placeOf(page.cursor, order, backward ? 'before' : 'after'),
    backward,
    withTotal: asksFor(info, 'totalCount'),
    moment: await askedMoment(context, info),
  };
  return { page, request };
}

function orderOf({ by = 'PRICE', direction = 'ASC', usage }: OfferArgs['sort']): OfferOrder {
  if (by === 'USABLE_PRICE') {
    return { by, direction, usage: usage ? checkUsage(usage, 'sort.usage') : DEFAULT_USAGE };
  }
  if (usage) throw badInput('sort.usage', `\`sort.usage\` goes with USABLE_PRICE, not ${by}: leave it out.`);
  return { by, direction };
}

function placeOf(cursor: string, order: OfferOrder, argument: 'after' | 'before'): OfferPlace {
  const read = readOfferCursor(cursor, order);
  if (read.kind === 'PLACE') return read.place;
  if (read.kind === 'MALFORMED') throw badCursor(argument);
  throw refusal(
    'BAD_CURSOR',
    `\`${argument}\` is a cursor of a list sorted by ${read.order}; this one is sorted by ${nameOfOrder(order)} ${order.direction}. Start again without it.`,
    { argument },
  );
}

function connect({ page, request }: Asked, { offers, total }: OfferPage): Connection<PlacedOffer> {
  return connectionOf(page, offers, total, ({ sortKey, id }) =>
    encodeOfferCursor(request.order, { key: sortKey, id }),
  );
}

const SORT_DESCRIPTION =
  'In which order; equal offers by age. The cheapest per GPU first where it is absent.';

builder.queryField('offers', (t) =>
  t.connection(
    {
      type: OfferRef,
      description: 'What can be rented now, the cheapest per GPU-hour first unless sorted otherwise.',
      args: {
        filter: t.arg({
          type: OfferFilter,
          required: true,
          defaultValue: ANY_OFFER,
          description: 'Which offers.',
        }),
        sort: t.arg({
          type: OfferSort,
          required: true,
          defaultValue: { by: 'PRICE', direction: 'ASC' },
          description: SORT_DESCRIPTION,
        }),
        ...asOf,
      },
      resolve: async (_root, args, context, info) => {
        const asked = await askedFor(args, context, info);
        return connect(asked, await pageOffers(context.db, asked.request));
      },
    },
    OfferConnection,
  ),
);

builder.objectField(GpuRef, 'offers', (t) =>
  t.loadable({
    type: OfferConnection,
    byPath: true,
    description:
      'Offers of this GPU that can be rented now, the cheapest per GPU-hour first unless sorted otherwise.',
    args: {
      filter: t.arg({
        type: OfferFilter,
        required: true,
        defaultValue: ANY_OFFER,
        description: 'Which offers; `gpus` within it narrows further.',
      }),
      sort: t.arg({
        type: OfferSort,
        required: true,
        defaultValue: { by: 'PRICE', direction: 'ASC' },
        description: SORT_DESCRIPTION,
      }),
      ...t.arg.connectionArgs(),
    },
    load: async (slugs: string[], context: Context, args, info) => {
      const asked = await askedFor(args, context, info);
      const pages = await pageOffersByGpu(context.db, asked.request, slugs);
      return slugs.map((slug) => connect(asked, pages.get(slug) ?? { offers: [], total: 0 }));
    },
    resolve: ({ slug }) => slug as string,
  }),
);
