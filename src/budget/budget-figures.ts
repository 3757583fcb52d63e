import { derived, fact, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { usdAsFloat, type MicroUsd } from '#units/money.ts';
import type { Sums } from './budget-alert.ts';

const PERCENT = formula('100 * spent / amount');
const REMAINING = formula('amount - spent - reserved');

function money(value: MicroUsd, source: string): Figure {
  return fact(usdAsFloat(value), 'USD', 'GIVEN', source);
}

/** The figures that a budget's period is judged by. */
export function budgetMoney(amount: MicroUsd, { spent, reserved }: Sums) {
  return {
    amount: money(amount, 'the budget, as its owner set it'),
    spent: money(spent, 'the ledger: the sum of what was spent in the period'),
    reserved: money(reserved, 'the ledger: what open reservations hold in the period'),
  };
}

/** Percent of the amount that was spent. */
export function percentSpent(amount: MicroUsd, sums: Sums): Figure {
  return derived(PERCENT, budgetMoney(amount, sums), '%');
}

/** Dollars that are neither spent nor reserved; below zero where there are more of those than the amount. */
export function remaining(amount: MicroUsd, sums: Sums): Figure {
  return derived(REMAINING, budgetMoney(amount, sums), 'USD');
}
