import type { NoticeKind } from '../notice.ts';

/** What a webhook is told where its owner writes no document: all there is to say, without what is asked for elsewhere. */
export const DEFAULT_DOCUMENTS: Readonly<Record<NoticeKind, string>> = {
  BUDGET_ALERT: `subscription BudgetAlerts {
  budgetAlerts {
    __typename
    cursor
  }
}`,
  ALERT_FIRED: `subscription AlertFired {
  alertFired {
    __typename
    cursor
  }
}`,
};
