import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isDivisible, kvBytes, servingMemory, weightsGb } from '#analytics/model-memory.ts';
import { models } from '#catalog/models.ts';
import type { ModelShape } from '#units/model.ts';

const shapeOf = (slug: string): ModelShape => {
  const model = models.find((one) => one.slug === slug);
  if (!model) throw new Error(`no ${slug}`);
  return model.shape;
};
const SMALL = shapeOf('llama-3.1-8b');

test('weights in whole gigabytes by FP16, INT8 and INT4', () => {
  const table = [7e9, 13e9, 70e9].map((params) =>
    [16, 8, 4].map((bits) => Math.round(weightsGb(params, bits))),
  );
  expect(table).toEqual([
    [14, 7, 4],
    [26, 13, 7],
    [140, 70, 35],
  ]);
});

test('the cache of Llama 3 8B takes 131 KB a token', () => {
  // 2 × 32 layers × 8 heads × 128 values × 2 bytes.
  expect(kvBytes(SMALL, 1, 2)).toBe(131_072);
});

test('a window, a latent vector and a state bound what is remembered', () => {
  const attention = [
    { kind: 'GROUPED', layers: 5, kvHeads: 4, headDim: 256, window: 1024 },
    { kind: 'GROUPED', layers: 1, kvHeads: 4, headDim: 256, window: null },
  ] as const;
  // 2 × 4 × 256 × 2 bytes = 4096 a layer and token: five layers hold 1024 tokens, one all 10,000.
  expect(kvBytes({ attention }, 10_000, 2)).toBe(4096 * (5 * 1024 + 10_000));
  const latent = [{ kind: 'LATENT', layers: 61, latentDim: 512, ropeDim: 64 }] as const;
  // DeepSeek-V3: 61 × 576 × 2 bytes.
  expect(kvBytes({ attention: latent }, 1, 2)).toBe(70_272);
  const state = [{ kind: 'STATE', layers: 10, stateValues: 1000 }] as const;
  expect(kvBytes({ attention: state }, 1, 2)).toBe(kvBytes({ attention: state }, 100_000, 2));
});

test('a cache is divided as far as there are heads, a latent one among machines alone', () => {
  const on = (gpusPerNode: number, nodes = 1) => kvBytes(SMALL, 1000, 2, { gpusPerNode, nodes });
  expect(on(4)).toBe(on(1) / 4);
  expect(on(8)).toBe(on(1) / 8);
  // Eight heads: sixteen GPUs hold one each, half of them the same.
  expect(on(16)).toBe(on(8));
  expect(on(8, 2)).toBe(on(8) / 2);
  const attention = [{ kind: 'LATENT', layers: 61, latentDim: 512, ropeDim: 64 }] as const;
  expect(kvBytes({ attention }, 1, 2, { gpusPerNode: 8, nodes: 1 })).toBe(70_272);
});

test('serving 8B as vLLM measured it: weights 14.96 GiB, activations 1.26 GiB', () => {
  // vllm#10511: Meta-Llama-3-8B, 8192 tokens a step, 256 sequences; cache left out here.
  const load = { weightBits: 16, kvBits: 16, contextTokens: 8192, sequences: 256 };
  const { weightsGb: weights, activationsGb } = servingMemory(SMALL, load, undefined, 8192);
  expect(weights / 1.073741824).toBeCloseTo(14.96, 1);
  expect(activationsGb / 1.073741824).toBeCloseTo(1.26, 1);
});

test('overhead stays on each GPU, weights are divided', () => {
  const load = { weightBits: 16, kvBits: 16, contextTokens: 4096, sequences: 4 };
  const one = servingMemory(SMALL, load);
  const four = servingMemory(SMALL, load, { gpusPerNode: 4, nodes: 1 });
  expect(four.weightsGb).toBeCloseTo(one.weightsGb / 4, 9);
  expect([four.overheadGb, four.activationsGb]).toEqual([one.overheadGb, one.activationsGb]);
});

test('more bits, context, sequences never take less; more GPUs never more', () => {
  const load = fc.record({
    weightBits: fc.constantFrom(4, 4.25, 8, 16),
    kvBits: fc.constantFrom(8, 16),
    contextTokens: fc.integer({ min: 1, max: 131_072 }),
    sequences: fc.integer({ min: 1, max: 512 }),
  });
  const split = fc.record({ gpusPerNode: fc.constantFrom(1, 2, 4, 8), nodes: fc.constantFrom(1, 2, 4) });
  fc.assert(
    fc.property(fc.constantFrom(...models), load, load, split, split, ({ shape }, a, b, from, to) => {
      const larger = {
        weightBits: Math.max(a.weightBits, b.weightBits),
        kvBits: Math.max(a.kvBits, b.kvBits),
        contextTokens: Math.max(a.contextTokens, b.contextTokens),
        sequences: Math.max(a.sequences, b.sequences),
      };
      const total = servingMemory(shape, a, from).totalGb;
      expect(servingMemory(shape, larger, from).totalGb).toBeGreaterThanOrEqual(total);
      const wider = {
        gpusPerNode: Math.max(from.gpusPerNode, to.gpusPerNode),
        nodes: Math.max(from.nodes, to.nodes),
      };
      expect(servingMemory(shape, a, wider).totalGb).toBeLessThanOrEqual(total);
    }),
  );
});

test.each([
  [{ gpusPerNode: 8, nodes: 1 }, true],
  [{ gpusPerNode: 3, nodes: 1 }, false],
  [{ gpusPerNode: 1, nodes: 32 }, true],
  [{ gpusPerNode: 1, nodes: 33 }, false],
])('32 heads and 32 layers on %j: %j', (split, divides) => {
  expect(isDivisible(shapeOf('llama-3.1-8b'), split)).toBe(divides);
});
