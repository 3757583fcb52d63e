import { asOf } from '#graph/as-of.ts';
import { builder } from '#graph/builder.ts';
import { AbsenceEnum } from '#market/graph-absence.ts';
import { gpuOf, GpuRef } from '#market/graph-gpu.ts';
import { askedMoment } from '#market/graph-moment.ts';
import { PriceBasis, PriceRef } from '#market/graph-price.ts';
import { roundedHours } from '#units/rounding.ts';
import { answerRunOrWait, type RunAnswer } from './answer-run-or-wait.ts';
import {
  costOfNow,
  estimatedPrice,
  probabilityOf,
  RunCostRef,
  RunOptionRef,
  RunSavingRef,
  type RunCost,
} from './graph-run-option.ts';
import { RunOrWaitInput } from './graph-run-or-wait-input.ts';
import { SpotHazardRef } from './graph-spot-hazard.ts';
import type { RunDecision } from './run-decision.ts';
import type { Fallback } from './run-fallback.ts';

const DecisionEnum = builder.enumType('RunDecision', {
  description: 'What to do with a job.',
  values: {
    RUN_NOW: { description: 'Begin at once, on what was asked for.' },
    WAIT_UNTIL: {
      description:
        'Do not begin yet: ask again each hour, begin at a price at or under takeAt, at the latest at latestStart.',
    },
    USE_ON_DEMAND: {
      description: 'Spot was asked for, and is dearer, too slow for the deadline or not to be had.',
    },
  } satisfies Record<RunDecision, object>,
});

const MODE =
  'wait while the price is above both the 30 % quantile of the last seven days and 1.005 × its reservation price: r₁ = E X, r_m = E min(X, r_{m−1}), over draws from the forecast, one in four hours until the start has to be';

const FallbackRef = builder.objectRef<Fallback>('RunFallback').implement({
  description:
    'How a spot job is kept within its deadline: by progress against the line from nothing done now to everything done at the deadline, looked at every ten minutes. On history every deadline was met so, at less cost than by the rule of “Can’t Be Late” (NSDI 2024), which it follows.',
  fields: (t) => ({
    slackHours: t.float({
      description: 'Hours until the deadline beyond the work, now. Negative where it cannot be done in time.',
      resolve: ({ slackHours }) => roundedHours(slackHours),
    }),
    idleUntil: t.expose('idleUntil', {
      type: 'DateTime',
      description:
        'Where no spot machine is to be had from now on, wait for one until then, when it is two restarts behind the line, and go on demand.',
    }),
    returnSlackHours: t.float({
      description:
        'Back from on demand to spot as soon as it is up, while more hours than these are left beyond the work: three restarts and twenty minutes.',
      resolve: ({ returnSlackHours }) => roundedHours(returnSlackHours),
    }),
    safetySlackHours: t.float({
      description:
        'On demand to stay once no more hours than these are left beyond the work: two restarts and ten minutes.',
      resolve: ({ safetySlackHours }) => roundedHours(safetySlackHours),
    }),
    onDemandFrom: t.expose('onDemandFrom', {
      type: 'DateTime',
      description: 'When that is the case with nothing done; each hour of work done moves it an hour later.',
    }),
  }),
});

/** What the decision costs; null where no price of it is known. */
function decidedCost(answer: RunAnswer): RunCost | null {
  const { expected, paidHours } = answer.decided;
  return expected && { answer, price: expected, paidHours };
}

const RunOrWaitRef = builder.objectRef<RunAnswer>('RunNowOrWait').implement({
  description:
    'Whether to begin a job now or wait for a lower price, by the forecast of its price: what to do, what it is expected to cost, what beginning now costs, and every start there could be.',
  fields: (t) => ({
    at: t.field({
      type: 'DateTime',
      description: 'The instant it is true for.',
      resolve: ({ asked }) => asked.at,
    }),
    gpu: t.field({
      type: GpuRef,
      nullable: true,
      description: 'The GPU; null where it was named as its provider writes it.',
      resolve: ({ series }) => gpuOf(series.gpu),
    }),
    simulated: t.exposeBoolean('simulated', {
      description: 'True where prices of the simulated market are in it: it means nothing outside.',
    }),
    decision: t.field({
      type: DecisionEnum,
      nullable: true,
      description:
        'What to do. Null where no price is known to decide by (see absence), and where spot would not end and on-demand is no way out (see reasoning).',
      resolve: ({ decided }) => decided.decision,
    }),
    reasoning: t.exposeString('reasoning', {
      description: 'Why, in words with the figures it rests on, and what to do next.',
    }),
    start: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'When to begin: now, or where waiting is advised the start that is expected to be cheapest. Null without a decision.',
      resolve: ({ decided }) => decided.start,
    }),
    takeAt: t.field({
      type: PriceRef,
      nullable: true,
      description:
        'While waiting: begin at once at a price per GPU-hour at or under this. It changes with each hour. Null where the start is fixed, and where the job does not wait.',
      resolve: (answer) => estimatedPrice(answer, answer.decided.takeAt, `${MODE}; at most maxPrice`),
    }),
    latestStart: t.field({
      type: 'DateTime',
      description:
        'The last moment it may wait to: the deadline less the hours it takes, on spot also less two restarts and ten minutes; at most seven days from now, as nothing is forecast further.',
      resolve: ({ decided }) => decided.latestStart,
    }),
    workHours: t.float({
      description: 'Hours of work, undisturbed.',
      resolve: ({ asked }) => roundedHours(asked.workHours),
    }),
    wallHours: t.float({
      description:
        'Hours from start to end that are to be expected: on spot with interruptions and checkpoints.',
      resolve: ({ decided }) => roundedHours(decided.wallHours),
    }),
    cost: t.field({
      type: RunCostRef,
      nullable: true,
      description:
        'What the job costs by the decision. Where it waits with a locked price, over all starts the rule may take. Null where no price of it is known, and where it waits and is expected to stay over maxPrice.',
      resolve: decidedCost,
    }),
    costNow: t.field({
      type: RunCostRef,
      nullable: true,
      description:
        'The counterfactual: what it costs to begin now, as asked. Null where that has no known price.',
      resolve: costOfNow,
    }),
    saving: t.field({
      type: RunSavingRef,
      nullable: true,
      description: 'What the decision saves against beginning now. Null where either cost is.',
      resolve: (answer) => {
        const [now, instead] = [costOfNow(answer), decidedCost(answer)];
        return now && instead && { now, instead };
      },
    }),
    probabilityOfSaving: t.float({
      nullable: true,
      description: 'P(saving > 0), 0 to 1; 0 where it begins now. Null where a cost is not known.',
      resolve: ({ decided }) => (decided.cheaperShare === null ? null : probabilityOf(decided.cheaperShare)),
    }),
    probabilityMissed: t.float({
      nullable: true,
      description:
        'P(deadline missed), 0 to 1, if the job stays on what was decided: on spot without ever falling back. 1 − P(N ≤ allowed), N interruptions Poisson with mean work ÷ MTBI, as many allowed as the time beyond the work has room for; on demand 0 where the work fits, machines that break left out. A price that never comes down to maxPrice is a miss. Null where it is not known how often spot is interrupted.',
      resolve: ({ decided }) =>
        decided.missProbability === null ? null : probabilityOf(decided.missProbability),
    }),
    options: t.field({
      type: [RunOptionRef],
      complexity: { multiplier: 25 },
      description:
        'Each start within the deadline: every hour of the first day, then every sixth up to seven days, and the last. Empty where no price is known, and where the work would not end on spot; now alone where there is no forecast.',
      resolve: (answer) => answer.decided.options.map((option) => ({ answer, option })),
    }),
    basis: t.field({
      type: PriceBasis,
      description: 'How the decision came to be: always ESTIMATED, by the formula.',
      resolve: () => 'ESTIMATED' as const,
    }),
    formula: t.string({
      description:
        'The rule of the decision; `npx spotgraph backtest decisions` judges it on any history. It goes by the whole distribution of the forecast, also where `prediction` calls a horizon NO_SKILL and gives the newest price: those options differ from that.',
      resolve: ({ asked }) =>
        asked.pricing === 'LOCKED'
          ? MODE
          : 'wait where the mean of the forecast over the run is more than 1 % lower from a later start',
    }),
    source: t.string({
      description: 'Ids of the providers whose prices it rests on; empty where there are none.',
      resolve: ({ forecast }) => forecast?.providers.join(', ') ?? '',
    }),
    observedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When its price was last observed. Null where it never was.',
      resolve: ({ forecast }) => forecast?.observedTo,
    }),
    absence: t.field({
      type: AbsenceEnum,
      nullable: true,
      description:
        'Why there is no forecast to decide by, null where there is one: nothing of the price is known (NOT_OFFERED, NOT_OBSERVED, STALE), or too little to forecast (NOT_ENOUGH_DATA), where a job begins at once.',
      resolve: ({ absence }) => absence,
    }),
    explanation: t.exposeString('explanation', {
      nullable: true,
      description: 'The absence in words; null where there is a forecast.',
    }),
    onDemandPrice: t.field({
      type: PriceRef,
      nullable: true,
      description:
        'The newest hourly on-demand price under the same filter, where spot was asked for. Null otherwise, and where there is none: see onDemandAbsence.',
      resolve: ({ onDemand }) => onDemand?.price,
    }),
    onDemandAbsence: t.field({
      type: AbsenceEnum,
      nullable: true,
      description: 'Why there is no on-demand price; null where there is one, and where none was needed.',
      resolve: ({ onDemand }) => onDemand?.absence,
    }),
    hazard: t.field({
      type: SpotHazardRef,
      nullable: true,
      description:
        'How often one spot machine is interrupted. Null on demand, and where it is not known: see hazardAbsence; then spot counts as if nothing interrupted it.',
      resolve: ({ hazard }) => hazard,
    }),
    hazardAbsence: t.field({
      type: AbsenceEnum,
      nullable: true,
      description:
        'Why no hazard is known, null where one is and on demand. `mtbiHours` of the input decides without.',
      resolve: ({ hazardAbsence }) => hazardAbsence,
    }),
    fallback: t.field({
      type: FallbackRef,
      nullable: true,
      description: 'When a spot job falls back on on-demand, by its progress. Null on demand.',
      resolve: ({ fallback }) => fallback,
    }),
  }),
});

builder.queryField('runNowOrWait', (t) =>
  t.field({
    type: RunOrWaitRef,
    description:
      'Whether to begin a job now, wait for a lower price, or use on-demand: the cost and risk of each start within its deadline, by the forecast of the price.',
    complexity: { field: 30 },
    args: {
      input: t.arg({ type: RunOrWaitInput, required: true, description: 'The job and where it would run.' }),
      ...asOf,
    },
    resolve: async (_root, { input }, context, info) =>
      answerRunOrWait(input, context, await askedMoment(context, info)),
  }),
);
