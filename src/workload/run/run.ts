import type { Billing } from '#units/quote.ts';
import type { MicroUsd } from '#units/money.ts';
import type { OwnerId } from '#units/owner.ts';
import type { GpuSlug } from '#units/gpu.ts';
import type { Instant } from '#units/time.ts';

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

/** A training run as it is kept. */
export type StoredRun = RunFacts & {
  readonly id: number;
  readonly owner: OwnerId;
  /** The owner’s own name of it, once for each owner. */
  readonly name: string;
  readonly recordedAt: Instant;
  readonly updatedAt: Instant;
};

/** A training run as its owner recorded it. What is null was not told. */
export type Run = Omit<StoredRun, 'gpuCount'> & {
  /** 1 where it was not told. */
  readonly gpuCount: number;
};

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
  return { ...stored, gpuCount: stored.gpuCount ?? 1 };
}
