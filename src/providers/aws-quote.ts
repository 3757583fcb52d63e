import { instanceGpu, instancePart, instanceTypes } from '#catalog/cloud-skus.ts';
import { gpuBySlug } from '#catalog/gpus.ts';
import { readPrice, reject, shown } from '#units/quote-laws.ts';
import type { Billing, Quote, Reject, RejectReason } from '#units/quote.ts';
import type { SpotAdvice } from './aws-advisor.ts';

/** A price of a whole machine, as AWS's lists state it. */
export type AwsPrice = {
  /** AWS's code: "us-east-1", or a local zone's: "us-west-2-lax-1". */
  readonly region: string;
  readonly instanceType: string;
  readonly billing: Billing;
  /** Dollars an hour for the machine: a decimal, also as "9.0E-4". */
  readonly usd: string;
  /** The row as it came. */
  readonly raw: unknown;
};

const DECIMAL = /^\d{1,9}(\.\d{1,12})?(E-?\d{1,2})?$/i;

/**
 * Whether an instance type is of the families that carry GPUs: p and g (gr: more memory), and nothing
 * else begins so. Source: docs.aws.amazon.com/ec2/latest/instancetypes/ac.html, 2026-08.
 */
export function isGpuFamily(instanceType: string): boolean {
  return /^(p|g|gr)\d/.test(instanceType);
}

/** The instance types that can be quoted. */
export const awsInstanceTypes: readonly string[] = instanceTypes('aws').map(({ sku }) => sku);

/** Why a GPU family's instance type cannot be quoted, whatever its price; null where it can. */
export function instanceFault(
  instanceType: string,
): { readonly reason: RejectReason; readonly detail: string } | null {
  if (instanceGpu('aws', instanceType)) return null;
  const part = instancePart('aws', instanceType);
  if (part) return { reason: 'PARTIAL_GPU', detail: `it has ${part.share} of a GPU` };
  return { reason: 'NO_GPU_NAME', detail: 'which GPUs it has is not in the catalog' };
}

/**
 * The quote of one machine in one region, which must be one that `instanceFault` finds no fault with.
 * One key names the machine and its place for spot and on-demand alike: the billing tells them apart.
 * All are STANDARD: on hosts shared with others, as AWS rents machines unless told otherwise.
 */
export function awsQuote(price: AwsPrice, advice?: SpotAdvice): Quote | Reject {
  const { region, instanceType, billing, raw } = price;
  const { gpu, gpuCount } = instanceGpu('aws', instanceType)!;
  const field = `${region} ${instanceType} USD`;
  if (!DECIMAL.test(price.usd)) return reject('BAD_PRICE', `${field} ${shown(price.usd)}`, raw);
  const read = readPrice(field, Number(price.usd), gpuCount);
  if ('reason' in read) return reject(read.reason, read.detail, raw);
  return {
    key: `${region}/${instanceType}`,
    gpuName: gpuBySlug(gpu)?.name ?? gpu,
    gpuCount,
    regionName: region,
    tier: 'STANDARD',
    billing,
    price: read.price,
    stock: { kind: 'UNKNOWN' },
    reliability: null,
    traits: { instanceType, dataCenter: true, ...advice },
  };
}
