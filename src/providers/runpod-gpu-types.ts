import { z } from 'zod';
import { isCleanText, readPrice, reject } from '#units/quote-laws.ts';
import type { Billing, Quote, Reject, Stock, Traits } from '#units/quote.ts';
import type { Instant } from '#units/time.ts';
import { gpuNameFault } from './gpu-name.ts';
import { readGraphqlAnswer, type GraphqlAnswer } from './graphql-answer.ts';
import { firstIssue, maybe, maybeAmount, maybeUnknown } from './loose.ts';
import { pollResult } from './poll-result.ts';
import { ProviderError, type PollResult } from './provider.ts';
import { cloudStatuses, readStatus, stockOf, type Status } from './runpod-stock.ts';

const NAME = 'RunPod';
const MAX_DATA_CENTERS = 200;

/** The stock asked of some data centres, in the order of the aliases dc0, dc1, … */
export type RegionalAnswer = { readonly dataCenterIds: readonly string[]; readonly body: unknown };

/** GPU types are judged one by one; a null among the types costs itself alone. */
const Prices = z.object({ gpuTypes: z.array(z.unknown()), dataCenters: maybe(z.array(z.unknown())) });

const DataCenter = z.object({ id: z.string(), listed: maybe(z.boolean()) });
const Identified = z.object({ id: z.string() });

const GpuType = z.object({
  id: maybeUnknown,
  displayName: maybe(z.string()),
  memoryInGb: maybeAmount,
  maxGpuCount: maybeAmount,
  maxGpuCountSecureCloud: maybeAmount,
  maxGpuCountCommunityCloud: maybeAmount,
  secureCloud: maybe(z.boolean()),
  communityCloud: maybe(z.boolean()),
  securePrice: maybeUnknown,
  communityPrice: maybeUnknown,
  secureSpotPrice: maybeUnknown,
  communitySpotPrice: maybeUnknown,
});
type GpuType = z.infer<typeof GpuType>;

type Cloud = 'secure' | 'community';

/** Which field holds which price, $/h for each GPU. */
const PRICES: readonly (readonly [Cloud, Billing, keyof GpuType])[] = [
  ['secure', 'ON_DEMAND', 'securePrice'],
  ['secure', 'SPOT', 'secureSpotPrice'],
  ['community', 'ON_DEMAND', 'communityPrice'],
  ['community', 'SPOT', 'communitySpotPrice'],
];

/** The ids of the data centres open to customers; none where the answer does not tell of any. */
export function listedDataCenters(prices: unknown): readonly string[] {
  const { dataCenters = [] } = readPrices(prices).data;
  const ids = dataCenters.flatMap((raw) => {
    const dataCenter = DataCenter.safeParse(raw).data;
    return dataCenter && dataCenter.listed !== false && isCleanText(dataCenter.id, 64) ? [dataCenter.id] : [];
  });
  return [...new Set(ids)].slice(0, MAX_DATA_CENTERS);
}

/**
 * Turns RunPod's answers into quotes, for each GPU type, cloud and billing: one for each data centre
 * that has it (`NVIDIA L4/secure/EU-RO-1`), at the type's price, as that is all RunPod tells; or, where
 * no data centre is told to have it, one of everywhere (`NVIDIA L4/secure`). Never both: they are the
 * same GPUs, which would count twice. The community cloud is always quoted of everywhere. A data centre
 * whose stock is null may be sold out or may never have had the type, so it is not quoted.
 *
 * A price that is null or 0 is not offered, and neither is a cloud marked as not having the type. The
 * id is the GPU's name, since only it tells form factors apart. Throws ProviderError only.
 */
export function normaliseRunpod(
  answers: { readonly prices: unknown; readonly regional?: readonly RegionalAnswer[] },
  observedAt: Instant,
): PollResult {
  const { data, answer } = readPrices(answers.prices);
  const regional = readRegional(answers.regional ?? []);
  const rejects: Reject[] = [...answer.rejects, ...regional.rejects];
  const quotes = data.gpuTypes.flatMap((raw, index) => {
    const read = readGpuType(raw);
    if ('fault' in read) {
      rejects.push(read.fault);
      return [];
    }
    const { type, id } = read;
    const status = (alias: string): Status => {
      const { status, odd } = answer.failedAt('gpuTypes', index, alias)
        ? { status: undefined }
        : readStatus(raw, alias);
      if (odd !== undefined) rejects.push(reject('MALFORMED', `${alias}.stockStatus ${odd}`, raw));
      return status;
    };
    const statuses = cloudStatuses({
      any: status('lowestPrice'),
      secure: status('secure'),
      community: status('community'),
    });
    return PRICES.flatMap(([cloud, billing, field]) => {
      const value = type[field];
      if (value === undefined || value === null || value === 0 || type[`${cloud}Cloud`] === false) return [];
      const read = readPrice(field, value);
      if (!('price' in read)) {
        rejects.push(reject(read.reason, read.detail, raw));
        return [];
      }
      const everywhere: Quote = {
        key: `${id}/${cloud}`,
        gpuName: id,
        gpuCount: 1,
        regionName: null,
        tier: cloud.toUpperCase(),
        billing,
        price: read.price,
        stock: stockOf(statuses[cloud]),
        reliability: null,
        traits: traitsOf(type, cloud),
      };
      const byPlace = cloud === 'secure' ? (regional.stock.get(id) ?? []) : [];
      if (byPlace.length === 0) return [everywhere];
      return byPlace.map(([place, stock]) => ({
        ...everywhere,
        key: `${everywhere.key}/${place}`,
        regionName: place,
        stock,
      }));
    });
  });
  return pollResult({ name: NAME, observedAt, seen: data.gpuTypes.length, quotes, rejects });
}

function readPrices(body: unknown): { data: z.infer<typeof Prices>; answer: GraphqlAnswer } {
  const answer = readGraphqlAnswer(NAME, body);
  const parsed = Prices.safeParse(answer.data);
  if (parsed.success) return { data: parsed.data, answer };
  const [said] = answer.rejects;
  throw new ProviderError('MALFORMED', `${NAME} sent no list of GPU types${said ? `: ${said.detail}` : ''}`);
}

/**
 * The levels of stock by GPU type and data centre. A server that refuses the question answers for no
 * data centre at all: that is a reject, and the prices stand.
 */
function readRegional(answers: readonly RegionalAnswer[]) {
  const stock = new Map<string, [place: string, Stock][]>();
  const rejects: Reject[] = [];
  for (const { dataCenterIds, body } of answers) {
    const read = readRegionalAnswer(body);
    rejects.push(...read.rejects);
    for (const raw of read.gpuTypes) {
      const id = Identified.safeParse(raw).data?.id.trim();
      if (!id) continue;
      const places = stock.get(id) ?? [];
      stock.set(id, places);
      for (const [i, place] of dataCenterIds.entries()) {
        const { status } = readStatus(raw, `dc${i}`);
        if (status) places.push([place, stockOf(status)]);
      }
    }
  }
  return { stock, rejects };
}

function readRegionalAnswer(body: unknown): { gpuTypes: readonly unknown[]; rejects: readonly Reject[] } {
  try {
    const { data, rejects } = readGraphqlAnswer(NAME, body);
    return { gpuTypes: Prices.safeParse(data).data?.gpuTypes ?? [], rejects };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return { gpuTypes: [], rejects: [reject('MALFORMED', `stock by data centre: ${error.message}`, body)] };
  }
}

function readGpuType(raw: unknown): { type: GpuType; id: string } | { fault: Reject } {
  const parsed = GpuType.safeParse(raw);
  if (!parsed.success) return { fault: reject('MALFORMED', firstIssue(parsed.error, raw), raw) };
  const type = parsed.data;
  const slice = type.displayName === undefined ? null : gpuNameFault('displayName', type.displayName);
  const fault = gpuNameFault('id', type.id) ?? (slice?.reason === 'PARTIAL_GPU' ? slice : null);
  if (fault) return { fault: reject(fault.reason, fault.detail, raw) };
  return { type, id: (type.id as string).trim() };
}

function traitsOf(type: GpuType, cloud: Cloud): Traits {
  const most =
    (cloud === 'secure' ? type.maxGpuCountSecureCloud : type.maxGpuCountCommunityCloud) ?? type.maxGpuCount;
  return {
    ...(type.memoryInGb === undefined ? {} : { vramMb: Math.round(type.memoryInGb * 1024) }),
    ...(most === undefined ? {} : { maxGpuCount: most }),
    ...(cloud === 'secure' ? { dataCenter: true } : {}),
  };
}
