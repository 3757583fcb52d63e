import { modelSlug } from '#units/model.ts';
import type { Model } from './model.ts';

export const models: readonly Model[] = [
  {
    slug: modelSlug('llama-3.1-8b'),
    name: 'Llama 3.1 8B',
    developer: 'Meta',
    released: '2024-07',
    licence: 'Llama 3.1 Community License',
    aliases: ['meta-llama/Llama-3.1-8B-Instruct', 'meta-llama/Llama-3.1-8B'],
    shape: {
      params: 8.03e9,
      activeParams: 8.03e9,
      layers: 32,
      hiddenSize: 4096,
      heads: 32,
      vocabulary: 128_256,
      contextTokens: 131_072,
      experts: null,
      attention: [{ kind: 'GROUPED', layers: 32, kvHeads: 8, headDim: 128, window: null }],
    },
    source: 'meta-llama/Llama-3.1-8B config.json',
  },
  {
    slug: modelSlug('llama-3.1-70b'),
    name: 'Llama 3.1 70B',
    developer: 'Meta',
    released: '2024-07',
    licence: 'Llama 3.1 Community License',
    aliases: ['meta-llama/Llama-3.1-70B-Instruct', 'meta-llama/Llama-3.1-70B'],
    shape: {
      params: 70.55e9,
      activeParams: 70.55e9,
      layers: 80,
      hiddenSize: 8192,
      heads: 64,
      vocabulary: 128_256,
      contextTokens: 131_072,
      experts: null,
      attention: [{ kind: 'GROUPED', layers: 80, kvHeads: 8, headDim: 128, window: null }],
    },
    source: 'meta-llama/Llama-3.1-70B config.json',
  },
];
