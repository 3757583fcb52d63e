import { z } from 'zod';
import { cleaned, isCleanText, MAX_LENGTH, readPrice, reject } from '#units/quote-laws.ts';
import type { Quote, Reject, RejectReason, Traits } from '#units/quote.ts';
import type { Instant } from '#units/time.ts';
import { gpuNameFault } from './gpu-name.ts';
import { firstIssue, maybe, maybeAmount, maybeUnknown } from './loose.ts';
import { pollResult } from './poll-result.ts';
import { ProviderError, type PollResult } from './provider.ts';

const NAME = 'TensorDock';

/** 365 days ÷ 12: the month that a price for storage is told for here. */
const HOURS_PER_MONTH = 730;

const Answer = z.object({ data: z.object({ locations: z.array(z.unknown()) }) });

const Location = z.object({
  id: z.string().regex(/^[\w-]{1,64}$/),
  stateprovince: maybe(z.string()),
  country: maybe(z.string()),
  tier: maybeUnknown,
  gpus: z.array(z.unknown()),
});
type Location = z.infer<typeof Location>;

const Gpu = z.object({
  v0Name: z.string().regex(/^[\w.-]{1,80}$/),
  displayName: maybeUnknown,
  max_count: maybeUnknown,
  price_per_hr: maybeUnknown,
  pricing: maybe(
    z.object({ per_vcpu_hr: maybeAmount, per_gb_ram_hr: maybeAmount, per_gb_storage_hr: maybeAmount }),
  ),
});
type Gpu = z.infer<typeof Gpu>;

/**
 * Turns TensorDock's locations into quotes, one for each GPU of each location: version 2 of the API, as
 * its documentation ("Fetch Hostnodes and Locations") told it in 2026.
 *
 * A price is of one GPU for an hour, and of the GPU alone: processor, memory and storage are billed
 * beside it and told as traits. `max_count` is the most GPUs one machine takes, and often stale in what
 * clients saw of it: it is no count of what is free, so only a 0 says anything of stock. Throws
 * ProviderError only.
 */
export function normaliseTensordock(body: unknown, observedAt: Instant): PollResult {
  const answer = Answer.safeParse(body);
  if (!answer.success) throw new ProviderError('MALFORMED', `${NAME} sent no list of locations`);
  const rejects: Reject[] = [];
  let seen = 0;
  const quotes = answer.data.data.locations.flatMap((raw) => {
    const parsed = Location.safeParse(raw);
    if (!parsed.success) {
      seen++;
      rejects.push(reject('MALFORMED', firstIssue(parsed.error, raw), raw));
      return [];
    }
    seen += parsed.data.gpus.length;
    return parsed.data.gpus.flatMap((gpu) => {
      const read = readGpu(gpu, parsed.data);
      if ('key' in read) return [read];
      rejects.push(read.fault);
      return [];
    });
  });
  return pollResult({ name: NAME, observedAt, seen, quotes, rejects });
}

function readGpu(raw: unknown, location: Location): Quote | { readonly fault: Reject } {
  const refused = (reason: RejectReason, detail: string) => ({
    fault: reject(reason, `${detail} at ${location.id}`, raw),
  });
  const parsed = Gpu.safeParse(raw);
  if (!parsed.success) return refused('MALFORMED', firstIssue(parsed.error, raw));
  const gpu = parsed.data;
  const name = gpu.displayName ?? gpu.v0Name;
  const fault = gpuNameFault('displayName', name);
  if (fault) return refused(fault.reason, fault.detail);
  const read = readPrice('price_per_hr', gpu.price_per_hr);
  if (!('price' in read)) return refused(read.reason, read.detail);
  return {
    key: `${location.id}/${gpu.v0Name}`,
    gpuName: (name as string).trim(),
    gpuCount: 1,
    regionName: regionOf(location),
    tier: tierOf(location.tier),
    billing: 'ON_DEMAND',
    price: read.price,
    stock: { kind: gpu.max_count === 0 ? 'NONE' : 'UNKNOWN' },
    reliability: null,
    traits: traitsOf(gpu),
  };
}

/** "Texas, United States": the city would hide the state from who reads a place by its last names. */
function regionOf({ stateprovince, country }: Location): string | null {
  const named = [stateprovince, country].map((part) => part?.trim()).filter(Boolean);
  const region = named.join(', ');
  return isCleanText(region, MAX_LENGTH.regionName) ? region : null;
}

/** "TIER 3", TensorDock's class of data centre; UNKNOWN where it tells none. */
function tierOf(tier: unknown): string {
  if (typeof tier !== 'number' && typeof tier !== 'string') return 'UNKNOWN';
  return cleaned(`TIER ${String(tier).toUpperCase()}`, MAX_LENGTH.tier);
}

function traitsOf({ v0Name, max_count: most, pricing }: Gpu): Traits {
  const { per_vcpu_hr: vcpu, per_gb_ram_hr: ram, per_gb_storage_hr: storage } = pricing ?? {};
  return {
    instanceType: v0Name,
    ...(Number.isSafeInteger(most) && (most as number) > 0 ? { maxGpuCount: most as number } : {}),
    ...(vcpu === undefined ? {} : { vcpuUsdPerHour: vcpu }),
    ...(ram === undefined ? {} : { ramUsdPerGbHour: ram }),
    ...(storage === undefined ? {} : { storageUsdPerGbMonth: steadied(storage * HOURS_PER_MONTH) }),
  };
}

/** To the millionth of a dollar, without the rests of a multiplication. */
function steadied(usd: number): number {
  return Math.round(usd * 1e6) / 1e6;
}
