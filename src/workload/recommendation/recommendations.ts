import { judgeBatch } from './judge-batch.ts';
import { judgeDataset } from './judge-dataset.ts';
import { judgeEpochs } from './judge-epochs.ts';
import { judgeStopping } from './judge-stopping.ts';
import { judgeTier } from './judge-tier.ts';
import {
  isRecommended,
  type Judgement,
  type JudgedRun,
  type NotRecommended,
  type Recommendation,
  type RecommendationRule,
} from './recommendation.ts';
import { runMetric, type RunMetric } from './run-metric.ts';
import type { TierMarket } from './tier-market.ts';

export type Recommendations = {
  /** Null where no point has a metric. */
  readonly metric: RunMetric | null;
  /** The one that saves most first. */
  readonly recommended: readonly Recommendation[];
  readonly none: readonly NotRecommended[];
};

/** Lets others go first: each judgement holds the event loop by itself. */
export type Pause = () => Promise<void>;

/** What to change in the next run like this one, and why not what is not worth it. Pure but for the pauses. */
export async function recommendationsOf(
  run: JudgedRun,
  market: TierMarket,
  rule: RecommendationRule,
  pause: Pause,
): Promise<Recommendations> {
  const metric = runMetric(run.points);
  await pause();
  const judges: readonly (() => Judgement)[] = [
    () => (metric ? judgeStopping(run, metric, rule) : withoutMetric('EARLY_STOPPING')),
    () => (metric ? judgeEpochs(run, metric) : withoutMetric('EPOCHS')),
    () => judgeDataset(run, rule),
    () => judgeBatch(run),
    () => judgeTier(run, market),
  ];
  const judgements: Judgement[] = [];
  for (const judge of judges) {
    judgements.push(judge());
    await pause();
  }
  return {
    metric,
    recommended: judgements.filter(isRecommended).toSorted((a, b) => worthOf(b) - worthOf(a)),
    none: judgements.filter((one): one is NotRecommended => !isRecommended(one)),
  };
}

function worthOf({ saves, confidence }: Recommendation): number {
  return (saves.cost ?? saves.hours).value * confidence.value;
}

function withoutMetric(kind: 'EARLY_STOPPING' | 'EPOCHS'): NotRecommended {
  const message = 'No point of the run has a metric: record `validationLoss` or `accuracy` as it trains.';
  return { kind, reason: 'NO_METRIC', message };
}
