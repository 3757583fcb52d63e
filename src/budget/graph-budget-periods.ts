import { builder } from '#graph/builder.ts';
import { ownerOf } from '#graph/owner.ts';
import { pageOf } from '#graph/page.ts';
import { pageOfSorted } from '#market/graph-page.ts';
import { BudgetRef } from './graph-budget.ts';
import { BudgetPeriodRef } from './graph-budget-period.ts';
import { knownPeriods, periodsBackTo } from './periods-of.ts';
import { firstEntryAt } from './store-spent-in.ts';

/** Two years of days and more. */
const MOST_PERIODS = 800;

builder.objectField(BudgetRef, 'periods', (t) =>
  t.connection(
    {
      type: BudgetPeriodRef,
      description: `Its periods, that of now first, back to your first spending: what was spent in each, as the ledger has it now. At most ${MOST_PERIODS}.`,
      resolve: async (budget, args, context) => {
        const { db } = context;
        const owner = ownerOf(context);
        const now = context.now();
        const first = await firstEntryAt(db, owner);
        const oldest = first === null || first > budget.createdAt ? budget.createdAt : first;
        const periods = periodsBackTo(budget, oldest, now, MOST_PERIODS);
        const page = pageOfSorted(pageOf(args), periods, ({ startsAt }) => String(startsAt));
        const asked = page.edges.map(({ node: period }) => ({ budget, period }));
        const known = await knownPeriods(db, owner, asked);
        const edges = page.edges.flatMap(({ cursor }, place) => {
          const node = known[place];
          return node ? [{ cursor, node }] : [];
        });
        return { ...page, edges };
      },
    },
    {
      name: 'BudgetPeriodConnection',
      description: 'A page of periods of a budget.',
      fields: (t) => ({
        totalCount: t.int({
          description: 'How many there are in all.',
          resolve: ({ totalCount }) => totalCount ?? 0,
        }),
      }),
    },
    { name: 'BudgetPeriodEdge', description: 'A period on a page, with its cursor.' },
  ),
);
