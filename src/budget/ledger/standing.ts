import { microUsd, type MicroUsd } from '#units/money.ts';
import type { Instant } from '#units/time.ts';
import type { Sums } from '../budget-alert.ts';
import type { Budget } from '../budget.ts';
import { periodAt, type Period } from '../period.ts';
import type { LedgerEntry, NewEntry } from './entry.ts';
import type { SumAsked } from './store-sums.ts';

/** Where a budget stands in one of its periods. */
export type Standing = SumAsked & { readonly sums: Sums };

/** What may still be spent or reserved: the amount less what was spent and is held; below zero where that is more. */
export function remainingOf({ budget, sums }: Standing): MicroUsd {
  return microUsd(budget.amount - sums.spent - sums.reserved);
}

/** A hard-stop budget that a reservation would take beyond its amount. */
export type Refusal = Standing & {
  /** What was to be reserved of it. */
  readonly needed: MicroUsd;
};

export function counts(
  { scope, scopeName }: Budget,
  { project, model }: Pick<NewEntry, 'project' | 'model'>,
): boolean {
  if (scope === 'EVERYTHING') return true;
  return scopeName === (scope === 'PROJECT' ? project : model);
}

/** The periods of budgets that entries count in, each once, in order of budget and time. */
export function periodsOf(
  budgets: readonly Budget[],
  entries: readonly Pick<NewEntry, 'project' | 'model' | 'at'>[],
): readonly SumAsked[] {
  // Thousands of budgets have a handful of calendars, and a calendar is slow to read.
  const calendars = new Map<string, Period>();
  const periodOf = ({ period, timeZone }: Budget, at: Instant): Period => {
    const key = `${period} ${timeZone} ${at}`;
    const known = calendars.get(key) ?? periodAt(period, timeZone, at);
    calendars.set(key, known);
    return known;
  };
  return budgets.flatMap((budget) => {
    const periods = entries.filter((entry) => counts(budget, entry)).map(({ at }) => periodOf(budget, at));
    const starts = [...new Set(periods.map(({ startsAt }) => startsAt))].toSorted((a, b) => a - b);
    return starts.flatMap((start) => {
      const period = periods.find(({ startsAt }) => startsAt === start);
      return period ? [{ budget, period }] : [];
    });
  });
}

/** The same place once entries that are not in its sums yet are added. */
export function withEntries(
  { budget, period, sums }: Standing,
  entries: readonly (NewEntry | LedgerEntry)[],
): Standing {
  const { startsAt, endsAt } = period;
  const within = entries.filter(
    (entry) => counts(budget, entry) && entry.at >= startsAt && (endsAt === null || entry.at < endsAt),
  );
  const total = (of: (entry: NewEntry) => number, from: number): MicroUsd =>
    microUsd(within.reduce((sum, entry) => sum + of(entry), from));
  const spent = total((entry) => entry.spent, sums.spent);
  return { budget, period, sums: { spent, reserved: total((entry) => entry.reserved, sums.reserved) } };
}
