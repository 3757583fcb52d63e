import type { Model } from './model.ts';
import { experts, gated, grouped } from './model.ts';
import { modelsOf } from './model-row.ts';

const llama2 = {
  developer: 'Meta',
  released: '2023-07',
  licence: 'Llama 2 Community License',
  vocabulary: 32_000,
  contextTokens: 4096,
} as const;

const llama3 = {
  ...llama2,
  released: '2024-04',
  licence: 'Llama 3 Community License',
  vocabulary: 128_256,
  contextTokens: 8192,
} as const;

const llama31 = {
  ...llama3,
  released: '2024-07',
  licence: 'Llama 3.1 Community License',
  contextTokens: 131_072,
} as const;

const llama32 = {
  ...llama31,
  released: '2024-09',
  licence: 'Llama 3.2 Community License',
  tiedEmbeddings: true,
} as const;

const llama4 = {
  ...llama31,
  released: '2025-04',
  licence: 'Llama 4 Community License',
  vocabulary: 202_048,
  layers: 48,
  hiddenSize: 5120,
  heads: 40,
  activeBillions: 17.2,
  // Three layers of four attend within chunks of 8192 tokens; the fourth to everything.
  attention: [grouped(36, 8, 128, 8192), grouped(12, 8, 128)],
  // The image encoder, which is of these weights and not of the text's layers.
  otherWeights: 0.9e9,
} as const;

const of8b = { layers: 32, hiddenSize: 4096, heads: 32, kv: [8, 128], feedForwardSize: 14_336 } as const;
const of70b = { layers: 80, hiddenSize: 8192, heads: 64, kv: [8, 128], feedForwardSize: 28_672 } as const;

/** Llama 2 to 4. Names without a version ("Llama 70B") mean several of them. */
export const metaModels: readonly Model[] = modelsOf([
  {
    ...llama2,
    name: 'Llama 2 7B',
    repository: 'meta-llama/Llama-2-7b-hf',
    aliases: ['codellama/CodeLlama-7b-hf', 'vicuna-7b'],
    billions: 6.74,
    layers: 32,
    hiddenSize: 4096,
    heads: 32,
    kv: [32, 128],
    feedForwardSize: 11_008,
  },
  {
    ...llama2,
    name: 'Llama 2 13B',
    repository: 'meta-llama/Llama-2-13b-hf',
    aliases: ['codellama/CodeLlama-13b-hf', 'vicuna-13b'],
    billions: 13.02,
    layers: 40,
    hiddenSize: 5120,
    heads: 40,
    kv: [40, 128],
    feedForwardSize: 13_824,
  },
  { ...llama2, ...of70b, name: 'Llama 2 70B', repository: 'meta-llama/Llama-2-70b-hf', billions: 68.98 },
  { ...llama3, ...of8b, name: 'Llama 3 8B', repository: 'meta-llama/Meta-Llama-3-8B', billions: 8.03 },
  { ...llama3, ...of70b, name: 'Llama 3 70B', repository: 'meta-llama/Meta-Llama-3-70B', billions: 70.55 },
  { ...llama31, ...of8b, name: 'Llama 3.1 8B', repository: 'meta-llama/Llama-3.1-8B', billions: 8.03 },
  {
    ...llama31,
    ...of70b,
    name: 'Llama 3.1 70B',
    repository: 'meta-llama/Llama-3.1-70B',
    aliases: ['nvidia/Llama-3.1-Nemotron-70B-Instruct-HF'],
    billions: 70.55,
  },
  {
    ...llama31,
    name: 'Llama 3.1 405B',
    repository: 'meta-llama/Llama-3.1-405B',
    billions: 405.85,
    layers: 126,
    hiddenSize: 16_384,
    heads: 128,
    kv: [8, 128],
    feedForwardSize: 53_248,
  },
  {
    ...llama32,
    name: 'Llama 3.2 1B',
    repository: 'meta-llama/Llama-3.2-1B',
    billions: 1.24,
    layers: 16,
    hiddenSize: 2048,
    heads: 32,
    kv: [8, 64],
    feedForwardSize: 8192,
  },
  {
    ...llama32,
    name: 'Llama 3.2 3B',
    repository: 'meta-llama/Llama-3.2-3B',
    billions: 3.21,
    layers: 28,
    hiddenSize: 3072,
    heads: 24,
    kv: [8, 128],
    feedForwardSize: 8192,
  },
  {
    ...llama31,
    ...of70b,
    name: 'Llama 3.3 70B',
    released: '2024-12',
    licence: 'Llama 3.3 Community License',
    repository: 'meta-llama/Llama-3.3-70B-Instruct',
    billions: 70.55,
  },
  {
    ...llama4,
    name: 'Llama 4 Scout',
    repository: 'meta-llama/Llama-4-Scout-17B-16E',
    aliases: ['Llama 4 Scout 109B', 'Llama 4 109B', 'llama4:16x17b'],
    billions: 108.6,
    contextTokens: 10_485_760,
    feedForward: [experts(48, 8192, [1, 16], 8192)],
  },
  {
    ...llama4,
    name: 'Llama 4 Maverick',
    repository: 'meta-llama/Llama-4-Maverick-17B-128E',
    aliases: ['Llama 4 Maverick 400B', 'Llama 4 400B', 'llama4:128x17b'],
    billions: 401.6,
    contextTokens: 1_048_576,
    // Every other layer is a mixture.
    feedForward: [experts(24, 8192, [1, 128], 8192), gated(24, 16_384)],
  },
]);
