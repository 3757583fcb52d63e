import { z } from 'zod';
import { isCleanText, MAX_GPU_COUNT, readPrice, reject, shown } from '#units/quote-laws.ts';
import type { Billing, Quote, Reject, RejectReason, Stock, Traits } from '#units/quote.ts';
import type { Instant } from '#units/time.ts';
import { gpuNameFault } from './gpu-name.ts';
import { firstIssue, maybe, maybeAmount, maybeUnknown, numberIn } from './loose.ts';
import { pollResult } from './poll-result.ts';
import { ProviderError, type PollResult } from './provider.ts';

const NAME = 'Verda';

const Type = z.object({
  instance_type: z.string().regex(/^[\w.+-]{1,64}$/),
  name: maybe(z.string()),
  gpu: z.object({ description: maybe(z.string()), number_of_gpus: maybeUnknown }),
  gpu_memory: maybe(z.object({ size_in_gigabytes: maybeAmount })),
  cpu: maybe(z.object({ number_of_cores: maybeAmount })),
  memory: maybe(z.object({ size_in_gigabytes: maybeAmount })),
  currency: maybe(z.string()),
  price_per_hour: maybeUnknown,
  spot_price: maybeUnknown,
});
type Type = z.infer<typeof Type>;

const Availability = z.array(
  z.object({
    location_code: z.string().refine((code) => isCleanText(code, 64)),
    availabilities: z.array(z.string()),
  }),
);

/** The types that can be rented now, by location. */
export type VerdaAvailability = ReadonlyMap<string, ReadonlySet<string>>;

/** Which field holds which price, of the whole instance for an hour, as a decimal text. */
const PRICES: readonly (readonly [Billing, 'price_per_hour' | 'spot_price'])[] = [
  ['ON_DEMAND', 'price_per_hour'],
  ['SPOT', 'spot_price'],
];

/** Reads what `GET /v1/instance-availability` answers. Throws ProviderError where it is something else. */
export function readAvailability(body: unknown): VerdaAvailability {
  const parsed = Availability.safeParse(body);
  if (!parsed.success)
    throw new ProviderError('MALFORMED', `${NAME} sent no availability: ${firstIssue(parsed.error, body)}`);
  return new Map(parsed.data.map((at) => [at.location_code, new Set(at.availabilities)]));
}

/**
 * Turns Verda's instance types into quotes: the API's version 1, as verda-cloud/sdk-python@4f08063
 * (`instance_types`, `instances.get_availabilities`) and dstackai/gpuhunt@2449039 read it in 2026.
 *
 * Prices are decimal texts, of the whole instance. `gpu_memory` is that of all its GPUs together, while
 * the description states it of one ("8x H100 SXM5 80GB"). Where availability is known, a type is quoted
 * in each location that has it (`1H100.80S.30V/FIN-01`), how many is not told, or, where none has, once
 * as sold out; else once, of no place. Types without a GPU are left out. Throws ProviderError only.
 */
export function normaliseVerda(
  body: unknown,
  observedAt: Instant,
  availability?: Readonly<Record<Billing, VerdaAvailability>>,
): PollResult {
  if (!Array.isArray(body)) throw new ProviderError('MALFORMED', `${NAME} sent no list of instance types`);
  const rejects: Reject[] = [];
  const quotes = (body as readonly unknown[]).flatMap((raw) => {
    const read = readType(raw);
    rejects.push(...read.rejects);
    const { type } = read;
    if (!type) return [];
    return read.prices.flatMap(([billing, price]): Quote[] => {
      const quote = (place: string | null, stock: Stock): Quote => ({
        key: place === null ? type.instance_type : `${type.instance_type}/${place}`,
        gpuName: read.gpuName,
        gpuCount: read.gpuCount,
        regionName: place,
        tier: 'STANDARD',
        billing,
        price,
        stock,
        reliability: null,
        traits: traitsOf(type, read.gpuName, read.gpuCount),
      });
      if (!availability) return [quote(null, { kind: 'UNKNOWN' })];
      const places = [...availability[billing]].filter(([, types]) => types.has(type.instance_type));
      if (places.length === 0) return [quote(null, { kind: 'NONE' })];
      return places.map(([place]) => quote(place, { kind: 'UNKNOWN' }));
    });
  });
  return pollResult({ name: NAME, observedAt, seen: body.length, quotes, rejects });
}

type Read = {
  readonly type: Type | null;
  readonly gpuName: string;
  readonly gpuCount: number;
  readonly prices: readonly (readonly [Billing, Quote['price']])[];
  readonly rejects: readonly Reject[];
};

const LEFT_OUT: Read = { type: null, gpuName: '', gpuCount: 0, prices: [], rejects: [] };

function readType(raw: unknown): Read {
  const refused = (reason: RejectReason, detail: string): Read => ({
    ...LEFT_OUT,
    rejects: [reject(reason, detail, raw)],
  });
  const parsed = Type.safeParse(raw);
  if (!parsed.success) return refused('MALFORMED', firstIssue(parsed.error, raw));
  const type = parsed.data;
  const gpuCount = type.gpu.number_of_gpus;
  if (gpuCount === 0) return LEFT_OUT;
  if (!isCount(gpuCount)) return refused('BAD_GPU_COUNT', `gpu.number_of_gpus ${shown(gpuCount)}`);
  const { description = '' } = type.gpu;
  const [, count, described] = /^(\d{1,4})\s*x\s+(.+)$/i.exec(description) ?? [];
  if (count !== undefined && Number(count) !== gpuCount)
    return refused('BAD_GPU_COUNT', `gpu.number_of_gpus ${gpuCount} of ${shown(description)}`);
  const gpuName = (described ?? type.name)?.trim();
  const fault = gpuNameFault('gpu.description', gpuName);
  if (fault) return refused(fault.reason, fault.detail);
  if ((type.currency ?? 'usd').toLowerCase() !== 'usd')
    return refused('BAD_PRICE', `currency ${shown(type.currency)}`);

  const prices: [Billing, Quote['price']][] = [];
  const rejects: Reject[] = [];
  for (const [billing, field] of PRICES) {
    const value = numberIn(type[field]);
    // A type that is not rented out in one way has no price for it.
    if (value === undefined || value === null || value === 0) continue;
    const read = readPrice(field, value, gpuCount);
    if ('price' in read) prices.push([billing, read.price]);
    else rejects.push(reject(read.reason, read.detail, raw));
  }
  if (prices.length === 0 && rejects.length === 0) return refused('BAD_PRICE', 'no price_per_hour');
  return { type, gpuName: gpuName!, gpuCount, prices, rejects };
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0 && (value as number) <= MAX_GPU_COUNT;
}

function traitsOf(type: Type, gpuName: string, gpuCount: number): Traits {
  const stated = /\b(\d{1,4})\s?GB\b/i.exec(gpuName)?.[1];
  const all = type.gpu_memory?.size_in_gigabytes;
  const vramGb = stated === undefined ? all && all / gpuCount : Number(stated);
  const cores = type.cpu?.number_of_cores;
  const ramGb = type.memory?.size_in_gigabytes;
  return {
    instanceType: type.instance_type,
    dataCenter: true,
    ...(vramGb ? { vramMb: Math.round(vramGb * 1024) } : {}),
    ...(cores ? { cpuCores: cores } : {}),
    ...(ramGb ? { ramMb: Math.round(ramGb * 1024) } : {}),
  };
}
