import type { Billing } from '#units/quote.ts';
import type { GpuSlug } from '#units/gpu.ts';
import type { Instant } from '#units/time.ts';
import type { ListPrice } from './cloud-price.ts';
import { awsListPrices } from './cloud-prices-aws.ts';
import { azureListPrices } from './cloud-prices-azure.ts';
import { gcpListPrices } from './cloud-prices-gcp.ts';
import { instanceGpu, type Cloud } from './cloud-skus.ts';

/** Every list price known, by cloud. Where a type, region and time are not in it, nothing is known of them. */
export const listPrices: Readonly<Record<Cloud, readonly ListPrice[]>> = {
  aws: awsListPrices,
  azure: azureListPrices,
  gcp: gcpListPrices,
};

/** The region each cloud is compared in, and the one it falls back to: its oldest ones in the United States. */
export const referenceRegions: Readonly<Record<Cloud, readonly string[]>> = {
  aws: ['us-east-1'],
  azure: ['eastus2', 'eastus'],
  gcp: ['us-central1'],
};

/** A list price with the GPUs it pays for. */
export type GpuListPrice = ListPrice & { readonly gpu: GpuSlug; readonly gpuCount: number };

/** The list prices of a cloud that held at an instant, of types with whole GPUs, in its reference regions. */
export function listPricesAt(cloud: Cloud, billing: Billing, at: Instant): GpuListPrice[] {
  return listPrices[cloud].flatMap((row) => {
    const holds = row.billing === billing && row.from <= at && (row.to === null || at < row.to);
    const gpus = holds && referenceRegions[cloud].includes(row.region) && instanceGpu(cloud, row.sku);
    return gpus ? [{ ...row, ...gpus }] : [];
  });
}
