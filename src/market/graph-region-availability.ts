import { builder } from '#graph/builder.ts';
import { AbsenceEnum, absenceOf } from './graph-absence.ts';
import { StockLevel } from './graph-offer.ts';
import { loadProviders, ProviderRef } from './graph-provider.ts';
import {
  coordinatesOf,
  LatencyRef,
  latencyBetween,
  PlaceInput,
  regionOf,
  RegionRef,
} from './graph-region.ts';
import { FIGURES, price, type MaybeSummary } from './graph-summary.ts';

type Level = { readonly provider: string; readonly tier: string; readonly level: string };

export const ProviderStock = builder.objectRef<Level>('ProviderStock').implement({
  description:
    'What a provider that gives no numbers says of availability. It is never turned into a number.',
  fields: (t) => ({
    provider: t.loadable({
      type: ProviderRef,
      byPath: true,
      description: 'Who says so.',
      load: loadProviders,
      resolve: ({ provider }: Level) => provider,
    }),
    tier: t.exposeString('tier', { description: 'Of which class of service.' }),
    level: t.field({
      type: StockLevel,
      description: 'What it says.',
      resolve: ({ level }) => level as typeof StockLevel.$inferType,
    }),
  }),
});

export function levelsOf({ summary }: MaybeSummary): Level[] {
  return (summary?.levels ?? []).map((text) => {
    const [provider = '', ...rest] = text.split(' ');
    return { provider, tier: rest.slice(0, -1).join(' '), level: rest.at(-1) ?? '' };
  });
}

/** Null where offers are there but none is counted: a zero would be a claim. */
export function countOf({ summary }: MaybeSummary): number | null {
  if (!summary) return 0;
  return summary.offers > 0 && summary.uncounted === summary.offers ? null : summary.counted;
}

export const COUNT_DESCRIPTION =
  'GPUs that can be rented now, each physical GPU once however many offers it is part of, over the offers whose provider tells a number. Null where offers are there but none tells one: see stock. At least this many where uncountedOffers is above 0.';
export const UNCOUNTED_DESCRIPTION =
  'Rentable offers whose provider tells no number; they are not in availableGpus.';

export const RegionAvailability = builder.objectRef<MaybeSummary>('RegionAvailability').implement({
  description: 'What of one GPU can be rented in one region now.',
  fields: (t) => ({
    region: t.field({
      type: RegionRef,
      nullable: true,
      description: 'The region; null for the offers whose provider tells no place or one not known.',
      resolve: ({ summary }) => regionOf(summary?.region ?? null),
    }),
    availableGpus: t.int({ nullable: true, description: COUNT_DESCRIPTION, resolve: countOf }),
    uncountedOffers: t.int({
      description: UNCOUNTED_DESCRIPTION,
      resolve: ({ summary }) => summary?.uncounted ?? 0,
    }),
    stock: t.field({
      type: [ProviderStock],
      description: 'What the providers without numbers say. Empty where all tell numbers.',
      complexity: { multiplier: 3 },
      resolve: levelsOf,
    }),
    offers: t.int({ description: 'Rentable offers.', resolve: ({ summary }) => summary?.offers ?? 0 }),
    minPrice: price(t, 'The lowest price per GPU-hour.', FIGURES.min),
    medianPrice: price(t, 'The middle price per GPU-hour.', FIGURES.median),
    avgPrice: price(t, 'The mean price per GPU-hour, each offer once.', FIGURES.average),
    maxPrice: price(t, 'The highest price per GPU-hour.', FIGURES.max),
    latency: t.field({
      type: LatencyRef,
      nullable: true,
      description:
        'Estimated round trip from a place to the region’s middle; null where the region is not known.',
      args: {
        from: t.arg({ type: PlaceInput, required: true, description: 'Where you, or your users, are.' }),
      },
      resolve: ({ summary }, { from }) => {
        const start = coordinatesOf(from);
        const region = regionOf(summary?.region ?? null);
        return region && latencyBetween(start, region);
      },
    }),
    absence: t.field({
      type: AbsenceEnum,
      nullable: true,
      description: 'Why nothing can be rented; null where something can.',
      resolve: ({ summary }) => absenceOf(summary),
    }),
  }),
});
