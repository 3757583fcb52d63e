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
    instanceType: t.string({
      nullable: true,
      description: 'The provider’s name of what is rented: "p5.48xlarge", "Standard_NC24ads_A100_v4".',
      resolve: ({ traits }) => traits.instanceType,
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
    vcpuPerHour: t.field({
      type: 'USD',
      nullable: true,
      description: 'US dollars for one virtual processor core for an hour, where cores are billed apart.',
      resolve: ({ traits }) => dollars(traits.vcpuUsdPerHour),
    }),
    ramPerGbHour: t.field({
      type: 'USD',
      nullable: true,
      description: 'US dollars for one gigabyte of main memory for an hour, where memory is billed apart.',
      resolve: ({ traits }) => dollars(traits.ramUsdPerGbHour),
    }),
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

export const InterruptionRef = builder.objectRef<OfferRow>('OfferInterruption').implement({
  description:
    'How often a provider says it takes such instances back, and what that saves. Its own figures of the last month, of all customers; no promise. Null fields are not stated.',
  fields: (t) => ({
    monthlyLow: t.float({
      nullable: true,
      description: 'Share of instances taken back within a month, 0 to 1: at least this.',
      resolve: ({ traits }) => traits.interruptionMonthlyLow,
    }),
    monthlyHigh: t.float({
      nullable: true,
      description: 'Share of instances taken back within a month, 0 to 1: at most this.',
      resolve: ({ traits }) => traits.interruptionMonthlyHigh,
    }),
    onDemandSavings: t.float({
      nullable: true,
      description:
        'Share saved against the provider’s own on-demand price, 0 to 1, as the provider states it; prices seen here may differ.',
      resolve: ({ traits }) => traits.onDemandSavings,
    }),
  }),
});

function per1024(value: number | undefined): number | null {
  return value === undefined ? null : Math.round((value / 1024) * 100) / 100;
}

function dollars(value: number | undefined) {
  return value === undefined ? null : (usdFromFloat(value) ?? null);
}
