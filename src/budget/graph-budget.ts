import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { ownerOf } from '#graph/owner.ts';
import { UUID } from '#workload/job/workload-cursor.ts';
import type { Budget } from './budget.ts';
import { BudgetPeriodKindEnum, BudgetScopeEnum } from './graph-budget-enums.ts';
import { BudgetPeriodRef } from './graph-budget-period.ts';
import { expireOverdue } from './ledger/expire.ts';
import { periodAt } from './period.ts';
import { knownPeriods } from './periods-of.ts';
import { budgetsById } from './store-budgets.ts';

export const BudgetRef = builder.objectRef<Budget>('Budget');

builder.node(BudgetRef, {
  description:
    'An amount of money that may be spent in a day, a month or in total, on everything, a project or a model; who owns it is told when thresholds of it are passed. It is seen by its owner alone.',
  id: { resolve: ({ id }) => id, description: 'Opaque id, for `budget` and `node`.' },
  loadMany: async (ids, context) => {
    const found = await budgetsById(
      context.db,
      ownerOf(context),
      ids.filter((id) => UUID.test(id)),
    );
    return ids.map((id) => found.find((budget) => budget.id === id) ?? null);
  },
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What its owner calls it.' }),
    idempotencyKey: t.exposeString('idempotencyKey', {
      nullable: true,
      description:
        'The key the budget was made under, which names it in place of its id; null where it was made without one.',
    }),
    scope: t.field({
      type: BudgetScopeEnum,
      description: 'Which money it counts.',
      resolve: ({ scope }) => scope,
    }),
    scopeName: t.exposeString('scopeName', {
      nullable: true,
      description: 'The project or the model it counts; null for everything.',
    }),
    amount: t.expose('amount', { type: 'USD', description: 'What may be spent in a period.' }),
    period: t.field({
      type: BudgetPeriodKindEnum,
      description: 'How long the amount lasts.',
      resolve: ({ period }) => period,
    }),
    timeZone: t.exposeString('timeZone', {
      description: 'Whose midnight days and months begin at, by its name in the IANA database.',
    }),
    thresholds: t.floatList({
      description: 'Percent of the amount at which its owner is told, ascending.',
      resolve: ({ thresholds }) => [...thresholds],
    }),
    hardStop: t.exposeBoolean('hardStop', {
      description: 'True where reservations that would take it beyond its amount are refused.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed.' }),
    archivedAt: t.expose('archivedAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'When it was archived: since then it holds nothing back and tells nothing. Null while it is in use.',
    }),
    current: t.loadable({
      type: BudgetPeriodRef,
      description: 'Its period of now: what was spent, what is reserved, what remains.',
      complexity: 5,
      // What a mutation changed before is in what is asked after it.
      loaderOptions: { cache: false },
      load: async (budgets: Budget[], context: Context) => {
        const [owner, now] = [ownerOf(context), context.now()];
        await expireOverdue(context.db, owner, now);
        const asked = budgets.map((budget) => ({
          budget,
          period: periodAt(budget.period, budget.timeZone, now),
        }));
        return [...(await knownPeriods(context.db, owner, asked))];
      },
      resolve: (budget) => budget,
    }),
  }),
});
