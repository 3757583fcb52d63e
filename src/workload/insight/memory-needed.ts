import { OVERHEAD_GB } from '#analytics/model-memory.ts';
import { recogniseUseCase, type SpotUseCaseKey } from '#analytics/spot-suitability.ts';
import type { Gpu } from '#catalog/gpu.ts';
import { USABLE_SHARE, usableGb } from '#catalog/usable-memory.ts';
import { derived, fact, given, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { usableFigure } from '../memory-need.ts';
import type { WorkloadSetup } from './workload-setup.ts';

const NEED = formula('min(model * factor, gpus * (usable - overhead))');
const PER_GPU = formula('need / gpus + overhead');

/** What answers prompts takes weights, and a fifth of them for the cache and activations. */
const SERVED = fact(
  1.2,
  '1',
  'ASSUMED',
  'EleutherAI 2023, Transformer Math 101: serving takes 1.2 times the weights',
);
const TRAINED = fact(
  8,
  '1',
  'ASSUMED',
  'Rajbhandari et al. 2020, ZeRO, §3.1: training with Adam takes 16 bytes a parameter, of which the weights are 2',
);

const SERVING: ReadonlySet<SpotUseCaseKey> = new Set<SpotUseCaseKey>([
  'PRODUCTION_API',
  'REAL_TIME_INFERENCE',
  'STREAMING_RESPONSES',
  'BATCH_PROCESSING',
  'BATCH_EMBEDDINGS',
  'DEMO',
]);

/**
 * Gigabytes that the work takes on all GPUs together, what each has besides left out. What is not said to be serving is
 * taken for training, which takes the most; but no more than what the GPUs of now hold, as it runs there.
 */
export function memoryNeeded({ modelGb, gpu, gpuCount, useCase }: WorkloadSetup): Figure {
  const isServing = useCase !== null && SERVING.has(recogniseUseCase(useCase).useCase.key);
  const inputs = {
    model:
      modelGb === null
        ? fact(gpuCount * gpu.vramGb, 'GB', 'ASSUMED', 'all GPUs full, as no size of the model was told')
        : given(modelGb, 'GB'),
    factor: isServing ? SERVED : TRAINED,
    gpus: given(gpuCount, 'GPUs'),
    usable: usableFigure(gpu, USABLE_SHARE, true),
    overhead: overhead(),
  };
  return derived(NEED, inputs, 'GB', { source: 'the model, what its use takes, and what holds it now' });
}

/** The same for each of some GPUs. */
export function neededPerGpu(need: Figure, gpuCount: number): Figure {
  const inputs = {
    need,
    gpus: fact(gpuCount, 'GPUs', 'ASSUMED', 'GPUs it is divided over'),
    overhead: overhead(),
  };
  return derived(PER_GPU, inputs, 'GB', { source: 'a GPU’s share of it, and what each has besides' });
}

/** Whether so many of a GPU hold it. */
export function holds(need: Figure, gpu: Gpu, gpuCount: number): boolean {
  // The GPUs of now hold what was computed from them, whatever doubles make of it.
  return need.value / gpuCount + OVERHEAD_GB <= usableGb(gpu) + 1e-9;
}

function overhead(): Figure {
  return fact(OVERHEAD_GB, 'GB', 'ASSUMED', 'CUDA context, kernels and the allocator’s own');
}
