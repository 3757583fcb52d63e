import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { errorOf, sigmaOf, THROUGHPUT_ERROR } from '#analytics/throughput-error.ts';

test('the errors that answers tell are those that docs/accuracy.md publishes, to its noise', async () => {
  const text = await readFile(new URL('../../docs/accuracy.md', import.meta.url), 'utf8');
  const published = (engine: string): number[] => {
    const row = text
      .split('\n')
      .map((line) => line.split('|').map((cell) => cell.trim()))
      .find(([, fitted, of]) => fitted === 'each model by constants fitted on the others' && of === engine);
    return (row ?? []).slice(4, 8).map(Number);
  };
  for (const [engine, error] of [
    ['llama.cpp', THROUGHPUT_ERROR.SINGLE_STREAM],
    ['TensorRT-LLM', THROUGHPUT_ERROR.BATCHED],
  ] as const) {
    const [p10 = NaN, p50 = NaN, p90 = NaN, medianAbsLog = NaN] = published(engine);
    expect(Math.abs(error.p10 - p10)).toBeLessThan(0.03);
    expect(Math.abs(error.p50 - p50)).toBeLessThan(0.03);
    expect(Math.abs(error.p90 - p90)).toBeLessThan(0.06);
    expect(Math.abs(error.medianAbsLog - medianAbsLog)).toBeLessThan(0.02);
  }
});

test('a median of |ln| is 0.6745 standard deviations', () => {
  expect(sigmaOf({ medianAbsLog: 0.06745 })).toBeCloseTo(0.1, 12);
  expect(errorOf({ engine: 'OLLAMA', batch: 1 })).toBe(THROUGHPUT_ERROR.SINGLE_STREAM);
  expect(errorOf({ engine: 'VLLM', batch: 1 })).toBe(THROUGHPUT_ERROR.BATCHED);
});
