import { metricCurve, type MetricCurve, type MetricKind } from '#analytics/metric-curve.ts';
import type { RunPoint } from '../run/run.ts';

/** Which metric of a run is judged. */
export type MetricName = 'VALIDATION_LOSS' | 'ACCURACY' | 'TRAIN_LOSS';

export type RunMetric = {
  readonly name: MetricName;
  readonly kind: MetricKind;
  readonly unit: 'EPOCH' | 'STEP';
  readonly curve: MetricCurve;
};

const METRICS = [
  ['VALIDATION_LOSS', 'LOSS', 'validationLoss'],
  ['ACCURACY', 'ACCURACY', 'accuracy'],
  ['TRAIN_LOSS', 'LOSS', 'trainLoss'],
] as const;

/** Fewer evaluations say nothing of a plateau or a knee; another metric may have more. */
const ENOUGH = 10;

export const METRIC_WORDS: Readonly<Record<MetricName, string>> = {
  VALIDATION_LOSS: 'validation loss',
  ACCURACY: 'accuracy',
  TRAIN_LOSS: 'training loss',
};

/**
 * The metric to judge a run by: the validation loss, else the accuracy, else the training loss, which does not show
 * overfitting; the first of them with enough evaluations, else the one with most. By epochs where every evaluation tells
 * a different one. Null where no point has any.
 */
export function runMetric(points: readonly RunPoint[]): RunMetric | null {
  const found = METRICS.flatMap(([name, kind, field]) => {
    const evaluated = points.filter((point) => point[field] !== null);
    const [first] = evaluated;
    return first ? [{ name, kind, field, evaluated, first }] : [];
  });
  const [chosen] = [
    ...found.filter(({ evaluated }) => evaluated.length >= ENOUGH),
    ...found.toSorted((a, b) => b.evaluated.length - a.evaluated.length),
  ];
  if (!chosen) return null;
  const { name, kind, field, first } = chosen;
  const told = points.filter((point) => point[field] !== null || (point.diverged && point.step > first.step));
  const hasEpochs =
    told.every(({ epoch }) => epoch !== null) && areDifferent(told.map(({ epoch }) => epoch!));
  const curve = metricCurve(
    told.map((point) => ({ at: hasEpochs ? point.epoch! : point.step, value: point[field] ?? NaN })),
    kind,
  );
  return { name, kind, unit: hasEpochs ? 'EPOCH' : 'STEP', curve };
}

function areDifferent(epochs: readonly number[]): boolean {
  return new Set(epochs).size === epochs.length;
}
