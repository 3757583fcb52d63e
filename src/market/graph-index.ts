import { priceIndex, type PriceIndex } from '#analytics/price-index.ts';
import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import type { Billing } from '#units/quote.ts';
import { instant } from '#units/time.ts';
import { AbsenceEnum, absenceOf } from './graph-absence.ts';
import { ANY_OFFER, OfferFilter, scopeOf } from './graph-filter.ts';
import { GpuRef } from './graph-gpu.ts';
import { askedMoment } from './graph-moment.ts';
import { BillingEnum, derivedPrice, PriceRef, type Provenance } from './graph-price.ts';
import { indexOffers, type IndexOffer } from './store-index.ts';

const WEIGHTS =
  'each offer weighs w = reliability (0.95 where its provider states none) × (1 − 0.5 × min(age ÷ time to live, 1)) ÷ number of its machine’s offers';
const FORMULA = `Σ w·p ÷ Σ w over the prices p per GPU-hour, without the lowest and the highest 10 % of the weight; ${WEIGHTS}; prices beyond 4 times the weighted median, or below a quarter of it, and more than 3 × 1.4826 MADs off it are left out before`;

type IndexEntry = PriceIndex<IndexOffer> & {
  readonly billing: Billing;
  readonly counted: Provenance;
  readonly offers: number;
  readonly taken: number;
  readonly staleOut: number;
};

const PriceIndexRef = builder.objectRef<IndexEntry>('PriceIndex').implement({
  description:
    'A robust price of one GPU under one billing: a weighted trimmed mean over the offers that can be rented now, form factors apart. Reliable and recent offers weigh more, a machine counts once, and anomalies are left out.',
  fields: (t) => ({
    billing: t.field({
      type: BillingEnum,
      description: 'On-demand or spot.',
      resolve: ({ billing }) => billing,
    }),
    price: t.field({
      type: PriceRef,
      nullable: true,
      description: 'The index per GPU-hour. Null below three offers: see absence.',
      resolve: ({ price, counted }) => derivedPrice(price, counted, FORMULA),
    }),
    p10: t.field({
      type: PriceRef,
      nullable: true,
      description: 'A tenth of the weight lies at or under it. Null below three offers: see absence.',
      resolve: ({ p10, counted }) => derivedPrice(p10, counted, quantileFormula('10')),
    }),
    p50: t.field({
      type: PriceRef,
      nullable: true,
      description: 'Half of the weight lies at or under it. Null below three offers: see absence.',
      resolve: ({ p50, counted }) => derivedPrice(p50, counted, quantileFormula('50')),
    }),
    p90: t.field({
      type: PriceRef,
      nullable: true,
      description: 'Nine tenths of the weight lie at or under it. Null below three offers: see absence.',
      resolve: ({ p90, counted }) => derivedPrice(p90, counted, quantileFormula('90')),
    }),
    spread: t.exposeFloat('spread', {
      nullable: true,
      description: '(p90 − p10) ÷ p50, a share: how far prices lie apart. Null below three offers.',
    }),
    offers: t.int({ description: 'Offers it is of.', resolve: ({ kept }) => kept.length }),
    machines: t.exposeInt('machines', {
      description: 'Machines these offers are of: overlapping offers of one machine count as one.',
    }),
    providers: t.int({
      description: 'Providers these offers are of.',
      resolve: ({ counted }) => counted.providers?.length ?? 0,
    }),
    effectiveSampleSize: t.exposeFloat('effectiveSampleSize', {
      description:
        '(Σ w)² ÷ Σ w² over the machines: how many machines of equal weight would say as much. 0 without offers.',
    }),
    trimmedShare: t.exposeFloat('trimmedShare', {
      description: 'Share of the weight that `price` leaves out, half of it at each end.',
    }),
    anomalies: t.exposeInt('anomalies', {
      description:
        'Offers left out by Hampel’s rule: more than 3 × 1.4826 MADs and a factor of 4 off the weighted median. Judged from five machines on.',
    }),
    absence: t.field({
      type: AbsenceEnum,
      nullable: true,
      description: 'Why there is no price; null where there is one.',
      resolve: ({ price, offers, taken, staleOut }) => {
        if (price !== null) return null;
        return absenceOf({ offers, taken, staleOut }) ?? 'NOT_ENOUGH_DATA';
      },
    }),
  }),
});

function quantileFormula(percent: string): string {
  return `least price per GPU-hour that ${percent} % of the weight lies at or under; ${WEIGHTS}; anomalies left out`;
}

function entryOf(billing: Billing, listed: readonly IndexOffer[], includeStale: boolean): IndexEntry {
  const rentable = listed.filter((offer) => offer.rentable);
  const usable = rentable.filter((offer) => includeStale || !offer.stale);
  const index = priceIndex(usable);
  const { kept } = index;
  return {
    billing,
    ...index,
    counted: {
      providers: [...new Set(kept.map(({ provider }) => provider))].toSorted(),
      observedAt: kept.length === 0 ? null : instant(Math.min(...kept.map((offer) => offer.observedAt))),
      stale: kept.some(({ stale }) => stale),
      simulated: kept.some(({ simulated }) => simulated),
    },
    offers: usable.length,
    taken: listed.length - rentable.length,
    staleOut: rentable.length - usable.length,
  };
}

builder.objectField(GpuRef, 'index', (t) =>
  t.loadableList({
    type: PriceIndexRef,
    byPath: true,
    description:
      'A robust price of it now: one entry for on-demand and one for spot, which are never mixed. An SXM module and a PCIe card are two GPUs, each with an index of its own.',
    complexity: { field: 5, multiplier: 2 },
    args: {
      filter: t.arg({
        type: OfferFilter,
        required: true,
        defaultValue: ANY_OFFER,
        description: 'Which offers count.',
      }),
    },
    load: async (slugs: string[], context: Context, { filter }, info) => {
      const scope = await scopeOf(filter, context);
      const gpus = scope.gpus ? slugs.filter((slug) => scope.gpus?.includes(slug)) : slugs;
      const offers = await indexOffers(context.db, await askedMoment(context, info), scope, gpus);
      const groups = Map.groupBy(offers, ({ gpu, billing }) => `${gpu} ${billing}`);
      const billings = (['ON_DEMAND', 'SPOT'] as const).filter(
        (billing) => (scope.billing ?? billing) === billing,
      );
      return slugs.map((slug) =>
        billings.map((billing) =>
          entryOf(billing, groups.get(`${slug} ${billing}`) ?? [], scope.includeStale),
        ),
      );
    },
    resolve: ({ slug }) => slug as string,
  }),
);
