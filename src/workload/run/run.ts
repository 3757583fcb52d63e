import type { Billing } from '#units/quote.ts';
import type { MicroUsd } from '#units/money.ts';
import type { OwnerId } from '#units/owner.ts';
import type { GpuSlug } from '#units/gpu.ts';
import type { Instant } from '#units/time.ts';

/** A training run as its owner recorded it. What is null was not told. */
export type Run = {
  readonly id: number;
  readonly owner: OwnerId;
  /** The owner’s own name of it, once for each owner. */
  readonly name: string;
  /** What is trained, as the owner calls it: runs of one model are compared with each other. */
  readonly model: string;
  readonly gpu: GpuSlug | null;
  readonly gpuCount: number;
  readonly provider: string | null;
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
  readonly startedAt: Instant | null;
  readonly endedAt: Instant | null;
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
};
