import { builder } from '#graph/builder.ts';
import { AbsenceEnum } from '#market/graph-absence.ts';
import { CostRef } from '../graph-cost.ts';
import { FigureRef } from '../graph-figure.ts';
import type { WorkloadRent } from './rent.ts';

export const WorkloadRentRef = builder.objectRef<WorkloadRent>('WorkloadRent').implement({
  description: 'What the GPUs of a workload cost to rent for the hours that count.',
  fields: (t) => ({
    cost: t.field({
      type: CostRef,
      nullable: true,
      description: 'Price × GPUs × hours. Null where there is no price: see absence.',
      resolve: ({ cost }) => cost,
    }),
    pricePerGpuHour: t.field({
      type: FigureRef,
      nullable: true,
      description:
        'What the owner told; else the market’s: of now until it has begun, and then of when it began. The cheapest machine of exactly so many GPUs, or the median of the largest machines that so many can be made up of. Null where there is none.',
      resolve: ({ price }) => price,
    }),
    gpusPerMachine: t.exposeInt('gpusPerMachine', {
      nullable: true,
      description: 'GPUs of each machine the price is of; null where the owner told it, or there is none.',
    }),
    absence: t.field({
      type: AbsenceEnum,
      nullable: true,
      description: 'Why there is no price; null where there is one.',
      resolve: ({ absence }) => absence,
    }),
  }),
});
