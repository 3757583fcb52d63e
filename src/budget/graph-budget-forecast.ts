import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { ownerOf } from '#graph/owner.ts';
import { AbsenceEnum } from '#market/graph-absence.ts';
import { FigureRef } from '#workload/graph-figure.ts';
import { burnOf } from './burn-of.ts';
import type { Budget } from './budget.ts';
import { forecastOf, type BudgetForecast, type ThresholdForecast } from './forecast-figures.ts';
import { BudgetRef } from './graph-budget.ts';
import { sumsOf } from './ledger/store-sums.ts';
import { periodAt } from './period.ts';

const NOT_BEFORE = 'Null for not before the period ends, or of a total not within a year.';

const ThresholdForecastRef = builder.objectRef<ThresholdForecast>('ThresholdForecast').implement({
  description:
    'When a threshold of a budget is expected to be passed. Between `low` and `high` lie 80 of 100 outcomes.',
  fields: (t) => ({
    percent: t.exposeFloat('percent', { description: 'Percent of the amount.' }),
    low: t.expose('low', {
      type: 'DateTime',
      nullable: true,
      description: `One in ten is expected to come before. ${NOT_BEFORE}`,
    }),
    middle: t.expose('middle', {
      type: 'DateTime',
      nullable: true,
      description: `As likely before as after. Now where it is passed already. ${NOT_BEFORE}`,
    }),
    high: t.expose('high', {
      type: 'DateTime',
      nullable: true,
      description: `One in ten is expected to come after, or never. ${NOT_BEFORE}`,
    }),
    chance: t.field({
      type: FigureRef,
      description: 'Percent of certainty that it is passed before the period ends, of a total within a year.',
      resolve: ({ chance }) => chance,
    }),
  }),
});

const EndRef = builder.objectRef<NonNullable<BudgetForecast['end']>>('BudgetEndForecast').implement({
  description: 'What will have been spent when the period ends.',
  fields: (t) => ({
    low: t.field({
      type: FigureRef,
      description: 'One in ten ends is expected to be below.',
      resolve: ({ low }) => low,
    }),
    middle: t.field({
      type: FigureRef,
      description: 'As likely more as less.',
      resolve: ({ middle }) => middle,
    }),
    high: t.field({
      type: FigureRef,
      description: 'One in ten ends is expected to be above.',
      resolve: ({ high }) => high,
    }),
  }),
});

const ForecastRef = builder.objectRef<BudgetForecast>('BudgetForecast').implement({
  description:
    'When a budget’s money will be spent, drawn from how it was spent: days of the week, days without spending and large jobs as they were. How good it is: docs/accuracy.md.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'When it was made.' }),
    exceeded: t.field({
      type: FigureRef,
      nullable: true,
      description:
        'Percent of certainty that the whole amount is spent before the period ends. Null where too little is known, and for a total, which has no end.',
      resolve: ({ exceeded }) => exceeded,
    }),
    atEnd: t.field({
      type: EndRef,
      nullable: true,
      description: 'What will have been spent when the period ends. Null as `exceeded` is.',
      resolve: ({ end }) => end,
    }),
    thresholds: t.field({
      type: [ThresholdForecastRef],
      description: 'When each threshold will be passed, the lowest first; empty where too little is known.',
      complexity: { multiplier: 5 },
      resolve: ({ thresholds }) => [...thresholds],
    }),
    absence: t.field({
      type: AbsenceEnum,
      nullable: true,
      description: 'NOT_ENOUGH_DATA where there is no forecast; null where there is one.',
      resolve: ({ reason }) => (reason === null ? null : 'NOT_ENOUGH_DATA'),
    }),
    reason: t.exposeString('reason', {
      nullable: true,
      description: 'Why there is no forecast; null where there is one.',
    }),
  }),
});

builder.objectField(BudgetRef, 'forecast', (t) =>
  t.loadable({
    type: ForecastRef,
    description:
      'When each threshold will be passed, and how likely the amount does not do. What is reserved counts as the least that is still to be spent.',
    // Reads a quarter of a year of the ledger and draws 400 futures.
    complexity: 30,
    loaderOptions: { cache: false },
    load: async (budgets: Budget[], context: Context) => {
      const [owner, now] = [ownerOf(context), context.now()];
      const asked = budgets.map((budget) => ({
        budget,
        period: periodAt(budget.period, budget.timeZone, now),
      }));
      const sums = await sumsOf(context.db, owner, asked);
      const known = budgets.flatMap((budget, place) => {
        const sum = sums[place];
        return sum ? [{ budget, sums: sum }] : [];
      });
      const burnt = await burnOf(context.db, owner, known, now);
      return budgets.map((budget, place) => {
        const one = burnt[place];
        if (!one) throw new Error('a budget was asked for and not answered');
        return forecastOf(budget, one, now);
      });
    },
    resolve: (budget) => budget,
  }),
);
