import { resolveGpu } from '#catalog/resolve-gpu.ts';
import { builder } from '#graph/builder.ts';
import { GpuRef, gpuOf } from './graph-gpu.ts';
import { ExtrasRef, InterruptionRef, MachineRef } from './graph-offer-details.ts';
import { BillingEnum, offerPrice, PriceRef, wholeOfferPrice } from './graph-price.ts';
import { loadProviders, ProviderRef } from './graph-provider.ts';
import { regionOf, RegionRef } from './graph-region.ts';
import { offersById, type OfferRow } from './store-offers.ts';

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

export const OfferRef = builder.objectRef<OfferRow>('Offer');

builder.node(OfferRef, {
  description:
    'A number of GPUs that a provider rents out at a price. It keeps its id for as long as it is the same thing on offer, at whatever price.',
  id: { resolve: ({ id }) => id, description: 'Opaque id, for `node`.' },
  loadMany: async (ids, { db, now }) => {
    const numbers = ids.map(Number).filter(Number.isSafeInteger);
    const rows = new Map(
      (await offersById(db, numbers, { at: now(), asOf: null })).map((row) => [String(row.id), row]),
    );
    return ids.map((id) => rows.get(id) ?? null);
  },
  fields: (t) => ({
    provider: t.loadable({
      type: ProviderRef,
      byPath: true,
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
    price: t.field({
      type: PriceRef,
      description:
        'Price of one GPU for an hour, rounded to the micro-dollar; where the provider prices the whole offer, its price ÷ gpuCount. Where whole instances are rented (machine.instanceType) that holds their processor, memory and built-in disk.',
      resolve: offerPrice,
    }),
    priceForOffer: t.field({
      type: PriceRef,
      description:
        'Price of all its GPUs for an hour: price × gpuCount. As price is rounded to the micro-dollar, this may differ from what the provider bills by up to gpuCount ÷ 2 micro-dollars.',
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
        'True where its provider has not answered for three polling intervals (at least a minute), no longer lists it, or now asks a price that is held in quarantine.',
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
    interruption: t.field({
      type: InterruptionRef,
      nullable: true,
      description: 'How often the provider takes such offers back; null where it does not say.',
      resolve: (offer) => (hasInterruption(offer) ? offer : null),
    }),
    extras: t.field({
      type: ExtrasRef,
      description: 'What is billed beside the GPUs.',
      resolve: (offer) => offer,
    }),
  }),
});

function hasInterruption({ traits }: OfferRow): boolean {
  const { interruptionMonthlyLow: low, interruptionMonthlyHigh: high, onDemandSavings: savings } = traits;
  return (low ?? high ?? savings) !== undefined;
}
