import { ranksOf, spotSavingPercent } from '#analytics/spot-saving.ts';
import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { badInput } from '#graph/errors.ts';
import type { Moment } from '#graph/moment.ts';
import type { Instant } from '#units/time.ts';
import { AbsenceEnum, absenceOf } from './graph-absence.ts';
import { ANY_OFFER, OfferFilter, scopeOf, type FilterInput } from './graph-filter.ts';
import { askedMoment } from './graph-moment.ts';
import { gpuOf, GpuRef } from './graph-gpu.ts';
import { PriceRef } from './graph-price.ts';
import { regionOf, RegionRef } from './graph-region.ts';
import { FIGURES, figureOf } from './graph-summary.ts';
import { summarise, type Summary } from './store-summary.ts';

/** Spot and on-demand offers of one GPU, or of one in one region, each summed up by itself. */
type Sides = { readonly spot: Summary | undefined; readonly onDemand: Summary | undefined };
type Ranked = Sides & { readonly spotRank: number | null; readonly onDemandRank: number | null };
type GpuSides = Ranked & { readonly slug: string; readonly regions: readonly RegionSides[] };
type RegionSides = Ranked & { readonly region: string | null };

type Fields<Shape> = PothosSchemaTypes.ObjectFieldBuilder<typeof builder.$inferSchemaTypes, Shape>;

function sideFields<Shape extends Ranked>(t: Fields<Shape>, among: string) {
  const sides = (shape: unknown) => shape as Ranked;
  return {
    spot: t.field({
      type: PriceRef,
      nullable: true,
      description: 'The middle spot price per GPU-hour. Null where there is none: see spotAbsence.',
      resolve: (shape) => figureOf(sides(shape).spot, FIGURES.median),
    }),
    onDemand: t.field({
      type: PriceRef,
      nullable: true,
      description: 'The middle on-demand price per GPU-hour. Null where there is none: see onDemandAbsence.',
      resolve: (shape) => figureOf(sides(shape).onDemand, FIGURES.median),
    }),
    savingPercent: t.int({
      nullable: true,
      description:
        'What spot saves, in whole percent: 100 × (1 − spot ÷ onDemand). Negative where spot costs more. Null where either price is missing.',
      resolve: (shape) => {
        const { spot, onDemand } = sides(shape);
        if (spot?.median == null || onDemand?.median == null) return null;
        return spotSavingPercent(Math.round(spot.median), Math.round(onDemand.median)) ?? null;
      },
    }),
    spotRank: t.int({
      nullable: true,
      description: `Its place among ${among} by spot price, 1 the lowest; equal prices share a place. Null without a spot price.`,
      resolve: (shape) => sides(shape).spotRank,
    }),
    onDemandRank: t.int({
      nullable: true,
      description: `Its place among ${among} by on-demand price, 1 the lowest; equal prices share a place. Null without an on-demand price.`,
      resolve: (shape) => sides(shape).onDemandRank,
    }),
    spotAbsence: t.field({
      type: AbsenceEnum,
      nullable: true,
      description: 'Why there is no spot price; null where there is one.',
      resolve: (shape) => absenceOf(sides(shape).spot),
    }),
    onDemandAbsence: t.field({
      type: AbsenceEnum,
      nullable: true,
      description: 'Why there is no on-demand price; null where there is one.',
      resolve: (shape) => absenceOf(sides(shape).onDemand),
    }),
  };
}

const RegionSpotRef = builder.objectRef<RegionSides>('RegionSpotComparison').implement({
  description: 'Spot against on-demand prices of one GPU in one region.',
  fields: (t) => ({
    region: t.field({
      type: RegionRef,
      nullable: true,
      description: 'The region; null for the offers without a known place together.',
      resolve: ({ region }) => regionOf(region),
    }),
    ...sideFields(t, 'the regions of this GPU'),
  }),
});

const GpuSpotRef = builder.objectRef<GpuSides>('GPUSpotComparison').implement({
  description: 'Spot against on-demand prices of one GPU, in all and by region.',
  fields: (t) => ({
    gpu: t.field({
      type: GpuRef,
      nullable: true,
      description: 'The GPU; null only for one the catalog has dropped.',
      resolve: ({ slug }) => gpuOf(slug),
    }),
    ...sideFields(t, 'the GPUs of this answer'),
    regions: t.field({
      type: [RegionSpotRef],
      description:
        'By region, in order of code; offers without a known place last. A country and its states are told apart, each with its own offers: there are at most as many as the catalog has regions.',
      resolve: ({ regions }) => [...regions],
    }),
  }),
});

type Comparison = {
  readonly at: Instant;
  readonly simulated: boolean;
  readonly gpus: readonly GpuSides[];
};

const ComparisonRef = builder.objectRef<Comparison>('SpotComparison').implement({
  description: 'Spot against on-demand prices, GPU by GPU and region by region.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'The instant it is true for.' }),
    simulated: t.exposeBoolean('simulated', {
      description: 'True where any of it is from the simulated market.',
    }),
    gpus: t.field({
      type: [GpuSpotRef],
      description:
        'By GPU, in order of slug: those listed, and those the filter names even if nobody lists them. There are at most as many as the catalog has GPUs.',
      resolve: ({ gpus }) => [...gpus],
    }),
  }),
});

/** Pairs the two billings of each group of one key and gives each billing its places. */
function paired<Key extends string | null>(
  rows: readonly Summary[],
  keys: readonly Key[],
  keyOf: (row: Summary) => string | null,
): (Ranked & { readonly key: Key })[] {
  const pairs = keys.map((key) => {
    const side = (billing: 'SPOT' | 'ON_DEMAND') =>
      rows.find((row) => keyOf(row) === key && row.billing === billing);
    return { key, spot: side('SPOT'), onDemand: side('ON_DEMAND') };
  });
  const spotRanks = ranksOf(pairs.map(({ spot }) => spot?.median ?? null));
  const onDemandRanks = ranksOf(pairs.map(({ onDemand }) => onDemand?.median ?? null));
  return pairs.map((pair, index) => ({
    ...pair,
    spotRank: spotRanks[index] ?? null,
    onDemandRank: onDemandRanks[index] ?? null,
  }));
}

async function compare(filter: FilterInput, context: Context, moment: Moment): Promise<Comparison> {
  if (filter.billing != null)
    throw badInput('billing', 'Leave `billing` out: spot and on-demand are set against each other here.');
  const scope = await scopeOf(filter, context);
  const rows = await summarise(context.db, scope, moment, [
    ['gpu', 'billing'],
    ['gpu', 'region', 'billing'],
  ]);
  const byGpu = rows.filter(({ level }) => level === 'gpu,billing');
  const byRegion = Map.groupBy(
    rows.filter(({ level }) => level !== 'gpu,billing'),
    ({ gpu }) => gpu,
  );
  const slugs = new Set([...byGpu.flatMap(({ gpu }) => gpu ?? []), ...(scope.gpus ?? [])]);
  return {
    at: moment.at,
    simulated: rows.some(({ simulated }) => simulated) || context.simulated,
    gpus: paired(byGpu, [...slugs].toSorted(), ({ gpu }) => gpu).map(({ key, ...sides }) => {
      const own = byRegion.get(key) ?? [];
      const codes = [...new Set(own.map(({ region }) => region))];
      const sorted = codes.toSorted((a, b) => ((a ?? '~') < (b ?? '~') ? -1 : 1));
      return {
        ...sides,
        slug: key,
        regions: paired(own, sorted, ({ region }) => region).map(({ key: region, ...ranked }) => ({
          ...ranked,
          region,
        })),
      };
    }),
  };
}

builder.queryField('spotAgainstOnDemand', (t) =>
  t.field({
    type: ComparisonRef,
    description:
      'What spot saves against on-demand: middle prices of both, the saving in percent, and the places of each, ranked apart; by GPU, and by GPU and region. `billing` of the filter stays out.',
    complexity: { field: 20 },
    args: {
      filter: t.arg({
        type: OfferFilter,
        required: true,
        defaultValue: ANY_OFFER,
        description: 'Which offers count.',
      }),
      asOf: t.arg({
        type: 'DateTime',
        description: 'A past instant: the answer is from what had been recorded by then. Now where absent.',
      }),
    },
    resolve: async (_root, { filter }, context, info) =>
      compare(filter, context, await askedMoment(context, info)),
  }),
);
