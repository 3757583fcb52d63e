import { asOf } from '#graph/as-of.ts';
import { builder } from '#graph/builder.ts';
import { askedMoment } from '#market/graph-moment.ts';
import { derived, fact, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { SECOND_MS, type Instant } from '#units/time.ts';
import { costAt, type Cost } from './cost.ts';
import { CostRef } from './graph-cost.ts';
import { FigureRef } from './graph-figure.ts';
import { RentalRef } from './graph-rental.ts';
import { askedScaling, ScaleToZeroInput, USUAL } from './graph-scale-to-zero-input.ts';
import { nextTurn } from './next-turn.ts';
import { checkBill, rentalOf, type Rental } from './rental.ts';
import { judgeScaling, words, type JudgedOption } from './scaling-choice.ts';
import { loadOf, scalingOption, type ScalingOption } from './scaling-option.ts';

type PricedOption = JudgedOption & { readonly monthly: Cost | null };

type ScalingAnswer = {
  readonly at: Instant;
  readonly rental: Rental;
  readonly load: Figure;
  /** The cheapest first. */
  readonly options: readonly PricedOption[];
};

const DAYS = fact(30, 'days', 'ASSUMED', 'a month of 30 days');
const MONTHLY = formula('running * 24 * days * gpuCount * price');

function monthlyOf(option: JudgedOption, { price, gpuCount, factors, simulated }: Rental): Cost | null {
  if (!price) return null;
  const figure = derived(MONTHLY, { running: option.running, days: DAYS, gpuCount, price }, 'USD');
  checkBill('rental', figure.value);
  return costAt(figure, factors, simulated);
}

const VerdictEnum = builder.enumType('ScalingVerdict', {
  description: 'What became of a way of keeping workers.',
  values: {
    CHOSEN: { description: 'The cheapest that meets the target.' },
    FRONTIER: {
      description: 'Not chosen, but nothing compared is at once as cheap, as quick and as seldom cold.',
    },
    DOMINATED: {
      description:
        'Another one costs no more, waits no longer and starts cold no more often, and is better in one of these.',
    },
  },
});

const OptionRef = builder.objectRef<PricedOption>('ScalingOption').implement({
  description: 'One way of keeping workers, and what it comes to.',
  fields: (t) => {
    const figure = (description: string, resolve: (option: PricedOption) => Figure) =>
      t.field({ type: FigureRef, description, resolve });
    return {
      minWorkers: t.int({ description: 'Workers that never stop.', resolve: ({ policy }) => policy.min }),
      maxWorkers: t.int({ description: 'The most that run.', resolve: ({ policy }) => policy.max }),
      idleTimeout: t.field({
        type: 'Duration',
        description: 'How long the others wait for another request before they stop.',
        resolve: ({ policy }) => Math.round(policy.idleTimeout * SECOND_MS),
      }),
      coldProbability: figure(
        'The share of requests that start a worker, 0 to 1.',
        ({ coldProbability }) => coldProbability,
      ),
      meanDelay: figure(
        'Seconds until a worker begins with a request, on average, cold starts included.',
        ({ meanDelay }) => meanDelay,
      ),
      p95Delay: figure('The same for all but 5 of 100 requests.', ({ p95Delay }) => p95Delay),
      runningWorkers: figure('Workers billed on average: starting, busy or idle.', ({ running }) => running),
      monthly: t.field({
        type: CostRef,
        nullable: true,
        description: 'What a month of 30 days costs. Null where there is no price: rental.absence says why.',
        resolve: ({ monthly }) => monthly,
      }),
      meetsTarget: t.exposeBoolean('meetsTarget', {
        description: 'True where neither the delay nor cold starts are beyond what was asked for.',
      }),
      verdict: t.field({
        type: VerdictEnum,
        description: 'What became of it.',
        resolve: ({ verdict }) => verdict,
      }),
      whyLost: t.exposeString('whyLost', {
        nullable: true,
        description: 'Why it was not chosen; null for the one that was.',
      }),
    };
  },
});

function reasoningOf({ options }: ScalingAnswer): string {
  const chosen = options.find(({ verdict }) => verdict === 'CHOSEN');
  if (chosen) {
    const cold = (100 * chosen.coldProbability.value).toPrecision(2);
    return `Keep ${words(chosen.policy)}: the cheapest compared that meets the target. ${cold} % of requests start a worker, and ${waitOf(chosen)}.`;
  }
  const quickest = options.toSorted((a, b) => a.p95Delay.value - b.p95Delay.value)[0];
  if (!quickest) throw new RangeError('something is compared');
  return `Nothing compared meets the target. ${words(quickest.policy)} comes nearest, where 5 of 100 requests wait over ${Number(quickest.p95Delay.value.toPrecision(3))} s: ask for more workers, or allow a longer delay.`;
}

function waitOf({ p95Delay }: PricedOption): string {
  const seconds = Number(p95Delay.value.toPrecision(3));
  return seconds > 0 ? `95 of 100 wait ${seconds} s at most` : '95 of 100 are taken at once';
}

const ScaleToZeroRef = builder.objectRef<ScalingAnswer>('ScaleToZero').implement({
  description:
    'Ways of keeping workers for requests that come by chance: what each costs, and how long requests wait.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'The instant it is true for.' }),
    rental: t.field({
      type: RentalRef,
      description: 'What each worker is and costs.',
      resolve: ({ rental }) => rental,
    }),
    load: t.field({
      type: FigureRef,
      description: 'Workers that are busy on average: fewer than may run.',
      resolve: ({ load }) => load,
    }),
    options: t.field({
      type: [OptionRef],
      description: 'Everything compared, the cheapest first.',
      resolve: ({ options }) => options,
    }),
    chosen: t.field({
      type: OptionRef,
      nullable: true,
      description:
        'The cheapest that meets the target. Null where nothing does: `reasoning` says what to do.',
      resolve: ({ options }) => options.find(({ verdict }) => verdict === 'CHOSEN') ?? null,
    }),
    reasoning: t.string({ description: 'What to take and why, in words.', resolve: reasoningOf }),
  }),
});

builder.queryField('scaleToZero', (t) =>
  t.field({
    type: ScaleToZeroRef,
    description:
      'How many workers to keep warm: cost against cold starts and delay, for requests that come by a Poisson process, steady or by the hours of the day. By queueing formulas where they are exact, else by simulation.',
    complexity: ({ input }) => ({ field: 100 * (input.policies?.length || USUAL.length) }),
    args: {
      input: t.arg({
        type: ScaleToZeroInput,
        required: true,
        description: 'The requests, the workers and the target.',
      }),
      ...asOf,
    },
    resolve: async (_root, { input }, context, info): Promise<ScalingAnswer> => {
      const { question, policies, target } = askedScaling(input);
      const moment = await askedMoment(context, info);
      const rental = await rentalOf(input.rental, context, moment);
      const options: ScalingOption[] = [];
      for (const policy of policies) {
        await nextTurn();
        options.push(scalingOption(question, policy));
      }
      return {
        at: moment.at,
        rental,
        load: loadOf(question),
        options: judgeScaling(options, target).map((option) => ({
          ...option,
          monthly: monthlyOf(option, rental),
        })),
      };
    },
  }),
);
