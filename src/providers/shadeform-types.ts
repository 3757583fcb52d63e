import { z } from 'zod';
import { resolveGpu } from '#catalog/resolve-gpu.ts';
import { isCleanText, MAX_GPU_COUNT, MAX_LENGTH, readPrice, reject, shown } from '#units/quote-laws.ts';
import type { Quote, Reject, RejectReason, Traits } from '#units/quote.ts';
import type { Instant } from '#units/time.ts';
import { gpuNameFault } from './gpu-name.ts';
import { firstIssue, maybe, maybeAmount, maybeUnknown } from './loose.ts';
import { pollResult } from './poll-result.ts';
import { ProviderError, type PollResult } from './provider.ts';

const NAME = 'Shadeform';
const CENTS_PER_USD = 100;

const Answer = z.object({ instance_types: z.array(z.unknown()) });

const Place = z.object({
  region: z.string().refine((region) => isCleanText(region, 80)),
  available: z.boolean(),
  display_name: maybe(z.string()),
});

const Type = z.object({
  cloud: z.string().regex(/^[\w.-]{1,40}$/),
  shade_instance_type: z.string().regex(/^[\w.-]{1,64}$/),
  configuration: z.object({
    gpu_type: maybeUnknown,
    num_gpus: maybeUnknown,
    interconnect: maybe(z.string()),
    vram_per_gpu_in_gb: maybeAmount,
    vcpus: maybeAmount,
    memory_in_gb: maybeAmount,
    storage_in_gb: maybeAmount,
  }),
  hourly_price: maybeUnknown,
  availability: z.array(Place),
});
type Type = z.infer<typeof Type>;

/**
 * Turns Shadeform's instance types into quotes: version 1 of the API, as its OpenAPI document
 * ("/instances/types") and skypilot's `fetch_shadeform` told it in 2026.
 *
 * Shadeform rents out other clouds' instances, some of which are polled here by themselves too. Key and
 * tier name the cloud (`lambda/A10x1/us-tx-3`, tier LAMBDA), and a region says no more than yes or no, so
 * that no GPU is counted twice: its offers stand beside the cloud's own as offers, and tell no number.
 *
 * Prices are cents of the whole instance. The documentation's own sample is an "A6000" of the type
 * "A100"; where a name contradicts the type or the count, neither is believed. Throws ProviderError only.
 */
export function normaliseShadeform(body: unknown, observedAt: Instant): PollResult {
  const answer = Answer.safeParse(body);
  if (!answer.success) throw new ProviderError('MALFORMED', `${NAME} sent no list of instance types`);
  const raws = answer.data.instance_types;
  const rejects: Reject[] = [];
  const quotes = raws.flatMap((raw) => {
    const read = readType(raw);
    if (read === 'NO_GPU') return [];
    if ('fault' in read) {
      rejects.push(read.fault);
      return [];
    }
    return read.quotes;
  });
  return pollResult({ name: NAME, observedAt, seen: raws.length, quotes, rejects });
}

function readType(
  raw: unknown,
): { readonly quotes: readonly Quote[] } | { readonly fault: Reject } | 'NO_GPU' {
  const refused = (reason: RejectReason, detail: string) => ({ fault: reject(reason, detail, raw) });
  const parsed = Type.safeParse(raw);
  if (!parsed.success) return refused('MALFORMED', firstIssue(parsed.error, raw));
  const { cloud, shade_instance_type: shadeType, configuration, availability } = parsed.data;
  const { gpu_type: gpuType, num_gpus: gpuCount } = configuration;
  if (gpuCount === 0) return 'NO_GPU';
  if (!isCount(gpuCount)) return refused('BAD_GPU_COUNT', `num_gpus ${shown(gpuCount)}`);
  const fault = gpuNameFault('gpu_type', gpuType);
  if (fault) return refused(fault.reason, fault.detail);
  const [, named = shadeType, count] = /^(.+?)x(\d{1,4})$/i.exec(shadeType) ?? [];
  if (count !== undefined && Number(count) !== gpuCount)
    return refused('BAD_GPU_COUNT', `num_gpus ${gpuCount} of ${shown(shadeType)}`);
  if (!isSameName(named, gpuType as string))
    return refused('MALFORMED', `gpu_type ${shown(gpuType)} of ${shown(shadeType)}`);
  const read = readPrice('hourly_price', parsed.data.hourly_price, gpuCount, CENTS_PER_USD);
  if (!('price' in read)) return refused(read.reason, read.detail);

  const common = {
    gpuName: gpuNameOf(configuration),
    gpuCount,
    tier: cloud.toUpperCase(),
    billing: 'ON_DEMAND',
    price: read.price,
    reliability: null,
    traits: traitsOf(parsed.data),
  } as const;
  const key = `${cloud}/${shadeType}`;
  if (availability.length === 0)
    return { quotes: [{ ...common, key, regionName: null, stock: { kind: 'NONE' } }] };
  return {
    quotes: availability.map((place) => ({
      ...common,
      key: `${key}/${place.region}`,
      regionName: regionOf(place),
      stock: { kind: place.available ? 'UNKNOWN' : 'NONE' },
    })),
  };
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0 && (value as number) <= MAX_GPU_COUNT;
}

/** "A100_80G" is an "A100", "H100_sxm5" an "H100", "RTX4090" an "RTX_4090"; an "A10G" is no "A10". */
function isSameName(a: string, b: string): boolean {
  const [short = [], long = []] = [a, b].map(wordsOf).toSorted((x, y) => x.length - y.length);
  return short.every((word, i) => word === long[i]) || short.join('') === long.join('');
}

function wordsOf(name: string): readonly string[] {
  return name.toLowerCase().match(/[a-z0-9]+/g) ?? [];
}

/** The type, with the interconnect where only that tells which GPU it is: "A100_80G sxm4". */
function gpuNameOf({ gpu_type, interconnect, vram_per_gpu_in_gb: gb }: Type['configuration']): string {
  const name = (gpu_type as string).trim();
  const facts = { vramMb: gb === undefined ? undefined : gb * 1024 };
  const whole = `${name} ${interconnect?.trim() ?? ''}`;
  if (resolveGpu(name, facts).kind !== 'AMBIGUOUS') return name;
  return resolveGpu(whole, facts).kind === 'MAPPED' ? whole : name;
}

/** "US, Wichita, KS" as "KS, US": the narrowest place that is told, and its country. */
function regionOf({ region, display_name: shownAs = '' }: Type['availability'][number]): string {
  const parts = shownAs.split(',').map((part) => part.trim());
  const [country = ''] = parts;
  const place = parts.length > 1 ? `${parts.at(-1)}, ${country}` : country;
  return isCleanText(place, MAX_LENGTH.regionName) ? place : region;
}

function traitsOf({ shade_instance_type, configuration }: Type): Traits {
  const { vram_per_gpu_in_gb: vram, vcpus, memory_in_gb: ram, storage_in_gb: disk } = configuration;
  return {
    instanceType: shade_instance_type,
    ...(vram ? { vramMb: Math.round(vram * 1024) } : {}),
    ...(vcpus ? { cpuCores: vcpus } : {}),
    ...(ram ? { ramMb: Math.round(ram * 1024) } : {}),
    ...(disk ? { diskGb: Math.round(disk) } : {}),
  };
}
