import { builder } from '#graph/builder.ts';
import { GpuRef } from '#market/graph-gpu.ts';
import { BillingEnum } from '#market/graph-price.ts';
import type { Figure } from '#units/figure.ts';
import { LevelEnum } from '../graph-checklist.ts';
import { CostRef } from '../graph-cost.ts';
import { FigureRef } from '../graph-figure.ts';
import type {
  Evidence,
  Insight,
  InsightKind,
  InsightWhyNot,
  RejectedInsight,
  WorkloadUse,
} from './insight.ts';

const KINDS: Readonly<Record<InsightKind, string>> = {
  OTHER_PROVIDER: 'The same GPUs in a cheaper offer, of another provider or of the same.',
  OTHER_REGION: 'The same GPUs in another region: cheaper, or on electricity of less carbon.',
  OTHER_GPU: 'The same work on another GPU of the vendor: cheaper, or with less energy.',
  FEWER_GPUS: 'The same work in the same time on fewer of the GPUs, each at work for more of it.',
  SPOT: 'Spot machines in place of on-demand ones, interruptions paid for.',
  OTHER_TIME:
    'A later start within a day: when rent is expected to be less, or when the grid is cleaner where its hours are known.',
  UTILIZATION: 'The same GPUs at work for more of the time, and so done earlier.',
  IDLE: 'Machines that do nothing, ended.',
  RESERVATION: 'A commitment of months in place of hours.',
  COMBINED: 'Several of them together.',
};

const KindEnum = builder.enumType('WorkloadInsightKind', {
  description: 'What a workload could do otherwise.',
  values: Object.fromEntries(
    Object.entries(KINDS).map(([kind, description]) => [kind, { description }]),
  ) as Record<InsightKind, { description: string }>,
});

const WHY_NOT: Readonly<Record<InsightWhyNot, string>> = {
  NOT_SUITED: 'It would harm what the machines are for, or programs would have to be ported.',
  NO_OFFER: 'Nothing to change to is on offer.',
  NOT_KNOWN: 'A figure is missing: the reason says which.',
  NO_SAVING: 'It costs as much or more, or saves less than one percent.',
  DOES_NOT_FIT: 'It has too little memory for the work.',
  TOO_SLOW: 'It may take over twice as long.',
  OUTDONE: 'It saves, and another of its kind saves more.',
};

const WhyNotEnum = builder.enumType('WorkloadInsightWhyNot', {
  description: 'Why a change that was considered is not advised.',
  values: Object.fromEntries(
    Object.entries(WHY_NOT).map(([why, description]) => [why, { description }]),
  ) as Record<InsightWhyNot, { description: string }>,
});

export const WorkloadUseRef = builder.objectRef<WorkloadUse>('WorkloadUse').implement({
  description: 'What work is done on, and what it takes there.',
  fields: (t) => ({
    gpu: t.field({ type: GpuRef, description: 'The GPU.', resolve: ({ gpu }) => gpu }),
    gpuCount: t.exposeInt('gpuCount', { description: 'GPUs that work together.' }),
    machines: t.exposeInt('machines', { description: 'Machines they are in, as few as there are.' }),
    billing: t.field({
      type: BillingEnum,
      description: 'On-demand or spot.',
      resolve: ({ billing }) => billing,
    }),
    provider: t.exposeString('provider', {
      nullable: true,
      description: 'Id of the provider. Null where the price is the caller’s own and none was told.',
    }),
    region: t.exposeString('region', {
      nullable: true,
      description: 'Region code. Null where it is not known.',
    }),
    utilization: t.field({
      type: FigureRef,
      description: 'The share of the time in which the GPUs are at work, 0 to 1.',
      resolve: ({ utilization }) => utilization,
    }),
    hours: t.field({
      type: FigureRef,
      description: 'Hours of each GPU that are paid for.',
      resolve: ({ hours }) => hours,
    }),
    pricePerGpuHour: t.field({
      type: FigureRef,
      description: 'USD for an hour of one GPU.',
      resolve: ({ price }) => price,
    }),
    cost: t.field({
      type: CostRef,
      description: 'USD of rent: GPUs × hours × price, and at the prices expected a day later.',
      resolve: ({ cost }) => cost,
    }),
    energy: t.field({
      type: FigureRef,
      description: 'kWh, by the detailed method of energyEstimate.',
      resolve: ({ energy }) => energy,
    }),
    carbon: t.field({
      type: FigureRef,
      description: 'kg CO₂e of that electricity.',
      resolve: ({ carbon }) => carbon,
    }),
  }),
});

const EvidenceRef = builder.objectRef<Evidence>('WorkloadEvidence').implement({
  description: 'A figure that an insight rests on.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What it is: "price now", "price there".' }),
    figure: t.field({ type: FigureRef, description: 'The figure.', resolve: ({ figure }) => figure }),
  }),
});

const SavingsRef = builder.objectRef<Insight['saves']>('WorkloadSavings').implement({
  description: 'What a change saves against now, each above 0; null where it saves nothing of that kind.',
  fields: (t) => {
    const figure = (description: string, resolve: (saves: Insight['saves']) => Figure | null) =>
      t.field({ type: FigureRef, nullable: true, description, resolve });
    return {
      cost: figure('USD of rent; null under one percent.', ({ cost }) => cost),
      hours: figure('Hours until it is done.', ({ hours }) => hours),
      energy: figure('kWh.', ({ energy }) => energy),
      carbon: figure('kg CO₂e.', ({ carbon }) => carbon),
    };
  },
});

export const WorkloadInsightRef = builder.objectRef<Insight>('WorkloadInsight').implement({
  description:
    'A change to a workload that saves dollars or carbon, judged alone against what it takes now: its evidence, what it saves, how sure that is, what may go wrong and how it is done.',
  fields: (t) => ({
    kind: t.field({ type: KindEnum, description: 'What is changed.', resolve: ({ kind }) => kind }),
    title: t.exposeString('title', { description: 'What to change to: "4 × L40S by runpod in US".' }),
    reasoning: t.exposeString('reasoning', { description: 'Why, in sentences that quote the evidence.' }),
    evidence: t.field({
      type: [EvidenceRef],
      description: 'The figures it rests on, each with source and arithmetic.',
      complexity: { multiplier: 8 },
      resolve: ({ evidence }) => evidence,
    }),
    saves: t.field({
      type: SavingsRef,
      description: 'What it saves against now.',
      resolve: ({ saves }) => saves,
    }),
    confidence: t.field({
      type: FigureRef,
      nullable: true,
      description:
        'The chance that it saves at all, 0 to 1: dollars, or carbon where it saves no dollars. Null where nothing measured tells: see confidenceRestsOn.',
      resolve: ({ confidence }) => confidence,
    }),
    confidenceRestsOn: t.exposeString('confidenceRestsOn', {
      description: 'What the confidence rests on, or why there is none.',
    }),
    risk: t.field({ type: LevelEnum, description: 'How much may go wrong.', resolve: ({ risk }) => risk }),
    riskReason: t.exposeString('riskReason', { description: 'What may go wrong.' }),
    steps: t.exposeStringList('steps', { description: 'What to do, in order.' }),
    use: t.field({
      type: WorkloadUseRef,
      description: 'What the work would be done on, and what it takes there.',
      resolve: ({ use }) => use,
    }),
  }),
});

export const RejectedInsightRef = builder.objectRef<RejectedInsight>('RejectedWorkloadInsight').implement({
  description: 'A change that was considered and lost, with why.',
  fields: (t) => ({
    kind: t.field({ type: KindEnum, description: 'What would be changed.', resolve: ({ kind }) => kind }),
    title: t.exposeString('title', { description: 'What to: "4 × L40S by runpod in US".' }),
    why: t.field({ type: WhyNotEnum, description: 'Why it lost.', resolve: ({ why }) => why }),
    reason: t.exposeString('reason', { description: 'The same in words, with figures.' }),
    cost: t.field({
      type: FigureRef,
      nullable: true,
      description: 'USD that the work would cost so. Null where that was not computed.',
      resolve: ({ cost }) => cost,
    }),
  }),
});
