import type { TrainingOptimizer } from '#analytics/training-memory.ts';
import type { TrainingPrecision } from '#analytics/training-mfu.ts';
import type { TrainingMethod } from '#analytics/training-speed.ts';
import type { Figure } from '#units/figure.ts';
import type { AskedModel } from './graph-model-input.ts';

/** Training that somebody plans, whatever it is to run on. */
export type TrainingQuestion = {
  readonly model: AskedModel;
  readonly method: TrainingMethod;
  readonly optimizer: TrainingOptimizer;
  readonly precision: TrainingPrecision;
  /** Of the adapters; not read for FULL. */
  readonly rank: number;
  readonly sequenceTokens: number;
  /** Null: activations are computed again where nothing fits without. */
  readonly recomputes: boolean | null;
  /** Of the data set, once through. */
  readonly datasetTokens: Figure;
  readonly epochs: Figure;
  /** Null for as few as hold it. */
  readonly gpuCount: number | null;
  /** Share of the peak the caller reckons with; null for the estimator's. */
  readonly mfu: number | null;
  readonly checkpointHours: number;
  readonly restartHours: number;
};
