import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { AbsenceEnum, absenceOf } from './graph-absence.ts';
import { ANY_OFFER, OfferFilter, scopeOf } from './graph-filter.ts';
import { GpuRef } from './graph-gpu.ts';
import { pricesMoment } from './graph-moment.ts';
import { BillingEnum, derivedPrice, PriceRef, type Price } from './graph-price.ts';
import { pricesOf } from './prices-of.ts';
import type { Summary } from './store-summary.ts';

/** A summary that may be of nothing at all. */
export type MaybeSummary = { readonly summary: Summary | undefined };

type Figure = {
  readonly pick: (summary: Summary) => number | null;
  readonly formula: string;
  /** The formula where it is read from a roll-up, after which one. */
  readonly rolled: string;
};

/** The figures of a group of offers; each offer counts once, however many GPUs it has. */
export const FIGURES = {
  min: {
    pick: ({ min }) => min,
    formula: 'least price per GPU-hour of the rentable offers',
    rolled: 'least price per GPU-hour in force, anomalies left out',
  },
  median: {
    pick: ({ median }) => median,
    formula: 'median (type 7) of the price per GPU-hour over the rentable offers',
    rolled: 'price per GPU-hour that half of the rentable offer-time lies at or under, anomalies left out',
  },
  average: {
    pick: ({ average }) => average,
    formula: 'mean of the price per GPU-hour over the rentable offers',
    rolled: 'mean price per GPU-hour weighted by rentable offer-time, anomalies left out',
  },
  max: {
    pick: ({ max }) => max,
    formula: 'greatest price per GPU-hour of the rentable offers',
    rolled: 'greatest price per GPU-hour in force, anomalies left out',
  },
} as const satisfies Record<string, Figure>;

export function figureOf(summary: Summary | undefined, { pick, formula, rolled }: Figure): Price | null {
  if (!summary) return null;
  const { rolledUp } = summary;
  return derivedPrice(pick(summary), summary, rolledUp === undefined ? formula : `${rolledUp}: ${rolled}`);
}

type BillingPrices = MaybeSummary & { readonly billing: 'ON_DEMAND' | 'SPOT'; readonly isPast: boolean };

const PriceSummaryRef = builder.objectRef<BillingPrices>('PriceSummary').implement({
  description:
    'Prices of one GPU over the offers that can be rented now, by kind of billing. Each offer counts once. As of an instant before single offers are kept the figures are of the last whole hour or day that had ended by then; `formula` says which.',
  fields: (t) => ({
    billing: t.field({
      type: BillingEnum,
      description: 'On-demand or spot.',
      resolve: ({ billing }) => billing,
    }),
    offers: t.int({
      description:
        'How many offers the figures are of; of an hour or a day the mean number, rounded, at least 1 where there were any.',
      resolve: ({ summary }) => summary?.offers ?? 0,
    }),
    min: price(t, 'The lowest price.', FIGURES.min),
    median: price(t, 'The middle price: half of the offers cost less.', FIGURES.median),
    average: price(t, 'The mean price.', FIGURES.average),
    max: price(t, 'The highest price.', FIGURES.max),
    absence: t.field({
      type: AbsenceEnum,
      nullable: true,
      description: 'Why there are no prices; null where there are.',
      resolve: ({ summary, isPast }) => (isPast && !summary ? 'NOT_OBSERVED' : absenceOf(summary)),
    }),
  }),
});

type Fields<Shape> = PothosSchemaTypes.ObjectFieldBuilder<typeof builder.$inferSchemaTypes, Shape>;

/** A field of a price of a summary, null with an `absence` beside it. */
export function price<Shape extends MaybeSummary>(t: Fields<Shape>, description: string, figure: Figure) {
  return t.field({
    type: PriceRef,
    nullable: true,
    description: `${description} Null where nothing is rentable: see absence.`,
    resolve: (shape) => figureOf((shape as MaybeSummary).summary, figure),
  });
}

builder.objectField(GpuRef, 'prices', (t) =>
  t.loadableList({
    type: PriceSummaryRef,
    byPath: true,
    description: 'What it costs now: one entry for on-demand and one for spot, which are never mixed.',
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
      const moment = await pricesMoment(context, info);
      const scope = await scopeOf(filter, context);
      const gpus = scope.gpus ? slugs.filter((slug) => scope.gpus?.includes(slug)) : slugs;
      const rows = await pricesOf(context.db, { ...scope, gpus }, moment, ['gpu', 'billing']);
      const billings = (['ON_DEMAND', 'SPOT'] as const).filter(
        (billing) => (scope.billing ?? billing) === billing,
      );
      return slugs.map((slug) =>
        billings.map((billing) => ({
          billing,
          isPast: moment.rolled !== null,
          summary: rows.find((row) => row.gpu === slug && row.billing === billing),
        })),
      );
    },
    resolve: ({ slug }) => slug as string,
  }),
);
