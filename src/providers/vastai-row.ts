import { z } from 'zod';
import type { MicroUsd } from '#units/money.ts';
import {
  cleaned,
  isCleanText,
  MAX_GPU_COUNT,
  MAX_LENGTH,
  readPrice,
  reject,
  shown,
} from '#units/quote-laws.ts';
import type { Billing, Reject, RejectReason, Traits } from '#units/quote.ts';
import { gpuNameFault } from './gpu-name.ts';
import { firstIssue, maybe, maybeAmount, maybeUnknown } from './loose.ts';

/** The disk the searched prices include, in GiB: Vast.ai's own default, stated so that it is known. */
export const ALLOCATED_STORAGE_GIB = 5;

const HOURS_PER_MONTH = 720;

/** One row that could be read, still by itself; offers of one machine are made of several. */
export type VastaiRow = {
  /** The offer's own id, which changes when the machine is rented and comes back; null where absent. */
  readonly offerId: string | null;
  readonly machine: string;
  readonly gpuName: string;
  readonly gpuCount: number;
  readonly regionName: string | null;
  readonly tier: string;
  /** Per GPU-hour. */
  readonly prices: ReadonlyMap<Billing, MicroUsd>;
  /** False where somebody has it or its host is away; undefined where not said. */
  readonly rentable: boolean | undefined;
  /** The physical GPUs, one for each of gpuCount; undefined where not said. */
  readonly gpuIds: readonly string[] | undefined;
  readonly reliability: number | null;
  readonly traits: Traits;
};

const Id = z.union([z.int().nonnegative(), z.string().regex(/^[\w-]{1,64}$/)]).transform(String);

/** What a price, count, name and reliability hold is judged below, each with its own reason. */
const Row = z.object({
  id: maybe(Id),
  machine_id: Id,
  host_id: maybe(Id),
  gpu_name: maybeUnknown,
  num_gpus: maybeUnknown,
  gpu_ids: maybe(z.array(Id).max(MAX_GPU_COUNT)),
  rentable: z.boolean().nullish(),
  dph_base: maybeUnknown,
  dph_total: maybeUnknown,
  min_bid: maybeUnknown,
  search: maybe(z.object({ gpuCostPerHour: maybeAmount, diskHour: maybeAmount })),
  storage_total_cost: maybeAmount,
  storage_cost: maybeAmount,
  reliability: maybeUnknown,
  reliability2: maybeUnknown,
  verification: maybe(z.string()),
  verified: maybe(z.boolean()),
  geolocation: maybe(z.string()),
  gpu_ram: maybeAmount,
  cpu_name: maybe(z.string()),
  cpu_cores: maybeAmount,
  cpu_cores_effective: maybeAmount,
  cpu_ram: maybeAmount,
  disk_space: maybeAmount,
  inet_up: maybeAmount,
  inet_down: maybeAmount,
  inet_up_cost: maybeAmount,
  inet_down_cost: maybeAmount,
  duration: maybeAmount,
  hosting_type: maybeAmount,
});
type Row = z.infer<typeof Row>;

/**
 * Reads one row of Vast.ai's list. Without a machine, a name, a count and at least one price it is
 * rejected; a price that is wrong costs only itself; a side fact that is wrong is left out.
 */
export function readVastaiRow(raw: unknown): {
  readonly row: VastaiRow | null;
  readonly rejects: readonly Reject[];
} {
  const refused = (reason: RejectReason, detail: string) => ({
    row: null,
    rejects: [reject(reason, detail, raw)],
  });
  const parsed = Row.safeParse(raw);
  if (!parsed.success) return refused('MALFORMED', firstIssue(parsed.error, raw));
  const row = parsed.data;

  const nameFault = gpuNameFault('gpu_name', row.gpu_name);
  if (nameFault) return refused(nameFault.reason, nameFault.detail);
  const gpuCount = row.num_gpus;
  if (typeof gpuCount === 'number' && gpuCount > 0 && gpuCount < 1)
    return refused('PARTIAL_GPU', `num_gpus ${shown(gpuCount)}`);
  if (!Number.isInteger(gpuCount) || (gpuCount as number) < 1 || (gpuCount as number) > MAX_GPU_COUNT)
    return refused('BAD_GPU_COUNT', `num_gpus ${shown(gpuCount)}`);
  const reliability = row.reliability2 ?? row.reliability ?? null;
  if (reliability !== null && !(typeof reliability === 'number' && reliability >= 0 && reliability <= 1))
    return refused('BAD_RELIABILITY', `reliability ${shown(reliability)}`);

  const regionName = row.geolocation?.trim() || null;
  if (regionName !== null && !isCleanText(regionName, MAX_LENGTH.regionName))
    return refused('BAD_TEXT', `geolocation ${shown(regionName)}`);

  const { prices, rejects } = readPrices(row, gpuCount as number, raw);
  if (prices.size === 0)
    return rejects.length > 0 ? { row: null, rejects } : refused('BAD_PRICE', 'no dph_base and no min_bid');
  return {
    row: {
      offerId: row.id ?? null,
      machine: row.machine_id,
      gpuName: (row.gpu_name as string).trim(),
      gpuCount: gpuCount as number,
      regionName,
      tier: tierOf(row),
      prices,
      rentable: row.rentable ?? undefined,
      gpuIds:
        row.gpu_ids?.length === gpuCount && new Set(row.gpu_ids).size === gpuCount ? row.gpu_ids : undefined,
      reliability,
      traits: traitsOf(row),
    },
    rejects,
  };
}

/** A field that is absent or null states no price; one that holds anything else has to be a price. */
function readPrices(row: Row, gpuCount: number, raw: unknown) {
  const prices = new Map<Billing, MicroUsd>();
  const rejects: Reject[] = [];
  const asked: [Billing, [string, unknown]][] = [
    ['ON_DEMAND', withoutDisk(row)],
    ['SPOT', ['min_bid', row.min_bid]],
  ];
  for (const [billing, [field, value]] of asked) {
    if (value === undefined || value === null) continue;
    const read = readPrice(field, value, gpuCount);
    if ('price' in read) prices.set(billing, read.price);
    else rejects.push(reject(read.reason, read.detail, raw));
  }
  return { prices, rejects };
}

/** $/h of the whole offer's GPUs alone; `dph_total` holds the disk too, which has to come off. */
function withoutDisk(row: Row): [field: string, value: unknown] {
  if (row.dph_base !== undefined && row.dph_base !== null) return ['dph_base', row.dph_base];
  if (row.search?.gpuCostPerHour) return ['search.gpuCostPerHour', row.search.gpuCostPerHour];
  if (row.dph_total === undefined || row.dph_total === null) return ['dph_base', undefined];
  const disk =
    row.search?.diskHour ??
    row.storage_total_cost ??
    (row.storage_cost === undefined
      ? undefined
      : (ALLOCATED_STORAGE_GIB * row.storage_cost) / HOURS_PER_MONTH);
  if (typeof row.dph_total !== 'number' || disk === undefined)
    return ['dph_base', `absent, and dph_total ${shown(row.dph_total)} with a disk of unknown price`];
  return ['dph_total without disk', row.dph_total - disk];
}

function tierOf(row: Row): string {
  const said =
    row.verification ?? (row.verified === undefined ? '' : row.verified ? 'verified' : 'unverified');
  return cleaned(said.toUpperCase(), MAX_LENGTH.tier) || 'UNKNOWN';
}

function traitsOf(row: Row): Traits {
  const { cpu_ram, cpu_cores, cpu_cores_effective, cpu_name, duration } = row;
  const tier = tierOf(row);
  const cpuName = cpu_name?.trim();
  return defined({
    // Told in MB but counted in MiB: 32,607 on a card of 32 GiB.
    vramMb: rounded(row.gpu_ram),
    verified: tier === 'UNKNOWN' ? undefined : tier === 'VERIFIED',
    machine: row.machine_id,
    host: row.host_id,
    cpuName: isCleanText(cpuName, MAX_LENGTH.trait) ? cpuName : undefined,
    cpuCores: cpu_cores_effective,
    // cpu_ram is the whole machine's; an offer gets the share its cores are of all cores.
    ramMb:
      cpu_ram !== undefined && cpu_cores && cpu_cores_effective !== undefined
        ? rounded((cpu_ram * cpu_cores_effective) / cpu_cores)
        : undefined,
    diskGb: rounded(row.disk_space),
    storageUsdPerGbMonth: row.storage_cost,
    uploadMbps: rounded(row.inet_up),
    downloadMbps: rounded(row.inet_down),
    uploadUsdPerGb: row.inet_up_cost,
    downloadUsdPerGb: row.inet_down_cost,
    maxRentalSeconds: duration === undefined ? undefined : steadied(duration),
    dataCenter: row.hosting_type === undefined ? undefined : row.hosting_type === 1,
  });
}

/** Whole hours, or minutes under an hour: it counts down, and an offer is not news every minute. */
function steadied(seconds: number): number {
  const step = seconds >= 3600 ? 3600 : 60;
  return Math.floor(seconds / step) * step;
}

function rounded(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.round(value);
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function defined<T extends object>(fields: T): Defined<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>;
}
