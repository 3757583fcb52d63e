import { builder } from './builder.ts';

/** The argument of every root field that is about the market. Whatever lies under it is of that instant. */
export const asOf = builder.args((t) => ({
  asOf: t.field({
    type: 'DateTime',
    description:
      'Answer as it would have been at this past instant: from what had been recorded by then, whatever is known since: history imported later is not in it (`npx spotgraph backtest` judges answers over such a history). It holds for everything under this field. Now where it is absent.',
  }),
}));
