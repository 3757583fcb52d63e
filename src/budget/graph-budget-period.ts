import { builder } from '#graph/builder.ts';
import { microUsd } from '#units/money.ts';
import { FigureRef } from '#workload/graph-figure.ts';
import { percentSpent, remaining } from './budget-figures.ts';
import { statusOf } from './budget-status.ts';
import { isPassed } from './budget.ts';
import { BudgetStatusEnum } from './graph-budget-enums.ts';
import type { BudgetPeriod } from './periods-of.ts';
import type { Fired } from './store-told.ts';

type Threshold = { readonly percent: number; readonly of: BudgetPeriod; readonly fired: Fired | undefined };

const ThresholdRef = builder.objectRef<Threshold>('BudgetThreshold').implement({
  description: 'A threshold of a budget in one of its periods.',
  fields: (t) => ({
    percent: t.exposeFloat('percent', { description: 'Percent of the amount.' }),
    amount: t.field({
      type: 'USD',
      description: 'That percent of the amount, rounded up to the micro-dollar: spending this passes it.',
      resolve: ({ percent, of }) => microUsd(thresholdAmount(percent, of.budget.amount)),
    }),
    passed: t.boolean({
      description: 'True where what is spent now reaches it.',
      resolve: ({ percent, of }) => isPassed(percent, of.sums.spent, of.budget.amount),
    }),
    fired: t.boolean({
      description:
        'True where its owner was told in this period: once, whatever is corrected or changed afterwards.',
      resolve: ({ fired }) => fired !== undefined,
    }),
    firedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it fired; null where it has not, or more than 400 days ago.',
      resolve: ({ fired }) => fired?.at ?? null,
    }),
  }),
});

/** Whole micro-dollars, exactly: hundredths of a percent of an amount pass what a double holds. */
function thresholdAmount(percent: number, amount: number): number {
  return Number((BigInt(Math.round(percent * 100)) * BigInt(amount) + 9_999n) / 10_000n);
}

/** The thresholds a budget has, and those it had when they fired, ascending. */
function thresholdsOf(of: BudgetPeriod): Threshold[] {
  const percents = new Set([...of.budget.thresholds, ...of.fired.map(({ threshold }) => threshold)]);
  return [...percents]
    .toSorted((a, b) => a - b)
    .map((percent) => ({ percent, of, fired: of.fired.find(({ threshold }) => threshold === percent) }));
}

export const BudgetPeriodRef = builder.objectRef<BudgetPeriod>('BudgetPeriod').implement({
  description: 'A budget in one of its periods: what was spent in it, against the amount of today.',
  fields: (t) => ({
    startsAt: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'Its first instant: midnight of the budget’s time zone, or the first instant of a day whose midnight the clock skips. Null for a total, which counts all there ever was.',
      resolve: ({ period }) => (period.endsAt === null ? null : period.startsAt),
    }),
    endsAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'The first instant after it; null for a total, which has no end.',
      resolve: ({ period }) => period.endsAt,
    }),
    status: t.field({
      type: BudgetStatusEnum,
      description: 'Where the budget stands in it.',
      resolve: ({ budget, sums }) => statusOf(budget, sums),
    }),
    amount: t.field({
      type: 'USD',
      description: 'What may be spent in it, as the budget is today.',
      resolve: ({ budget }) => budget.amount,
    }),
    spent: t.field({
      type: 'USD',
      description: 'What was spent in it, corrections included: the ledger’s sum, exact.',
      resolve: ({ sums }) => sums.spent,
    }),
    reserved: t.field({
      type: 'USD',
      description: 'What open reservations hold in it.',
      resolve: ({ sums }) => sums.reserved,
    }),
    remaining: t.field({
      type: 'USD',
      description: 'What is neither spent nor reserved; below zero where those are more than the amount.',
      resolve: ({ budget, sums }) => microUsd(budget.amount - sums.spent - sums.reserved),
    }),
    remainingFigure: t.field({
      type: FigureRef,
      description: 'What remains, with the arithmetic.',
      resolve: ({ budget, sums }) => remaining(budget.amount, sums),
    }),
    percent: t.field({
      type: FigureRef,
      description: 'What was spent, in percent of the amount: this is what thresholds are of.',
      resolve: ({ budget, sums }) => percentSpent(budget.amount, sums),
    }),
    thresholds: t.field({
      type: [ThresholdRef],
      description:
        'The budget’s thresholds, and those it had before that fired in this period, the lowest first.',
      complexity: { multiplier: 5 },
      resolve: thresholdsOf,
    }),
  }),
});
