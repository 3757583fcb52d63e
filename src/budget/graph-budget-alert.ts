import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { encodeNodeId } from '#graph/node-id.ts';
import { ownerOf } from '#graph/owner.ts';
import type { Notice } from '#notice/notice.ts';
import { FigureRef } from '#workload/graph-figure.ts';
import { alertWords } from './alert-words.ts';
import { bodyOf } from './budget-alert.ts';
import { percentSpent } from './budget-figures.ts';
import { BudgetRef } from './graph-budget.ts';
import { BudgetAlertKindEnum, BudgetPeriodKindEnum, BudgetScopeEnum } from './graph-budget-enums.ts';
import { budgetsById } from './store-budgets.ts';

export const BudgetAlertRef = builder.objectRef<Notice>('BudgetAlert').implement({
  description:
    'What the owner of a budget was told of it: a threshold passed, a forecast, a period’s end. It holds all there was to tell, as it was then, and never changes.',
  fields: (t) => ({
    number: t.exposeInt('seq', {
      description: 'Its number among all that you were told: of two alerts the later one’s is greater.',
    }),
    kind: t.field({
      type: BudgetAlertKindEnum,
      description: 'Why it was told.',
      resolve: (notice) => bodyOf(notice).kind,
    }),
    message: t.string({
      description: 'All of it in a sentence.',
      resolve: (notice) => alertWords(bodyOf(notice)),
    }),
    at: t.expose('at', {
      type: 'DateTime',
      description:
        'When it happened: of a threshold, when the spend was recorded; of a period’s end, that end; of a forecast, the whole hour it was made for.',
    }),
    toldAt: t.expose('toldAt', { type: 'DateTime', description: 'When it was told.' }),
    budgetId: t.id({
      description: 'The budget’s `id`.',
      resolve: ({ topic }) => encodeNodeId('Budget', topic),
    }),
    budget: t.loadable({
      type: BudgetRef,
      nullable: true,
      description: 'The budget as it is now; null where it is kept no longer.',
      loaderOptions: { cache: false },
      load: async (ids: string[], context: Context) => {
        const found = await budgetsById(context.db, ownerOf(context), ids);
        return ids.map((id) => found.find((budget) => budget.id === id) ?? null);
      },
      resolve: ({ topic }) => topic,
    }),
    budgetName: t.string({
      description: 'The budget’s name then.',
      resolve: (notice) => bodyOf(notice).budget.name,
    }),
    scope: t.field({
      type: BudgetScopeEnum,
      description: 'Which money the budget counted.',
      resolve: (notice) => bodyOf(notice).budget.scope,
    }),
    scopeName: t.string({
      nullable: true,
      description: 'The project or the model it counted; null for everything.',
      resolve: (notice) => bodyOf(notice).budget.scopeName,
    }),
    period: t.field({
      type: BudgetPeriodKindEnum,
      description: 'How long the budget’s amount lasted.',
      resolve: (notice) => bodyOf(notice).budget.period,
    }),
    periodStartsAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'The first instant of the period it is about; null for a total.',
      resolve: (notice) => {
        const { startsAt, endsAt } = bodyOf(notice);
        return endsAt === null ? null : startsAt;
      },
    }),
    periodEndsAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'The first instant after that period; null for a total.',
      resolve: (notice) => bodyOf(notice).endsAt,
    }),
    threshold: t.float({
      nullable: true,
      description: 'Percent of the threshold that was passed; null for the other kinds.',
      resolve: (notice) => bodyOf(notice).threshold,
    }),
    amount: t.field({
      type: 'USD',
      description: 'The budget’s amount then.',
      resolve: (notice) => bodyOf(notice).budget.amount,
    }),
    spent: t.field({
      type: 'USD',
      description: 'What was spent in the period then, exact.',
      resolve: (notice) => bodyOf(notice).spent,
    }),
    reserved: t.field({
      type: 'USD',
      description: 'What open reservations held then.',
      resolve: (notice) => bodyOf(notice).reserved,
    }),
    percent: t.field({
      type: FigureRef,
      description: 'What was spent, in percent of the amount.',
      resolve: (notice) => {
        const body = bodyOf(notice);
        return percentSpent(body.budget.amount, body);
      },
    }),
    chance: t.float({
      nullable: true,
      description:
        'Percent of certainty, by the burn forecast, that the period ends above the amount; null for the other kinds.',
      resolve: (notice) => {
        const { chance } = bodyOf(notice);
        return chance === null ? null : chance * 100;
      },
    }),
    hardStop: t.boolean({
      description: 'Whether the budget refused reservations beyond its amount.',
      resolve: (notice) => bodyOf(notice).budget.hardStop,
    }),
    entryNumber: t.int({
      nullable: true,
      description:
        'Number of the ledger’s entry that caused it; null where time alone or a change of the budget did.',
      resolve: (notice) => bodyOf(notice).entry,
    }),
    untoldPeriods: t.int({
      description:
        'Of a period’s end after a long silence: how many periods before it ended and are told by this number alone. 0 as a rule.',
      resolve: (notice) => bodyOf(notice).untold,
    }),
  }),
});
