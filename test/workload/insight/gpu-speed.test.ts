import { expect, test } from 'vitest';
import { quantileOfSorted } from '#analytics/quantile.ts';
import { RELATIVE_SPEED_ERROR } from '#analytics/relative-speed.ts';
import { gpus } from '#catalog/gpus.ts';
import { measuredThroughputs } from '#catalog/measured-throughput.ts';
import { gpuOf } from '#market/graph-gpu.ts';
import { gpuSpeed } from '#workload/insight/gpu-speed.ts';
import { speedPairs, type SpeedPair } from '#workload/insight/speed-pairs.ts';

const pairs = speedPairs(measuredThroughputs, new Map(gpus.map((gpu) => [gpu.slug, gpu])));

/** ln(measured ÷ said), ascending. */
const errorsOf = (direction: SpeedPair['direction']): number[] =>
  pairs
    .flatMap((pair) => (pair.direction === direction ? [Math.log(pair.ratio)] : []))
    .toSorted((a, b) => a - b);

test('the error told is that of the catalog’s measurements', () => {
  for (const direction of ['SLOWER', 'FASTER'] as const) {
    const [errors, told] = [errorsOf(direction), RELATIVE_SPEED_ERROR[direction]];
    expect(errors.length).toBe(told.pairs);
    expect(quantileOfSorted(errors, 0.1)).toBeCloseTo(told.p10, 2);
    expect(quantileOfSorted(errors, 0.5)).toBeCloseTo(told.p50, 2);
  }
});

test('a slower GPU was no slower than said in nine of ten pairs', () => {
  const slower = errorsOf('SLOWER');
  expect(slower.filter((error) => error >= -0.01).length / slower.length).toBeGreaterThan(0.9);
});

test('the least ratio counts, links where several work together, and half of a gain in logarithms', () => {
  const [h100, pcie, b200] = [gpuOf('h100-sxm')!, gpuOf('h100-pcie')!, gpuOf('b200')!];
  // 2039 of 3352 GB/s; links of 600 against 900 are further apart where there is NVLink, PCIe 5.0 has 128.
  expect(gpuSpeed(h100, pcie, false)?.value).toBeCloseTo(2039 / 3352, 12);
  expect(gpuSpeed(h100, pcie, true)?.value).toBeCloseTo(128 / 900, 12);
  const least = Math.min(b200.bf16Tflops! / h100.bf16Tflops!, 8000 / 3352);
  expect(gpuSpeed(h100, b200, false)?.value).toBeCloseTo(Math.sqrt(least), 12);
  expect(gpuSpeed(h100, gpuOf('gtx-1080')!, false)).toBeNull();
});
