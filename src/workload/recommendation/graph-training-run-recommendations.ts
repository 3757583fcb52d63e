import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { ANY_OFFER, OfferFilter, scopeOf } from '#market/graph-filter.ts';
import { RunRef } from '../run/graph-run.ts';
import { nextTurn } from '../next-turn.ts';
import { oneByOne } from '../one-by-one.ts';
import type { StoredRun } from '../run/run.ts';
import { RecommendationsRef } from './graph-recommendation.ts';
import { RuleInput, ruleOf } from './graph-recommendation-rule.ts';
import { recommendationsOf } from './recommendations.ts';
import { recordedRun } from './recorded-run.ts';
import { tierMarket } from './tier-market.ts';

type Asked = {
  readonly rule?: typeof RuleInput.$inferInput | null | undefined;
  readonly filter: typeof OfferFilter.$inferInput;
};

builder.objectField(RunRef, 'recommendations', (t) =>
  t.loadable({
    type: RecommendationsRef,
    byPath: true,
    description:
      'What to change in the next run like this one: by its points, by its owner’s other completed runs of the same model, and by the prices of the moment.',
    complexity: { field: 100 },
    args: {
      rule: t.arg({ type: RuleInput, description: 'What counts as enough.' }),
      filter: t.arg({
        type: OfferFilter,
        required: true,
        defaultValue: { ...ANY_OFFER, billing: 'ON_DEMAND' },
        description:
          'Which offers are compared for another GPU. Spot machines with the hours that interruptions add; those whose interruptions are not known are left out.',
      }),
    },
    load: async (runs: StoredRun[], context: Context, { rule, filter }: Asked) => {
      const asked = ruleOf(rule);
      const scope = await scopeOf(filter, context);
      const market = await tierMarket(context, scope, { at: context.now(), asOf: null });
      return oneByOne(runs, async (stored) =>
        recommendationsOf(await recordedRun(context, stored), market, asked, nextTurn),
      );
    },
    resolve: (run) => run,
  }),
);
