import type { GpuSlug } from '#units/gpu.ts';
import type { Gpu } from './gpu.ts';
import { amdGpus } from './gpus-amd.ts';
import { intelGpus } from './gpus-intel.ts';
import { dataCenterGpus } from './gpus-nvidia-data-center.ts';
import { geforceGpus } from './gpus-nvidia-geforce.ts';
import { olderGeforceGpus } from './gpus-nvidia-geforce-older.ts';
import { hopperBlackwellGpus } from './gpus-nvidia-hopper-blackwell.ts';
import { workstationGpus } from './gpus-nvidia-workstation.ts';

/** Every GPU the catalog knows. */
export const gpus: readonly Gpu[] = [
  ...hopperBlackwellGpus,
  ...dataCenterGpus,
  ...workstationGpus,
  ...geforceGpus,
  ...olderGeforceGpus,
  ...amdGpus,
  ...intelGpus,
];

const bySlug: ReadonlyMap<string, Gpu> = new Map(gpus.map((gpu) => [gpu.slug, gpu]));

/** The GPU of a slug as stored with an offer; undefined where the catalog has none of that slug. */
export function gpuBySlug(slug: GpuSlug): Gpu | undefined {
  return bySlug.get(slug);
}
