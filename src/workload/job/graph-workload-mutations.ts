import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { ownerOf } from '#graph/owner.ts';
import type { OwnerId } from '#units/owner.ts';
import { InputErrorRef } from '../graph-input-error.ts';
import { whichOf, type AskedWhich, type Which } from '../which-own.ts';
import { WorkloadRef } from './graph-workload.ts';
import { ReportEnergyInput, SetStatusInput, SubmitWorkloadInput } from './graph-workload-input.ts';
import { reportEnergy } from './report-energy.ts';
import { setStatus } from './set-status.ts';
import { refused, submitWorkload, type Answered } from './submit-workload.ts';
import { WORKLOAD } from './which-workload.ts';

const PayloadRef = builder.objectRef<Answered>('WorkloadPayload').implement({
  description: 'What became of something told about a workload: it was taken, or errors say why not.',
  fields: (t) => ({
    workload: t.field({
      type: WorkloadRef,
      nullable: true,
      description: 'The workload as it stands now; null where nothing was taken.',
      resolve: ({ workload }) => workload,
    }),
    replayed: t.exposeBoolean('replayed', {
      description: 'True where the same had been told before: nothing was changed.',
    }),
    errors: t.field({
      type: [InputErrorRef],
      description: 'Every mistake found; empty where it was taken.',
      complexity: { multiplier: 4 },
      resolve: ({ errors }) => [...errors],
    }),
  }),
});

builder.mutationField('submitWorkload', (t) =>
  t.field({
    type: PayloadRef,
    description:
      'Submits a job on GPUs, to be told what energy, carbon and rent it takes, and to be followed. It needs no access to the machines. With an idempotency key, sent again it is taken once.',
    args: {
      input: t.arg({ type: SubmitWorkloadInput, required: true, description: 'What is run, and on what.' }),
    },
    resolve: (_root, { input }, context) => {
      const { db, now } = context;
      return submitWorkload(db, ownerOf(context), input, now());
    },
  }),
);

builder.mutationField('setWorkloadStatus', (t) =>
  t.field({
    type: PayloadRef,
    description:
      'Moves a workload of yours: SUBMITTED → RUNNING → COMPLETED, FAILED or CANCELLED; SUBMITTED also → FAILED or CANCELLED. Another move is refused (ILLEGAL_MOVE), the same sent twice is harmless.',
    args: {
      input: t.arg({ type: SetStatusInput, required: true, description: 'Which workload, and to what.' }),
    },
    resolve: (_root, { input }, context) => {
      const { status, at = null } = input;
      return meant(input, context, (owner, which) =>
        setStatus(context.db, owner, { which, status, at }, context.now()),
      );
    },
  }),
);

builder.mutationField('reportWorkloadEnergy', (t) =>
  t.field({
    type: PayloadRef,
    description:
      'Tells what energy a workload of yours drew, as measured, once it has ended: it counts in place of the estimates. A later report replaces it; `history` keeps each.',
    args: {
      input: t.arg({ type: ReportEnergyInput, required: true, description: 'What was measured.' }),
    },
    resolve: (_root, { input }, context) => {
      const { kwh, meteredPart: of, carbonKg: kg = null, electricityCost: cost = null, meter } = input;
      return meant(input, context, (owner, which) =>
        reportEnergy(context.db, owner, { which, kwh, of, kg, cost, meter }, context.now()),
      );
    },
  }),
);

async function meant(
  asked: AskedWhich,
  context: Context,
  of: (owner: OwnerId, which: Which) => Promise<Answered>,
): Promise<Answered> {
  const owner = ownerOf(context);
  const which = whichOf(WORKLOAD, asked);
  return 'code' in which ? refused(which) : of(owner, which);
}
