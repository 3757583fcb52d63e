import { builder } from '#graph/builder.ts';
import { rentedWorkFields } from '../graph-setup-input.ts';
import { MOST } from './asked-workload.ts';
import { MeteredPartEnum, WorkloadStatusEnum } from './graph-workload-enums.ts';

export const SubmitWorkloadInput = builder.inputType('SubmitWorkloadInput', {
  description: 'What is run, and on what. Nothing of it is proved: estimates are as good as it is.',
  fields: (t) => ({
    idempotencyKey: t.string({
      description: `Names this submission among yours, 1 to ${MOST.key} characters: sent again, it is taken once. Without one each sending is a workload.`,
    }),
    name: t.string({ description: `What you call it; at most ${MOST.name} characters.` }),
    project: t.string({ description: `What it belongs to; at most ${MOST.name} characters.` }),
    notes: t.string({ description: `Whatever helps you later; at most ${MOST.notes} characters.` }),
    ...rentedWorkFields(t),
    startedAt: t.field({
      type: 'DateTime',
      description: 'When it began, where it has: then it is RUNNING at once.',
    }),
  }),
});

type InputFields = PothosSchemaTypes.InputFieldBuilder<typeof builder.$inferSchemaTypes, 'InputObject'>;

function whichFields(t: InputFields) {
  return {
    id: t.globalID({ description: 'The workload’s `id`.' }),
    idempotencyKey: t.string({ description: 'In place of `id`: the key you submitted it under.' }),
  };
}

export const SetStatusInput = builder.inputType('SetWorkloadStatusInput', {
  description: 'A move of a workload.',
  fields: (t) => ({
    ...whichFields(t),
    status: t.field({ type: WorkloadStatusEnum, required: true, description: 'What it becomes.' }),
    at: t.field({
      type: 'DateTime',
      description: 'When that happened; now where it is left out. It tells how long the job ran.',
    }),
  }),
});

export const ReportEnergyInput = builder.inputType('ReportWorkloadEnergyInput', {
  description: 'What energy a workload drew, as measured.',
  fields: (t) => ({
    ...whichFields(t),
    kwh: t.float({
      required: true,
      description:
        'Kilowatt-hours of this job, from its start to its end: at least half of what its GPUs draw when idle, at most twice what they and their machines can draw.',
    }),
    meteredPart: t.field({
      type: MeteredPartEnum,
      required: true,
      defaultValue: 'FACILITY',
      description: 'What the meter is of; what it leaves out is counted on top.',
    }),
    meter: t.string({
      required: true,
      description: 'What measured it, 1 to 200 characters: "DCGM", "PDU 7". It is named as the source.',
    }),
    carbonKg: t.float({
      description: 'kg CO₂e, where you know it; else the energy at as much a kWh as is estimated.',
    }),
    electricityCost: t.field({
      type: 'USD',
      description: 'What the electricity cost, where you know it; else estimated likewise.',
    }),
  }),
});
