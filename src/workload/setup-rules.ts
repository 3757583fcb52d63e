import { usdAsFloat, type MicroUsd } from '#units/money.ts';
import { MAX_GPU_COUNT, MAX_PRICE } from '#units/quote-laws.ts';

/** A number that was told of GPUs at work, and what is wrong with it. */
export type SetupFault = { readonly field: string; readonly message: string };

/** More than any cluster that was built. */
export const MOST_GPUS_AT_WORK = 100_000;
/** A few seconds to ten years. */
export const HOURS_AT_WORK = [0.001, 87_600] as const;
/** At the dearest price they come to five billion dollars, well within what money holds. */
export const MOST_GPU_HOURS = 5_000_000;
/** Gigabytes of weights: far above half of what the largest model known takes in 32 bits. */
export const MODEL_GB = [0.001, 100_000] as const;

/** What is wrong with a number that may be absent. */
export function figureFaults(
  field: string,
  value: number | null | undefined,
  [least, most]: readonly [number, number],
  unit = '',
): readonly SetupFault[] {
  if (value == null || (value >= least && value <= most)) return [];
  const bounds = `between ${least} and ${most}${unit === '' ? '' : ` ${unit}`}`;
  return [{ field, message: `\`${field}\` is ${value}: give a number ${bounds}.` }];
}

/** What is wrong with a percentage of the time; a share of it is taken for a slip. */
export function utilizationFaults(percent: number): readonly SetupFault[] {
  if (!(percent > 0 && percent < 1)) return figureFaults('utilization', percent, [0, 100], 'percent');
  const meant = Number((percent * 100).toPrecision(6));
  const message = `\`utilization\` is ${percent} percent: write ${meant} if you meant a share of the time, and 0 or at least 1 otherwise.`;
  return [{ field: 'utilization', message }];
}

export function priceFaults(price: MicroUsd | null | undefined): readonly SetupFault[] {
  const usd = price == null ? null : usdAsFloat(price);
  return figureFaults('pricePerGpuHour', usd, [0.000001, usdAsFloat(MAX_PRICE)], 'dollars');
}

type Work = { readonly gpuCount: number; readonly hours: number; readonly utilization: number };
type RentedWork = Work & {
  readonly modelGb?: number | null | undefined;
  readonly pricePerGpuHour?: MicroUsd | null | undefined;
};

/** Everything wrong with the numbers of GPUs at work. */
export function workFaults({ gpuCount, hours, utilization }: Work): readonly SetupFault[] {
  return [
    ...figureFaults('gpuCount', gpuCount, [1, MOST_GPUS_AT_WORK]),
    ...figureFaults('hours', hours, HOURS_AT_WORK, 'hours'),
    ...utilizationFaults(utilization),
  ];
}

/** The same of GPUs that are rented: never more than one offer may claim. */
export function rentedWorkFaults(work: RentedWork): readonly SetupFault[] {
  const { gpuCount, hours, utilization, modelGb, pricePerGpuHour } = work;
  const faults = [
    ...figureFaults('gpuCount', gpuCount, [1, MAX_GPU_COUNT]),
    ...figureFaults('modelGb', modelGb, MODEL_GB, 'gigabytes'),
    ...figureFaults('hours', hours, HOURS_AT_WORK, 'hours'),
    ...utilizationFaults(utilization),
    ...priceFaults(pricePerGpuHour),
  ];
  return faults.length > 0 ? faults : gpuHoursFaults(gpuCount * hours);
}

export function gpuHoursFaults(gpuHours: number): readonly SetupFault[] {
  if (gpuHours <= MOST_GPU_HOURS) return [];
  const message = `That is ${gpuHours} GPU-hours, and at most ${MOST_GPU_HOURS} are counted: check \`hours\` and \`gpuCount\`, or tell it in parts.`;
  return [{ field: 'hours', message }];
}
