import { gpuSlug, type GpuSlug } from '#units/gpu.ts';
import { awsSkus } from './cloud-skus-aws.ts';
import { azureSkus } from './cloud-skus-azure.ts';
import { gcpSkus } from './cloud-skus-gcp.ts';

/** A cloud whose instance types the table knows, by its provider's id. */
export type Cloud = 'aws' | 'azure' | 'gcp';

export const clouds: readonly Cloud[] = ['aws', 'azure', 'gcp'];

/** What an instance type has of GPUs: a number of whole ones. */
export type InstanceGpu = { readonly gpu: GpuSlug; readonly gpuCount: number };

/** What an instance type has of one GPU that it shares with others: the part, as a fraction ("1/6"). */
export type InstancePart = { readonly gpu: GpuSlug; readonly share: string };

const table: Readonly<Record<Cloud, ReadonlyMap<string, InstanceGpu | InstancePart>>> = {
  aws: read('aws', awsSkus),
  azure: read('azure', azureSkus),
  gcp: read('gcp', gcpSkus),
};

/**
 * The whole GPUs of an instance type, or at GCP of one accelerator ("nvidia-tesla-t4") that is added
 * to an N1 machine. Undefined for a type without GPUs, with a part of one, or not in the table: never
 * a guess from the name. Azure's names are read with and without "Standard_", in any case.
 */
export function instanceGpu(cloud: Cloud, sku: string): InstanceGpu | undefined {
  const found = table[cloud].get(skuKey(cloud, sku));
  return found && 'gpuCount' in found ? found : undefined;
}

/**
 * The part of a GPU that an instance type has; undefined for every other type. A part is to be
 * reported, and is no price of a GPU: its memory and its time are shared.
 */
export function instancePart(cloud: Cloud, sku: string): InstancePart | undefined {
  const found = table[cloud].get(skuKey(cloud, sku));
  return found && 'share' in found ? found : undefined;
}

/** Every instance type of a cloud with whole GPUs, as the table writes it. */
export function instanceTypes(cloud: Cloud): readonly (InstanceGpu & { readonly sku: string })[] {
  return [...table[cloud]].flatMap(([sku, found]) => ('gpuCount' in found ? [{ sku, ...found }] : []));
}

function skuKey(cloud: Cloud, sku: string): string {
  const name = sku.trim().toLowerCase();
  return cloud === 'azure' ? name.replace(/^standard_/, '').replace(/_promo$/, '') : name;
}

/** Reads lines of "gpu: sku count, sku count, …", where the count is whole or a fraction. */
function read(cloud: Cloud, lines: readonly string[]): ReadonlyMap<string, InstanceGpu | InstancePart> {
  const found = new Map<string, InstanceGpu | InstancePart>();
  for (const line of lines) {
    const [slug = '', skus = ''] = line.split(':');
    const gpu = gpuSlug(slug.trim());
    for (const entry of skus.split(',')) {
      const [sku = '', count = ''] = entry.trim().split(' ');
      const key = skuKey(cloud, sku);
      if (!/^[1-9]\d*(\/[2-9])?$/.test(count) || found.has(key))
        throw new RangeError(`${cloud}: cannot read "${entry}" of ${gpu}`);
      found.set(key, count.includes('/') ? { gpu, share: count } : { gpu, gpuCount: Number(count) });
    }
  }
  return found;
}
