import { reportedShare } from '#catalog/usable-memory.ts';
import type { Gpu } from '#catalog/gpu.ts';
import { derived, fact, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';

export const MEMORY_PARTS = {
  WEIGHTS: 'The model’s weights, and those of its adapters.',
  KV_CACHE: 'Keys and values of every token of every sequence held, or the states in their place.',
  ACTIVATIONS: 'What is computed on the way: in training what waits for the backward pass.',
  GRADIENTS: 'A gradient for every parameter trained.',
  OPTIMIZER: 'The optimizer’s states: moments, and a copy of the weights in 32 bits.',
  GATHERED: 'Whole weights of two layers while they are computed with, where weights are divided (ZeRO-3).',
  OVERHEAD: 'What each GPU has besides: CUDA context, kernels, the allocator’s own.',
} as const;

export type MemoryPart = keyof typeof MEMORY_PARTS;

/** What one GPU holds, in gigabytes of 10⁹ bytes. */
export type MemoryNeed = {
  readonly parts: readonly { readonly part: MemoryPart; readonly figure: Figure }[];
  readonly total: Figure;
};

const NAMES: Readonly<Record<MemoryPart, string>> = {
  WEIGHTS: 'weights',
  KV_CACHE: 'kvCache',
  ACTIVATIONS: 'activations',
  GRADIENTS: 'gradients',
  OPTIMIZER: 'optimizer',
  GATHERED: 'gathered',
  OVERHEAD: 'overhead',
};

/** The parts and their sum. */
export function needOf(parts: MemoryNeed['parts']): MemoryNeed {
  const sum = formula(parts.map(({ part }) => NAMES[part]).join(' + '));
  const inputs = Object.fromEntries(parts.map(({ part, figure }) => [NAMES[part], figure]));
  return { parts, total: derived(sum, inputs, 'GB', { source: 'the sum of the parts' }) };
}

const USABLE = formula('vram * bytesPerVendorGb / 1e9 * reported * share');

/** What can be planned with of a GPU: the same as `usableGb`, with the arithmetic. */
export function usableFigure(gpu: Gpu, share: number, isDefault: boolean): Figure {
  return derived(
    USABLE,
    {
      vram: fact(gpu.vramGb, 'GB of 2^30 bytes', 'CATALOG', `${gpu.name}, by its vendor`),
      bytesPerVendorGb: fact(2 ** 30, 'bytes', 'CATALOG', 'vendors count memory in 2^30 bytes'),
      reported: fact(reportedShare(gpu), '1', 'ASSUMED', 'what drivers leave, error correction taken off'),
      share: isDefault
        ? fact(share, '1', 'ASSUMED', 'the default of vLLM’s --gpu-memory-utilization')
        : fact(share, '1', 'GIVEN', 'the caller'),
    },
    'GB',
    { source: 'the vendor’s figure, what drivers report of it, and the share planned with' },
  );
}
