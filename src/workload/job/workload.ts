import type { GpuSlug } from '#units/gpu.ts';
import type { MicroUsd } from '#units/money.ts';
import type { OwnerId } from '#units/owner.ts';
import type { Billing } from '#units/quote.ts';
import type { Instant } from '#units/time.ts';
import type { WorkloadStatus } from './status-machine.ts';

/** What a workload is, as its owner submitted it, names resolved. */
export type WorkloadPlan = {
  readonly name: string | null;
  readonly project: string | null;
  readonly notes: string | null;
  readonly gpu: GpuSlug;
  readonly gpuCount: number;
  /** Gigabytes of the model’s weights. */
  readonly modelGb: number | null;
  readonly plannedMs: number;
  /** 0 to 1, of the GPUs’ time. */
  readonly utilization: number;
  /** Code of the region; null where it is not known. */
  readonly region: string | null;
  /** Id of the provider; null for any, or a machine of the owner’s own. */
  readonly provider: string | null;
  readonly billing: Billing;
  /** As told; null where the market’s counts. */
  readonly pricePerGpuHour: MicroUsd | null;
};

/** What a meter is of: GPUs alone (their own telemetry), machines at the plug, or a facility with its cooling. */
export type MeteredPart = 'GPUS' | 'MACHINE' | 'FACILITY';

/** Energy as the owner measured it. */
export type MeasuredEnergy = {
  readonly kwh: number;
  readonly of: MeteredPart;
  /** kg CO₂e; null where the owner knows none of his own. */
  readonly kg: number | null;
  /** What the electricity cost; null where the owner does not know. */
  readonly cost: MicroUsd | null;
  /** What measured it, in the owner’s words. */
  readonly by: string;
  readonly at: Instant;
};

/** A job on GPUs, as it stands. */
export type Workload = WorkloadPlan & {
  readonly id: string;
  readonly owner: OwnerId;
  readonly status: WorkloadStatus;
  readonly submittedAt: Instant;
  readonly updatedAt: Instant;
  readonly startedAt: Instant | null;
  readonly endedAt: Instant | null;
  readonly measured: MeasuredEnergy | null;
};

/** What was estimated when it was submitted, in kWh, kg and US dollars. */
export type EstimateThen = {
  readonly simpleKwh: number;
  readonly lowKwh: number;
  readonly middleKwh: number;
  readonly highKwh: number;
  readonly middleKg: number;
  readonly middleUsd: number;
};

/** One line of a workload’s history. */
export type WorkloadChange = {
  readonly kind: 'STATUS' | 'ENERGY';
  /** A status, or kWh as a decimal; null where there was nothing before. */
  readonly before: string | null;
  readonly after: string;
  /** When it happened. */
  readonly at: Instant;
  /** When it was told. */
  readonly recordedAt: Instant;
  /** What measured it; null for a move. */
  readonly source: string | null;
  /** Of the submission alone. */
  readonly estimate: EstimateThen | null;
};
