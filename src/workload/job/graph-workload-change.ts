import { builder } from '#graph/builder.ts';
import { WorkloadChangeKindEnum } from './graph-workload-enums.ts';
import type { EstimateThen, WorkloadChange } from './workload.ts';

const EstimateThenRef = builder.objectRef<EstimateThen>('EstimateAtSubmission').implement({
  description:
    'The numbers estimated when a workload was submitted, kept as they were then: tables of hardware, grids and prices are improved since, and `estimate` is computed anew from what was submitted.',
  fields: (t) => ({
    simpleKwh: t.exposeFloat('simpleKwh', { description: 'kWh by the simple method.' }),
    lowKwh: t.exposeFloat('lowKwh', { description: 'kWh, the low end of the detailed method.' }),
    middleKwh: t.exposeFloat('middleKwh', { description: 'kWh, the middle of the detailed method.' }),
    highKwh: t.exposeFloat('highKwh', { description: 'kWh, the high end of the detailed method.' }),
    carbonKg: t.exposeFloat('middleKg', { description: 'kg CO₂e, the middle of the detailed method.' }),
    electricityUsd: t.exposeFloat('middleUsd', {
      description: 'US dollars of electricity, the middle of the detailed method.',
    }),
  }),
});

export const WorkloadChangeRef = builder.objectRef<WorkloadChange>('WorkloadChange').implement({
  description: 'One change of a workload. Changes are added and never altered.',
  fields: (t) => ({
    kind: t.field({
      type: WorkloadChangeKindEnum,
      description: 'What changed.',
      resolve: ({ kind }) => kind,
    }),
    before: t.exposeString('before', {
      nullable: true,
      description: 'What it was: a status, or kWh; null where there was nothing before.',
    }),
    after: t.exposeString('after', { description: 'What it became: a status, or kWh.' }),
    at: t.expose('at', {
      type: 'DateTime',
      description: 'When it happened, as it was told; of energy, when the job ended.',
    }),
    recordedAt: t.expose('recordedAt', { type: 'DateTime', description: 'When it was told.' }),
    source: t.exposeString('source', {
      nullable: true,
      description: 'What measured the energy; null for a move.',
    }),
    estimate: t.field({
      type: EstimateThenRef,
      nullable: true,
      description: 'Of the submission: what was estimated then. Null for every other change.',
      resolve: ({ estimate }) => estimate,
    }),
  }),
});
