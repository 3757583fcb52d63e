import { builder } from '#graph/builder.ts';
import { usdFromFloat, type MicroUsd } from '#units/money.ts';
import { HOUR_MS } from '#units/time.ts';
import type { Cost, CostLater } from './cost.ts';
import { FigureRef } from './graph-figure.ts';

/** Dollars as money; a figure that money cannot hold is a fault of its bounds. */
function usd(dollars: number): MicroUsd {
  const amount = usdFromFloat(dollars);
  if (amount === undefined) throw new RangeError(`beyond what money holds: ${dollars}`);
  return amount;
}

const CostLaterRef = builder.objectRef<CostLater>('CostLater').implement({
  description:
    'What the same would cost at the prices expected some time from now: quantiles of the forecast of the GPU’s index.',
  fields: (t) => ({
    ahead: t.field({
      type: 'Duration',
      description: 'How far ahead.',
      resolve: ({ hours }) => Math.round(hours * HOUR_MS),
    }),
    p10: t.field({
      type: 'USD',
      description: 'One in ten prices is expected to make it less.',
      resolve: ({ p10 }) => usd(p10),
    }),
    p50: t.field({
      type: 'USD',
      description: 'The middle of what is expected.',
      resolve: ({ p50 }) => usd(p50),
    }),
    p90: t.field({
      type: 'USD',
      description: 'One in ten prices is expected to make it more.',
      resolve: ({ p90 }) => usd(p90),
    }),
    hasSkill: t.exposeBoolean('hasSkill', {
      description:
        'False where nothing was better in the past than "the price stays": then the quantiles are how far prices went from where they were.',
    }),
  }),
});

export const CostRef = builder.objectRef<Cost>('Cost').implement({
  description:
    'An amount of money with the arithmetic behind it, and what it would be at the prices expected later.',
  fields: (t) => ({
    amount: t.field({
      type: 'USD',
      description: 'At the price of the moment, rounded to the micro-dollar; `figure.unit` says per what.',
      resolve: ({ figure }) => usd(figure.value),
    }),
    figure: t.field({
      type: FigureRef,
      description: 'The same with basis, source and formula.',
      resolve: ({ figure }) => figure,
    }),
    later: t.field({
      type: CostLaterRef,
      nullable: true,
      description:
        'At the prices expected later. Null where too little history is known for a forecast, and for the past.',
      resolve: ({ later }) => later,
    }),
    simulated: t.exposeBoolean('simulated', {
      description: 'True where a price of the simulated market is in it.',
    }),
  }),
});
