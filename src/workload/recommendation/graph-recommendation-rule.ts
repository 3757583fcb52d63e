import { checkWithin } from '#graph/bounds.ts';
import { builder } from '#graph/builder.ts';
import { USUAL_RULE, type RecommendationRule } from './recommendation.ts';

const MOST_PATIENCE = 1_000_000;
const MOST_GAIN = 1e12;

export const RuleInput = builder.inputType('RunRecommendationRule', {
  description: 'What counts as enough.',
  fields: (t) => ({
    patience: t.int({
      description:
        'Evaluations to wait for a gain before a run is ended: at least 1. A tenth of the run’s evaluations, at least 3, where it is absent.',
    }),
    leastGain: t.float({
      description:
        'Loss, or accuracy from 0 to 1, that is worth training on for: above 0. Where it is absent, 1 % of the whole gain.',
    }),
    keptShare: t.float({
      required: true,
      defaultValue: USUAL_RULE.keptShare,
      description:
        'Share of the accuracy that a smaller data set has to keep, or of the gain from the smallest size to the largest where only losses are known: 0.5 to 0.999.',
    }),
  }),
});

/** Throws BAD_USER_INPUT for what is no rule. */
export function ruleOf(input: typeof RuleInput.$inferInput | null | undefined): RecommendationRule {
  if (!input) return USUAL_RULE;
  const { patience, leastGain, keptShare } = input;
  if (patience != null) checkWithin('rule.patience', patience, 1, MOST_PATIENCE);
  if (leastGain != null) checkWithin('rule.leastGain', leastGain, 1e-9, MOST_GAIN);
  checkWithin('rule.keptShare', keptShare, 0.5, 0.999);
  return { patience: patience ?? null, leastGain: leastGain ?? null, keptShare };
}
