import { builder } from '#graph/builder.ts';
import { GpuRef } from '#market/graph-gpu.ts';
import { BillingEnum } from '#market/graph-price.ts';
import type { FleetPart } from './fleet-parts.ts';
import { CostRef } from './graph-cost.ts';
import { FigureRef } from './graph-figure.ts';

const FleetRoleEnum = builder.enumType('FleetRole', {
  description: 'What a machine of a fleet is for.',
  values: {
    BASE: { description: 'On-demand: stays whatever happens to the spot market.' },
    BURST: { description: 'Spot: cheap capacity that may be interrupted.' },
    SPARE: { description: 'On-demand beyond what is counted: takes over where another machine fails.' },
  },
});

export const FleetPartRef = builder.objectRef<FleetPart>('FleetPart').implement({
  description: 'So many machines of one offer, in one role.',
  fields: (t) => ({
    role: t.field({ type: FleetRoleEnum, description: 'What they are for.', resolve: ({ role }) => role }),
    gpu: t.field({ type: GpuRef, description: 'The GPU.', resolve: ({ gpu }) => gpu }),
    billing: t.field({
      type: BillingEnum,
      description: 'On-demand or spot.',
      resolve: ({ offer }) => offer.billing,
    }),
    provider: t.string({ description: 'Id of the provider.', resolve: ({ offer }) => offer.provider }),
    region: t.string({
      nullable: true,
      description: 'Region code. Null where the provider tells none.',
      resolve: ({ offer }) => offer.region,
    }),
    gpusPerMachine: t.int({ description: 'GPUs of one machine.', resolve: ({ offer }) => offer.gpuCount }),
    available: t.int({
      nullable: true,
      description:
        'Machines of this offer that can be rented. Null where the provider tells no number: one is then planned with.',
      resolve: ({ offer }) => offer.available,
    }),
    machines: t.int({
      description: 'Machines to rent: no more than are available.',
      resolve: ({ machines }) => machines.value,
    }),
    gpus: t.field({ type: FigureRef, description: 'GPUs of these machines.', resolve: ({ gpus }) => gpus }),
    hours: t.field({ type: FigureRef, description: 'Hours of the month.', resolve: ({ hours }) => hours }),
    pricePerGpuHour: t.field({
      type: FigureRef,
      description: 'What the offer asks.',
      resolve: ({ price }) => price,
    }),
    monthlyCost: t.field({
      type: CostRef,
      description: 'gpus × pricePerGpuHour × hours.',
      resolve: ({ cost }) => cost,
    }),
    capacity: t.field({
      type: FigureRef,
      description: 'What these machines bring, after what interruptions and failures take.',
      resolve: ({ brings }) => brings,
    }),
  }),
});
