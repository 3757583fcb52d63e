import { z } from 'zod';
import { gcpGpus, gcpRetiredSkuNames, type GcpSeries } from '#catalog/gcp-machines.ts';
import { reject, shown } from '#units/quote-laws.ts';
import type { Billing, Reject } from '#units/quote.ts';
import type { Instant } from '#units/time.ts';
import { firstIssue, maybe } from './loose.ts';

/** A part of a machine that has SKUs of its own: "GPU nvidia-l4", "CORE G2", "RAM G2", "SSD". */
export type GcpPart = `GPU ${string}` | `${'CORE' | 'RAM'} ${GcpSeries}` | 'SSD';

/** What one SKU says: the price of a part by the hour, of one GPU, one vCPU or one GiB. */
export type GcpRate = {
  readonly skuId: string | undefined;
  readonly part: GcpPart;
  readonly billing: Billing;
  readonly regions: readonly string[];
  /** 10⁻⁹ dollars, with a fraction where the SKU is by the month or by the GB. */
  readonly nanoUsdPerHour: number;
  readonly description: string;
};

const Sku = z.object({
  skuId: maybe(z.string().max(100)),
  description: z.string(),
  category: z.object({ resourceFamily: z.string(), resourceGroup: z.string(), usageType: z.string() }),
});

const Priced = z.object({
  serviceRegions: z.array(z.string()),
  pricingInfo: z
    .array(
      z.object({
        effectiveTime: z.iso.datetime({ offset: true }).transform(Date.parse),
        pricingExpression: z.object({
          usageUnit: z.string(),
          tieredRates: z.array(
            z.object({
              startUsageAmount: z.number().default(0),
              unitPrice: z.object({
                currencyCode: z.string(),
                units: z
                  .string()
                  .regex(/^\d{1,6}$/)
                  .transform(Number)
                  .default(0),
                nanos: z.int().min(0).max(999_999_999).default(0),
              }),
            }),
          ),
        }),
      }),
    )
    .min(1),
});

/** Ways to buy that are neither on demand nor spot, though many have the usage type OnDemand. */
const OTHER_WAYS =
  /calendar mode|\bdws\b|defined duration|flex[- ]?start|\breserved\b|sole tenancy|\bcustom\b|\bpremium\b|\bextended\b|suspended|preserved|commitment|virtual workstation|confidential/i;
const SPOT = /\b(?:spot|preemptible)\b/i;
const CORE_OR_RAM =
  /^(?:Spot )?(?:Preemptible )?(A2|A3|A3Plus|A3Mega|A3Ultra|G2|G4|N1 Predefined) Instance (Core|Ram) running in /i;
const GPU =
  /^(?:Spot )?(?:Preemptible )?(.+?)(?: GPU)? (?:running in|attached to (?:Spot )?Preemptible VMs)\b/i;
const LOCAL_SSD =
  /^SSD backed Local Storage(?: attached to (?:Spot )?Preemptible VMs?)?(?: (?:running )?in .+)?$/i;

const HOURS_PER_MONTH = 730;
const GB_PER_GIB = 1.073741824;

/** How much of a SKU's unit one hour of one vCPU, GPU or GiB is. */
const UNITS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  CORE: { h: 1 },
  GPU: { h: 1 },
  RAM: { 'GiBy.h': 1, 'GBy.h': GB_PER_GIB },
  SSD: { 'GiBy.mo': 1 / HOURS_PER_MONTH, 'GiBy.h': 1 },
};

const gpuParts: ReadonlyMap<string, GcpPart> = new Map(
  gcpGpus.flatMap(({ accelerator, skuNames }) =>
    skuNames.map((name) => [name.toLowerCase(), `GPU ${accelerator}`] as const),
  ),
);
const retired: ReadonlySet<string> = new Set(gcpRetiredSkuNames.map((name) => name.toLowerCase()));

/**
 * Reads one SKU of Compute Engine; null for the many that are no part of a machine with GPUs, that are
 * bought in another way (committed, reserved, calendar mode, flex-start, sole tenancy), or whose price
 * holds only later. What a SKU is stands in its description alone, and that a price is of spot capacity
 * sometimes too: "Spot Preemptible A4 Nvidia B200 (1 gpu slice)" has the usage type OnDemand.
 */
export function readGcpSku(
  raw: unknown,
  at: Instant,
): { readonly rate: GcpRate } | { readonly reject: Reject } | null {
  const sku = Sku.safeParse(raw);
  if (!sku.success) return { reject: reject('MALFORMED', firstIssue(sku.error, raw), raw) };
  const { skuId, description, category } = sku.data;
  if (category.usageType !== 'OnDemand' && category.usageType !== 'Preemptible') return null;
  if (OTHER_WAYS.test(description)) return null;
  const part = partOf(description, category.resourceGroup);
  if (part === null) return null;
  if (part === 'UNKNOWN') {
    const detail = `description ${shown(description)}: a GPU that is not in the table`;
    return { reject: reject('NO_GPU_NAME', detail, raw) };
  }
  const priced = Priced.safeParse(raw);
  if (!priced.success) return { reject: reject('MALFORMED', firstIssue(priced.error, raw), raw) };
  const nanoUsdPerHour = rateOf(priced.data, part, at);
  if (nanoUsdPerHour === null) return null;
  if (typeof nanoUsdPerHour === 'string')
    return { reject: reject('BAD_PRICE', `${description}: ${nanoUsdPerHour}`, raw) };
  const billing = category.usageType === 'Preemptible' || SPOT.test(description) ? 'SPOT' : 'ON_DEMAND';
  const regions = [...new Set(priced.data.serviceRegions)];
  return { rate: { skuId, part, billing, regions, nanoUsdPerHour, description } };
}

function partOf(description: string, resourceGroup: string): GcpPart | 'UNKNOWN' | null {
  const [, series, kind] = CORE_OR_RAM.exec(description) ?? [];
  if (series && kind) return `${kind.toUpperCase() as 'CORE' | 'RAM'} ${seriesOf(series)}`;
  if (LOCAL_SSD.test(description)) return 'SSD';
  if (resourceGroup !== 'GPU') return null;
  const name = GPU.exec(description)?.[1]
    ?.toLowerCase()
    .replace(/^nvidia /, '')
    .replace(/^tesla /, '');
  if (name !== undefined && retired.has(name)) return null;
  return (name === undefined ? undefined : gpuParts.get(name)) ?? 'UNKNOWN';
}

const ALL_SERIES: readonly GcpSeries[] = ['A2', 'A3', 'A3Plus', 'A3Ultra', 'G2', 'G4', 'N1 Predefined'];

/** The machine of the H100 Mega is "A3Plus" in some SKUs and "A3Mega" in others. */
function seriesOf(written: string): GcpSeries {
  const series = ALL_SERIES.find((known) => known.toLowerCase() === written.toLowerCase());
  return series ?? 'A3Plus';
}

/** The rate from the first unit on, of the newest prices that hold; null where none does yet, a fault as a text. */
function rateOf({ pricingInfo }: z.infer<typeof Priced>, part: GcpPart, at: Instant): number | string | null {
  const holding = pricingInfo.filter(({ effectiveTime }) => effectiveTime <= at);
  if (holding.length === 0) return null;
  const { pricingExpression } = holding.reduce((newest, info) =>
    info.effectiveTime >= newest.effectiveTime ? info : newest,
  );
  const { usageUnit, tieredRates } = pricingExpression;
  const [kind = ''] = part.split(' ');
  const share = UNITS[kind]?.[usageUnit];
  if (share === undefined) return `usageUnit ${shown(usageUnit)}`;
  const price = tieredRates.find(({ startUsageAmount }) => startUsageAmount === 0)?.unitPrice;
  if (!price) return `tieredRates ${shown(tieredRates)}`;
  if (price.currencyCode !== 'USD') return `currencyCode ${shown(price.currencyCode)}`;
  const nanoUsd = price.units * 1e9 + price.nanos;
  return nanoUsd > 0 ? nanoUsd * share : `unitPrice ${shown(price)}`;
}
