import { expect, test } from 'vitest';
import { quantileOfSorted } from '#analytics/quantile.ts';
import { RELATIVE_SPEED_ERROR, relativeSpeed } from '#analytics/relative-speed.ts';
import { measuredThroughputs } from '#catalog/measured-throughput.ts';
import { gpuOf } from '#market/graph-gpu.ts';

/** ln(measured ÷ said) of every two GPUs of the catalog’s measurements that served the same alike. */
function errorsOf(): { readonly slower: number[]; readonly faster: number[] } {
  const errors = { slower: [] as number[], faster: [] as number[] };
  const alike = Map.groupBy(measuredThroughputs, (row) => {
    const { model, format, engine, batch, gpuCount, inputTokens, outputTokens, measure } = row;
    return JSON.stringify([model, format, engine, batch, gpuCount, inputTokens, outputTokens, measure]);
  });
  for (const rows of alike.values())
    for (const now of rows)
      for (const there of rows) {
        const speed =
          now.gpu === there.gpu ? null : relativeSpeed(gpuOf(now.gpu)!, gpuOf(there.gpu)!, now.gpuCount > 1);
        if (!speed) continue;
        const error = Math.log(there.tokensPerSecond / now.tokensPerSecond / speed.value);
        errors[speed.error === RELATIVE_SPEED_ERROR.SLOWER ? 'slower' : 'faster'].push(error);
      }
  return { slower: errors.slower.toSorted((a, b) => a - b), faster: errors.faster.toSorted((a, b) => a - b) };
}

test('the error told is that of the catalog’s measurements', () => {
  const { slower, faster } = errorsOf();
  for (const [errors, told] of [
    [slower, RELATIVE_SPEED_ERROR.SLOWER],
    [faster, RELATIVE_SPEED_ERROR.FASTER],
  ] as const) {
    expect(errors.length).toBe(told.pairs);
    expect(quantileOfSorted(errors, 0.1)).toBeCloseTo(told.p10, 2);
    expect(quantileOfSorted(errors, 0.5)).toBeCloseTo(told.p50, 2);
  }
});

test('a slower GPU was no slower than said in nine of ten pairs', () => {
  const { slower } = errorsOf();
  expect(slower.filter((error) => error >= -0.01).length / slower.length).toBeGreaterThan(0.9);
});

test('the least ratio counts, links where several work together, and half of a gain in logarithms', () => {
  const [h100, pcie, b200] = [gpuOf('h100-sxm')!, gpuOf('h100-pcie')!, gpuOf('b200')!];
  // 2039 of 3352 GB/s; links of 600 against 900 are further apart where there is NVLink, PCIe 5.0 has 128.
  expect(relativeSpeed(h100, pcie, false)?.value).toBeCloseTo(2039 / 3352, 12);
  expect(relativeSpeed(h100, pcie, true)?.value).toBeCloseTo(128 / 900, 12);
  const least = Math.min(b200.bf16Tflops! / h100.bf16Tflops!, 8000 / 3352);
  expect(relativeSpeed(h100, b200, false)?.value).toBeCloseTo(Math.sqrt(least), 12);
  expect(relativeSpeed(h100, gpuOf('gtx-1080')!, false)).toBeNull();
});
