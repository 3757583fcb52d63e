import type { NoticeKind } from './notice.ts';

/**
 * How each kind of notice is told: the root field of its stream, the type of the message that shows one, the node type of
 * what its `ids` choose, and the type of a webhook's message.
 */
export const NOTICE_FIELDS = {
  BUDGET_ALERT: {
    field: 'budgetAlerts',
    told: 'BudgetAlertRaised',
    topic: 'Budget',
    message: 'budget.alert',
  },
  ALERT_FIRED: { field: 'alertFired', told: 'AlertFired', topic: 'PriceAlert', message: 'alert.fired' },
} as const satisfies Record<NoticeKind, object>;
