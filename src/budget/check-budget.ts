import type { MicroUsd } from '#units/money.ts';
import { formatUsd, microUsd } from '#units/money.ts';
import { zoneNamed } from '#units/time-zone.ts';
import { inputFault, inputTextFaults, type InputFault } from '#workload/graph-input-error.ts';
import type { BudgetPlan, BudgetScope } from './budget.ts';
import type { PeriodKind } from './period.ts';
import { matchedNameFaults } from './matched-name.ts';
import { nearestZones } from './time-zone.ts';

type Maybe<T> = T | null | undefined;

/** A budget, as GraphQL hands it over. */
export type AskedBudget = {
  readonly name: string;
  readonly scope: BudgetScope;
  readonly scopeName?: Maybe<string>;
  readonly amount: MicroUsd;
  readonly period: PeriodKind;
  readonly timeZone: string;
  readonly thresholds: readonly number[];
  readonly hardStop: boolean;
};

export const BUDGET_LIMITS = {
  /** Characters of a key, and of a name. */
  key: 100,
  name: 120,
  /** Budgets of an owner that are not archived. */
  budgets: 10_000,
  thresholds: 20,
  /** Percent; at most two decimals. */
  leastThreshold: 1,
  mostThreshold: 1000,
  /** A billion dollars. */
  amount: microUsd(1_000_000_000_000_000),
} as const;

export const DEFAULT_THRESHOLDS = [50, 75, 90, 100] as const;

/** What a budget is to be, names resolved and thresholds in order; or every mistake in it at once. */
export function checkedBudget(
  asked: AskedBudget,
): { readonly plan: BudgetPlan } | { readonly faults: readonly InputFault[] } {
  const { name, scope, scopeName = null, amount, period, hardStop } = asked;
  const timeZone = zoneNamed(asked.timeZone);
  const faults: readonly InputFault[] = [
    ...inputTextFaults('name', name, [1, BUDGET_LIMITS.name]),
    ...matchedNameFaults('scopeName', scopeName, BUDGET_LIMITS.name),
    ...scopeFaults(scope, scopeName),
    ...amountFaults(amount),
    ...thresholdFaults(asked.thresholds),
    ...(timeZone === undefined ? [zoneFault(asked.timeZone)] : []),
  ];
  if (faults.length > 0 || timeZone === undefined) return { faults };
  const thresholds = [...new Set(asked.thresholds)].toSorted((a, b) => a - b);
  return { plan: { name, scope, scopeName, amount, period, timeZone, thresholds, hardStop } };
}

function scopeFaults(scope: BudgetScope, scopeName: string | null): readonly InputFault[] {
  if ((scope === 'EVERYTHING') === (scopeName === null)) return [];
  const message =
    scopeName === null
      ? `A budget of a ${scope.toLowerCase()} needs its name: give \`scopeName\` as spends will name it.`
      : 'A budget of everything has no `scopeName`: leave it out, or say `scope: PROJECT` or `scope: MODEL`.';
  return [inputFault('BAD_TEXT', 'scopeName', message)];
}

function amountFaults(amount: MicroUsd): readonly InputFault[] {
  if (amount > 0 && amount <= BUDGET_LIMITS.amount) return [];
  const message = `\`amount\` is ${formatUsd(amount)}: give dollars above 0, at most ${formatUsd(BUDGET_LIMITS.amount)}.`;
  return [inputFault('BAD_FIGURE', 'amount', message)];
}

function thresholdFaults(thresholds: readonly number[]): readonly InputFault[] {
  const { leastThreshold: least, mostThreshold: most } = BUDGET_LIMITS;
  if (thresholds.length > BUDGET_LIMITS.thresholds) {
    const message = `A budget has at most ${BUDGET_LIMITS.thresholds} thresholds, and ${thresholds.length} were given.`;
    return [inputFault('TOO_MANY', 'thresholds', message)];
  }
  const bad = thresholds.find(
    (threshold) =>
      !(threshold >= least && threshold <= most) || Math.round(threshold * 100) / 100 !== threshold,
  );
  if (bad === undefined) return [];
  const message = `${bad} is no threshold: give percent of the amount, ${least} to ${most}, with at most two decimals, such as 75.`;
  return [inputFault('BAD_FIGURE', 'thresholds', message)];
}

function zoneFault(asked: string): InputFault {
  const shown = asked.length > 60 ? `${asked.slice(0, 60)}…` : asked;
  const message = `"${shown}" is no time zone known here. Zones are called as in the IANA database, such as "Europe/Berlin" or "UTC".`;
  return { ...inputFault('UNKNOWN_NAME', 'timeZone', message), nearest: nearestZones(asked) };
}
