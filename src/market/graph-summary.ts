import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { AbsenceEnum, absenceOf } from './graph-absence.ts';
import { ANY_OFFER, OfferFilter, scopeOf } from './graph-filter.ts';
import { GpuRef } from './graph-gpu.ts';
import { askedMoment } from './graph-moment.ts';
import { BillingEnum, derivedPrice, PriceRef, type Price } from './graph-price.ts';
import { summarise, type Summary } from './store-summary.ts';

/** A summary that may be of nothing at all. */
export type MaybeSummary = { readonly summary: Summary | undefined };

type Figure = { readonly pick: (summary: Summary) => number | null; readonly formula: string };

/** The figures of a group of offers; each offer counts once, however many GPUs it has. */
export const FIGURES = {
  min: { pick: ({ min }) => min, formula: 'least price per GPU-hour of the rentable offers' },
  median: {
    pick: ({ median }) => median,
    formula: 'median (type 7) of the price per GPU-hour over the rentable offers',
  },
  average: {
    pick: ({ average }) => average,
    formula: 'mean of the price per GPU-hour over the rentable offers',
  },
  max: { pick: ({ max }) => max, formula: 'greatest price per GPU-hour of the rentable offers' },
} as const satisfies Record<string, Figure>;

export function figureOf(summary: Summary | undefined, { pick, formula }: Figure): Price | null {
  return summary ? derivedPrice(pick(summary), summary, formula) : null;
}

type BillingPrices = MaybeSummary & { readonly billing: 'ON_DEMAND' | 'SPOT' };

const PriceSummaryRef = builder.objectRef<BillingPrices>('PriceSummary').implement({
  description:
    'Prices of one GPU over the offers that can be rented now, by kind of billing. Each offer counts once.',
  fields: (t) => ({
    billing: t.field({
      type: BillingEnum,
      description: 'On-demand or spot.',
      resolve: ({ billing }) => billing,
    }),
    offers: t.int({
      description: 'How many offers the figures are of.',
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
      resolve: ({ summary }) => absenceOf(summary),
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
      const moment = await askedMoment(context, info);
      const scope = await scopeOf(filter, context);
      const gpus = scope.gpus ? slugs.filter((slug) => scope.gpus?.includes(slug)) : slugs;
      const rows = await summarise(context.db, { ...scope, gpus }, moment, [['gpu', 'billing']]);
      const billings = (['ON_DEMAND', 'SPOT'] as const).filter(
        (billing) => (scope.billing ?? billing) === billing,
      );
      return slugs.map((slug) =>
        billings.map((billing) => ({
          billing,
          summary: rows.find((row) => row.gpu === slug && row.billing === billing),
        })),
      );
    },
    resolve: ({ slug }) => slug as string,
  }),
);
