import { asOf } from '#graph/as-of.ts';
import { builder } from '#graph/builder.ts';
import { AbsenceEnum } from '#market/graph-absence.ts';
import { GpuRef } from '#market/graph-gpu.ts';
import { pricesMoment } from '#market/graph-moment.ts';
import { PriceRef } from '#market/graph-price.ts';
import { HOUR_MS } from '#units/time.ts';
import { answerSpotPlan } from './answer-spot-plan.ts';
import { SpotHazardRef } from './graph-spot-hazard.ts';
import { SpotPlanInput } from './graph-spot-plan-input.ts';
import { ScheduleRef } from './graph-spot-schedule.ts';
import { costOf, discountOf, spotCost, type BoundedUsd } from './planned-job.ts';
import type { SpotAnswer } from './spot-answer.ts';

const CostRef = builder.objectRef<BoundedUsd>('SpotCost').implement({
  description: 'What work costs on spot machines, with its interval. Null fields are not known.',
  fields: (t) => ({
    expected: t.expose('expected', {
      type: 'USD',
      nullable: true,
      description:
        'spotPrice × gpuCount × nodes × machineHours.expected, in US dollars. Null only beyond what money holds.',
    }),
    low: t.expose('low', {
      type: 'USD',
      nullable: true,
      description: 'The same with machineHours.low; null where that is.',
    }),
    high: t.expose('high', {
      type: 'USD',
      nullable: true,
      description: 'The same with machineHours.high; null where that is.',
    }),
  }),
});

const VerdictEnum = builder.enumType('SpotVerdict', {
  description: 'What to rent for the work.',
  values: {
    SPOT: { description: 'The discount is above the break-even’s whole interval.' },
    ON_DEMAND: {
      description:
        'The discount is below the break-even’s whole interval, or the work would not end on spot.',
    },
    TOO_CLOSE: { description: 'The discount lies within the break-even’s interval.' },
  },
});

export const SpotPlanRef = builder.objectRef<SpotAnswer>('SpotPlan').implement({
  description:
    'Work planned on spot machines: how often to save, how long it takes, what it costs against on-demand, and which to take.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'The instant it is true for.' }),
    gpu: t.field({ type: GpuRef, description: 'The GPU asked about.', resolve: ({ gpu }) => gpu }),
    gpuCount: t.int({ description: 'GPUs of each node, as asked.', resolve: ({ job }) => job.gpuCount }),
    nodes: t.int({
      description: 'Machines that work together, as asked.',
      resolve: ({ job }) => job.nodes,
    }),
    workHours: t.float({ description: 'Hours of work, as asked.', resolve: ({ job }) => job.workHours }),
    checkpointDuration: t.field({
      type: 'Duration',
      description: 'What writing one checkpoint takes, as asked: C of the formulas.',
      resolve: ({ job }) => Math.round(job.checkpointHours * HOUR_MS),
    }),
    restartDuration: t.field({
      type: 'Duration',
      description: 'What a restart takes, as asked: R of the formulas.',
      resolve: ({ job }) => Math.round(job.restartHours * HOUR_MS),
    }),
    simulated: t.exposeBoolean('simulated', {
      description:
        'True where a price or the hazard is of the simulated market; without any of them, where that market is served.',
    }),
    verdict: t.field({
      type: VerdictEnum,
      nullable: true,
      description: 'What to rent. Null where a price or the hazard is unknown: `reasoning` says what to do.',
      resolve: ({ verdict }) => verdict,
    }),
    reasoning: t.exposeString('reasoning', {
      description:
        'Why, with the arithmetic to redo; or what is missing for a verdict, and what to do about it.',
    }),
    spotPrice: t.field({
      type: PriceRef,
      nullable: true,
      description:
        'The middle spot price per GPU-hour of the offers asked for, those at or under the bid where one is given. Null where there is none: see spotAbsence.',
      resolve: ({ spot }) => spot.price,
    }),
    spotAbsence: t.field({
      type: AbsenceEnum,
      nullable: true,
      description: 'Why there is no spot price; null where there is one.',
      resolve: ({ spot }) => spot.absence,
    }),
    onDemandPrice: t.field({
      type: PriceRef,
      nullable: true,
      description:
        'The middle on-demand price per GPU-hour of the offers asked for. Null where there is none: see onDemandAbsence.',
      resolve: ({ onDemand }) => onDemand.price,
    }),
    onDemandAbsence: t.field({
      type: AbsenceEnum,
      nullable: true,
      description: 'Why there is no on-demand price; null where there is one.',
      resolve: ({ onDemand }) => onDemand.absence,
    }),
    discountPercent: t.float({
      nullable: true,
      description:
        '100 × (1 − spotPrice ÷ onDemandPrice): negative where spot is dearer. Null where either price is missing.',
      resolve: ({ spot, onDemand }) =>
        spot.price && onDemand.price
          ? Math.round(discountOf(spot.price.amount, onDemand.price.amount) * 1e6) / 1e4
          : null,
    }),
    hazard: t.field({
      type: SpotHazardRef,
      nullable: true,
      description: 'How often one machine is interrupted. Null where it is not known: see hazardAbsence.',
      resolve: ({ hazard }) => hazard,
    }),
    hazardAbsence: t.field({
      type: AbsenceEnum,
      nullable: true,
      description:
        'Why no hazard is known, null where one is: NOT_ENOUGH_DATA where no interruption was seen, NOT_OBSERVED of times whose single offers are no longer kept. `mtbiHours` of the input plans without.',
      resolve: ({ hazardAbsence }) => hazardAbsence,
    }),
    schedule: t.field({
      type: ScheduleRef,
      nullable: true,
      description:
        'The plan itself. Null where no hazard is known, and where the work would take over 100 times as long on spot: `reasoning` says which.',
      resolve: ({ planned }) => planned,
    }),
    warningSource: t.exposeString('warningSource', {
      nullable: true,
      description: 'Where the warning of the emergency checkpoint is from; null where none is known.',
    }),
    spotCost: t.field({
      type: CostRef,
      nullable: true,
      description:
        'What the work costs on spot, at spotPrice: a market that bills the bid itself costs bid ÷ spotPrice times as much. Null where the price or the plan is missing.',
      resolve: ({ spot, planned }) => (spot.price && planned ? spotCost(spot.price.amount, planned) : null),
    }),
    onDemandCost: t.field({
      type: 'USD',
      nullable: true,
      description:
        'onDemandPrice × gpuCount × nodes × workHours, in US dollars: without interruptions nothing has to be saved. Null where the price is missing, and beyond what money holds.',
      resolve: ({ onDemand, job }) =>
        onDemand.price ? costOf(onDemand.price.amount, job, job.workHours) : null,
    }),
    savingPercent: t.float({
      nullable: true,
      description:
        'What spot saves: 100 × (1 − (spotPrice × machineHours.expected) ÷ (onDemandPrice × workHours)). Negative where it costs more. Null where a price or the plan is missing.',
      resolve: ({ spot, onDemand, planned }) => {
        if (!spot.price || !onDemand.price || !planned) return null;
        const { job, plan } = planned;
        const share =
          1 - (spot.price.amount * plan.machineHours.expected) / (onDemand.price.amount * job.workHours);
        return Math.round(share * 1e6) / 1e4;
      },
    }),
  }),
});

builder.queryField('spotPlan', (t) =>
  t.field({
    type: SpotPlanRef,
    description:
      'Plans work on spot machines: checkpoint interval, wall time, cost against on-demand at the prices of the moment, break-even discount, and the verdict with its reasoning. How often machines are interrupted is measured, or assumed by the caller.',
    complexity: { field: 30 },
    args: {
      input: t.arg({ type: SpotPlanInput, required: true, description: 'The work and where it would run.' }),
      ...asOf,
    },
    resolve: async (_root, { input }, context, info) =>
      answerSpotPlan(input, context, await pricesMoment(context, info)),
  }),
);
