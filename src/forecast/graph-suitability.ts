import { breakEvenTable, type BreakEven } from '#analytics/break-even-table.ts';
import {
  recogniseUseCase,
  SPOT_USE_CASES,
  type Recognised,
  type SpotUseCase,
} from '#analytics/spot-suitability.ts';
import { asOf } from '#graph/as-of.ts';
import { builder } from '#graph/builder.ts';
import { badInput } from '#graph/errors.ts';
import { momentOf } from '#graph/moment.ts';
import { pricesMoment } from '#market/graph-moment.ts';
import { HOUR_MS, MINUTE_MS } from '#units/time.ts';
import { answerSpotPlan } from './answer-spot-plan.ts';
import { SpotPlanInput } from './graph-spot-plan-input.ts';
import { SpotPlanRef } from './graph-spot-plan.ts';
import type { SpotAnswer } from './spot-answer.ts';

const KEYS = Object.fromEntries(
  SPOT_USE_CASES.map(({ key, suitable, synonyms }) => [
    key,
    { description: `Spot ${suitable ? 'suits it' : 'does not suit it'}. Also: ${synonyms.join(', ')}.` },
  ]),
) as Record<SpotUseCase['key'], { description: string }>;

const UseCaseEnum = builder.enumType('SpotUseCaseKey', {
  description: 'What GPUs are rented for, as far as it decides whether spot machines will do.',
  values: KEYS,
});

const UseCaseRef = builder.objectRef<SpotUseCase>('SpotUseCase').implement({
  description: 'A use case, whether spot machines suit it, and why.',
  fields: (t) => ({
    key: t.field({ type: UseCaseEnum, description: 'Which one.', resolve: ({ key }) => key }),
    suitable: t.exposeBoolean('suitable', { description: 'True where spot machines suit it.' }),
    reason: t.exposeString('reason', { description: 'Why: what an interruption does to it.' }),
    synonyms: t.stringList({
      description: 'Names it is known by; case, hyphens and spaces do not matter.',
      resolve: ({ synonyms }) => [...synonyms],
    }),
  }),
});

const HowEnum = builder.enumType('UseCaseMatch', {
  description: 'How a text was taken for a use case.',
  values: {
    NAMED: { description: 'The text is one of the use case’s names.' },
    MENTIONED: {
      description:
        'The text has one of its names in it. Of several mentioned the one that spot does not suit is taken, then the one of the longest name.',
    },
    NOT_RECOGNISED: { description: 'The text names none that is known: taken for UNKNOWN.' },
  },
});

const BreakEvenRef = builder.objectRef<BreakEven>('SpotBreakEven').implement({
  description: 'What spot has to save at one frequency of interruptions, by the exponential formula.',
  fields: (t) => ({
    mtbiHours: t.exposeFloat('mtbiHours', { description: 'Mean hours between interruptions.' }),
    checkpointInterval: t.field({
      type: 'Duration',
      description: 'How long to work between checkpoints.',
      resolve: ({ intervalHours }) => Math.round(intervalHours * HOUR_MS),
    }),
    overheadPercent: t.float({
      nullable: true,
      description: 'Machine hours beyond the work, in percent of it. Null where the work would not end.',
      resolve: ({ overhead }) => (overhead === null ? null : Math.round(overhead * 1e6) / 1e4),
    }),
    breakEvenDiscountPercent: t.float({
      nullable: true,
      description:
        'The discount on the on-demand price above which spot wins. Null where the work would not end.',
      resolve: ({ discount }) => (discount === null ? null : Math.round(discount * 1e6) / 1e4),
    }),
  }),
});

type Suitability = Recognised & {
  readonly asked: string;
  readonly plan: SpotAnswer | null;
  readonly breakEvens: readonly BreakEven[];
};

/** What spot does not suit may still be cheaper on it, which is then not the point. */
function reasonOf({ reason, suitable }: SpotUseCase, plan: SpotAnswer | null): string {
  if (!plan) return reason;
  return `${reason} ${suitable ? '' : 'By cost alone, if interruptions did no harm: '}${plan.reasoning}`;
}

const SuitabilityRef = builder.objectRef<Suitability>('SpotSuitability').implement({
  description: 'Whether spot machines suit a use case, why, and what interruptions would cost it.',
  fields: (t) => ({
    asked: t.exposeString('asked', { description: 'The use case as it was asked for.' }),
    useCase: t.field({
      type: UseCaseRef,
      description: 'What it was taken for.',
      resolve: ({ useCase }) => useCase,
    }),
    match: t.field({
      type: HowEnum,
      description: 'How it was taken for that.',
      resolve: ({ how }) => how,
    }),
    suitable: t.boolean({
      description: 'True where spot machines suit it. What is not recognised is suited, as its reason says.',
      resolve: ({ useCase }) => useCase.suitable,
    }),
    reason: t.string({
      description: 'Why: what an interruption does to it, and with `input` what the plan says besides.',
      resolve: ({ useCase, plan }) => reasonOf(useCase, plan),
    }),
    plan: t.field({
      type: SpotPlanRef,
      nullable: true,
      description:
        'The work planned, its costs and its verdict: a suitable use case may still be cheaper on demand. Null where no `input` was given.',
      resolve: ({ plan }) => plan,
    }),
    breakEvens: t.field({
      type: [BreakEvenRef],
      complexity: { multiplier: 5 },
      description:
        'What interruptions every 1, 3, 6, 24 and 72 hours cost work with the checkpoints and restarts of `input`, or of 2 and 5 minutes.',
      resolve: ({ breakEvens }) => [...breakEvens],
    }),
  }),
});

const LONGEST_TEXT = 200;

builder.queryField('spotSuitability', (t) =>
  t.field({
    type: SuitabilityRef,
    description:
      'Whether spot machines suit a use case, said in words: "fine-tuning", "production API". With `input` the work is planned at the prices of the moment too.',
    complexity: { field: 30 },
    args: {
      useCase: t.arg.string({
        required: true,
        description:
          'The use case in your words, 1 to 200 characters; `spotUseCases` lists those known. What is not known is suited.',
      }),
      input: t.arg({ type: SpotPlanInput, description: 'The work and where it would run, to plan it too.' }),
      ...asOf,
    },
    resolve: async (_root, { useCase, input }, context, info) => {
      momentOf(context, info);
      const asked = useCase.trim();
      if (asked.length < 1 || asked.length > LONGEST_TEXT)
        throw badInput(
          'useCase',
          `\`useCase\` has 1 to ${LONGEST_TEXT} characters: say in a few words what the GPUs are for, such as "training".`,
        );
      const plan = input ? await answerSpotPlan(input, context, await pricesMoment(context, info)) : null;
      const checkpointMs = input?.checkpointDuration ?? 2 * MINUTE_MS;
      const restartMs = input?.restartDuration ?? 5 * MINUTE_MS;
      return {
        ...recogniseUseCase(asked),
        asked,
        plan,
        breakEvens: breakEvenTable(checkpointMs / HOUR_MS, restartMs / HOUR_MS),
      };
    },
  }),
);

builder.queryField('spotUseCases', (t) =>
  t.field({
    type: [UseCaseRef],
    description: 'The use cases known, whether spot machines suit each, and why.',
    resolve: () => [...SPOT_USE_CASES],
  }),
);
