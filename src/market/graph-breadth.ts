import { breadthOf, type Breadth } from '#analytics/breadth.ts';
import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { AbsenceEnum, absenceOf } from './graph-absence.ts';
import { ANY_ON_DEMAND, MarketFilter, scopeOf } from './graph-filter.ts';
import { askedMoment } from './graph-moment.ts';
import { GpuRef } from './graph-gpu.ts';
import type { MaybeSummary } from './graph-summary.ts';
import { summarise, type Summary } from './store-summary.ts';

const ShareRef = builder.objectRef<Breadth>('BreadthShare').implement({
  description: 'Of how many regions or providers a GPU is listed in, and in how many it can be rented.',
  fields: (t) => ({
    listed: t.exposeInt('listed', { description: 'How many list it, rentable or taken.' }),
    withStock: t.exposeInt('withStock', { description: 'In how many of them some can be rented.' }),
    share: t.exposeFloat('share', {
      nullable: true,
      description: 'withStock ÷ listed, 0 to 1. Null where nobody lists it.',
    }),
  }),
});

type GpuBreadth = MaybeSummary & {
  readonly regions: readonly Summary[];
  readonly providers: readonly Summary[];
};

const GpuBreadthRef = builder.objectRef<GpuBreadth>('MarketBreadth').implement({
  description: 'How broadly a GPU can be had: in what share of the regions and providers that list it.',
  fields: (t) => ({
    regions: t.field({
      type: ShareRef,
      description:
        'By region. A country and its states count apart, each by its own offers; offers without a known place count in none.',
      resolve: ({ regions }) => breadthOf(regions.filter(({ region }) => region !== null).map(groupOf)),
    }),
    providers: t.field({
      type: ShareRef,
      description: 'By provider.',
      resolve: ({ providers }) => breadthOf(providers.map(groupOf)),
    }),
    offersWithoutRegion: t.int({
      description: 'Rentable offers without a known place: they are in no region.',
      resolve: ({ regions }) => regions.find(({ region }) => region === null)?.offers ?? 0,
    }),
    absence: t.field({
      type: AbsenceEnum,
      nullable: true,
      description: 'Why nothing can be rented; null where something can.',
      resolve: ({ summary }) => absenceOf(summary),
    }),
  }),
});

function groupOf({ offers, taken, staleOut }: Summary) {
  return { rentable: offers, listed: offers + taken + staleOut };
}

builder.objectField(GpuRef, 'breadth', (t) =>
  t.loadable({
    type: GpuBreadthRef,
    byPath: true,
    description:
      'In what share of the regions and providers that list it some can be rented now; on demand unless the filter says spot.',
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
      const scope = await scopeOf(filter, context);
      const gpus = scope.gpus ? slugs.filter((slug) => scope.gpus?.includes(slug)) : slugs;
      const rows = await summarise(context.db, { ...scope, gpus }, await askedMoment(context, info), [
        ['gpu'],
        ['gpu', 'region'],
        ['gpu', 'provider'],
      ]);
      return slugs.map((slug) => {
        const own = rows.filter(({ gpu }) => gpu === slug);
        return {
          summary: own.find(({ level }) => level === 'gpu'),
          regions: own.filter(({ level }) => level === 'gpu,region'),
          providers: own.filter(({ level }) => level === 'gpu,provider'),
        };
      });
    },
    resolve: ({ slug }) => slug as string,
  }),
);
