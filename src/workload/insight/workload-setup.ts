import type { Gpu } from '#catalog/gpu.ts';
import type { Region } from '#catalog/region.ts';
import type { MicroUsd } from '#units/money.ts';
import type { Billing } from '#units/quote.ts';

/** What somebody runs: what changes to it are looked for. */
export type WorkloadSetup = {
  /** Gigabytes of the model’s weights; null where they were not told: then the GPUs are taken to be full. */
  readonly modelGb: number | null;
  readonly gpu: Gpu;
  readonly gpuCount: number;
  readonly hours: number;
  /** 0 to 1, of the GPUs’ time. */
  readonly utilization: number;
  /** Where it runs; null where it may run anywhere. */
  readonly region: Region | null;
  /** Id of the provider; null where any will do. */
  readonly provider: string | null;
  /** Null where it is not known: then on demand. */
  readonly billing: Billing | null;
  /** What is paid for a GPU-hour; null for the cheapest offer of the moment. */
  readonly price: MicroUsd | null;
  /** What it is for, in the caller’s words ("fine-tuning Llama 70B"); null where it is not known. */
  readonly useCase: string | null;
};
