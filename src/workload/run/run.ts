import type { Billing } from '#units/quote.ts';
import type { MicroUsd } from '#units/money.ts';
import type { OwnerId } from '#units/owner.ts';
import type { GpuSlug } from '#units/gpu.ts';
import { HOUR_MS, type Instant } from '#units/time.ts';

export type RunStatus = 'RUNNING' | 'COMPLETED' | 'FAILED';

/** What is told of a run beside its name. What is null was not told. */
export type RunFacts = {
  /** What is trained, as the owner calls it: runs of one model are compared with each other. */
  readonly model: string;
  readonly status: RunStatus;
  readonly gpu: GpuSlug | null;
  readonly gpuCount: number | null;
  /** Id of a provider, as the market knows it or of the owner’s own. */
  readonly provider: string | null;
  /** Region code. */
  readonly region: string | null;
  readonly billing: Billing | null;
  /** As told; null where the market’s at the run’s time counts. */
  readonly pricePerGpuHour: MicroUsd | null;
  readonly parameters: number | null;
  readonly batchSize: number | null;
  readonly learningRate: number | null;
  /** Samples of the dataset, each epoch. */
  readonly samples: number | null;
  readonly epochs: number | null;
  readonly tokens: number | null;
  readonly hours: number | null;
  /** 0 to 1, on data held out. */
  readonly accuracy: number | null;
  readonly trainLoss: number | null;
  readonly validationLoss: number | null;
  readonly testLoss: number | null;
  readonly startedAt: Instant | null;
  readonly endedAt: Instant | null;
};

/** What the points of a run come to: the newest of each figure; null where no point has it. */
export type PointSummary = {
  readonly points: number;
  readonly lastStep: number | null;
  readonly lastEpoch: number | null;
  readonly lastHours: number | null;
  readonly lastTokens: number | null;
  readonly lastAccuracy: number | null;
  readonly lastTrainLoss: number | null;
  readonly lastValidationLoss: number | null;
  /** The first step at which a loss was no number. */
  readonly divergedAt: number | null;
};

/** A training run as it is kept. */
export type StoredRun = RunFacts &
  PointSummary & {
    readonly id: number;
    readonly owner: OwnerId;
    /** The owner’s own name of it, once for each owner. */
    readonly name: string;
    readonly recordedAt: Instant;
    readonly updatedAt: Instant;
  };

/**
 * A training run with what follows from what was told: one GPU where no number of them was, the hours from its start
 * to its end, and what its last points say. What is still null is not known.
 */
export type Run = Omit<StoredRun, 'gpuCount'> & { readonly gpuCount: number };

/** What a run measured at one step. */
export type RunPoint = {
  readonly step: number;
  readonly epoch: number | null;
  /** Hours since the run’s start. */
  readonly hours: number | null;
  /** Samples seen so far. */
  readonly samples: number | null;
  readonly tokens: number | null;
  readonly trainLoss: number | null;
  readonly validationLoss: number | null;
  readonly accuracy: number | null;
  readonly learningRate: number | null;
  /** True where a loss was no number any more (NaN, infinite): that loss is null. */
  readonly diverged: boolean;
};

export type RunWithPoints = {
  readonly run: Run;
  /** By ascending step, each once. */
  readonly points: readonly RunPoint[];
};

export function runOf(stored: StoredRun): Run {
  const { startedAt, endedAt } = stored;
  const span = startedAt === null || endedAt === null ? null : (endedAt - startedAt) / HOUR_MS;
  return {
    ...stored,
    gpuCount: stored.gpuCount ?? 1,
    hours: stored.hours ?? (span === 0 ? null : span) ?? stored.lastHours,
    epochs: stored.epochs ?? stored.lastEpoch,
    tokens: stored.tokens ?? stored.lastTokens,
    accuracy: stored.accuracy ?? stored.lastAccuracy,
    trainLoss: stored.trainLoss ?? stored.lastTrainLoss,
    validationLoss: stored.validationLoss ?? stored.lastValidationLoss,
  };
}
