import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { ownerOf } from '#graph/owner.ts';
import { BudgetRef } from '../graph-budget.ts';
import { BudgetPeriodRef } from '../graph-budget-period.ts';
import type { BudgetPeriod } from '../periods-of.ts';
import { budgetsById } from '../store-budgets.ts';
import { firedWhen } from '../store-told.ts';
import type { Standing } from './standing.ts';
import { remainingOf, type Refusal } from './standing.ts';
import type { FiredThreshold } from './store-fired.ts';

/** Budgets where they stand, with what has fired in their periods. */
export async function periodsWithFired(
  standings: readonly Standing[],
  context: Context,
): Promise<BudgetPeriod[]> {
  const fired = await firedWhen(context.db, ownerOf(context), standings);
  return standings.map((standing, place) => ({ ...standing, fired: fired[place] ?? [] }));
}

export const BudgetStandingRef = builder.objectRef<BudgetPeriod>('BudgetStanding').implement({
  description: 'A budget that counts an entry, and where it stands with it.',
  fields: (t) => ({
    budget: t.field({ type: BudgetRef, description: 'The budget.', resolve: ({ budget }) => budget }),
    period: t.field({
      type: BudgetPeriodRef,
      description: 'The period of it that the entry counts in, past ones too.',
      resolve: (period) => period,
    }),
  }),
});

export const BudgetRefusalRef = builder.objectRef<Refusal>('BudgetRefusal').implement({
  description: 'A hard-stop budget that holds back a reservation.',
  fields: (t) => ({
    budget: t.field({ type: BudgetRef, description: 'The budget.', resolve: ({ budget }) => budget }),
    startsAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Start of the period of it that has too little left; null for a total.',
      resolve: ({ period }) => (period.endsAt === null ? null : period.startsAt),
    }),
    endsAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'The first instant after that period; null for a total.',
      resolve: ({ period }) => period.endsAt,
    }),
    remaining: t.field({
      type: 'USD',
      description:
        'What is neither spent nor reserved in it; below zero where those are more than its amount.',
      resolve: remainingOf,
    }),
    needed: t.expose('needed', { type: 'USD', description: 'What was to be reserved.' }),
  }),
});

export const FiredThresholdRef = builder.objectRef<FiredThreshold>('FiredThreshold').implement({
  description: 'A threshold of a budget that an entry passed first in its period: its owner was told.',
  fields: (t) => ({
    budget: t.loadable({
      type: BudgetRef,
      description: 'The budget.',
      load: async (ids: string[], context: Context) => {
        const found = await budgetsById(context.db, ownerOf(context), ids);
        return ids.map((id) => found.find((budget) => budget.id === id) ?? new Error('a budget is gone'));
      },
      resolve: ({ budget }) => budget,
    }),
    percent: t.float({ description: 'Percent of its amount.', resolve: ({ threshold }) => threshold }),
    startsAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Start of the period that it fired in; null for a total.',
      resolve: ({ period, startsAt }) => (period === 'TOTAL' ? null : startsAt),
    }),
  }),
});
