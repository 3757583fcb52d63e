import { builder } from '#graph/builder.ts';
import { AbsenceEnum } from '#market/graph-absence.ts';
import { GpuRef } from '#market/graph-gpu.ts';
import { BillingEnum } from '#market/graph-price.ts';
import { CostRef } from './graph-cost.ts';
import { FigureRef } from './graph-figure.ts';
import { CloudTrainingRef } from './graph-training-cloud.ts';
import { nameOf, type JudgedOption } from './training-choice.ts';
import type { TrainingEstimate, Unavailable } from './training-estimate.ts';
import type { Misfit, TrainingMisfit } from './training-option.ts';

/** An option with the answer it is part of. */
export type ShownOption = { readonly option: JudgedOption; readonly estimate: TrainingEstimate };

const MISFITS: Readonly<Record<Misfit, string>> = {
  TOO_LITTLE_MEMORY: 'The GPUs cannot hold it: `shortBy` says by how much, `wouldFit` what would.',
  NO_SUCH_PRECISION: 'The GPU does not compute in the precision asked for.',
  RATE_UNKNOWN: 'Nothing is known of how fast the GPU multiplies matrices.',
  TOO_FEW_OFFERED: 'It would fit, but not as many GPUs can be rented together.',
  TOO_LONG: 'It would take over ten years, or a hundred million dollars.',
};

const MisfitEnum = builder.enumType('TrainingMisfitReason', {
  description: 'Why training cannot be planned on a GPU.',
  values: Object.fromEntries(
    Object.entries(MISFITS).map(([reason, description]) => [reason, { description }]),
  ) as Record<Misfit, { description: string }>,
});

export const TrainingMisfitRef = builder.objectRef<TrainingMisfit>('TrainingMisfit').implement({
  description: 'A GPU that can be rented and on which the training cannot be planned.',
  fields: (t) => ({
    gpu: t.field({ type: GpuRef, description: 'The GPU.', resolve: ({ gpu }) => gpu }),
    billing: t.field({
      type: BillingEnum,
      description: 'On-demand or spot.',
      resolve: ({ billing }) => billing,
    }),
    reason: t.field({ type: MisfitEnum, description: 'Why not.', resolve: ({ reason }) => reason }),
    message: t.exposeString('message', { description: 'Why not, by how much, and what would do.' }),
    shortBy: t.field({
      type: FigureRef,
      nullable: true,
      description: 'Gigabytes that each GPU is short of; null where memory is not what is missing.',
      resolve: ({ short }) => short,
    }),
    wouldFit: t.stringList({
      description:
        'Single changes with which it would fit on this GPU; empty where memory is not what is missing, or none would do.',
      resolve: ({ wouldFit }) => [...wouldFit],
    }),
  }),
});

export const UnavailableRef = builder.objectRef<Unavailable>('UnavailableGPU').implement({
  description: 'A GPU that was asked for or is listed, and cannot be rented.',
  fields: (t) => ({
    gpu: t.field({ type: GpuRef, description: 'The GPU.', resolve: ({ gpu }) => gpu }),
    billing: t.field({
      type: BillingEnum,
      nullable: true,
      description: 'On-demand or spot; null where either was asked for and neither is listed.',
      resolve: ({ billing }) => billing,
    }),
    absence: t.field({ type: AbsenceEnum, description: 'Why not.', resolve: ({ absence }) => absence }),
  }),
});

export const TrainingOptionRef = builder.objectRef<ShownOption>('TrainingOption').implement({
  description: 'Training on rented GPUs of one kind: how it fits, how long it takes, what it costs.',
  fields: (t) => ({
    gpu: t.field({ type: GpuRef, description: 'The GPU.', resolve: ({ option }) => option.gpu }),
    billing: t.field({
      type: BillingEnum,
      description: 'On-demand or spot.',
      resolve: ({ option }) => option.billing,
    }),
    provider: t.string({
      description: 'Id of the provider of the cheapest offer of this size.',
      resolve: ({ option }) => option.rented.offers.provider,
    }),
    machines: t.int({
      description:
        'Machines rented. Several have to exchange gradients over their network, which the speed takes to be fast enough.',
      resolve: ({ option }) => option.rented.machines,
    }),
    gpuCount: t.field({
      type: FigureRef,
      description: 'GPUs that train.',
      resolve: ({ option }) => option.rented.gpus,
    }),
    rentedGpus: t.field({
      type: FigureRef,
      description: 'GPUs paid for: machines are rented whole.',
      resolve: ({ option }) => option.rented.rentedGpus,
    }),
    pricePerGpuHour: t.field({
      type: FigureRef,
      description: 'Of one GPU: the cheapest offer’s; the middle one’s where several machines are rented.',
      resolve: ({ option }) => option.rented.price,
    }),
    memoryPerGpu: t.field({
      type: FigureRef,
      description: 'What each GPU holds, in gigabytes of 10⁹ bytes, with this batch.',
      resolve: ({ option }) => option.memoryPerGpu,
    }),
    usablePerGpu: t.field({
      type: FigureRef,
      description: 'What each GPU can hold, in gigabytes of 10⁹ bytes.',
      resolve: ({ option }) => option.usablePerGpu,
    }),
    batchSize: t.int({
      description: 'Sequences that each GPU works on at once: as many as fit, at most 64.',
      resolve: ({ option }) => option.asked.microBatch,
    }),
    recomputes: t.boolean({
      description: 'True where activations are computed again in the backward pass to save memory.',
      resolve: ({ option }) => option.asked.recomputation === 'FULL',
    }),
    mfu: t.field({
      type: FigureRef,
      description: 'Share of the GPU’s dense BF16 peak that is reached.',
      resolve: ({ option }) => option.speed.mfu,
    }),
    flopsPerToken: t.field({
      type: FigureRef,
      description: 'Floating-point operations for each token.',
      resolve: ({ option }) => option.speed.flopsPerToken,
    }),
    tokensPerSecond: t.field({
      type: FigureRef,
      description: 'Tokens a second of all GPUs together.',
      resolve: ({ option }) => option.tokensPerSecond,
    }),
    hours: t.field({
      type: FigureRef,
      description: 'Hours from start to end; on spot with what interruptions add, where that is known.',
      resolve: ({ option }) => option.hours,
    }),
    gpuHours: t.field({
      type: FigureRef,
      description: 'Hours × GPUs paid for.',
      resolve: ({ option }) => option.gpuHours,
    }),
    cost: t.field({ type: CostRef, description: 'What it costs.', resolve: ({ option }) => option.cost }),
    costPerEpoch: t.field({
      type: CostRef,
      description: 'What going through the data set once costs.',
      resolve: ({ option }) => option.costPerEpoch,
    }),
    interruptionFactor: t.field({
      type: FigureRef,
      nullable: true,
      description:
        'Hours on spot machines for each hour of work, with checkpoints at the best interval. Null on demand, and where interruptions are not known: see interruptionAbsence.',
      resolve: ({ option }) => option.interruptions?.factor,
    }),
    interruptionAbsence: t.field({
      type: AbsenceEnum,
      nullable: true,
      description:
        'NOT_ENOUGH_DATA on spot machines of which too few interruptions are known: hours and cost are then those of a run that nothing interrupts. Null otherwise.',
      resolve: ({ option }) =>
        option.billing === 'SPOT' && option.interruptions === null ? 'NOT_ENOUGH_DATA' : null,
    }),
    risk: t.field({
      type: FigureRef,
      nullable: true,
      description: 'Chance of at least one interruption: 0 on demand. Null where it is not known.',
      resolve: ({ option }) => option.risk,
    }),
    isOnFront: t.boolean({
      description:
        'True where nothing listed is better in cost, time or risk without being worse in another.',
      resolve: ({ option }) => option.lostTo === null,
    }),
    lostTo: t.string({
      nullable: true,
      description: 'The option that is better, by name; null on the front.',
      resolve: ({ option }) => option.lostTo && nameOf(option.lostTo),
    }),
    verdict: t.string({
      description: 'Why to take it, or what is better and by how much.',
      resolve: ({ option }) => option.verdict,
    }),
    againstClouds: t.field({
      type: [CloudTrainingRef],
      description: 'The same training on demand at AWS, Azure and GCP.',
      complexity: { multiplier: 3 },
      resolve: ({ option, estimate }) => [...estimate.againstClouds(option)],
    }),
  }),
});
