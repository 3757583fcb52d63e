import { builder } from '#graph/builder.ts';
import { usdFromFloat } from '#units/money.ts';
import { SECOND_MS } from '#units/time.ts';
import type { OfferRow } from './store-offers.ts';

export const MachineRef = builder.objectRef<OfferRow>('OfferMachine').implement({
  description: 'The machine around the GPUs, as its provider describes it. Null fields are not stated.',
  fields: (t) => ({
    machineId: t.string({
      nullable: true,
      description: 'The provider’s id of the machine: offers with the same one share its GPUs.',
      resolve: ({ traits }) => traits.machine,
    }),
    hostId: t.string({
      nullable: true,
      description: 'The provider’s id of whoever owns it.',
      resolve: ({ traits }) => traits.host,
    }),
    vramGb: t.float({
      nullable: true,
      description: 'Memory of one GPU as its driver reports it, in units of 2³⁰ bytes.',
      resolve: ({ traits }) => per1024(traits.vramMb),
    }),
    cpuName: t.string({ nullable: true, description: 'Processor.', resolve: ({ traits }) => traits.cpuName }),
    cpuCores: t.float({
      nullable: true,
      description: 'Processor cores that come with the offer.',
      resolve: ({ traits }) => traits.cpuCores,
    }),
    ramGb: t.float({
      nullable: true,
      description: 'Main memory that comes with the offer, in units of 2³⁰ bytes.',
      resolve: ({ traits }) => per1024(traits.ramMb),
    }),
    diskGb: t.float({
      nullable: true,
      description: 'Disk space that can be rented with it, in gigabytes.',
      resolve: ({ traits }) => traits.diskGb,
    }),
    uploadMbps: t.float({
      nullable: true,
      description: 'Upload in megabits a second.',
      resolve: ({ traits }) => traits.uploadMbps,
    }),
    downloadMbps: t.float({
      nullable: true,
      description: 'Download in megabits a second.',
      resolve: ({ traits }) => traits.downloadMbps,
    }),
    dataCenter: t.boolean({
      nullable: true,
      description: 'Whether it stands in a data centre.',
      resolve: ({ traits }) => traits.dataCenter,
    }),
    maxRental: t.field({
      type: 'Duration',
      nullable: true,
      description: 'Longest it can be rented for.',
      resolve: ({ traits }) =>
        traits.maxRentalSeconds === undefined ? null : traits.maxRentalSeconds * SECOND_MS,
    }),
    maxGpuCount: t.int({
      nullable: true,
      description: 'Most GPUs of this kind in one machine.',
      resolve: ({ traits }) => traits.maxGpuCount,
    }),
  }),
});

export const ExtrasRef = builder.objectRef<OfferRow>('OfferExtras').implement({
  description:
    'What is billed beside the GPUs, as the provider states it. Null fields are not stated, which is not free.',
  fields: (t) => ({
    storagePerGbMonth: t.field({
      type: 'USD',
      nullable: true,
      description: 'US dollars for one gigabyte of disk for a month.',
      resolve: ({ traits }) => dollars(traits.storageUsdPerGbMonth),
    }),
    uploadPerGb: t.field({
      type: 'USD',
      nullable: true,
      description: 'US dollars for one gigabyte sent.',
      resolve: ({ traits }) => dollars(traits.uploadUsdPerGb),
    }),
    downloadPerGb: t.field({
      type: 'USD',
      nullable: true,
      description: 'US dollars for one gigabyte received.',
      resolve: ({ traits }) => dollars(traits.downloadUsdPerGb),
    }),
  }),
});

function per1024(value: number | undefined): number | null {
  return value === undefined ? null : Math.round((value / 1024) * 100) / 100;
}

function dollars(value: number | undefined) {
  return value === undefined ? null : (usdFromFloat(value) ?? null);
}
