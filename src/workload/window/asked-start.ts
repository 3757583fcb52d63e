import type { Gpu } from '#catalog/gpu.ts';
import { checkAboveZero, checkWithin } from '#graph/bounds.ts';
import { formatDuration } from '#graph/duration.ts';
import { badInput } from '#graph/errors.ts';
import { slugOf } from '#market/graph-filter.ts';
import { codeOf } from '#market/graph-region-named.ts';
import { gpuOf } from '#market/graph-gpu.ts';
import { hourOf } from '#units/hourly-profile.ts';
import { DAY_MS, formatInstant, HOUR_MS, plusMs, type Instant } from '#units/time.ts';
import { refuseFaults } from '../graph-setup-input.ts';
import type { AskedRental } from '../rental.ts';
import { utilizationFaults } from '../setup-rules.ts';

export type StartObjective = 'COST' | 'CARBON' | 'BOTH';

/** US EPA, "Report on the Social Cost of Greenhouse Gases" (2023): 190 dollars of 2020 a tonne, at 2 %. */
export const DEFAULT_USD_PER_KG = 0.19;

/** Of a run and its wait together: prices are forecast for a week. */
export const MOST_HOURS = 168;
const MOST_REGIONS = 8;
const KG_PER_KWH = { least: 0, most: 5 } as const;
const USD_PER_KWH = { least: -10, most: 100 } as const;

type Maybe<T> = T | null | undefined;

export type StartWindowsInputValue = {
  readonly rental: AskedRental;
  readonly ownMachines: boolean;
  readonly hours: number;
  /** 0 to 100. */
  readonly utilization: number;
  readonly deadline?: Maybe<Instant>;
  readonly within?: Maybe<number>;
  readonly objective: StartObjective;
  readonly usdPerKg: number;
  readonly pricing?: Maybe<'LOCKED' | 'FLOATING'>;
  readonly kgPerKwh?: Maybe<readonly number[]>;
  readonly usdPerKwh?: Maybe<readonly number[]>;
  readonly regions?: Maybe<readonly string[]>;
};

/** A run as it was asked about. */
export type AskedStart = {
  readonly at: Instant;
  readonly deadline: Instant;
  readonly hours: number;
  /** 0 to 1. */
  readonly utilization: number;
  readonly gpu: Gpu;
  readonly rental: AskedRental;
  readonly ownMachines: boolean;
  readonly isLocked: boolean;
  readonly objective: StartObjective;
  readonly usdPerKg: number;
  /** kg CO₂e/kWh and USD/kWh by clock hour; null where the caller told none. */
  readonly intensity: readonly number[] | null;
  readonly electricity: readonly number[] | null;
  /** Region codes, none of them twice; null for where the cheapest offer is. */
  readonly regions: readonly string[] | null;
};

/** Throws BAD_USER_INPUT for a run that cannot be. */
export function askedStart(input: StartWindowsInputValue, at: Instant): AskedStart {
  const { rental, hours, utilization, usdPerKg, ownMachines, objective } = input;
  const gpu = rental.gpu == null ? null : gpuOf(slugOf(rental.gpu, 'gpu'));
  if (!gpu) throw badInput('gpu', 'Say which `gpu` the run takes: its watts make energy and carbon.');
  checkAboveZero('hours', hours, MOST_HOURS);
  refuseFaults(utilizationFaults(utilization));
  checkWithin('usdPerKg', usdPerKg, 0, 100);
  if (ownMachines && rental.pricePerGpuHour != null)
    throw badInput(
      'pricePerGpuHour',
      'Machines of your own cost no rent: leave `pricePerGpuHour` out, or `ownMachines`.',
    );
  const deadline = deadlineOf(input, at);
  const regions = regionsOf(input);
  const clockHours = Math.ceil((deadline - hourOf(at)) / HOUR_MS);
  if (input.usdPerKwh != null && !ownMachines)
    throw badInput(
      'usdPerKwh',
      'The rent of a machine has its electricity in it: set `ownMachines: true`, or leave `usdPerKwh` out.',
    );
  if (regions && regions.length > 1)
    for (const name of ['kgPerKwh', 'usdPerKwh'] as const)
      if (input[name] != null)
        throw badInput(name, `\`${name}\` is of one place: ask of one region at a time, or leave it out.`);
  const isFlat = input.usdPerKwh?.length === 1;
  return {
    at,
    deadline,
    hours,
    utilization: utilization / 100,
    gpu,
    rental,
    ownMachines,
    isLocked: (input.pricing ?? (rental.billing === 'SPOT' ? 'FLOATING' : 'LOCKED')) === 'LOCKED',
    objective,
    usdPerKg,
    intensity: hourly('kgPerKwh', input.kgPerKwh, clockHours, KG_PER_KWH),
    electricity: isFlat
      ? flat(input.usdPerKwh ?? [], clockHours)
      : hourly('usdPerKwh', input.usdPerKwh, clockHours, USD_PER_KWH),
    regions,
  };
}

function deadlineOf({ deadline, within, hours }: StartWindowsInputValue, at: Instant): Instant {
  if ((deadline == null) === (within == null))
    throw badInput('deadline', 'Say once until when: `deadline`, an instant, or `within`, from now on.');
  const name = deadline == null ? 'within' : 'deadline';
  const aheadMs = deadline == null ? (within ?? 0) : deadline - at;
  if (aheadMs <= 0)
    throw badInput(
      name,
      deadline == null
        ? '`within` is no time at all: give how long from now the run may take, such as P2D.'
        : `\`deadline\` is not after ${formatInstant(at)}, the time asked of: give a later one.`,
    );
  if (aheadMs > 7 * DAY_MS)
    throw badInput(
      name,
      `\`${name}\` is more than seven days ahead, further than prices are forecast: give ${deadline == null ? 'at most P7D' : `one until ${formatInstant(plusMs(at, 7 * DAY_MS))}`}.`,
    );
  const takesMs = Math.ceil(hours * HOUR_MS);
  const missingMs = takesMs - aheadMs;
  if (missingMs > 0)
    throw badInput(
      name,
      `The run takes ${hours} hours and \`${name}\` leaves ${formatDuration(aheadMs)}, ${formatDuration(missingMs)} too little: give ${deadline == null ? `at least ${formatDuration(takesMs)}` : `one at or after ${formatInstant(plusMs(at, takesMs))}`}.`,
    );
  return plusMs(at, aheadMs);
}

function regionsOf({ regions, rental, ownMachines }: StartWindowsInputValue): readonly string[] | null {
  if (regions == null) {
    const { region } = rental;
    // Of the market a continent may be meant; machines stand in one place.
    if (region == null || !ownMachines) return null;
    return [codeOf(region, 'region')];
  }
  if (rental.region != null)
    throw badInput('regions', 'Say where once: `regions`, or `region` of the rental.');
  const codes = [...new Set(regions.map((region) => codeOf(region, 'regions')))];
  if (codes.length === 0 || codes.length > MOST_REGIONS)
    throw badInput(
      'regions',
      `\`regions\` names ${codes.length || 'none'}: name 1 to ${MOST_REGIONS}, or leave it out for that of the cheapest offer.`,
    );
  return codes;
}

function hourly(
  name: string,
  values: Maybe<readonly number[]>,
  hours: number,
  { least, most }: { readonly least: number; readonly most: number },
): readonly number[] | null {
  if (values == null) return null;
  for (const value of values) checkWithin(name, value, least, most);
  if (values.length >= hours && values.length <= MOST_HOURS + 1) return values;
  throw badInput(
    name,
    `\`${name}\` has ${values.length} numbers where the deadline takes ${hours}: give one for each clock hour from the one that now lies in, at most ${MOST_HOURS + 1}.`,
  );
}

function flat(values: readonly number[], hours: number): readonly number[] {
  const [price = NaN] = values;
  checkWithin('usdPerKwh', price, USD_PER_KWH.least, USD_PER_KWH.most);
  return Array.from({ length: hours }, () => price);
}
