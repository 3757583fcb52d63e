import { builder } from '#graph/builder.ts';
import { ownerOf } from '#graph/owner.ts';
import { InputErrorRef } from '#workload/graph-input-error.ts';
import { correctSpend } from './correct-spend.ts';
import { releaseReservation, settleReservation } from './end-reservation.ts';
import { LedgerEntryRef } from './graph-ledger-entry.ts';
import {
  CorrectSpendInput,
  RecordSpendInput,
  ReleaseReservationInput,
  ReserveSpendInput,
  SettleReservationInput,
} from './graph-ledger-input.ts';
import {
  BudgetRefusalRef,
  BudgetStandingRef,
  FiredThresholdRef,
  periodsWithFired,
} from './graph-standing.ts';
import { recordSpend, reserveSpend } from './record-spend.ts';
import type { Written } from './write-entry.ts';

const PayloadRef = builder.objectRef<Written>('LedgerPayload').implement({
  description: 'What became of something told to the ledger: it was taken, or errors say why not.',
  fields: (t) => ({
    entry: t.field({
      type: LedgerEntryRef,
      nullable: true,
      description: 'The entry that was added; null where nothing was taken.',
      resolve: ({ entry }) => entry,
    }),
    replayed: t.exposeBoolean('replayed', {
      description: 'True where the same had been told under the same key before: nothing was added.',
    }),
    errors: t.field({
      type: [InputErrorRef],
      description: 'Every mistake found, and every budget that holds it back; empty where it was taken.',
      complexity: { multiplier: 4 },
      resolve: ({ errors }) => [...errors],
    }),
    budgets: t.field({
      type: [BudgetStandingRef],
      description:
        'Every budget that counts it, and where each stands now; of a refused reservation, where they stand without it.',
      complexity: { field: 2, multiplier: 4 },
      resolve: ({ standings }, _args, context) => periodsWithFired(standings, context),
    }),
    fired: t.field({
      type: [FiredThresholdRef],
      description: 'The thresholds it fired, the lowest of a budget first; sent again it tells the same.',
      complexity: { multiplier: 4 },
      resolve: ({ fired }) => [...fired],
    }),
    refusals: t.field({
      type: [BudgetRefusalRef],
      description: 'The hard-stop budgets that hold back a reservation, with what each has left; else empty.',
      complexity: { multiplier: 4 },
      resolve: ({ refusals }) => [...refusals],
    }),
  }),
});

builder.mutationFields((t) => ({
  recordSpend: t.field({
    type: PayloadRef,
    description:
      'Records money that was spent: an amount, or GPUs for a time at the market’s price or your own. It is a fact: no budget refuses it, those it exceeds say so.',
    args: {
      input: t.arg({ type: RecordSpendInput, required: true, description: 'What was spent.' }),
    },
    resolve: (_root, { input }, context) => recordSpend(context, ownerOf(context), input),
  }),
  reserveSpend: t.field({
    type: PayloadRef,
    description:
      'Holds money before a job. It is refused (BUDGET_EXCEEDED) where with what was spent and is reserved it would exceed a hard-stop budget: ask before you rent. Settle or release it afterwards.',
    args: {
      input: t.arg({ type: ReserveSpendInput, required: true, description: 'What is to be held.' }),
    },
    resolve: (_root, { input }, context) => reserveSpend(context, ownerOf(context), input),
  }),
  settleReservation: t.field({
    type: PayloadRef,
    description:
      'Records what a reservation of yours came to, which may be more, and lets go what it held. One that has expired is settled too.',
    args: {
      input: t.arg({
        type: SettleReservationInput,
        required: true,
        description: 'Which one, and the amount.',
      }),
    },
    resolve: (_root, { input: { reservation: id, reservationKey: idempotencyKey, ...told } }, context) =>
      settleReservation(context, ownerOf(context), { ...told, reservation: { id, idempotencyKey } }),
  }),
  releaseReservation: t.field({
    type: PayloadRef,
    description: 'Lets go what a reservation of yours holds: nothing was spent of it.',
    args: {
      input: t.arg({ type: ReleaseReservationInput, required: true, description: 'Which one.' }),
    },
    resolve: (_root, { input: { reservation: id, reservationKey: idempotencyKey, ...told } }, context) =>
      releaseReservation(context, ownerOf(context), { ...told, reservation: { id, idempotencyKey } }),
  }),
  correctSpend: t.field({
    type: PayloadRef,
    description:
      'Corrects what was spent by an entry of yours, by an entry of its own that counts in the same period. What an entry comes to is never below zero, and a threshold that fired has fired.',
    args: {
      input: t.arg({ type: CorrectSpendInput, required: true, description: 'Which one, and what is right.' }),
    },
    resolve: (_root, { input: { entry: id, entryKey: idempotencyKey, ...told } }, context) =>
      correctSpend(context, ownerOf(context), { ...told, entry: { id, idempotencyKey } }),
  }),
}));
