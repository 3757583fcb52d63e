import type { NoticeKind } from '../notice.ts';

/** What a webhook is told where its owner writes no document: all that was true of the event when it happened. */
export const DEFAULT_DOCUMENTS: Readonly<Record<NoticeKind, string>> = {
  BUDGET_ALERT: `subscription BudgetAlerts {
  budgetAlerts {
    cursor
    ... on BudgetAlertRaised {
      alert {
        number
        kind
        message
        at
        budgetId
        budgetName
        scope
        scopeName
        period
        periodStartsAt
        periodEndsAt
        threshold
        amount
        spent
        reserved
        percent {
          value
        }
        chance
        hardStop
        entryNumber
        untoldPeriods
      }
    }
  }
}
`,
  ALERT_FIRED: `subscription AlertFired {
  alertFired {
    cursor
    ... on AlertFired {
      firing {
        number
        alertId
        name
        summary
        at
        since
        nth
        condition {
          kind
          hysteresisPercent
        }
        forAtLeast
        coolDown
        threshold {
          value
          unit
        }
        value {
          value
          unit
        }
        scope {
          gpu {
            slug
            name
          }
          billing
          providers
          regions
        }
        reading {
          price {
            value
            unit
          }
          availableGpus
          offers
          provider
          region {
            code
          }
          at
        }
        simulated
      }
    }
  }
}
`,
};
