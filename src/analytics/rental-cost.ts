import { microUsd, type MicroUsd } from '#units/money.ts';

/** GPUs for hours at a rate that pays for `rateGpus` of them at once. */
export type Rental = {
  /** Micro-dollars an hour for `rateGpus` GPUs. */
  readonly rate: MicroUsd;
  readonly rateGpus: number;
  readonly gpuCount: number;
  readonly hours: number;
};

/** rate × (gpuCount ÷ rateGpus) × hours, rounded once, to the micro-dollar. */
export function rentalCost({ rate, rateGpus, gpuCount, hours }: Rental): MicroUsd {
  return microUsd(Math.round((rate * gpuCount * hours) / rateGpus));
}

export type Saved = {
  /** there − here, exactly: negative where here costs more. */
  readonly saving: MicroUsd;
  /** Of the cost there, to a tenth of a percent; null where there costs nothing. */
  readonly percent: number | null;
};

/** What is saved by paying `here` and not `there`. */
export function savedBy(here: MicroUsd, there: MicroUsd): Saved {
  const saving = microUsd(there - here);
  const percent = there === 0 ? null : Math.round((1000 * saving) / there) / 10;
  return { saving, percent: percent === 0 ? 0 : percent };
}
