import { builder } from '#graph/builder.ts';
import { PriceRef, type Price } from '#market/graph-price.ts';
import { microUsd, type MicroUsd } from '#units/money.ts';
import { percentOf, rounded, roundedHours } from '#units/rounding.ts';
import type { RunAnswer } from './answer-run-or-wait.ts';
import type { Spread } from './run-decision.ts';
import type { ShownOption } from './run-situation.ts';

/** What a start costs, and against which start of now. */
export type RunCost = { readonly answer: RunAnswer; readonly price: Spread; readonly paidHours: number };

/** Dollars of all the GPUs for machine hours at a price per GPU-hour, in micro-dollars. */
function dollars({ answer: { asked }, paidHours }: RunCost, price: number): MicroUsd {
  return microUsd(Math.round(price * asked.gpuCount * paidHours));
}

/** What the job costs that begins now, as asked; null where its price is not known. */
export function costOfNow(answer: RunAnswer): RunCost | null {
  const { options, machineHours } = answer.decided;
  const [now] = options;
  return now ? { answer, price: now, paidHours: machineHours } : null;
}

const FORECAST =
  'the 19 quantiles of the forecast of that hour, interpolated in log price by the square root of the hours between those that are forecast';

/** A price of a start: observed where it is now, else forecast. */
export function estimatedPrice(
  { forecast }: RunAnswer,
  micros: number | null | undefined,
  formula: string,
): Price | null {
  if (micros == null || !forecast || !Number.isFinite(micros)) return null;
  return {
    amount: microUsd(Math.round(micros)),
    unit: 'PER_GPU_HOUR',
    basis: 'ESTIMATED',
    source: forecast.providers.join(', '),
    observedAt: forecast.observedTo ?? forecast.through,
    simulated: forecast.isSimulated,
    stale: forecast.observedTo !== forecast.through,
    formula,
  };
}

export const RunCostRef = builder.objectRef<RunCost>('RunCost').implement({
  description:
    'What a whole job costs, with the 80 % interval that the forecast of its price gives; interruptions count at their mean.',
  fields: (t) => ({
    expected: t.field({
      type: 'USD',
      description: 'Mean price × gpuCount × machineHours, in US dollars.',
      resolve: (cost) => dollars(cost, cost.price.mean),
    }),
    low: t.field({
      type: 'USD',
      description:
        'The lower end of the interval, in US dollars: the 10 % quantile of the price so multiplied.',
      resolve: (cost) => dollars(cost, cost.price.low),
    }),
    high: t.field({
      type: 'USD',
      description:
        'The upper end of the interval, in US dollars: the 90 % quantile of the price so multiplied.',
      resolve: (cost) => dollars(cost, cost.price.high),
    }),
    machineHours: t.float({
      description: 'Hours that each GPU is paid for: the work, on spot with what interruptions add.',
      resolve: ({ paidHours }) => roundedHours(paidHours),
    }),
  }),
});

export type RunSaving = { readonly now: RunCost; readonly instead: RunCost };

export const RunSavingRef = builder.objectRef<RunSaving>('RunSaving').implement({
  description: 'What is saved against beginning now. Negative where it costs more.',
  fields: (t) => ({
    expected: t.field({
      type: 'USD',
      description: 'US dollars: expected cost of beginning now − expected cost.',
      resolve: ({ now, instead }) =>
        microUsd(dollars(now, now.price.mean) - dollars(instead, instead.price.mean)),
    }),
    low: t.field({
      type: 'USD',
      description:
        'The lower end of the 80 % interval, in US dollars: expected cost now − the cost’s upper end.',
      resolve: ({ now, instead }) =>
        microUsd(dollars(now, now.price.mean) - dollars(instead, instead.price.high)),
    }),
    high: t.field({
      type: 'USD',
      description:
        'The upper end of the 80 % interval, in US dollars: expected cost now − the cost’s lower end.',
      resolve: ({ now, instead }) =>
        microUsd(dollars(now, now.price.mean) - dollars(instead, instead.price.low)),
    }),
    percent: t.float({
      description: 'The expected saving in percent of the expected cost of beginning now, to a hundredth.',
      resolve: ({ now, instead }) => {
        const share = 1 - dollars(instead, instead.price.mean) / Math.max(dollars(now, now.price.mean), 1);
        return percentOf(share, 2);
      },
    }),
  }),
});

export type OptionOf = { readonly answer: RunAnswer; readonly option: ShownOption };

const costOf = ({ answer, option }: OptionOf): RunCost => ({
  answer,
  price: option,
  paidHours: answer.decided.machineHours,
});

export const RunOptionRef = builder.objectRef<OptionOf>('RunOption').implement({
  description: 'One start the job could have, fixed beforehand, and what it is expected to cost.',
  fields: (t) => ({
    start: t.field({
      type: 'DateTime',
      description: 'When it would begin.',
      resolve: ({ option }) => option.start,
    }),
    price: t.field({
      type: PriceRef,
      nullable: true,
      description:
        'The mean price it is expected to pay per GPU-hour: of its start where the price is locked, over its run where it floats. Null only where it was never observed.',
      resolve: ({ answer, option }) =>
        estimatedPrice(
          answer,
          option.mean,
          option.hours === 0 && answer.asked.pricing === 'LOCKED'
            ? 'the newest hourly price'
            : `mean of ${FORECAST}`,
        ),
    }),
    cost: t.field({ type: RunCostRef, description: 'What the job would cost.', resolve: costOf }),
    saving: t.field({
      type: RunSavingRef,
      nullable: true,
      description: 'Against beginning now. Null only where that has no known price.',
      resolve: (of) => {
        const now = costOfNow(of.answer);
        return now && { now, instead: costOf(of) };
      },
    }),
    probabilityOfSaving: t.float({
      description:
        'P(saving > 0): how likely it is to be cheaper than beginning now, 0 to 1; 0 of now itself.',
      resolve: ({ option }) => probabilityOf(option.cheaperShare),
    }),
    probabilityMissed: t.float({
      nullable: true,
      description:
        'P(deadline missed) if it stays on what was asked for: on spot without ever falling back. Null where it is not known how often spot is interrupted.',
      resolve: ({ option }) =>
        option.missProbability === null ? null : probabilityOf(option.missProbability),
    }),
  }),
});

/** A probability to four places; a sum of weights may be beyond 0 and 1 by the noise of doubles. */
export function probabilityOf(weight: number): number {
  return rounded(Math.min(Math.max(weight, 0), 1), 4);
}
