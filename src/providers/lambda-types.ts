import { z } from 'zod';
import { isCleanText, MAX_GPU_COUNT, readPrice, reject, shown } from '#units/quote-laws.ts';
import type { Quote, Reject, RejectReason, Stock, Traits } from '#units/quote.ts';
import type { Instant } from '#units/time.ts';
import { gpuNameFault } from './gpu-name.ts';
import { firstIssue, maybe, maybeAmount, maybeUnknown } from './loose.ts';
import { pollResult } from './poll-result.ts';
import { ProviderError, type PollResult } from './provider.ts';

const NAME = 'Lambda';
const CENTS_PER_USD = 100;

/** A gibibyte in gigabytes. */
const GB_PER_GIB = 1.073741824;

const Answer = z.object({ data: z.record(z.string(), z.unknown()) });

const Row = z.object({
  instance_type: z.object({
    name: z.string().regex(/^[\w.-]{1,64}$/),
    description: maybe(z.string()),
    gpu_description: maybeUnknown,
    price_cents_per_hour: maybeUnknown,
    specs: z.object({
      gpus: maybeUnknown,
      vcpus: maybeAmount,
      memory_gib: maybeAmount,
      storage_gib: maybeAmount,
    }),
  }),
  regions_with_capacity_available: z.array(
    z.object({ name: z.string().refine((name) => isCleanText(name, 64)) }),
  ),
});
type Row = z.infer<typeof Row>;

/**
 * Turns Lambda's instance types into quotes: the Cloud API's version 1 (1.10.0 of its OpenAPI document
 * in 2026; the fields as dstackai/gpuhunt@12bf332 reads them).
 *
 * Prices are whole cents, of the whole instance, and the same in every region. A type is quoted in each
 * region that has capacity (`gpu_8x_h100_sxm5/us-east-1`), how much is not told; or, where none has, once
 * as sold out (`gpu_8x_h100_sxm5`). Types without a GPU are left out. Throws ProviderError only.
 */
export function normaliseLambda(body: unknown, observedAt: Instant): PollResult {
  const answer = Answer.safeParse(body);
  if (!answer.success) throw new ProviderError('MALFORMED', `${NAME} sent no list of instance types`);
  const raws = Object.values(answer.data.data);
  const rejects: Reject[] = [];
  const quotes = raws.flatMap((raw) => {
    const read = readRow(raw);
    if (read === 'NO_GPU') return [];
    if ('fault' in read) {
      rejects.push(read.fault);
      return [];
    }
    return read.quotes;
  });
  return pollResult({ name: NAME, observedAt, seen: raws.length, quotes, rejects });
}

function readRow(
  raw: unknown,
): { readonly quotes: readonly Quote[] } | { readonly fault: Reject } | 'NO_GPU' {
  const refused = (reason: RejectReason, detail: string) => ({ fault: reject(reason, detail, raw) });
  const parsed = Row.safeParse(raw);
  if (!parsed.success) return refused('MALFORMED', firstIssue(parsed.error, raw));
  const { instance_type: type, regions_with_capacity_available: regions } = parsed.data;
  const gpuCount = type.specs.gpus;
  if (gpuCount === 0) return 'NO_GPU';
  if (!isCount(gpuCount)) return refused('BAD_GPU_COUNT', `specs.gpus ${shown(gpuCount)}`);
  // "8x A100 (80 GB SXM4)" and "gpu_8x_a100_80gb_sxm4" say the count too.
  for (const said of [type.description, type.name]) {
    const count = /(?:^|_)(\d{1,3})x[ _]/.exec(said ?? '')?.[1];
    if (count !== undefined && Number(count) !== gpuCount)
      return refused('BAD_GPU_COUNT', `specs.gpus ${gpuCount} of ${shown(said)}`);
  }
  const fault = gpuNameFault('gpu_description', type.gpu_description);
  if (fault) return refused(fault.reason, fault.detail);
  const read = readPrice('price_cents_per_hour', type.price_cents_per_hour, gpuCount, CENTS_PER_USD);
  if (!('price' in read)) return refused(read.reason, read.detail);

  const gpuName = (type.gpu_description as string).trim();
  const quote = (place: string | null, stock: Stock): Quote => ({
    key: place === null ? type.name : `${type.name}/${place}`,
    gpuName,
    gpuCount,
    regionName: place,
    tier: 'STANDARD',
    billing: 'ON_DEMAND',
    price: read.price,
    stock,
    reliability: null,
    traits: traitsOf(type, gpuName),
  });
  const places = new Set(regions.map(({ name }) => name));
  if (places.size === 0) return { quotes: [quote(null, { kind: 'NONE' })] };
  return { quotes: [...places].map((place) => quote(place, { kind: 'UNKNOWN' })) };
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0 && (value as number) <= MAX_GPU_COUNT;
}

function traitsOf({ name, specs }: Row['instance_type'], gpuName: string): Traits {
  const vramGb = /\b(\d{1,4}) ?GB\b/.exec(gpuName)?.[1];
  return {
    instanceType: name,
    dataCenter: true,
    ...(vramGb === undefined ? {} : { vramMb: Number(vramGb) * 1024 }),
    ...(specs.vcpus ? { cpuCores: specs.vcpus } : {}),
    ...(specs.memory_gib ? { ramMb: Math.round(specs.memory_gib * 1024) } : {}),
    ...(specs.storage_gib ? { diskGb: Math.round(specs.storage_gib * GB_PER_GIB) } : {}),
  };
}
