import { checkAboveZero, checkDuration, checkWithin } from '#graph/bounds.ts';
import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { badInput } from '#graph/errors.ts';
import { ownerOf } from '#graph/owner.ts';
import { askedMoment } from '#market/graph-moment.ts';
import { fact, given } from '#units/figure.ts';
import { usdAsFloat } from '#units/money.ts';
import { DAY_MS, HOUR_MS, SECOND_MS } from '#units/time.ts';
import { FigureRef } from '#workload/graph-figure.ts';
import { RentalInput, RentalRef } from '#workload/graph-rental.ts';
import { rentalOf, type Rental } from '#workload/rental.ts';
import { fieldOf, noSuchMessage, whichAsked, type OwnKind } from '#workload/which-own.ts';
import { remaining } from './budget-figures.ts';
import { deploymentOf, type Deployment, type DeploymentMoney } from './deployment.ts';
import { sumsOf } from './ledger/store-sums.ts';
import { periodAt } from './period.ts';
import { BUDGET, budgetMeant } from './which-budget.ts';

const MOST_WORKERS = 100;

const DeploymentInput = builder.inputType('BudgetDeploymentInput', {
  description: 'Workers that start when there is work and stop when there is none, and what they may cost.',
  fields: (t) => ({
    monthly: t.field({ type: 'USD', description: 'What they may cost in a month of 30 days.' }),
    budget: t.globalID({
      description:
        'In place of `monthly`, the `id` of a budget of yours: what remains of its period, over the days that remain.',
    }),
    budgetKey: t.string({ description: 'In place of `budget`: the idempotency key you made it under.' }),
    rental: t.field({
      type: RentalInput,
      required: true,
      description: 'What each worker is: at the market’s price, or your own.',
    }),
    utilization: t.float({
      required: true,
      defaultValue: 50,
      description: 'Percent of the time that each worker runs: above 0, at most 100.',
    }),
    mostWorkers: t.int({
      required: true,
      defaultValue: 10,
      description: `The most workers whatever the budget pays for: 1 to ${MOST_WORKERS}.`,
    }),
    idleTimeout: t.field({
      type: 'Duration',
      required: true,
      defaultValue: 30 * SECOND_MS,
      description: 'How long a worker waits for another request before it stops: at most an hour.',
    }),
  }),
});

type Asked = typeof DeploymentInput.$inferInput;
type Answer = Deployment & { readonly rental: Rental; readonly idleTimeout: number };

const PAYING: OwnKind = { ...BUDGET, fields: { id: 'budget', key: 'budgetKey' } };
const DAYS_OF_A_TOTAL = fact(30, 'days', 'ASSUMED', 'a total has no end: spread over 30 days');

async function moneyOf(asked: Asked, context: Context): Promise<DeploymentMoney> {
  const { monthly, budget: id, budgetKey: idempotencyKey } = asked;
  const named = [monthly, id, idempotencyKey].filter((one) => one != null);
  if (named.length !== 1)
    throw badInput('monthly', 'Say what workers may cost: `monthly`, or one of `budget` and `budgetKey`.');
  if (monthly != null) {
    checkAboveZero('monthly', usdAsFloat(monthly), 1e9);
    return { kind: 'MONTH', monthly: given(usdAsFloat(monthly), 'USD') };
  }
  const owner = ownerOf(context);
  const which = whichAsked(PAYING, { id, idempotencyKey });
  const budget = which && (await budgetMeant(context.db, owner, which));
  if (!budget) {
    const named = which ?? { id: '' };
    throw badInput(fieldOf(PAYING, named), noSuchMessage(PAYING, named));
  }
  const now = context.now();
  const period = periodAt(budget.period, budget.timeZone, now);
  const [sums] = await sumsOf(context.db, owner, [{ budget, period }]);
  if (!sums) throw new Error('a budget was asked for and not answered');
  const days =
    period.endsAt === null
      ? DAYS_OF_A_TOTAL
      : fact((period.endsAt - now) / DAY_MS, 'days', 'CATALOG', 'the calendar: days until the period ends');
  return { kind: 'LEFT', remaining: remaining(budget.amount, sums), days };
}

const DeploymentRef = builder.objectRef<Answer>('BudgetDeployment').implement({
  description: 'How many workers a budget bears, with the arithmetic.',
  fields: (t) => ({
    rental: t.field({
      type: RentalRef,
      description: 'What each worker is and costs.',
      resolve: ({ rental }) => rental,
    }),
    dailyBudget: t.field({
      type: FigureRef,
      description: 'What a day may cost.',
      resolve: ({ daily }) => daily,
    }),
    hoursPerDay: t.field({
      type: FigureRef,
      nullable: true,
      description: 'Hours of one worker that a day’s money pays for. Null where there is no price.',
      resolve: ({ hoursPerDay }) => hoursPerDay,
    }),
    affordableWorkers: t.field({
      type: FigureRef,
      nullable: true,
      description:
        'Workers that it pays for at the utilisation, rounded down; 0 where not even one. Null where there is no price.',
      resolve: ({ affordable }) => affordable,
    }),
    workersMin: t.int({
      description: 'Workers to keep when there is no work: 0, as idle ones cost as much.',
      resolve: () => 0,
    }),
    workersMax: t.field({
      type: FigureRef,
      nullable: true,
      description:
        'The most workers to let run: those it pays for, at least 1 and at most `mostWorkers`. Null where there is no price.',
      resolve: ({ workersMax }) => workersMax,
    }),
    idleTimeout: t.expose('idleTimeout', {
      type: 'Duration',
      description: 'How long a worker waits for another request before it stops.',
    }),
    costPerDay: t.field({
      type: FigureRef,
      nullable: true,
      description: 'What `workersMax` workers cost a day at the utilisation. Null where there is no price.',
      resolve: ({ costPerDay }) => costPerDay,
    }),
    mostUtilization: t.field({
      type: FigureRef,
      nullable: true,
      description:
        'Percent of the day that one worker may run within the budget. Null where there is no price.',
      resolve: ({ mostUtilization }) => mostUtilization,
    }),
    withinBudget: t.exposeBoolean('withinBudget', {
      nullable: true,
      description:
        'False where even one worker at this utilisation costs more than the budget bears. Null where there is no price.',
    }),
    reasoning: t.exposeString('reasoning', { description: 'What to do and why, in words.' }),
  }),
});

builder.queryField('budgetDeployment', (t) =>
  t.field({
    type: DeploymentRef,
    description:
      'How many workers may run within a monthly amount, or within what remains of a budget of yours, at the market’s price of the moment or your own.',
    complexity: { field: 20 },
    args: {
      input: t.arg({ type: DeploymentInput, required: true, description: 'The money and the machine.' }),
    },
    resolve: async (_root, { input }, context, info) => {
      const { utilization, mostWorkers, idleTimeout } = input;
      checkAboveZero('utilization', utilization, 100);
      checkWithin('mostWorkers', mostWorkers, 1, MOST_WORKERS);
      checkDuration('idleTimeout', idleTimeout, { most: HOUR_MS });
      const money = await moneyOf(input, context);
      const rental = await rentalOf(input.rental, context, await askedMoment(context, info));
      const deployment = deploymentOf({ money, rental, utilization: utilization / 100, mostWorkers });
      return { ...deployment, rental, idleTimeout };
    },
  }),
);
