import { builder } from '#graph/builder.ts';
import { ownerOf } from '#graph/owner.ts';
import { pageOf } from '#graph/page.ts';
import { asksFor } from '#market/graph-page.ts';
import { BudgetAlertEventRef, StreamEvent } from '#market/graph-stream.ts';
import { addNoticeStream } from '#notice/graph-notice-stream.ts';
import { listNotices } from '#notice/list-notices.ts';
import type { ToldEvent } from '#notice/notice-event.ts';
import { BudgetAlertRef } from './graph-budget-alert.ts';
import { BudgetRef } from './graph-budget.ts';

builder.objectField(BudgetRef, 'alerts', (t) =>
  t.connection(
    {
      type: BudgetAlertRef,
      description:
        'What you were told of it, the newest first; kept for 400 days. `budgetAlerts` tells it as it happens, and goes on `after` any cursor of this list.',
      resolve: async (budget, args, context, info) =>
        listNotices(
          context.db,
          { owner: ownerOf(context), kind: 'BUDGET_ALERT', topics: [budget.id] },
          pageOf(args),
          { count: asksFor(info, 'totalCount') },
        ),
    },
    {
      name: 'BudgetAlertConnection',
      description: 'A page of alerts of a budget.',
      fields: (t) => ({
        totalCount: t.int({
          description: 'How many there are in all.',
          resolve: ({ totalCount }) => totalCount ?? 0,
        }),
      }),
    },
    { name: 'BudgetAlertEdge', description: 'An alert on a page, with its cursor.' },
  ),
);

builder.objectType(builder.objectRef<ToldEvent>('BudgetAlertRaised'), {
  description: 'One alert of a budget, once, in the order they were told.',
  interfaces: [StreamEvent, BudgetAlertEventRef],
  fields: (t) => ({
    alert: t.field({
      type: BudgetAlertRef,
      description: 'All there is to tell.',
      resolve: ({ notice }) => notice,
    }),
  }),
});

addNoticeStream({
  kind: 'BUDGET_ALERT',
  description:
    'Alerts of your budgets as they happen: thresholds passed, forecasts that an amount will not do, ends of periods. Each once, in order, none left out: resume after the last cursor you had, however long you were away.',
  idsDescription: 'Ids of the budgets meant; all of yours where left out.',
});
