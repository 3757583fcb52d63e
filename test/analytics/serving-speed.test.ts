import fc from 'fast-check';
import { expect, test } from 'vitest';
import { servingFit } from '#analytics/serving-fit.ts';
import { servingSpeedFigures } from '#analytics/serving-speed-figures.ts';
import { servingSpeed, type ServingSetup, type SpeedGpu } from '#analytics/serving-speed.ts';
import type { Figure } from '#units/figure.ts';
import type { ModelShape } from '#units/model.ts';
import { byJavaScript } from '../support/redo.ts';

const LLAMA_8B: ModelShape = {
  params: 8.03e9,
  activeParams: 8.03e9,
  layers: 32,
  hiddenSize: 4096,
  heads: 32,
  vocabulary: 128_256,
  contextTokens: 131_072,
  experts: null,
  attention: [{ kind: 'GROUPED', layers: 32, kvHeads: 8, headDim: 128, window: null }],
};

const RTX_4090: SpeedGpu = {
  architecture: 'Ada',
  memoryType: 'GDDR6X',
  class: 'CONSUMER',
  formFactor: 'PCIE',
  vramGb: 24,
  bandwidthGBPerSecond: 1008,
  fp16Tflops: 165.2,
  bf16Tflops: 165.2,
  fp8Tflops: 330.4,
};

const H100: SpeedGpu = {
  architecture: 'Hopper',
  memoryType: 'HBM3',
  formFactor: 'SXM',
  vramGb: 80,
  bandwidthGBPerSecond: 3352,
  fp16Tflops: 989,
  bf16Tflops: 989,
  fp8Tflops: 1979,
};

const ALONE: ServingSetup = {
  model: LLAMA_8B,
  gpu: RTX_4090,
  gpuCount: 1,
  engine: 'LLAMA_CPP',
  weightBits: 4.85,
  kvBits: 16,
  batch: 1,
  inputTokens: 0,
  outputTokens: 512,
  softwareYear: 2024.4,
};

test('one stream of llama.cpp is what memory is read in, and 99 µs a layer', () => {
  // 8.03e9 × 4.85 ÷ 8 = 4.868 GB ÷ (.96 × 1008) = 5.031 ms; cache of 256 tokens 33.55 MB ÷ (.4 × 1008) = .083 ms;
  // 2 × 8.03e9 ÷ (.36 × 2 × 165.2e12) = .135 ms; 32 × 99 µs = 3.168 ms. Together 8.417 ms.
  expect(servingSpeed(ALONE).streamTokensPerSecond).toBeCloseTo(118.8, 1);
});

test('a layer split brings one stream no speed, tensor parallel does', () => {
  const four = { ...ALONE, gpuCount: 4 };
  // Three hops of 250 µs.
  expect(1 / servingSpeed(four).streamTokensPerSecond).toBeCloseTo(0.008417 + 0.00075, 6);
  const [one, parallel] = [1, 4].map((gpuCount) =>
    servingSpeed({ ...ALONE, gpu: H100, engine: 'VLLM', weightBits: 16, gpuCount }),
  );
  const gain = (parallel?.streamTokensPerSecond ?? 0) / (one?.streamTokensPerSecond ?? NaN);
  expect(gain).toBeGreaterThan(1.3);
  expect(gain).toBeLessThan(4);
});

test('a batch of vLLM is its step and the prompts read in between', () => {
  const setup: ServingSetup = {
    ...ALONE,
    gpu: H100,
    engine: 'VLLM',
    weightBits: 16,
    batch: 64,
    inputTokens: 512,
    outputTokens: 256,
    softwareYear: 2025.75,
  };
  const step =
    16.06 / (0.9 * 3352) + // weights, seconds
    (64 * 0.08388608) / (0.85 * 3352) + // 640 tokens × 131,072 bytes each
    (64 * 2 * 8.03e9) / (0.7 * 989e12) +
    32 * 100e-6 +
    64 * 60e-6;
  const prompt = (2 * 8.03e9 + 2 * 32 * 4096 * 512) / (0.7 * 989e12);
  const speed = servingSpeed(setup);
  expect(speed.streamTokensPerSecond).toBeCloseTo(1 / step, 6);
  expect(speed.prefillTokensPerSecond).toBeCloseTo(1 / prompt, 3);
  expect(speed.tokensPerSecond).toBeCloseTo(1 / (step / 64 + 2 * prompt), 6);
  expect(speed.firstTokenSeconds).toBeCloseTo(512 * prompt, 9);
  // A client that is busy for 600 µs a token takes no more than 1,667 a second.
  const bound = servingSpeed({ ...setup, clientSecondsPerToken: 600e-6 }).tokensPerSecond;
  expect(1 / bound).toBeCloseTo(1 / speed.tokensPerSecond + 600e-6, 9);
});

test('a mixture of experts reads the experts it touches: few alone, all in a large batch', () => {
  const mixture: ModelShape = { ...LLAMA_8B, params: 80.3e9 };
  const at = (batch: number, model: ModelShape): number =>
    servingSpeed({ ...ALONE, gpu: H100, gpuCount: 8, engine: 'VLLM', weightBits: 16, batch, model })
      .streamTokensPerSecond;
  const dense: ModelShape = { ...mixture, activeParams: mixture.params };
  expect(at(1, mixture) / at(1, dense)).toBeGreaterThan(1.5);
  expect(at(1, mixture)).toBeLessThan(at(1, LLAMA_8B));
  expect(at(512, mixture) / at(512, dense)).toBeLessThan(2);
});

test('what does not fit spills with llama.cpp, three to eleven times slower, and is refused by vLLM', () => {
  const large: ModelShape = { ...LLAMA_8B, params: 70.6e9, activeParams: 70.6e9, layers: 80 };
  const spilled = { ...ALONE, model: large };
  expect(servingFit(spilled)).toBe('SPILLS');
  expect(servingFit({ ...spilled, engine: 'VLLM' })).toBe('DOES_NOT_FIT');
  expect(servingFit(ALONE)).toBe('FITS');
  const roomy = { ...spilled, gpu: { ...RTX_4090, vramGb: 96 } };
  const slower = servingSpeed(roomy).streamTokensPerSecond / servingSpeed(spilled).streamTokensPerSecond;
  expect(slower).toBeGreaterThan(3);
  expect(slower).toBeLessThan(11);
});

test('a batch is as large as its cache allows, or as a limit on the time of a token', () => {
  const many = { ...ALONE, engine: 'VLLM', weightBits: 8, batch: 4096, inputTokens: 4096 } as const;
  const more = servingSpeed({ ...many, batch: 100_000 });
  expect(more).toEqual(servingSpeed(many));
  const limited = servingSpeed({ ...many, inputTokens: 1, longestTokenSeconds: 0.02 });
  expect(limited.streamTokensPerSecond).toBeGreaterThanOrEqual(50 - 1e-6);
});

const setups: fc.Arbitrary<ServingSetup> = fc.record({
  model: fc
    .record({
      params: fc.double({ min: 1e8, max: 1e12, noNaN: true }),
      active: fc.double({ min: 0.02, max: 1, noNaN: true }),
      layers: fc.integer({ min: 1, max: 130 }),
      kvHeads: fc.integer({ min: 1, max: 64 }),
    })
    .map(({ params, active, layers, kvHeads }): ModelShape => ({
      ...LLAMA_8B,
      params,
      activeParams: active * params,
      layers,
      attention: [{ kind: 'GROUPED', layers, kvHeads, headDim: 128, window: null }],
    })),
  gpu: fc.constantFrom(RTX_4090, H100),
  gpuCount: fc.constantFrom(1, 2, 4, 8),
  engine: fc.constantFrom('LLAMA_CPP', 'OLLAMA', 'VLLM', 'SGLANG', 'TENSORRT_LLM'),
  weightBits: fc.constantFrom(4.25, 4.85, 8, 16),
  kvBits: fc.constantFrom(8, 16),
  batch: fc.integer({ min: 1, max: 2048 }),
  inputTokens: fc.integer({ min: 0, max: 32_768 }),
  outputTokens: fc.integer({ min: 1, max: 8192 }),
  compute: fc.constantFrom('BF16', 'FP8', 'FP4'),
  split: fc.constantFrom('LAYERS', 'TENSOR', 'REPLICAS'),
  softwareYear: fc.double({ min: 2023, max: 2027, noNaN: true }),
});

test('the more bandwidth, batch, and the fewer bits, the faster; a stream the slower in a larger batch', () => {
  fc.assert(
    fc.property(setups, fc.double({ min: 1, max: 4, noNaN: true }), (setup, factor) => {
      const plain = servingSpeed(setup);
      const least = plain.tokensPerSecond * (1 - 1e-9);
      const gpu = { ...setup.gpu, bandwidthGBPerSecond: setup.gpu.bandwidthGBPerSecond * factor };
      expect(servingSpeed({ ...setup, gpu }).tokensPerSecond).toBeGreaterThanOrEqual(least);
      const batch = Math.ceil(setup.batch * factor);
      const larger = servingSpeed({ ...setup, batch });
      expect(larger.tokensPerSecond).toBeGreaterThanOrEqual(least);
      expect(larger.streamTokensPerSecond).toBeLessThanOrEqual(plain.streamTokensPerSecond * (1 + 1e-9));
      if (setup.split === 'REPLICAS') return;
      const narrower = servingSpeed({ ...setup, weightBits: setup.weightBits / factor });
      expect(narrower.tokensPerSecond).toBeGreaterThanOrEqual(least);
    }),
  );
});

test('nothing is beyond the hardware: neither the memory’s bandwidth nor the matrix units’ peak', () => {
  fc.assert(
    fc.property(setups, (setup) => {
      const { model, gpu, gpuCount, weightBits } = setup;
      const { tokensPerSecond, streamTokensPerSecond, prefillTokensPerSecond } = servingSpeed(setup);
      for (const value of [tokensPerSecond, streamTokensPerSecond, prefillTokensPerSecond]) {
        expect(value).toBeGreaterThan(0);
        expect(value).toBeLessThan(Infinity);
      }
      const bytes = (model.activeParams * weightBits) / 8;
      expect(streamTokensPerSecond * bytes).toBeLessThanOrEqual(gpuCount * gpu.bandwidthGBPerSecond * 1e9);
      const peak = gpuCount * 4 * (gpu.bf16Tflops ?? 0) * 1e12;
      const each = 1 + setup.inputTokens / setup.outputTokens;
      expect(tokensPerSecond * 2 * model.activeParams * each).toBeLessThanOrEqual(peak);
    }),
  );
});

test('every figure’s formula gives it, down to the facts, and the figures are what is served', () => {
  fc.assert(
    fc.property(setups, fc.option(fc.constant(0.05), { nil: undefined }), (setup, limit) => {
      const asked = limit === undefined ? setup : { ...setup, longestTokenSeconds: limit };
      const figures = servingSpeedFigures(asked);
      const speed = servingSpeed(asked);
      for (const name of Object.keys(speed) as (keyof typeof speed)[]) {
        expect(figures[name].value / speed[name] || 1).toBeCloseTo(1, 9);
        redo(figures[name]);
      }
    }),
    { numRuns: 50 },
  );
});

function redo({ value, explain }: Figure): void {
  if (!explain) return;
  const inputs = Object.entries(explain.inputs);
  const again = byJavaScript(
    explain.formula,
    Object.fromEntries(inputs.map(([name, input]) => [name, input.value])),
  );
  expect(Math.abs(again - value)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(value)));
  for (const [, input] of inputs) redo(input);
}
