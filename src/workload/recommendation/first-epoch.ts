import type { SizeObservation } from '#analytics/learning-curve.ts';
import type { JudgedRun } from './recommendation.ts';

/** Means within a run over so many stretches, each longer than the one before by the same factor. */
const STRETCHES = 12;
/** What comes before this share of the first epoch is warm-up. */
const FROM = 1 / 64;

/**
 * What a run had come to by how many samples of its first epoch it had seen: each is new to the model, as in a larger data
 * set. Weaker than runs on different sizes: the learning rate changes meanwhile, and no size was trained to its end.
 */
export function firstEpoch({ points, samples, batchSize }: JudgedRun): {
  readonly kind: 'ACCURACY' | 'LOSS';
  readonly observations: readonly SizeObservation[];
} {
  const kind = points.some(({ accuracy }) => accuracy !== null) ? 'ACCURACY' : 'LOSS';
  const seen = points.flatMap((point): SizeObservation[] => {
    const count = point.samples ?? (batchSize === null ? null : point.step * batchSize);
    const loss = kind === 'ACCURACY' ? one(point.accuracy) : (point.validationLoss ?? point.trainLoss);
    const isFirst = point.epoch === null ? samples !== null && (count ?? 0) <= samples : point.epoch <= 1;
    return count !== null && loss !== null && isFirst && count > 0 ? [{ samples: count, loss }] : [];
  });
  const most = seen.reduce((high, { samples: count }) => Math.max(high, count), 0);
  const stretches = new Map<number, { samples: number; loss: number; n: number }>();
  for (const { samples: count, loss } of seen) {
    if (count < FROM * most) continue;
    const at = Math.ceil((STRETCHES * Math.log(count / (FROM * most))) / Math.log(1 / FROM));
    const sum = stretches.get(at) ?? { samples: 0, loss: 0, n: 0 };
    stretches.set(at, { samples: sum.samples + Math.log(count), loss: sum.loss + loss, n: sum.n + 1 });
  }
  const observations = [...stretches.values()].map(({ samples: logs, loss, n }) => ({
    samples: Math.exp(logs / n),
    loss: loss / n,
  }));
  return { kind, observations };
}

function one(accuracy: number | null): number | null {
  return accuracy === null ? null : 1 - accuracy;
}
