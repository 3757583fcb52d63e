import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { ownerOf } from '#graph/owner.ts';
import { InputErrorRef } from '#workload/graph-input-error.ts';
import { whichOf, type AskedWhich } from '#workload/which-own.ts';
import {
  createBudget,
  refused,
  updateBudget,
  type Asking,
  type BudgetAnswered,
  type BudgetChanges,
} from './change-budget.ts';
import { BudgetRef } from './graph-budget.ts';
import { ArchiveBudgetInput, CreateBudgetInput, UpdateBudgetInput } from './graph-budget-input.ts';
import { BUDGET } from './which-budget.ts';

const PayloadRef = builder.objectRef<BudgetAnswered>('BudgetPayload').implement({
  description: 'What became of a budget that was asked for: it was taken, or errors say why not.',
  fields: (t) => ({
    budget: t.field({
      type: BudgetRef,
      nullable: true,
      description: 'The budget as it stands now, defaults and names resolved; null where nothing was taken.',
      resolve: ({ budget }) => budget,
    }),
    replayed: t.exposeBoolean('replayed', {
      description: 'True where it was so already: nothing was changed.',
    }),
    firedThresholds: t.floatList({
      description:
        'Percent of the thresholds that were passed already and fired with this, as the ledger has what was spent before.',
      resolve: ({ fired }) => fired.map(({ threshold }) => threshold),
    }),
    errors: t.field({
      type: [InputErrorRef],
      description: 'Every mistake found; empty where it was taken.',
      complexity: { multiplier: 4 },
      resolve: ({ errors }) => [...errors],
    }),
  }),
});

function asking(context: Context): Asking {
  const { db, outbox, now } = context;
  return { db, outbox, owner: ownerOf(context), now: now() };
}

async function changed(context: Context, name: AskedWhich, changes: BudgetChanges): Promise<BudgetAnswered> {
  const asked = asking(context);
  const which = whichOf(BUDGET, name);
  return 'code' in which ? refused(which) : updateBudget(asked, which, changes);
}

builder.mutationFields((t) => ({
  createBudget: t.field({
    type: PayloadRef,
    description:
      'Makes a budget: money that may be spent in a day, a month or in total. What its period’s ledger already holds counts, and thresholds passed by it fire at once.',
    args: {
      input: t.arg({ type: CreateBudgetInput, required: true, description: 'How much, on what, how long.' }),
    },
    resolve: (_root, { input: { idempotencyKey: key = null, ...asked } }, context) =>
      createBudget(asking(context), { key, ...asked }),
  }),
  updateBudget: t.field({
    type: PayloadRef,
    description:
      'Changes a budget of yours. Thresholds that it has passed as it is now fire at once, none twice in a period.',
    args: {
      input: t.arg({ type: UpdateBudgetInput, required: true, description: 'Which one, and what of it.' }),
    },
    resolve: (_root, { input: { id, idempotencyKey, ...changes } }, context) =>
      changed(context, { id, idempotencyKey }, changes),
  }),
  archiveBudget: t.field({
    type: PayloadRef,
    description:
      'Puts a budget of yours away: it holds nothing back and tells nothing, and is still there to be read. Or takes it up again.',
    args: {
      input: t.arg({ type: ArchiveBudgetInput, required: true, description: 'Which one.' }),
    },
    resolve: (_root, { input: { archived, ...name } }, context) => changed(context, name, { archived }),
  }),
}));
