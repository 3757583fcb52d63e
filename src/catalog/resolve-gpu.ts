import type { Gpu } from './gpu.ts';
import { hasFacts, hasVram, namesOf, parseGpuName } from './gpu-name.ts';
import { gpus } from './gpus.ts';
import { isPartialGpu } from './partial-gpu.ts';

/** What a name means. A name that fits several GPUs is not guessed at. */
export type GpuResolution =
  | { readonly kind: 'MAPPED'; readonly gpu: Gpu }
  | { readonly kind: 'AMBIGUOUS'; readonly candidates: readonly Gpu[] }
  | { readonly kind: 'UNKNOWN' };

const UNKNOWN: GpuResolution = { kind: 'UNKNOWN' };

const byKey = indexNames();

/**
 * Finds the GPU that a provider or a person names: "NVIDIA GeForce RTX 4090", "rtx4090", "4090",
 * "h100-sxm", "NVIDIA H100 80GB HBM3". Whole names are compared, never parts of them.
 *
 * Memory, stated in the name or as `vramMb` (as a driver reports it, in units of 1,048,576 bytes),
 * decides between GPUs of one name, and contradicts: where no GPU of the name has that much the
 * answer is UNKNOWN. A `vramMb` that is not a positive number says nothing.
 */
export function resolveGpu(
  name: string,
  facts: { readonly vramMb?: number | undefined } = {},
): GpuResolution {
  if (isPartialGpu(name)) return UNKNOWN;
  const parsed = parseGpuName(name);
  const found = parsed?.keys.find(({ key }) => byKey.has(key));
  if (!parsed || !found) return UNKNOWN;

  const { vramMb = 0 } = facts;
  const stated = [parsed.vramGb ?? 0, vramMb / 1024].filter((gb) => gb > 0 && Number.isFinite(gb));
  const candidates = (byKey.get(found.key) ?? []).filter(
    (gpu) =>
      hasFacts(gpu, found) &&
      stated.every((gb) => hasVram(gpu, gb)) &&
      (stated.length > 0 || !gpu.onlyWithVram),
  );
  const [gpu] = candidates;
  if (!gpu) return UNKNOWN;
  return candidates.length === 1 ? { kind: 'MAPPED', gpu } : { kind: 'AMBIGUOUS', candidates };
}

function indexNames(): ReadonlyMap<string, readonly Gpu[]> {
  const index = new Map<string, Gpu[]>();
  for (const gpu of gpus)
    for (const name of namesOf(gpu)) {
      const key = parseGpuName(name)?.keys[0]?.key;
      if (key === undefined) throw new RangeError(`${gpu.slug}: nothing to find "${name}" by`);
      const named = index.get(key);
      if (!named) index.set(key, [gpu]);
      else if (!named.includes(gpu)) named.push(gpu);
    }
  return index;
}
