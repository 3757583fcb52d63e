import { builder } from '#graph/builder.ts';
import { numberCursor, placeOfPage } from '#graph/number-cursor.ts';
import { ownerOf } from '#graph/owner.ts';
import { pageOf } from '#graph/page.ts';
import { asksFor, connectionOf } from '#market/graph-page.ts';
import { BudgetAlertEventRef, StreamEvent } from '#market/graph-stream.ts';
import { addNoticeStream } from '#notice/graph-notice-stream.ts';
import type { ToldEvent } from '#notice/notice-event.ts';
import { BudgetAlertRef } from './graph-budget-alert.ts';
import { BudgetRef } from './graph-budget.ts';
import { alertCount, alertPage } from './store-alerts.ts';

builder.objectField(BudgetRef, 'alerts', (t) =>
  t.connection(
    {
      type: BudgetAlertRef,
      description:
        'What you were told of it, the newest first; kept for 400 days. `budgetAlerts` tells it as it happens.',
      resolve: async (budget, args, context, info) => {
        const { db } = context;
        const of = { owner: ownerOf(context), budget: budget.id };
        const page = pageOf(args);
        const rows = await alertPage(db, of, page, placeOfPage(page));
        const count = asksFor(info, 'totalCount') ? await alertCount(db, of) : null;
        return connectionOf(page, rows, count, ({ seq }) => numberCursor(seq));
      },
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
  field: 'budgetAlerts',
  description:
    'Alerts of your budgets as they happen: thresholds passed, forecasts that an amount will not do, ends of periods. Each once, in order, none left out: resume after the last cursor you had, however long you were away.',
  kind: 'BUDGET_ALERT',
  topic: 'Budget',
  idsDescription: 'Ids of the budgets meant; all of yours where left out.',
});
