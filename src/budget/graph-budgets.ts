import { builder } from '#graph/builder.ts';
import { isNode } from '#graph/node-id.ts';
import { ownerOf } from '#graph/owner.ts';
import { pageOf } from '#graph/page.ts';
import { asksFor, connectionOf } from '#market/graph-page.ts';
import { whichAsked } from '#workload/which-own.ts';
import { budgetCursor, budgetPlace } from './budget-cursor.ts';
import { BudgetRef } from './graph-budget.ts';
import { BudgetScopeEnum } from './graph-budget-enums.ts';
import { budgetCount, budgetPage } from './store-budgets.ts';
import { BUDGET, budgetMeant } from './which-budget.ts';

const BudgetFilter = builder.inputType('BudgetFilter', {
  description: 'Which budgets are meant; everything given must hold.',
  fields: (t) => ({
    archived: t.boolean({
      defaultValue: false,
      description: 'True for those that are archived, null for all; those in use where left out.',
    }),
    scope: t.field({ type: BudgetScopeEnum, description: 'Which money they count.' }),
    scopeName: t.string({ description: 'The project or model they count, exactly.' }),
  }),
});

builder.queryField('budget', (t) =>
  t.field({
    type: BudgetRef,
    nullable: true,
    description: 'One of your budgets, archived or not; null where you have none of that id or key.',
    args: {
      id: t.arg.globalID({ description: 'An `id` that an answer held.' }),
      idempotencyKey: t.arg.string({ description: 'In place of `id`: the key you made it under.' }),
    },
    resolve: async (_root, asked, context, info) => {
      const owner = ownerOf(context);
      // What never was an id is told, as `node` tells it.
      if (asked.id != null && !isNode(asked.id, info)) return null;
      const which = whichAsked(BUDGET, asked);
      return which && ((await budgetMeant(context.db, owner, which)) ?? null);
    },
  }),
);

builder.queryField('budgets', (t) =>
  t.connection(
    {
      type: BudgetRef,
      description: 'Your budgets, the last made first.',
      args: {
        filter: t.arg({
          type: BudgetFilter,
          required: true,
          defaultValue: { archived: false },
          description: 'Which budgets; those in use where left out.',
        }),
      },
      resolve: async (_root, { filter: asked, ...args }, context, info) => {
        const { db } = context;
        const owner = ownerOf(context);
        const page = pageOf(args);
        const { archived = null, scope = null, scopeName = null } = asked;
        const filter = { archived, scope, scopeName };
        const rows = await budgetPage(db, owner, filter, page, budgetPlace(page));
        const count = asksFor(info, 'totalCount') ? await budgetCount(db, owner, filter) : null;
        return connectionOf(page, rows, count, budgetCursor);
      },
    },
    {
      name: 'BudgetConnection',
      description: 'A page of budgets.',
      fields: (t) => ({
        totalCount: t.int({
          description: 'How many there are in all.',
          resolve: ({ totalCount }) => totalCount ?? 0,
        }),
      }),
    },
    { name: 'BudgetEdge', description: 'A budget on a page, with its cursor.' },
  ),
);
