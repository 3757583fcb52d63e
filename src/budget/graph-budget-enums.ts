import { builder } from '#graph/builder.ts';
import type { BudgetAlertKind } from './budget-alert.ts';
import type { BudgetStatus } from './budget-status.ts';
import type { BudgetScope } from './budget.ts';
import type { PeriodKind } from './period.ts';

const described = <Name extends string>(values: Readonly<Record<Name, string>>) =>
  Object.fromEntries(
    Object.entries<string>(values).map(([name, description]) => [name, { description }]),
  ) as Record<Name, { description: string }>;

export const BudgetScopeEnum = builder.enumType('BudgetScope', {
  description: 'Which money a budget counts.',
  values: described<BudgetScope>({
    EVERYTHING: 'All that its owner spends.',
    PROJECT: 'What is spent on one project, named as spends name it.',
    MODEL: 'What is spent on one model, named as spends name it.',
  }),
});

export const BudgetPeriodKindEnum = builder.enumType('BudgetPeriodKind', {
  description: 'How long a budget’s amount lasts.',
  values: described<PeriodKind>({
    DAY: 'A calendar day of its time zone: 23 or 25 hours where the clock changes.',
    MONTH: 'A calendar month of its time zone.',
    TOTAL: 'For good: it counts all that was ever spent, and has no end.',
  }),
});

export const BudgetStatusEnum = builder.enumType('BudgetStatus', {
  description: 'Where a budget stands in a period, from well to ill.',
  values: described<BudgetStatus>({
    OK: 'No threshold is passed.',
    WARNING: 'What was spent has passed a threshold, and is less than the amount.',
    COMMITTED:
      'What was spent is less than the amount, and with what is reserved it is not: a hard stop refuses reservations.',
    EXCEEDED: 'The whole amount is spent, or more.',
  }),
});

export const BudgetAlertKindEnum = builder.enumType('BudgetAlertKind', {
  description: 'Why a budget’s owner is told something.',
  values: described<BudgetAlertKind>({
    THRESHOLD: 'What was spent has passed a threshold of the budget: once a period and threshold.',
    FORECAST:
      'The burn forecast says that the amount will be exceeded before the period ends: once a period.',
    PERIOD_ENDED: 'A period has ended, with this spent: once a period.',
  }),
});
