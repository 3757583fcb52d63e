import type { GraphQLResolveInfo } from 'graphql';
import { asOf } from '#graph/as-of.ts';
import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { badInput } from '#graph/errors.ts';
import type { Instant } from '#units/time.ts';
import { bestRegionOf, type BestRegion } from './best-region.ts';
import { AbsenceEnum, absenceOf } from './graph-absence.ts';
import { ANY_ON_DEMAND, MarketFilter, scopeOf, type FilterInput } from './graph-filter.ts';
import { gpuOf, GpuRef } from './graph-gpu.ts';
import { askedMoment } from './graph-moment.ts';
import { PriceRef } from './graph-price.ts';
import {
  COUNT_DESCRIPTION,
  countOf,
  levelsOf,
  ProviderStock,
  RegionAvailability,
  UNCOUNTED_DESCRIPTION,
} from './graph-region-availability.ts';
import { RegionRef } from './graph-region.ts';
import { FIGURES, figureOf, price, type MaybeSummary } from './graph-summary.ts';
import { summarise, type Summary } from './store-summary.ts';

const BestRegionRef = builder.objectRef<BestRegion>('BestRegion').implement({
  description: 'Where to rent a GPU, and why there.',
  fields: (t) => ({
    region: t.field({
      type: RegionRef,
      nullable: true,
      description: 'The region; null where none qualifies: see reason.',
      resolve: ({ region }) => region,
    }),
    medianPrice: t.field({
      type: PriceRef,
      nullable: true,
      description: 'The middle price per GPU-hour there; null where no region qualifies.',
      resolve: ({ summary }) => figureOf(summary, FIGURES.median),
    }),
    availableGpus: t.int({
      nullable: true,
      description: 'GPUs that can be rented there, each once; null where no region qualifies.',
      resolve: ({ summary }) => summary?.counted,
    }),
    reason: t.exposeString('reason', { description: 'The rule, what it chose, and the runner-up.' }),
  }),
});

type GpuAvailability = MaybeSummary & { readonly slug: string; readonly regions: readonly Summary[] };

const GpuAvailabilityRef = builder.objectRef<GpuAvailability>('GPUAvailability').implement({
  description: 'What of one GPU can be rented now, in all and by region, under one kind of billing.',
  fields: (t) => ({
    gpu: t.field({
      type: GpuRef,
      nullable: true,
      description: 'The GPU; null only for one the catalog has dropped.',
      resolve: ({ slug }) => gpuOf(slug),
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
    takenOffers: t.int({
      description: 'Offers listed but taken.',
      resolve: ({ summary }) => summary?.taken ?? 0,
    }),
    minPrice: price(t, 'The lowest price per GPU-hour.', FIGURES.min),
    medianPrice: price(t, 'The middle price per GPU-hour.', FIGURES.median),
    avgPrice: price(t, 'The mean price per GPU-hour, each offer once.', FIGURES.average),
    maxPrice: price(t, 'The highest price per GPU-hour.', FIGURES.max),
    regions: t.field({
      type: [RegionAvailability],
      description:
        'By region, the one with most rentable offers first. A country and its states are listed apart, each with its own offers.',
      resolve: ({ regions }) => regions.map((summary) => ({ summary })),
    }),
    bestRegion: t.field({
      type: BestRegionRef,
      description:
        'Where to rent: the region with the lowest median price among those with enough GPUs and fresh prices. Offers whose provider tells no number of GPUs or no known place cannot qualify.',
      args: {
        minGpus: t.arg.int({
          required: true,
          defaultValue: 1,
          description: 'How many rentable GPUs are enough; 1 or more.',
        }),
      },
      resolve: ({ regions }, { minGpus }) => {
        if (minGpus < 1) throw badInput('minGpus', '`minGpus` is 1 or more.');
        return bestRegionOf(regions, minGpus);
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

type MarketAvailability = MaybeSummary & {
  readonly at: Instant;
  readonly simulated: boolean;
  readonly gpus: readonly GpuAvailability[];
  readonly unmapped: Summary | undefined;
};

const MarketAvailabilityRef = builder.objectRef<MarketAvailability>('MarketAvailability').implement({
  description: 'What can be rented now: by GPU and region, and in all.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'The instant it is true for.' }),
    simulated: t.exposeBoolean('simulated', {
      description: 'True where any of it is from the simulated market.',
    }),
    availableGpus: t.int({
      nullable: true,
      description: `Over everything in the filter. ${COUNT_DESCRIPTION}`,
      resolve: countOf,
    }),
    offers: t.int({
      description: 'Rentable offers in the filter, unmapped ones included.',
      resolve: ({ summary }) => summary?.offers ?? 0,
    }),
    uncountedOffers: t.int({
      description: UNCOUNTED_DESCRIPTION,
      resolve: ({ summary }) => summary?.uncounted ?? 0,
    }),
    unmappedOffers: t.int({
      description:
        'Rentable offers in the filter whose GPU the catalog does not know: they are in the totals and under no GPU. See unmappedGpuNames.',
      resolve: ({ unmapped }) => unmapped?.offers ?? 0,
    }),
    gpus: t.field({
      type: [GpuAvailabilityRef],
      description:
        'By GPU, the one with most rentable offers first: those listed, and those the filter names even if nobody lists them.',
      resolve: ({ gpus }) => [...gpus],
    }),
    absence: t.field({
      type: AbsenceEnum,
      nullable: true,
      description: 'Why nothing can be rented; null where something can.',
      resolve: ({ summary }) => absenceOf(summary),
    }),
  }),
});

async function availabilityOf(
  filter: FilterInput,
  context: Context,
  info: GraphQLResolveInfo,
  slugs: readonly string[] | null,
): Promise<MarketAvailability> {
  const asked = await scopeOf({ billing: 'ON_DEMAND', ...filter }, context);
  const gpus =
    slugs && asked.gpus ? slugs.filter((slug) => asked.gpus?.includes(slug)) : (slugs ?? asked.gpus);
  const moment = await askedMoment(context, info);
  const rows = await summarise(context.db, { ...asked, gpus }, moment, [['gpu', 'region'], ['gpu'], []]);
  const byGpu = rows.filter(({ level }) => level === 'gpu');
  const named = new Set([...byGpu.flatMap(({ gpu }) => gpu ?? []), ...(slugs ?? asked.gpus ?? [])]);
  const found = [...named].map((slug) => ({
    slug,
    summary: byGpu.find(({ gpu }) => gpu === slug),
    regions: rows
      .filter(({ level, gpu }) => level === 'gpu,region' && gpu === slug)
      .toSorted((a, b) => b.offers - a.offers || ((a.region ?? '~') < (b.region ?? '~') ? -1 : 1)),
  }));
  const total = rows.find(({ level }) => level === '');
  return {
    at: moment.at,
    simulated: total?.simulated ?? context.simulated,
    summary: total,
    unmapped: byGpu.find(({ gpu }) => gpu === null),
    gpus: found.toSorted(
      (a, b) => (b.summary?.offers ?? 0) - (a.summary?.offers ?? 0) || (a.slug < b.slug ? -1 : 1),
    ),
  };
}

builder.queryField('availability', (t) =>
  t.field({
    type: MarketAvailabilityRef,
    description:
      'What can be rented now, by GPU and region, with prices; on demand unless the filter says spot.',
    complexity: { field: 20 },
    args: {
      filter: t.arg({
        type: MarketFilter,
        required: true,
        defaultValue: ANY_ON_DEMAND,
        description: 'Which offers count.',
      }),
      ...asOf,
    },
    resolve: (_root, { filter }, context, info) => availabilityOf(filter, context, info, null),
  }),
);

builder.objectField(GpuRef, 'availability', (t) =>
  t.loadable({
    type: GpuAvailabilityRef,
    byPath: true,
    description: 'What of it can be rented now, and where; on demand unless the filter says spot.',
    complexity: { field: 5 },
    args: {
      filter: t.arg({
        type: MarketFilter,
        required: true,
        defaultValue: ANY_ON_DEMAND,
        description: 'Which offers count.',
      }),
    },
    load: async (slugs: string[], context: Context, { filter }, info) => {
      const { gpus } = await availabilityOf(filter, context, info, slugs);
      const bySlug = new Map(gpus.map((gpu) => [gpu.slug, gpu]));
      return slugs.map((slug) => bySlug.get(slug) ?? { slug, summary: undefined, regions: [] });
    },
    resolve: ({ slug }) => slug as string,
  }),
);
