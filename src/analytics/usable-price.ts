import { microUsd, type MicroUsd } from '#units/money.ts';
import { spotTimeFactor } from './spot-overhead.ts';

/** What somebody rents an offer for. Gigabytes are for the whole offer, hours for each of its GPUs. */
export type Usage = {
  /** Hours of work wanted, without boot, checkpoints and restarts. */
  readonly hours: number;
  readonly diskGb: number;
  readonly egressGb: number;
  readonly ingressGb: number;
  readonly checkpointMinutes: number;
  readonly restartMinutes: number;
};

/** How a provider bills, and what has to be expected of its machines. */
export type UsableTerms = {
  /** Time is billed in whole increments of so many seconds. */
  readonly incrementSeconds: number;
  /** And never for less than so many. */
  readonly minimumSeconds: number;
  /** From renting to the first hour's work. */
  readonly bootMinutes: number;
  readonly bootBilled: boolean;
  /** What is billed of a boot that does not. */
  readonly failedBootMinutes: number;
  /** What a month has, where storage is priced by the month. */
  readonly hoursPerMonth: number;
  /** Mean time between interruptions; null for machines nobody takes back. */
  readonly mtbiHours: number | null;
};

/** Per gigabyte, disk by the month. */
export type GbRates = {
  readonly storageMonth: MicroUsd;
  readonly egress: MicroUsd;
  readonly ingress: MicroUsd;
};

/** What does not depend on the offer's price, so that it can be worked out once for many offers. */
export type UsableFactors = {
  /** Hours lost to checkpoints, interruptions and restarts for each hour of work. */
  readonly interruption: number;
  readonly boot: number;
  readonly roundUp: number;
  /** Billed hours of one failed boot for each hour of work. */
  readonly failedBoot: number;
  /** Gigabyte-months of disk, and gigabytes moved, for each hour of work. */
  readonly storage: number;
  readonly egress: number;
  readonly ingress: number;
  /** Hours the whole rental is on the bill. */
  readonly billedHours: number;
  /** Hours from renting to giving back: what disk is billed for. */
  readonly heldHours: number;
};

export const USABLE_COMPONENTS = [
  'GPU',
  'STORAGE',
  'EGRESS',
  'BILLING_INCREMENT',
  'BOOT',
  'FAILED_BOOTS',
  'INTERRUPTION',
] as const;

export type UsableComponent = (typeof USABLE_COMPONENTS)[number];

export type UsablePrice = {
  readonly components: Readonly<Record<UsableComponent, MicroUsd>>;
  /** The sum of the components, exactly. */
  readonly total: MicroUsd;
};

/** A dearer gigabyte is taken for this dear: beyond it the figure is no price of one. USD. */
export const MOST_USD_PER_GB = 100;

/** However unreliable, a machine is taken to be up one time in ten: below that nobody goes on trying. */
export const LEAST_RELIABILITY = 0.1;

/**
 * The time and volume an hour of work takes. Of h hours of work, h·(E/Ts − 1) more go to interruptions
 * (spot-overhead) and `boot` to booting; the machine is held for the sum. What is billed is that (without the
 * boot where it is free), at least the minimum, in whole increments. Everything is divided by h, so that it
 * is for one hour of work.
 */
export function usableFactors(usage: Usage, terms: UsableTerms): UsableFactors {
  const { hours } = usage;
  const bootHours = terms.bootMinutes / 60;
  const interruption =
    terms.mtbiHours === null
      ? 0
      : spotTimeFactor({
          mtbiHours: terms.mtbiHours,
          checkpointHours: usage.checkpointMinutes / 60,
          restartHours: usage.restartMinutes / 60,
        }) - 1;
  const working = hours * (1 + interruption);
  const metered = working + (terms.bootBilled ? bootHours : 0);
  const heldHours = working + bootHours;
  // To the millisecond first: 24.1 h in floats is a hair more than 86,760 s and would cost an increment.
  const seconds = Math.round(metered * 3_600_000) / 1000;
  const billedSeconds = Math.max(
    terms.minimumSeconds,
    Math.ceil(seconds / terms.incrementSeconds) * terms.incrementSeconds,
  );
  return {
    interruption,
    boot: terms.bootBilled ? bootHours / hours : 0,
    roundUp: Math.max(billedSeconds - seconds, 0) / 3600 / hours,
    failedBoot: terms.failedBootMinutes / 60 / hours,
    storage: volume((usage.diskGb * heldHours) / (terms.hoursPerMonth * hours)),
    egress: volume(usage.egressGb / hours),
    ingress: volume(usage.ingressGb / hours),
    billedHours: billedSeconds / 3600,
    heldHours,
  };
}

/**
 * US dollars for one GPU's hour of work, in micro-dollars: the price p of a GPU-hour and what else the bill
 * holds, divided by the GPU-hours of work. Boots that fail come before the one that works 1/s − 1 times on
 * average, s being the chance of success (geometric distribution). Each component is rounded by itself and
 * the total is their sum, so nothing is left over. None is below 0.
 *
 * store-usable has the same arithmetic in SQL. Both use +, −, ×, ÷ and floor of doubles in the same order,
 * which IEEE 754 gives one result for; what needs more than that is in the factors.
 */
export function usablePrice(
  pricePerGpuHour: MicroUsd,
  gpuCount: number,
  factors: UsableFactors,
  bootSuccess: number,
  rates: GbRates,
): UsablePrice {
  const components = {
    GPU: pricePerGpuHour,
    STORAGE: whole((factors.storage * rates.storageMonth) / gpuCount),
    EGRESS: whole((factors.egress * rates.egress + factors.ingress * rates.ingress) / gpuCount),
    BILLING_INCREMENT: whole(pricePerGpuHour * factors.roundUp),
    BOOT: whole(pricePerGpuHour * factors.boot),
    FAILED_BOOTS: whole(pricePerGpuHour * (factors.failedBoot * (1 / bootSuccess - 1))),
    INTERRUPTION: whole(pricePerGpuHour * factors.interruption),
  };
  const total = USABLE_COMPONENTS.reduce((sum, kind) => sum + components[kind], 0);
  return { components, total: microUsd(total) };
}

/** Half a micro-dollar goes up, as in SQL's floor(x + 0.5); Math.round differs just below a half. */
function whole(micros: number): MicroUsd {
  return microUsd(Math.floor(micros + 0.5));
}

/** The rate a provider or an offer states in dollars, as money. */
export function ratePerGb(usd: number): MicroUsd {
  return whole(Math.min(usd, MOST_USD_PER_GB) * 1_000_000);
}

/** So little that no rate makes money of it is nothing; SQL refuses to divide what doubles hardly hold. */
function volume(gb: number): number {
  return gb < 1e-12 ? 0 : gb;
}
