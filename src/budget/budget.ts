import type { MicroUsd } from '#units/money.ts';
import type { OwnerId } from '#units/owner.ts';
import type { Instant } from '#units/time.ts';
import type { PeriodKind } from './period.ts';

/** Which money a budget counts: all of its owner's, or what was spent on one project or one model. */
export const BUDGET_SCOPES = ['EVERYTHING', 'PROJECT', 'MODEL'] as const;

export type BudgetScope = (typeof BUDGET_SCOPES)[number];

/** What a budget is, as its owner asked for it. */
export type BudgetPlan = {
  readonly name: string;
  readonly scope: BudgetScope;
  /** The project's or the model's name; null for EVERYTHING. */
  readonly scopeName: string | null;
  readonly amount: MicroUsd;
  readonly period: PeriodKind;
  /** IANA name: days and months begin at its midnight. */
  readonly timeZone: string;
  /** Percent of the amount, ascending, at most two decimals. */
  readonly thresholds: readonly number[];
  /** True where reservations beyond it are refused. */
  readonly hardStop: boolean;
};

export type Budget = BudgetPlan & {
  readonly id: string;
  readonly owner: OwnerId;
  /** The key it was made under; null for none. */
  readonly idempotencyKey: string | null;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  /** Archived budgets count nothing, hold nothing back, and tell nothing. */
  readonly archivedAt: Instant | null;
};

/**
 * Whether a threshold is passed: spent >= threshold % of the amount, exactly (thresholds have two decimals, and
 * hundredths of a percent times micro-dollars are beyond what a double holds).
 */
export function isPassed(threshold: number, spent: MicroUsd, amount: MicroUsd): boolean {
  return BigInt(spent) * 10_000n >= BigInt(Math.round(threshold * 100)) * BigInt(amount);
}

/** The thresholds passed at a sum, ascending. */
export function passedThresholds({ thresholds, amount }: Budget, spent: MicroUsd): readonly number[] {
  return thresholds.filter((threshold) => isPassed(threshold, spent, amount));
}
