import type { MicroUsd } from '#units/money.ts';
import type { Instant } from '#units/time.ts';
import type { NewNotice } from '#notice/notice.ts';
import type { Budget } from './budget.ts';
import type { Period } from './period.ts';

/** Why a budget's owner is told something. */
export const BUDGET_ALERT_KINDS = ['THRESHOLD', 'FORECAST', 'PERIOD_ENDED'] as const;

export type BudgetAlertKind = (typeof BUDGET_ALERT_KINDS)[number];

/** What a ledger says of a budget's period. */
export type Sums = {
  readonly spent: MicroUsd;
  /** Held by reservations that are open. */
  readonly reserved: MicroUsd;
};

export type BudgetAlert = {
  readonly budget: Budget;
  readonly kind: BudgetAlertKind;
  /** Percent; null where the kind has none. */
  readonly threshold: number | null;
  readonly period: Period;
  readonly sums: Sums;
  /** When it happened: the entry's recording, or the scheduled instant of what time alone causes. */
  readonly at: Instant;
  /** Number of the ledger's entry that caused it; null where time alone or a change of the budget did. */
  readonly entry: number | null;
  /** P(the amount is passed by the period's end), 0 to 1; of a forecast alone. */
  readonly chance?: number;
  /** Periods that ended before this one and are told by their number alone; of a period's end. */
  readonly untold?: number;
};

/** The body of a notice of kind BUDGET_ALERT: it outlives the budget, and never changes once told. Money in micro-dollars. */
export type BudgetAlertBody = {
  readonly budget: Pick<
    Budget,
    'id' | 'name' | 'scope' | 'scopeName' | 'amount' | 'period' | 'timeZone' | 'hardStop'
  >;
  readonly kind: BudgetAlertKind;
  readonly threshold: number | null;
  readonly startsAt: Instant;
  readonly endsAt: Instant | null;
  readonly spent: MicroUsd;
  readonly reserved: MicroUsd;
  readonly entry: number | null;
  readonly chance: number | null;
  readonly untold: number;
};

/** The notice that tells an alert. */
export function noticeOf(alert: BudgetAlert): NewNotice {
  const { id, owner, name, scope, scopeName, amount, period, timeZone, hardStop } = alert.budget;
  const body: BudgetAlertBody = {
    budget: { id, name, scope, scopeName, amount, period, timeZone, hardStop },
    kind: alert.kind,
    threshold: alert.threshold,
    startsAt: alert.period.startsAt,
    endsAt: alert.period.endsAt,
    spent: alert.sums.spent,
    reserved: alert.sums.reserved,
    entry: alert.entry,
    chance: alert.chance ?? null,
    untold: alert.untold ?? 0,
  };
  return { owner, kind: 'BUDGET_ALERT', topic: id, at: alert.at, body };
}

/** The body of a notice that `noticeOf` made. */
export function bodyOf({ body }: Pick<NewNotice, 'body'>): BudgetAlertBody {
  return body as BudgetAlertBody;
}
