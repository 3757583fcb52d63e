import { builder } from '#graph/builder.ts';
import { AbsenceEnum } from '#market/graph-absence.ts';
import { GpuRef } from '#market/graph-gpu.ts';
import { BillingEnum } from '#market/graph-price.ts';
import { FigureRef } from './graph-figure.ts';
import type { Rental } from './rental.ts';

export const RentalInput = builder.inputType('RentalInput', {
  description:
    'What machine each worker is, and what it costs: the cheapest offer of the moment, or a price of your own.',
  fields: (t) => ({
    gpu: t.string({
      description:
        'The GPU by any name the catalog knows. One that means several ("H100") is an error that lists them. Needed where there is no pricePerGpuHour.',
    }),
    gpuCount: t.int({ required: true, defaultValue: 1, description: 'GPUs of each worker: 1 to 1024.' }),
    provider: t.string({
      description: 'The provider by id or name: "aws", "Lambda". All of them where it is absent.',
    }),
    region: t.string({
      description:
        'Region code ("DE", "US-CA"; a country covers its states) or continent ("EUROPE"). Everywhere where it is absent.',
    }),
    billing: t.field({
      type: BillingEnum,
      required: true,
      defaultValue: 'ON_DEMAND',
      description: 'On-demand or spot.',
    }),
    pricePerGpuHour: t.field({
      type: 'USD',
      description:
        'A price of your own per GPU-hour, such as a serverless platform’s, in place of the market’s: above 0, at most 1000.',
    }),
  }),
});

export const RentalRef = builder.objectRef<Rental>('Rental').implement({
  description: 'The machine that costs were computed for, and its price.',
  fields: (t) => ({
    gpu: t.field({
      type: GpuRef,
      nullable: true,
      description: 'Null where a price alone was told.',
      resolve: ({ gpu }) => gpu,
    }),
    gpuCount: t.int({ description: 'GPUs of each worker.', resolve: ({ gpuCount }) => gpuCount.value }),
    pricePerGpuHour: t.field({
      type: FigureRef,
      nullable: true,
      description:
        'The cheapest offer of a machine of exactly so many GPUs, or the caller’s price. Null where there is none: see absence.',
      resolve: ({ price }) => price,
    }),
    absence: t.field({
      type: AbsenceEnum,
      nullable: true,
      description: 'Why there is no price; null where there is one.',
      resolve: ({ absence }) => absence,
    }),
    simulated: t.exposeBoolean('simulated', {
      description: 'True where the price is of the simulated market.',
    }),
  }),
});
