import { most } from '#analytics/bisection.ts';
import { gpus as catalog } from '#catalog/gpus.ts';
import type { Gpu } from '#catalog/gpu.ts';
import { usableGb } from '#catalog/usable-memory.ts';
import { WEIGHT_BITS, type WeightFormat } from '#units/weight-format.ts';
import { cannotSplit, gpusOf, isHeld, type MemoryLoad } from './memory-load.ts';
import { COUNTS, type FittingRemedy, type Remedy } from './remedy.ts';
import { trainingRemedies } from './training-remedies.ts';

/** By falling bits: those that engines run. */
const SMALLER: readonly WeightFormat[] = ['FP8', 'Q6_K', 'Q5_K_M', 'Q4_K_M', 'AWQ', 'INT4'];

/**
 * What would make it fit, one change at a time and of each the least that does; where no single one does,
 * fewer bits or QLoRA together with more GPUs.
 */
export function remediesFor(load: MemoryLoad, gpu: Gpu, share: number): FittingRemedy[] {
  const fits = (changed: MemoryLoad, on = gpu): boolean => isHeld(changed, on, share);
  const single =
    load.kind === 'SERVING' ? servingRemedies(load, gpu, fits) : trainingRemedies(load, gpu, fits);
  const all = [...single, ...otherGpu(load, gpu, share)];
  return all.length > 0 ? all : together(load, gpu, fits);
}

type Fits = (changed: MemoryLoad, on?: Gpu) => boolean;
type Serving = Extract<MemoryLoad, { kind: 'SERVING' }>;

function servingRemedies(load: Serving, gpu: Gpu, fits: Fits): FittingRemedy[] {
  const { asked } = load;
  if (cannotSplit(load) !== null) return otherCount(load, gpu, fits);
  const found: FittingRemedy[] = [];
  const take = (changes: readonly Remedy[], changed: MemoryLoad | undefined, to: string): void => {
    if (changed) found.push({ changes, load: changed, gpu, to });
  };
  const fewer = SMALLER.filter((format) => WEIGHT_BITS[format] < WEIGHT_BITS[asked.format])
    .map((format): Serving => ({ ...load, asked: { ...asked, format } }))
    .find((changed) => fits(changed));
  if (fewer) take(['FEWER_BITS'], fewer, `weights ${fewer.asked.format}`);
  if (asked.kvFormat === 'FP16') {
    const changed: Serving = { ...load, asked: { ...asked, kvFormat: 'FP8' } };
    if (fits(changed)) take(['KV_CACHE_FP8'], changed, 'KV cache FP8');
  }
  const withContext = (contextTokens: number): Serving => ({ ...load, asked: { ...asked, contextTokens } });
  const context = most(asked.contextTokens - 1, (tokens) => fits(withContext(tokens)));
  // Shorter than this nobody would call it served.
  if (context >= 256) take(['SHORTER_CONTEXT'], withContext(context), `context ${context} tokens`);
  const withSequences = (sequences: number): Serving => ({ ...load, asked: { ...asked, sequences } });
  const sequences = most(asked.sequences - 1, (number) => fits(withSequences(number)));
  if (sequences > 0) take(['FEWER_SEQUENCES'], withSequences(sequences), `${sequences} sequences at once`);
  const gpuCount = COUNTS.find((count) => count > load.gpuCount && fits({ ...load, gpuCount: count }));
  if (gpuCount) take(['MORE_GPUS'], { ...load, gpuCount }, `${gpuCount} × ${gpu.name}`);
  return found;
}

/** The fewest that divide it and hold it: as many as asked divide it in no format. */
function otherCount(load: Serving, gpu: Gpu, fits: Fits): FittingRemedy[] {
  const gpuCount = COUNTS.find((count) => fits({ ...load, gpuCount: count }));
  if (!gpuCount) return [];
  return [{ changes: ['OTHER_COUNT'], load: { ...load, gpuCount }, gpu, to: `${gpuCount} × ${gpu.name}` }];
}

/** The GPU of least memory that holds it, as many of it; of the same memory the newest. */
function otherGpu(load: MemoryLoad, gpu: Gpu, share: number): FittingRemedy[] {
  const [least] = catalog
    .filter((other) => usableGb(other, share) > usableGb(gpu, share) && isHeld(load, other, share))
    .toSorted((a, b) => a.vramGb - b.vramGb || (a.launched < b.launched ? 1 : -1));
  const count = gpusOf(load);
  return least ? [{ changes: ['OTHER_GPU'], load, gpu: least, to: `${count} × ${least.name}` }] : [];
}

function together(load: MemoryLoad, gpu: Gpu, fits: Fits): FittingRemedy[] {
  const more = COUNTS.filter((count) => count > gpusOf(load));
  if (load.kind === 'SERVING') {
    const asked = { ...load.asked, format: 'AWQ' as const };
    const gpuCount = more.find((count) => fits({ ...load, asked, gpuCount: count }));
    const to = `weights AWQ, ${gpuCount} × ${gpu.name}`;
    return gpuCount
      ? [{ changes: ['FEWER_BITS', 'MORE_GPUS'], load: { ...load, asked, gpuCount }, gpu, to }]
      : [];
  }
  const small = {
    ...load.asked,
    method: 'QLORA' as const,
    recomputation: 'FULL' as const,
    zeroStage: 3 as const,
  };
  for (const gpuCount of [gpusOf(load), ...more]) {
    const changed: MemoryLoad = { ...load, asked: { ...small, gpuCount } };
    const to = `QLoRA, full recomputation, ZeRO-3 over ${gpuCount} × ${gpu.name}`;
    if (fits(changed)) return [{ changes: ['QLORA', 'RECOMPUTE', 'ZERO'], load: changed, gpu, to }];
  }
  return [];
}
