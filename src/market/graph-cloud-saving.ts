import { rentalCost, savedBy } from '#analytics/rental-cost.ts';
import { builder } from '#graph/builder.ts';
import { microUsd, type MicroUsd } from '#units/money.ts';
import { CLOUD_NAMES, type CloudOption, type Comparator } from './cloud-comparator.ts';
import { AbsenceEnum } from './graph-absence.ts';
import { gpuOf, GpuRef } from './graph-gpu.ts';
import { BillingEnum, PriceRef, type Price } from './graph-price.ts';

/** What is rented, and for how long a year the yearly figures are. */
export type Job = {
  readonly gpuCount: number;
  readonly hours: number;
  readonly yearlyHours: number;
  /** Per GPU-hour; null where there is no price here. */
  readonly rateHere: MicroUsd | null;
};

export type CloudSaving = Comparator & { readonly job: Job; readonly billing: 'ON_DEMAND' | 'SPOT' };

export const MatchEnum = builder.enumType('ComparatorMatch', {
  description: 'How a cloud’s GPU answers to the one asked about.',
  values: {
    SAME_GPU: { description: 'The cloud rents the very GPU.' },
    NEAREST_GPU: { description: 'The cloud rents no such GPU; another is compared, and `reason` says why.' },
    NOT_OFFERED: { description: 'The cloud rents no such GPU, and none near enough to compare.' },
  },
});

export const CloudEnum = builder.enumType('Cloud', {
  description: 'A cloud that savings are counted against.',
  values: {
    AWS: { value: 'aws', description: 'Amazon Web Services.' },
    AZURE: { value: 'azure', description: 'Microsoft Azure.' },
    GCP: { value: 'gcp', description: 'Google Cloud.' },
  } as const,
});

/** Costs of both sides for some hours; null where either has no price. */
type Sum = {
  readonly hours: number;
  readonly here: MicroUsd | null;
  readonly there: MicroUsd | null;
};

function sumOf({ job, option }: CloudSaving, hours: number): Sum {
  const { gpuCount, rateHere } = job;
  return {
    hours,
    here: rateHere === null ? null : rentalCost({ rate: rateHere, rateGpus: 1, gpuCount, hours }),
    there:
      option && rentalCost({ rate: option.pricePerInstanceHour, rateGpus: option.gpuCount, gpuCount, hours }),
  };
}

const SAVING =
  'cost there − cost here, exactly; negative where the market here costs more. Null where either cost is.';

type Fields<Shape> = PothosSchemaTypes.ObjectFieldBuilder<typeof builder.$inferSchemaTypes, Shape>;

function sumFields<Shape>(t: Fields<Shape>, sum: (shape: Shape) => Sum) {
  const saved = (shape: Shape) => {
    const { here, there } = sum(shape);
    return here === null || there === null ? null : savedBy(here, there);
  };
  return {
    costThere: t.field({
      type: 'USD',
      nullable: true,
      description:
        'What the GPUs cost at the cloud for the hours, in US dollars: pricePerInstanceHour × gpuShare × hours. Null where no price is known: see absence.',
      resolve: (shape: Shape) => sum(shape).there,
    }),
    saving: t.field({
      type: 'USD',
      nullable: true,
      description: `US dollars saved here: ${SAVING}`,
      resolve: (shape: Shape) => saved(shape)?.saving,
    }),
    savingPercent: t.float({
      nullable: true,
      description:
        'saving ÷ costThere in percent, to a tenth; negative where the market here costs more. Null where either cost is.',
      resolve: (shape: Shape) => saved(shape)?.percent,
    }),
  };
}

const YearRef = builder.objectRef<Sum>('YearlySaving').implement({
  description: 'The same rental for the hours of a year that are stated with it.',
  fields: (t) => ({
    hours: t.exposeFloat('hours', { description: 'Hours of the year it is for, as asked.' }),
    costHere: t.expose('here', {
      type: 'USD',
      nullable: true,
      description: 'Cost here for these hours, in US dollars. Null where there is no price here.',
    }),
    ...sumFields(t, (sum) => sum),
  }),
});

/** A cloud's price of one GPU for an hour. */
function gpuHour({ pricePerInstanceHour, gpuCount, basis, source, observedAt }: CloudOption): Price {
  return {
    amount: microUsd(Math.round(pricePerInstanceHour / gpuCount)),
    unit: 'PER_GPU_HOUR',
    basis,
    source,
    observedAt,
    simulated: false,
    stale: false,
    formula: gpuCount === 1 ? null : 'pricePerInstanceHour ÷ instanceGpus',
  };
}

export const CloudSavingRef = builder.objectRef<CloudSaving>('CloudSaving').implement({
  description: 'What a rental costs at one of the large clouds, and what is saved against it.',
  fields: (t) => ({
    cloud: t.field({ type: CloudEnum, description: 'The cloud.', resolve: ({ cloud }) => cloud }),
    name: t.string({ description: 'Its name.', resolve: ({ cloud }) => CLOUD_NAMES[cloud] }),
    match: t.field({
      type: MatchEnum,
      description: 'Whether it rents the very GPU.',
      resolve: ({ match }) => match,
    }),
    reason: t.exposeString('reason', {
      description: 'What is compared and why, with the figures of both GPUs where they differ.',
    }),
    absence: t.field({
      type: AbsenceEnum,
      nullable: true,
      description:
        'Why there is no price: NOT_OFFERED where the cloud has nothing comparable, NOT_OBSERVED where no price of it is known at the time. Null where there is one.',
      resolve: ({ absence }) => absence,
    }),
    gpu: t.field({
      type: GpuRef,
      nullable: true,
      description: 'The GPU compared with; null where none is.',
      resolve: ({ option }) => gpuOf(option?.gpu ?? null),
    }),
    sku: t.string({
      nullable: true,
      description: 'The cloud’s name of the instance type: "p5.48xlarge". Null where none is compared.',
      resolve: ({ option }) => option?.sku,
    }),
    instanceGpus: t.int({
      nullable: true,
      description: 'GPUs in one such instance, rented together. Null where none is compared.',
      resolve: ({ option }) => option?.gpuCount,
    }),
    gpuShare: t.float({
      nullable: true,
      description:
        'The instances the GPUs asked for make up: gpuCount ÷ instanceGpus. Below 1 the cloud bills more than is counted here, as it rents whole instances. Null where none is compared.',
      resolve: ({ option, job }) => (option ? job.gpuCount / option.gpuCount : null),
    }),
    region: t.string({
      nullable: true,
      description: 'The cloud’s region: "us-east-1". Null where none is compared.',
      resolve: ({ option }) => option?.region,
    }),
    billing: t.field({
      type: BillingEnum,
      description: 'On-demand or spot, as asked.',
      resolve: ({ billing }) => billing,
    }),
    pricePerInstanceHour: t.field({
      type: 'USD',
      nullable: true,
      description: 'US dollars for one whole instance for an hour. Null where no price is known.',
      resolve: ({ option }) => option?.pricePerInstanceHour,
    }),
    price: t.field({
      type: PriceRef,
      nullable: true,
      description:
        'The same for one GPU: OBSERVED where the cloud is polled, else LIST, from a dated table, observed on the newest day up to then on which its source is known to show it. Null where no price is known.',
      resolve: ({ option }) => option && gpuHour(option),
    }),
    validFrom: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'Since when a list price is known to hold. Null for a live price, and where there is none.',
      resolve: ({ option }) => option?.from,
    }),
    note: t.string({
      nullable: true,
      description: 'What to know to compare it; null where there is nothing.',
      resolve: ({ option }) => option?.note,
    }),
    ...sumFields(t, (saving) => sumOf(saving, saving.job.hours)),
    yearly: t.field({
      type: YearRef,
      description: 'The same for the hours of a year.',
      resolve: (saving) => sumOf(saving, saving.job.yearlyHours),
    }),
  }),
});
