import { experts, gated, grouped, plain, state, type Model } from './model.ts';
import { modelsOf } from './model-row.ts';

const jamba = {
  developer: 'AI21 Labs',
  released: '2024-08',
  licence: 'Jamba Open Model License',
  vocabulary: 65_536,
  contextTokens: 262_144,
} as const;

const nemotron = {
  developer: 'NVIDIA',
  licence: 'NVIDIA Open Model License',
  vocabulary: 131_072,
  contextTokens: 131_072,
} as const;

/** Mamba (first generation): in, to rate and state of 16, rate, out, and the state's own matrix. */
function mambaWeights(hiddenSize: number, rank: number): number {
  const inner = 2 * hiddenSize;
  return hiddenSize * 2 * inner + inner * (rank + 32) + rank * inner + inner * hiddenSize + 16 * inner;
}

/** Mamba 2 with 8 groups and a state of 128: in (gate, input, groups, heads), out. */
function mamba2Weights(hiddenSize: number, heads: number, headDim: number): number {
  const inner = heads * headDim;
  return hiddenSize * (2 * inner + 2 * 8 * 128 + heads) + inner * hiddenSize;
}

/** A state of 128 for each inner value, and 3 steps of the convolution. */
function mamba2State(heads: number, headDim: number): number {
  const inner = heads * headDim;
  return inner * 128 + 3 * (inner + 2 * 8 * 128);
}

/**
 * Hybrids of attention and Mamba. A layer of Nemotron is attention, Mamba or feed-forward alone: the last are told
 * as layers with a state of nothing.
 */
export const hybridModels: readonly Model[] = modelsOf([
  {
    ...jamba,
    name: 'Jamba 1.5 Mini',
    repository: 'ai21labs/AI21-Jamba-Mini-1.5',
    aliases: ['AI21-Jamba-1.5-Mini', 'Jamba Mini 52B', 'ai21labs/AI21-Jamba-Mini-1.6'],
    billions: 51.6,
    activeBillions: 12,
    layers: 32,
    hiddenSize: 4096,
    heads: 32,
    attention: [grouped(4, 8, 128), state(28, 8192 * (16 + 3))],
    stateLayerWeights: mambaWeights(4096, 256),
    feedForward: [experts(16, 14_336, [2, 16]), gated(16, 14_336)],
  },
  {
    ...jamba,
    name: 'Jamba 1.5 Large',
    repository: 'ai21labs/AI21-Jamba-Large-1.5',
    aliases: ['AI21-Jamba-1.5-Large', 'Jamba Large 398B', 'ai21labs/AI21-Jamba-Large-1.6'],
    billions: 398.6,
    activeBillions: 94,
    layers: 72,
    hiddenSize: 8192,
    heads: 64,
    attention: [grouped(9, 8, 128), state(63, 16_384 * (16 + 3))],
    stateLayerWeights: mambaWeights(8192, 512),
    feedForward: [experts(36, 24_576, [2, 16]), gated(36, 24_576)],
  },
  {
    ...nemotron,
    name: 'Nemotron-H 8B',
    released: '2025-03',
    repository: 'nvidia/Nemotron-H-8B-Base-8K',
    billions: 8.1,
    layers: 52,
    hiddenSize: 4096,
    heads: 32,
    contextTokens: 8192,
    attention: [grouped(4, 8, 128), state(24, mamba2State(128, 64)), state(24, 0)],
    stateLayerWeights: mamba2Weights(4096, 128, 64),
    feedForward: [plain(24, 21_504)],
  },
  {
    ...nemotron,
    name: 'Nemotron Nano 9B v2',
    released: '2025-08',
    repository: 'nvidia/NVIDIA-Nemotron-Nano-9B-v2',
    aliases: ['Nemotron Nano 9B'],
    billions: 8.89,
    layers: 56,
    hiddenSize: 4480,
    heads: 40,
    attention: [grouped(4, 8, 128), state(27, mamba2State(128, 80)), state(25, 0)],
    stateLayerWeights: mamba2Weights(4480, 128, 80),
    feedForward: [plain(25, 15_680)],
  },
  {
    ...nemotron,
    name: 'Nemotron 3 Nano 30B A3B',
    released: '2025-12',
    repository: 'nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16',
    aliases: ['Nemotron 3 Nano', 'nemotron-3-nano:30b'],
    billions: 31.6,
    activeBillions: 3.6,
    layers: 52,
    hiddenSize: 2688,
    heads: 32,
    contextTokens: 262_144,
    attention: [grouped(6, 2, 128), state(23, mamba2State(64, 64)), state(23, 0)],
    stateLayerWeights: mamba2Weights(2688, 64, 64),
    feedForward: [{ ...experts(23, 1856, [6, 128], 3712), matrices: 2 }],
  },
]);
