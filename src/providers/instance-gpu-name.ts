import { instanceGpu, type Cloud } from '#catalog/cloud-skus.ts';
import { gpuBySlug } from '#catalog/gpus.ts';

/** The name of the GPU a cloud's instance type has, as the catalog writes it; null where the table has none. */
export function instanceGpuName(cloud: Cloud, sku: string): string | null {
  const known = instanceGpu(cloud, sku);
  return known ? (gpuBySlug(known.gpu)?.name ?? known.gpu) : null;
}
