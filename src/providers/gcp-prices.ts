import { z } from 'zod';
import { gcpMachines, type GcpMachine, type GcpParts } from '#catalog/gcp-machines.ts';
import { cleaned, MAX_LENGTH, readPrice, reject } from '#units/quote-laws.ts';
import type { Billing, Quote, Reject } from '#units/quote.ts';
import type { Instant } from '#units/time.ts';
import { readGcpSku, type GcpPart, type GcpRate } from './gcp-sku.ts';
import { instanceGpuName } from './instance-gpu-name.ts';
import { pollResult } from './poll-result.ts';
import { ProviderError, type PollResult } from './provider.ts';

const NAME = 'Google Cloud';
const BILLINGS: readonly Billing[] = ['ON_DEMAND', 'SPOT'];
const MB_PER_GIB = 1024;
/** Of regions and machine types in a detail. */
const MAX_NAMED = 6;

/** A page of SKUs: the last one may have none, and then Google leaves the field out. */
const Page = z.object({ skus: z.array(z.unknown()).optional(), nextPageToken: z.string().optional() });
const Refusal = z.object({ error: z.object({ message: z.string() }) });

/**
 * Turns the pages of Google's catalog of SKUs into quotes: each machine type with GPUs in each region
 * and billing that has a SKU for every part of it. What it asks is the sum of its vCPUs, RAM, GPUs and
 * of the local SSD that comes with it, divided by its GPUs. Where a part has no SKU there is no quote: a
 * sum of the rest would be the cheapest of all (a3-megagpu-8g without its GPUs: $1.26 a GPU-hour). It is
 * a reject that names the part, once for all regions, where it is told that the machine exists there: its
 * GPUs have a SKU, or its vCPUs and RAM, and these go with no other machine. Throws ProviderError only.
 */
export function normaliseGcp(pages: readonly unknown[], observedAt: Instant): PollResult {
  const skus = pages.flatMap(skusOf);
  const { rates, rejects } = ratesOf(skus, observedAt);
  const { quotes, missing, faults } = quotesOf(rates);
  return pollResult({
    name: NAME,
    observedAt,
    seen: skus.length,
    quotes,
    rejects: [...rejects, ...faults, ...missing],
  });
}

/** The token of the page after this one; null after the last. */
export function nextPageToken(page: unknown): string | null {
  return Page.safeParse(page).data?.nextPageToken || null;
}

function skusOf(page: unknown): readonly unknown[] {
  const answer = Page.safeParse(page);
  if (answer.success && typeof page === 'object' && !Refusal.safeParse(page).success)
    return answer.data.skus ?? [];
  const said = Refusal.safeParse(page).data?.error.message;
  throw new ProviderError(
    said !== undefined && /\bAPI key\b/i.test(said) ? 'UNAUTHORIZED' : 'MALFORMED',
    said ? `${NAME} refused: ${cleaned(said, 200)}` : `${NAME} sent no list of SKUs`,
  );
}

/** Rates by part, billing and region. */
type Rates = ReadonlyMap<string, GcpRate>;

function placeOf(part: GcpPart, billing: Billing, region: string): string {
  return `${part}|${billing}|${region}`;
}

/** Two SKUs that ask differently for one part: the dearer one counts, so that no price is promised too low. */
function ratesOf(skus: readonly unknown[], at: Instant): { rates: Rates; rejects: Reject[] } {
  const rates = new Map<string, GcpRate>();
  const rejects: Reject[] = [];
  const reported = new Set<string>();
  const skuIds = new Set<string>();
  for (const raw of skus) {
    const read = readGcpSku(raw, at);
    if (!read) continue;
    if ('reject' in read) {
      // An unknown GPU has a SKU for each place it is in: one will do.
      const about = read.reject.detail.replace(/ (?:running )?in .*/, '');
      if (read.reject.reason !== 'NO_GPU_NAME' || !reported.has(about)) rejects.push(read.reject);
      reported.add(about);
      continue;
    }
    const { rate } = read;
    if (rate.skuId !== undefined && skuIds.has(rate.skuId)) {
      rejects.push(reject('DUPLICATE', `skuId ${rate.skuId}: listed before`, raw));
      continue;
    }
    if (rate.skuId !== undefined) skuIds.add(rate.skuId);
    for (const region of rate.regions) {
      const place = placeOf(rate.part, rate.billing, region);
      const other = rates.get(place);
      if (other && other.nanoUsdPerHour !== rate.nanoUsdPerHour) {
        const about = `${rate.part} ${rate.billing} ${[rate.description, other.description].toSorted().join(' | ')}`;
        const detail = `${rate.billing} ${rate.part} in ${region}: ${other.nanoUsdPerHour} and ${rate.nanoUsdPerHour} nano-dollars`;
        if (!reported.has(about)) rejects.push(reject('DUPLICATE', detail, raw));
        reported.add(about);
      }
      if (!other || other.nanoUsdPerHour < rate.nanoUsdPerHour) rates.set(place, rate);
    }
  }
  return { rates, rejects };
}

function quotesOf(rates: Rates): { quotes: Quote[]; missing: Reject[]; faults: Reject[] } {
  const quotes: Quote[] = [];
  const faults: Reject[] = [];
  const missing = new Map<string, { types: Set<string>; regions: Set<string> }>();
  const regions = [...new Set([...rates.keys()].map((place) => place.slice(place.lastIndexOf('|') + 1)))];
  for (const machine of gcpMachines) {
    for (const billing of BILLINGS) {
      if (billing === 'ON_DEMAND' && !machine.onDemand) continue;
      for (const region of regions.toSorted()) {
        const summed = sumOf(machine, (part) => rates.get(placeOf(part, billing, region)));
        if ('absent' in summed) {
          for (const part of summed.absent) {
            const entry = missing.get(`${billing} ${part}`) ?? { types: new Set(), regions: new Set() };
            missing.set(`${billing} ${part}`, entry);
            entry.types.add(machine.type);
            entry.regions.add(region);
          }
          continue;
        }
        const priced = readPrice('the sum of its SKUs', summed.nanoUsd / 1e9, machine.gpuCount);
        if ('price' in priced) quotes.push(quoteOf(machine, billing, region, priced.price));
        else faults.push(reject(priced.reason, `${machine.type} in ${region}: ${priced.detail}`, null));
      }
    }
  }
  return {
    quotes,
    faults,
    missing: [...missing].map(([part, { types, regions: places }]) =>
      reject('BAD_PRICE', `no SKU for ${part} in ${listed(places)}: no price of ${listed(types)}`, null),
    ),
  };
}

/** The price of the whole machine for an hour, or the parts without a SKU; none of them where it is not there. */
function sumOf(
  { accelerator, gpuCount, parts }: GcpMachine,
  rateOf: (part: GcpPart) => GcpRate | undefined,
): { readonly nanoUsd: number } | { readonly absent: readonly GcpPart[] } {
  const gpuPart: GcpPart = `GPU ${accelerator}`;
  const needed: readonly (readonly [GcpPart, number])[] = [
    [gpuPart, gpuCount],
    ...(parts === 'SLICE' ? [] : hostOf(parts)),
  ];
  const absent = needed.map(([part]) => part).filter((part) => !rateOf(part));
  if (absent.length === 0)
    return {
      nanoUsd: needed.reduce((sum, [part, amount]) => sum + amount * rateOf(part)!.nanoUsdPerHour, 0),
    };
  const isThere =
    !absent.includes(gpuPart) ||
    (parts !== 'SLICE' &&
      parts.series !== 'N1 Predefined' &&
      !absent.some((part) => part === `CORE ${parts.series}` || part === `RAM ${parts.series}`));
  return { absent: isThere ? absent : [] };
}

function hostOf({ series, vcpus, ramGib, ssdGib }: GcpParts): readonly (readonly [GcpPart, number])[] {
  return [
    [`CORE ${series}`, vcpus],
    [`RAM ${series}`, ramGib],
    ...(ssdGib > 0 ? ([['SSD', ssdGib]] as const) : []),
  ];
}

function quoteOf(machine: GcpMachine, billing: Billing, region: string, price: Quote['price']): Quote {
  const { type, accelerator, gpuCount, parts } = machine;
  return {
    key: `${type}/${region}`,
    gpuName: instanceGpuName('gcp', accelerator)!,
    gpuCount,
    regionName: cleaned(region, MAX_LENGTH.regionName),
    tier: 'STANDARD',
    billing,
    price,
    stock: { kind: 'UNKNOWN' },
    reliability: null,
    traits: {
      instanceType: type,
      dataCenter: true,
      ...(parts === 'SLICE' ? {} : { cpuCores: parts.vcpus, ramMb: parts.ramGib * MB_PER_GIB }),
    },
  };
}

function listed(names: ReadonlySet<string>): string {
  const shownOnes = [...names].slice(0, MAX_NAMED).join(', ');
  return names.size > MAX_NAMED ? `${shownOnes} and ${names.size - MAX_NAMED} more` : shownOnes;
}
