import fc from 'fast-check';
import { expect, test } from 'vitest';
import { adapterParams } from '#analytics/adapter-params.ts';
import { trainingActivationBytes } from '#analytics/training-activations.ts';
import { largestMicroBatch, trainingMemory, type TrainingMemorySetup } from '#analytics/training-memory.ts';
import { models } from '#catalog/models.ts';

const LLAMA = models.find(({ slug }) => slug === 'llama-3.1-8b')!.shape;
const SEVEN = { ...LLAMA, params: 7e9, activeParams: 7e9 };
const SETUP: TrainingMemorySetup = {
  method: 'FULL',
  optimizer: 'ADAM_MIXED',
  adapterParams: 0,
  zeroStage: 0,
  gpuCount: 1,
  microBatch: 1,
  sequenceTokens: 2048,
  recomputation: 'SELECTIVE',
};
const ADAPTERS = 40e6;

/** Weights, gradients and optimizer together. */
function held(setup: Partial<TrainingMemorySetup>): number {
  const { weightsGb, gradientsGb, optimizerGb } = trainingMemory(SEVEN, { ...SETUP, ...setup });
  return weightsGb + gradientsGb + optimizerGb;
}

test('7B with Adam takes 112 GB, in 8 bits 70, in pure BF16 56', () => {
  expect(held({})).toBeCloseTo(112, 9);
  expect(held({ optimizer: 'ADAM_FP32' })).toBeCloseTo(112, 9);
  expect(held({ optimizer: 'ADAM_8BIT' })).toBeCloseTo(70, 9);
  expect(held({ optimizer: 'ADAM_BF16' })).toBeCloseTo(56, 9);
});

test('LoRA takes 2P + 16 a parameter of the adapters, QLoRA 0.516P', () => {
  expect(held({ method: 'LORA', adapterParams: ADAPTERS })).toBeCloseTo(14 + 0.64, 9);
  expect(held({ method: 'QLORA', adapterParams: ADAPTERS })).toBeCloseTo(0.516 * 7 + 0.64, 9);
});

test('ZeRO divides the optimizer, then gradients, then weights', () => {
  const on8 = (zeroStage: 1 | 2 | 3) => held({ zeroStage, gpuCount: 8 });
  // 7 × (2 + 2 + 12/8), 7 × (2 + 14/8), 7 × 16/8.
  expect([on8(1), on8(2), on8(3)]).toEqual([
    expect.closeTo(38.5, 9),
    expect.closeTo(26.25, 9),
    expect.closeTo(14, 9),
  ]);
});

test('adapters on every linear layer of Llama 3.1 8B at rank 16: 41.9 million', () => {
  expect(adapterParams(LLAMA, 16)).toBeCloseTo(41_943_040, -3);
  expect(adapterParams(LLAMA, 32)).toBeCloseTo(2 * adapterParams(LLAMA, 16), 3);
});

test('activations of GPT-3 as Korthikanti et al. give them', () => {
  // 175B: 96 layers, h 12288, 96 heads, s 2048, b 1: 5as/h = 80, so 34 + 80 bytes a value and layer.
  const gpt3 = { ...LLAMA, layers: 96, hiddenSize: 12_288, heads: 96, vocabulary: 51_200 };
  const gb = (recomputation: 'NONE' | 'SELECTIVE' | 'FULL') =>
    trainingActivationBytes(gpt3, { microBatch: 1, sequenceTokens: 2048, recomputation }) / 1e9;
  const value = (2048 * 12_288) / 1e9;
  const logits = (4 * 2048 * 51_200) / 1e9;
  expect(gb('NONE')).toBeCloseTo(96 * value * 114 + logits, 9);
  expect(gb('SELECTIVE')).toBeCloseTo(96 * value * 34 + logits, 9);
  expect(gb('FULL')).toBeCloseTo(96 * value * 2 + value * 34 + logits, 9);
});

const setups = fc.record({
  method: fc.constantFrom('FULL', 'LORA', 'QLORA'),
  optimizer: fc.constantFrom('ADAM_FP32', 'ADAM_MIXED', 'ADAM_8BIT', 'ADAM_BF16'),
  adapterParams: fc.integer({ min: 1e6, max: 1e9 }),
  zeroStage: fc.constantFrom(0, 1, 2, 3),
  gpuCount: fc.constantFrom(1, 2, 4, 8, 64),
  microBatch: fc.integer({ min: 1, max: 64 }),
  sequenceTokens: fc.integer({ min: 1, max: 32_768 }),
  recomputation: fc.constantFrom('NONE', 'SELECTIVE', 'FULL'),
}) satisfies fc.Arbitrary<TrainingMemorySetup>;

test('the largest micro-batch fits, and one more does not', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...models),
      setups,
      fc.double({ min: 1, max: 300, noNaN: true }),
      (m, setup, gb) => {
        const largest = largestMicroBatch(m.shape, setup, gb);
        const total = (microBatch: number) => trainingMemory(m.shape, { ...setup, microBatch }).totalGb;
        if (largest > 0) expect(total(largest)).toBeLessThanOrEqual(gb * (1 + 1e-9));
        expect(total(largest + 1)).toBeGreaterThan(gb * (1 - 1e-6));
      },
    ),
  );
});

test('parts add up; longer sequences and larger batches never take less', () => {
  fc.assert(
    fc.property(fc.constantFrom(...models), setups, fc.nat(1000), ({ shape }, setup, more) => {
      const { totalGb, ...parts } = trainingMemory(shape, setup);
      expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBeCloseTo(totalGb, 6);
      const longer = { ...setup, sequenceTokens: setup.sequenceTokens + more };
      expect(trainingMemory(shape, longer).totalGb).toBeGreaterThanOrEqual(totalGb);
      const larger = { ...setup, microBatch: setup.microBatch + more };
      expect(trainingMemory(shape, larger).totalGb).toBeGreaterThanOrEqual(totalGb);
    }),
  );
});
