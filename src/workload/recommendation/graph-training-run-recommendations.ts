import { builder } from '#graph/builder.ts';
import { ANY_OFFER, OfferFilter, scopeOf } from '#market/graph-filter.ts';
import { pricedGpus } from '../gpu-prices.ts';
import { RunRef } from '../run/graph-run.ts';
import { nextTurn } from '../next-turn.ts';
import { RecommendationsRef } from './graph-recommendation.ts';
import { RuleInput, ruleOf } from './graph-recommendation-rule.ts';
import { recommendationsOf } from './recommendations.ts';
import { recordedRun } from './recorded-run.ts';

builder.objectField(RunRef, 'recommendations', (t) =>
  t.field({
    type: RecommendationsRef,
    description:
      'What to change in the next run like this one: by its points, by its owner’s other completed runs of the same model, and by the prices of the moment.',
    complexity: { field: 100 },
    args: {
      rule: t.arg({ type: RuleInput, description: 'What counts as enough.' }),
      filter: t.arg({
        type: OfferFilter,
        required: true,
        defaultValue: { ...ANY_OFFER, billing: 'ON_DEMAND' },
        description: 'Which offers are compared for another GPU.',
      }),
    },
    resolve: async (stored, { rule, filter }, context) => {
      const asked = ruleOf(rule);
      const [run, market] = await Promise.all([
        recordedRun(context, stored),
        scopeOf(filter, context).then((scope) =>
          pricedGpus(context, scope, { at: context.now(), asOf: null }),
        ),
      ]);
      return recommendationsOf(run, market, asked, nextTurn);
    },
  }),
);
