import type { Gpu } from '#catalog/gpu.ts';
import { gpus as catalog } from '#catalog/gpus.ts';
import { asOf } from '#graph/as-of.ts';
import { builder } from '#graph/builder.ts';
import { pageOf } from '#graph/page.ts';
import { checkVram } from './graph-filter.ts';
import { ClassEnum, GpuRef, VendorEnum } from './graph-gpu.ts';
import { askedMoment } from './graph-moment.ts';
import { pageOfSorted } from './graph-page.ts';
import { wholeMarket } from './offer-scope.ts';
import { summarise } from './store-summary.ts';

const GpuFilter = builder.inputType('GPUFilter', {
  description: 'Which GPUs of the catalog are meant; everything given must hold.',
  fields: (t) => ({
    vendor: t.field({ type: VendorEnum, description: 'Only this vendor’s.' }),
    class: t.field({ type: ClassEnum, description: 'Only this class.' }),
    minVramGb: t.float({ description: 'Least memory in gigabytes.' }),
    offeredOnly: t.boolean({
      required: true,
      defaultValue: false,
      description: 'Only GPUs that can be rented now, on demand or as spot.',
    }),
  }),
});

const GpuSortKey = builder.enumType('GPUSortKey', {
  description: 'What GPUs are sorted by; equal ones by name.',
  values: {
    NAME: { description: 'The name.' },
    VRAM: { description: 'Memory.' },
    FP16_TFLOPS: { description: 'Dense FP16 speed; GPUs without come last.' },
    LAUNCHED: { description: 'Launch date.' },
  },
});

export const SortDirection = builder.enumType('SortDirection', {
  description: 'Which end comes first.',
  values: { ASC: { description: 'The lowest first.' }, DESC: { description: 'The highest first.' } },
});

const GpuSort = builder.inputType('GPUSort', {
  description: 'An order of GPUs.',
  fields: (t) => ({
    by: t.field({ type: GpuSortKey, required: true, defaultValue: 'NAME', description: 'What to sort by.' }),
    direction: t.field({
      type: SortDirection,
      required: true,
      defaultValue: 'ASC',
      description: 'Which end comes first.',
    }),
  }),
});

const sortValue: Record<typeof GpuSortKey.$inferType, (gpu: Gpu) => number | string | null> = {
  NAME: ({ name }) => name,
  VRAM: ({ vramGb }) => vramGb,
  FP16_TFLOPS: ({ fp16Tflops }) => fp16Tflops,
  LAUNCHED: ({ launched }) => launched,
};

const totalCount = 'How many there are in all, on every page together.';

builder.queryField('gpus', (t) =>
  t.connection(
    {
      type: GpuRef,
      description: 'The catalog of GPUs, offered now or not.',
      args: {
        filter: t.arg({
          type: GpuFilter,
          required: true,
          defaultValue: { offeredOnly: false },
          description: 'Which GPUs.',
        }),
        sort: t.arg({
          type: GpuSort,
          required: true,
          defaultValue: { by: 'NAME', direction: 'ASC' },
          description: 'In which order.',
        }),
        ...asOf,
      },
      resolve: async (_root, { filter, sort, ...page }, context, info) => {
        const { db, simulated } = context;
        const moment = await askedMoment(context, info);
        if (filter.minVramGb != null) checkVram(filter.minVramGb);
        const { by, direction } = sort;
        const offered = filter.offeredOnly
          ? new Set(
              (await summarise(db, wholeMarket(simulated), moment, [['gpu']]))
                .filter(({ offers }) => offers > 0)
                .map(({ gpu }) => gpu),
            )
          : null;
        const order = catalog.toSorted(
          (a, b) => compare(sortValue[by](a), sortValue[by](b), direction) || compare(a.name, b.name, 'ASC'),
        );
        const wanted = order.filter(
          (gpu) =>
            (filter.vendor == null || gpu.vendor === filter.vendor) &&
            (filter.class == null || gpu.class === filter.class) &&
            (filter.minVramGb == null || gpu.vramGb >= filter.minVramGb) &&
            (offered === null || offered.has(gpu.slug)),
        );
        return pageOfSorted(pageOf(page), wanted, ({ slug }) => slug, order);
      },
    },
    {
      name: 'GPUConnection',
      description: 'A page of GPUs.',
      fields: (t) => ({
        totalCount: t.int({ description: totalCount, resolve: ({ totalCount }) => totalCount ?? 0 }),
      }),
    },
    { name: 'GPUEdge', description: 'A GPU and its place in the list.' },
  ),
);

function compare(a: number | string | null, b: number | string | null, direction: 'ASC' | 'DESC'): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? 1 : -1;
  return a < b === (direction === 'ASC') ? -1 : 1;
}
