import { builder } from '#graph/builder.ts';
import { BUDGET_LIMITS, DEFAULT_THRESHOLDS } from './check-budget.ts';
import { BudgetPeriodKindEnum, BudgetScopeEnum } from './graph-budget-enums.ts';

const THRESHOLDS = `percent of the amount, ${BUDGET_LIMITS.leastThreshold} to ${BUDGET_LIMITS.mostThreshold} with at most two decimals, at most ${BUDGET_LIMITS.thresholds}; an empty list for none`;
const NAMED = `What it counts, at most ${BUDGET_LIMITS.name} characters, exactly as spends name it`;

export const CreateBudgetInput = builder.inputType('CreateBudgetInput', {
  description: 'What may be spent, on what, in which time.',
  fields: (t) => ({
    idempotencyKey: t.string({
      description: `Names this budget among yours, 1 to ${BUDGET_LIMITS.key} characters: sent again, it is made once. Without one each sending is a budget.`,
    }),
    name: t.string({
      required: true,
      description: `What you call it, 1 to ${BUDGET_LIMITS.name} characters.`,
    }),
    scope: t.field({
      type: BudgetScopeEnum,
      required: true,
      defaultValue: 'EVERYTHING',
      description: 'Which money it counts.',
    }),
    scopeName: t.string({ description: `${NAMED}: for a project or a model.` }),
    amount: t.field({
      type: 'USD',
      required: true,
      description: 'What may be spent in a period: above 0, at most a billion dollars.',
    }),
    period: t.field({
      type: BudgetPeriodKindEnum,
      required: true,
      defaultValue: 'MONTH',
      description: 'How long the amount lasts.',
    }),
    timeZone: t.string({
      required: true,
      defaultValue: 'UTC',
      description:
        'Whose midnight days and months begin at, by its name in the IANA database ("Europe/Berlin"), daylight saving and all.',
    }),
    thresholds: t.floatList({
      required: true,
      defaultValue: [...DEFAULT_THRESHOLDS],
      description: `When to be told: ${THRESHOLDS}.`,
    }),
    hardStop: t.boolean({
      required: true,
      defaultValue: false,
      description: 'Whether `reserveSpend` refuses what would take it beyond its amount.',
    }),
  }),
});

export const UpdateBudgetInput = builder.inputType('UpdateBudgetInput', {
  description:
    'What is to be otherwise; what is left out stays. The same sent twice is harmless. No threshold fires twice in a period, whatever changes: raising the amount does not tell the same percent again, and neither does another scope.',
  fields: (t) => ({
    id: t.globalID({ description: 'The budget’s `id`.' }),
    idempotencyKey: t.string({ description: 'In place of `id`: the key you made it under.' }),
    name: t.string({ description: `What you call it, 1 to ${BUDGET_LIMITS.name} characters.` }),
    scope: t.field({ type: BudgetScopeEnum, description: 'Which money it counts.' }),
    scopeName: t.string({ description: `${NAMED}; needed with another scope.` }),
    amount: t.field({
      type: 'USD',
      description: 'What may be spent in a period: above 0, at most a billion dollars.',
    }),
    period: t.field({
      type: BudgetPeriodKindEnum,
      description:
        'How long the amount lasts. What was spent counts in the day, month or total of now at once, and thresholds passed in that fire, as they were told of another period; changed back, those told before stay told. The end of the period it was in is not told.',
    }),
    timeZone: t.string({
      description:
        'Whose midnight days and months begin at: an IANA name. What was spent is counted by the new clock at once, in past periods too. A day and a month stay the ones they are: what was told of October 2026, or of 2026-10-25, is not told of it again, and its end is told once.',
    }),
    thresholds: t.floatList({ description: `When to be told: ${THRESHOLDS}.` }),
    hardStop: t.boolean({
      description: 'Whether `reserveSpend` refuses what would take it beyond its amount.',
    }),
  }),
});

export const ArchiveBudgetInput = builder.inputType('ArchiveBudgetInput', {
  description: 'A budget to put away, or to take up again. The same sent twice is harmless.',
  fields: (t) => ({
    id: t.globalID({ description: 'The budget’s `id`.' }),
    idempotencyKey: t.string({ description: 'In place of `id`: the key you made it under.' }),
    archived: t.boolean({
      required: true,
      defaultValue: true,
      description: 'False takes it up again, with what was spent meanwhile.',
    }),
  }),
});
