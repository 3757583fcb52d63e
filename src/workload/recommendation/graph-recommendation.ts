import { builder } from '#graph/builder.ts';
import { FigureRef } from '../graph-figure.ts';
import type {
  NotRecommended,
  Recommendation,
  RecommendationKind,
  Risk,
  Saving,
  WhyNone,
} from './recommendation.ts';
import type { Recommendations } from './recommendations.ts';
import type { MetricName } from './run-metric.ts';

function described<Value extends string>(
  values: Readonly<Record<Value, string>>,
): Record<Value, { description: string }> {
  return Object.fromEntries(
    Object.entries<string>(values).map(([value, description]) => [value, { description }]),
  ) as Record<Value, { description: string }>;
}

const KINDS: Readonly<Record<RecommendationKind, string>> = {
  EARLY_STOPPING: 'End the run when a patience of evaluations gains too little.',
  EPOCHS: 'Plan fewer epochs: up to the knee, after which each brings ever less.',
  DATASET_SIZE: 'Train on fewer samples that keep most of the accuracy.',
  BATCH_SIZE: 'A larger batch that fits and brings more samples a second.',
  COMPUTE_TIER: 'Another GPU that does the same work for less.',
};

const KindEnum = builder.enumType('RunRecommendationKind', {
  description: 'What of a training run can be changed.',
  values: described(KINDS),
});

const REASONS: Readonly<Record<WhyNone, string>> = {
  NOT_TOLD: 'Something of the run is not told: the message says what.',
  NO_METRIC: 'No point of the run has a loss or an accuracy.',
  NOT_ENOUGH_POINTS: 'Too few evaluations, or too few sizes of data sets.',
  NO_SPREAD: 'The sizes of data sets lie too close together.',
  NO_GAIN: 'The metric did not get better by more than its noise.',
  STILL_IMPROVING: 'All of the data still counts.',
  NO_PLATEAU: 'The metric was getting better until the end, or until less than a patience before it.',
  NO_KNEE: 'Every epoch was worth about as much as the others.',
  UNCERTAIN: 'It may be worth it, and noise leaves too little certainty to say so.',
  DOES_NOT_FIT: 'It does not fit in the memory of the GPUs, by the estimate.',
  NO_PRICE: 'What the run cost is not known.',
  SAVES_NOTHING: 'It was looked at, and saves nothing worth a change.',
};

const ReasonEnum = builder.enumType('NoRecommendationReason', {
  description: 'Why a change is not recommended.',
  values: described(REASONS),
});

const RISKS: Readonly<Record<Risk, string>> = {
  LOW: 'The model is as good as before, within what is told.',
  MEDIUM: 'Try it on one run first.',
  HIGH: 'It gives something up, or rests on weak evidence: `risks` says what.',
};

const RiskEnum = builder.enumType('RunRecommendationRisk', {
  description: 'How much may go wrong.',
  values: described(RISKS),
});

const METRICS: Readonly<Record<MetricName, string>> = {
  VALIDATION_LOSS: 'The loss on data held out.',
  ACCURACY: 'The share that is right, on data held out.',
  TRAIN_LOSS: 'The loss on the data trained on, which does not show overfitting.',
};

const MetricEnum = builder.enumType('JudgedMetric', {
  description: 'Which metric of a run is judged.',
  values: described(METRICS),
});

const SavingRef = builder.objectRef<Saving>('RecommendedSaving').implement({
  description: 'What a change would have saved on this run.',
  fields: (t) => ({
    cost: t.field({
      type: FigureRef,
      nullable: true,
      description:
        'Dollars of rent, at the run’s price. Null where that is not known: tell `pricePerGpuHour`.',
      resolve: ({ cost }) => cost,
    }),
    hours: t.field({
      type: FigureRef,
      description: 'Hours of the clock. Below 0 where it takes longer.',
      resolve: ({ hours }) => hours,
    }),
  }),
});

const EvidenceRef = builder
  .objectRef<Recommendation['evidence'][number]>('RecommendationEvidence')
  .implement({
    description: 'A figure that a recommendation rests on.',
    fields: (t) => ({
      name: t.exposeString('name', {
        description: 'What it is: "patience", "knee", "noise of one evaluation".',
      }),
      figure: t.field({ type: FigureRef, description: 'The figure.', resolve: ({ figure }) => figure }),
    }),
  });

const AlternativeRef = builder
  .objectRef<Recommendation['alternatives'][number]>('RecommendationAlternative')
  .implement({
    description: 'Another way to much the same.',
    fields: (t) => ({
      title: t.exposeString('title', { description: 'What to do instead.' }),
      saves: t.field({
        type: SavingRef,
        description: 'What it would have saved.',
        resolve: ({ saves }) => saves,
      }),
    }),
  });

const RecommendationRef = builder.objectRef<Recommendation>('RunRecommendation').implement({
  description:
    'A change worth making to the next run like this one. Savings of several do not add up: each is against the run as it was.',
  fields: (t) => ({
    kind: t.field({ type: KindEnum, description: 'What to change.', resolve: ({ kind }) => kind }),
    title: t.exposeString('title', { description: 'What to do, in one line.' }),
    reasoning: t.exposeString('reasoning', { description: 'Why, quoting the evidence.' }),
    target: t.field({
      type: FigureRef,
      nullable: true,
      description:
        'What to set it to, by `unit` in epochs, steps, samples or sequences; of early stopping the best evaluation, a patience after which the rule ends the run. Null where it is a GPU, which `title` names.',
      resolve: ({ target }) => target,
    }),
    saves: t.field({
      type: SavingRef,
      description: 'What it would have saved on this run.',
      resolve: ({ saves }) => saves,
    }),
    confidence: t.field({
      type: FigureRef,
      description: 'How sure it is, 0 to 1; `source` tells by what rule.',
      resolve: ({ confidence }) => confidence,
    }),
    steps: t.stringList({ description: 'What to do, in order.', resolve: ({ steps }) => [...steps] }),
    risk: t.field({ type: RiskEnum, description: 'How much may go wrong.', resolve: ({ risk }) => risk }),
    risks: t.stringList({ description: 'What may go wrong.', resolve: ({ risks }) => [...risks] }),
    evidence: t.field({
      type: [EvidenceRef],
      description: 'The figures that it rests on.',
      resolve: ({ evidence }) => [...evidence],
    }),
    alternatives: t.field({
      type: [AlternativeRef],
      description: 'Other ways, at most three.',
      complexity: { multiplier: 3 },
      resolve: ({ alternatives }) => [...alternatives],
    }),
  }),
});

const NoRecommendationRef = builder.objectRef<NotRecommended>('NoRunRecommendation').implement({
  description: 'A change that is not recommended, and why.',
  fields: (t) => ({
    kind: t.field({ type: KindEnum, description: 'What was looked at.', resolve: ({ kind }) => kind }),
    reason: t.field({ type: ReasonEnum, description: 'Why not.', resolve: ({ reason }) => reason }),
    message: t.exposeString('message', { description: 'The same in a sentence, with what to do about it.' }),
  }),
});

export const RecommendationsRef = builder.objectRef<Recommendations>('RunRecommendations').implement({
  description:
    'What to change in the next run like this one, and what not. Each kind is in one of the two lists.',
  fields: (t) => ({
    metric: t.field({
      type: MetricEnum,
      nullable: true,
      description: 'The metric that early stopping and epochs were judged by. Null where no point has any.',
      resolve: ({ metric }) => metric?.name ?? null,
    }),
    evaluations: t.int({
      description: 'Evaluations of the metric that were used: those at one place count once.',
      resolve: ({ metric }) => metric?.curve.at.length ?? 0,
    }),
    left: t.int({
      description: 'Evaluations left out: others came later at the same place.',
      resolve: ({ metric }) => metric?.curve.left ?? 0,
    }),
    lost: t.int({
      description: 'Evaluations at the end without a number: the run had diverged.',
      resolve: ({ metric }) => metric?.curve.lost ?? 0,
    }),
    recommended: t.field({
      type: [RecommendationRef],
      description: 'What is worth it, by dollars (or hours) saved × confidence.',
      complexity: { multiplier: 5 },
      resolve: ({ recommended }) => [...recommended],
    }),
    notRecommended: t.field({
      type: [NoRecommendationRef],
      description: 'What is not, and why.',
      complexity: { multiplier: 5 },
      resolve: ({ none }) => [...none],
    }),
  }),
});
