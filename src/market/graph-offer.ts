import type { GraphQLResolveInfo } from 'graphql';
import { gpus as catalog } from '#catalog/gpus.ts';
import { resolveGpu } from '#catalog/resolve-gpu.ts';
import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { badCursor, refusal } from '#graph/errors.ts';
import { pageOf, type Page, type PageArgs } from '#graph/page.ts';
import { usdFromFloat } from '#units/money.ts';
import { SECOND_MS } from '#units/time.ts';
import { ANY_OFFER, OfferFilter, scopeOf, type FilterInput } from './graph-filter.ts';
import { GpuRef, gpuOf, SortDirection } from './graph-gpu.ts';
import { asksFor, connectionOf, type Connection } from './graph-page.ts';
import { BillingEnum, offerPrice, PriceRef, wholeOfferPrice } from './graph-price.ts';
import { loadProviders, ProviderRef } from './graph-provider.ts';
import { regionOf, RegionRef } from './graph-region.ts';
import { encodeOfferCursor, readOfferCursor } from './offer-cursor.ts';
import {
  offersById,
  pageOffers,
  pageOffersByGpu,
  type OfferOrder,
  type OfferPage,
  type OfferPageRequest,
  type OfferPlace,
  type OfferRow,
  type PlacedOffer,
} from './store-offers.ts';

const GpuMapping = builder.enumType('GPUMapping', {
  description: 'Whether the catalog knows the GPU a provider names. Names are never guessed at.',
  values: {
    MAPPED: { description: 'It is the GPU given.' },
    UNMAPPED: { description: 'The catalog has no GPU of that name.' },
    AMBIGUOUS: { description: 'The name means several GPUs, and nothing else decides between them.' },
  },
});

export const StockLevel = builder.enumType('StockLevel', {
  description: 'What a provider says of how many can be rented.',
  values: {
    COUNTED: { description: 'A number: see availableGpus.' },
    HIGH: { description: 'Many, in the provider’s words; no number.' },
    MEDIUM: { description: 'Some, in the provider’s words; no number.' },
    LOW: { description: 'Few, in the provider’s words; no number.' },
    NONE: { description: 'Sold out.' },
    UNKNOWN: { description: 'Nothing.' },
  },
});

const MachineRef = builder.objectRef<OfferRow>('OfferMachine').implement({
  description: 'The machine around the GPUs, as its provider describes it. Null fields are not stated.',
  fields: (t) => ({
    machineId: t.string({
      nullable: true,
      description: 'The provider’s id of the machine: offers with the same one share its GPUs.',
      resolve: ({ traits }) => traits.machine,
    }),
    hostId: t.string({
      nullable: true,
      description: 'The provider’s id of whoever owns it.',
      resolve: ({ traits }) => traits.host,
    }),
    vramGb: t.float({
      nullable: true,
      description: 'Memory of one GPU as its driver reports it, in units of 2³⁰ bytes.',
      resolve: ({ traits }) => per1024(traits.vramMb),
    }),
    cpuName: t.string({ nullable: true, description: 'Processor.', resolve: ({ traits }) => traits.cpuName }),
    cpuCores: t.float({
      nullable: true,
      description: 'Processor cores that come with the offer.',
      resolve: ({ traits }) => traits.cpuCores,
    }),
    ramGb: t.float({
      nullable: true,
      description: 'Main memory that comes with the offer, in units of 2³⁰ bytes.',
      resolve: ({ traits }) => per1024(traits.ramMb),
    }),
    diskGb: t.float({
      nullable: true,
      description: 'Disk space that can be rented with it, in gigabytes.',
      resolve: ({ traits }) => traits.diskGb,
    }),
    uploadMbps: t.float({
      nullable: true,
      description: 'Upload in megabits a second.',
      resolve: ({ traits }) => traits.uploadMbps,
    }),
    downloadMbps: t.float({
      nullable: true,
      description: 'Download in megabits a second.',
      resolve: ({ traits }) => traits.downloadMbps,
    }),
    dataCenter: t.boolean({
      nullable: true,
      description: 'Whether it stands in a data centre.',
      resolve: ({ traits }) => traits.dataCenter,
    }),
    maxRental: t.field({
      type: 'Duration',
      nullable: true,
      description: 'Longest it can be rented for.',
      resolve: ({ traits }) =>
        traits.maxRentalSeconds === undefined ? null : traits.maxRentalSeconds * SECOND_MS,
    }),
    maxGpuCount: t.int({
      nullable: true,
      description: 'Most GPUs of this kind in one machine.',
      resolve: ({ traits }) => traits.maxGpuCount,
    }),
  }),
});

const ExtrasRef = builder.objectRef<OfferRow>('OfferExtras').implement({
  description:
    'What is billed beside the GPUs, as the provider states it. Null fields are not stated, which is not free.',
  fields: (t) => ({
    storagePerGbMonth: t.field({
      type: 'USD',
      nullable: true,
      description: 'US dollars for one gigabyte of disk for a month.',
      resolve: ({ traits }) => dollars(traits.storageUsdPerGbMonth),
    }),
    uploadPerGb: t.field({
      type: 'USD',
      nullable: true,
      description: 'US dollars for one gigabyte sent.',
      resolve: ({ traits }) => dollars(traits.uploadUsdPerGb),
    }),
    downloadPerGb: t.field({
      type: 'USD',
      nullable: true,
      description: 'US dollars for one gigabyte received.',
      resolve: ({ traits }) => dollars(traits.downloadUsdPerGb),
    }),
  }),
});

function per1024(value: number | undefined): number | null {
  return value === undefined ? null : Math.round((value / 1024) * 100) / 100;
}

function dollars(value: number | undefined) {
  return value === undefined ? null : (usdFromFloat(value) ?? null);
}

export const OfferRef = builder.objectRef<OfferRow>('Offer');

builder.node(OfferRef, {
  description:
    'A number of GPUs that a provider rents out at a price. It keeps its id for as long as it is the same thing on offer, at whatever price.',
  id: { resolve: ({ id }) => id, description: 'Opaque id, for `node`.' },
  loadMany: async (ids, { db, now }) => {
    const numbers = ids.map(Number).filter(Number.isSafeInteger);
    const rows = new Map((await offersById(db, numbers, now())).map((row) => [String(row.id), row]));
    return ids.map((id) => rows.get(id) ?? null);
  },
  fields: (t) => ({
    provider: t.loadable({
      type: ProviderRef,
      description: 'Who rents it out.',
      load: loadProviders,
      resolve: ({ provider }: OfferRow) => provider,
    }),
    gpu: t.field({
      type: GpuRef,
      nullable: true,
      description: 'The GPU, where the catalog knows it; null where it does not: see gpuMapping.',
      resolve: ({ gpu }) => gpuOf(gpu),
    }),
    gpuName: t.exposeString('gpuName', { description: 'The GPU’s name as the provider writes it.' }),
    gpuMapping: t.field({
      type: GpuMapping,
      description: 'Whether the catalog knows the GPU.',
      resolve: ({ gpu, gpuName, traits }) => {
        if (gpuOf(gpu)) return 'MAPPED';
        return resolveGpu(gpuName, { vramMb: traits.vramMb }).kind === 'AMBIGUOUS' ? 'AMBIGUOUS' : 'UNMAPPED';
      },
    }),
    gpuCount: t.exposeInt('gpuCount', { description: 'GPUs in the offer; they are rented together.' }),
    region: t.field({
      type: RegionRef,
      nullable: true,
      description:
        'Where it stands; null where the provider does not say or the place is not known: see regionName.',
      resolve: ({ region }) => regionOf(region),
    }),
    regionName: t.exposeString('regionName', {
      nullable: true,
      description: 'The place as the provider writes it; null where it does not say.',
    }),
    tier: t.exposeString('tier', {
      description: 'The provider’s class of service: "SECURE", "COMMUNITY", "VERIFIED".',
    }),
    billing: t.field({
      type: BillingEnum,
      description: 'On-demand or spot.',
      resolve: ({ billing }) => billing,
    }),
    price: t.field({ type: PriceRef, description: 'Price of one GPU for an hour.', resolve: offerPrice }),
    priceForOffer: t.field({
      type: PriceRef,
      description: 'Price of all its GPUs for an hour: what is billed.',
      resolve: wholeOfferPrice,
    }),
    pricePerTflop: t.float({
      nullable: true,
      description:
        'US dollars for one dense FP16 TFLOPS for an hour: price ÷ GPU.fp16Tflops. Null where the GPU is not mapped or has no fast FP16.',
      resolve: ({ gpu, price }) => {
        const tflops = gpuOf(gpu)?.fp16Tflops ?? null;
        return tflops === null ? null : Number((price / 1e6 / tflops).toPrecision(6));
      },
    }),
    availableGpus: t.exposeInt('available', {
      nullable: true,
      description:
        'GPUs that can be rented through this offer now. Offers of one machine overlap: do not add them up, see `availability`. Null where the provider tells a level alone or nothing: see stock.',
    }),
    stock: t.field({
      type: StockLevel,
      description: 'What the provider says of availability.',
      resolve: ({ stock }) => stock,
    }),
    rentable: t.exposeBoolean('rentable', { description: 'True where it is listed and not sold out.' }),
    listed: t.exposeBoolean('listed', {
      description: 'False where the provider no longer lists it: its price is its last one.',
    }),
    reliability: t.exposeFloat('reliability', {
      nullable: true,
      description:
        'Reliability, 0 to 1, as the provider states it; how it is measured is the provider’s own. Null where not stated.',
    }),
    verified: t.boolean({
      nullable: true,
      description: 'Whether the provider has verified the machine; null where it does not say.',
      resolve: ({ traits }) => traits.verified,
    }),
    stale: t.exposeBoolean('stale', {
      description:
        'True where its provider has not answered for three polling intervals (at least a minute), or no longer lists it.',
    }),
    observedAt: t.expose('observedAt', {
      type: 'DateTime',
      description: 'When the provider last listed it.',
    }),
    changedAt: t.expose('changedAt', {
      type: 'DateTime',
      description: 'When price, availability or anything else of it last changed.',
    }),
    firstObservedAt: t.expose('firstObservedAt', {
      type: 'DateTime',
      description: 'When it was first seen.',
    }),
    simulated: t.exposeBoolean('simulated', {
      description: 'True for an offer of the simulated market, which nobody can rent.',
    }),
    machine: t.field({
      type: MachineRef,
      description: 'The machine around the GPUs.',
      resolve: (offer) => offer,
    }),
    extras: t.field({
      type: ExtrasRef,
      description: 'What is billed beside the GPUs.',
      resolve: (offer) => offer,
    }),
  }),
});

const OfferSortKeyEnum = builder.enumType('OfferSortKey', {
  description: 'What offers are sorted by. Offers without the figure come last in either direction.',
  values: {
    PRICE: { description: 'Price per GPU-hour.' },
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
  readonly sort: Partial<OfferOrder>;
};

type Asked = { readonly page: Page; readonly request: OfferPageRequest };

const figures = catalog.map(({ slug, vramGb, fp16Tflops }) => ({ slug, vramGb, fp16Tflops }));

async function askedFor(
  { filter, sort, ...args }: OfferArgs,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<Asked> {
  const order = { by: sort.by ?? 'PRICE', direction: sort.direction ?? 'ASC' } as const;
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
    now: context.now(),
  };
  return { page, request };
}

function placeOf(cursor: string, order: OfferOrder, argument: 'after' | 'before'): OfferPlace {
  const read = readOfferCursor(cursor, order);
  if (read.kind === 'PLACE') return read.place;
  if (read.kind === 'MALFORMED') throw badCursor(argument);
  throw refusal(
    'BAD_CURSOR',
    `\`${argument}\` is a cursor of a list sorted by ${read.order}; this one is sorted by ${order.by} ${order.direction}. Start again without it.`,
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
