import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '#catalog/engine-support.ts';
import { gpus } from '#catalog/gpus.ts';
import { linkAcross, linkWithin } from '#catalog/interconnect.ts';
import { reportedShare, usableGb } from '#catalog/usable-memory.ts';
import { compareQuality } from '#catalog/weight-quality.ts';
import { WEIGHT_BITS, type WeightFormat } from '#units/weight-format.ts';
import { rentalsAcross, rentalsInOne } from '#workload/plan-rental.ts';
import type { PricedGpu } from '#workload/gpu-prices.ts';
import { outdoes, sized, type JudgedPlan } from '#workload/right-sizing.ts';

const gpuOf = (name: string) => {
  const gpu = gpus.find((one) => one.name === name);
  if (!gpu) throw new Error(`no ${name}`);
  return gpu;
};

const FORMATS = Object.keys(WEIGHT_BITS) as WeightFormat[];

const plans = fc.array(
  fc
    .record({
      hourlyUsd: fc.integer({ min: 1, max: 4 }),
      tokensPerSecond: fc.integer({ min: 1, max: 4 }),
      risk: fc.constantFrom(null, 0, 0.1, 0.2),
      machines: fc.integer({ min: 1, max: 2 }),
      gpusUsed: fc.constantFrom(1, 2, 4),
      format: fc.constantFrom(...FORMATS),
    })
    .map(
      ({ tokensPerSecond, machines, gpusUsed, ...plan }) =>
        ({
          ...plan,
          throughput: { speed: { tokensPerSecond } },
          rental: { machines, gpusUsed },
          priced: { gpu: gpus[0], billing: 'ON_DEMAND' },
        }) as unknown as JudgedPlan,
    ),
  { maxLength: 40 },
);

test('a plan lost where any other outdoes it, to one that nothing does', () => {
  fc.assert(
    fc.property(plans, (judged) => {
      const found = sized(judged);
      expect(found).toHaveLength(judged.length);
      for (const plan of found) {
        expect(plan.dominator !== null).toBe(judged.some((other) => outdoes(other, plan)));
        if (plan.dominator) expect(plan.dominator.dominator).toBeNull();
        if (plan.dominator) expect(outdoes(plan.dominator, plan)).toBe(true);
      }
    }),
  );
});

test('quality is compared within a measure, and what loses nothing with all', () => {
  expect(compareQuality('FP16', 'AWQ')).toBeLessThan(0);
  expect(compareQuality('MXFP4', 'FP16')).toBeGreaterThan(0);
  expect(compareQuality('NF4', 'FP16')).toBeGreaterThan(0);
  expect(compareQuality('FP16', 'FP8')).toBe(0);
  // 2.7 % of perplexity against 4.83 %.
  expect(compareQuality('AWQ', 'Q4_K_M')).toBeLessThan(0);
  // 2.7 % of perplexity against 3 % of accuracy: nobody knows.
  expect(compareQuality('AWQ', 'INT8')).toBeNull();
  expect(compareQuality('NVFP4', 'AWQ')).toBeNull();
});

test('what programs see of the memory that vendors state', () => {
  // 79.2 GiB of an H100, 44.4 of an L40S and 22.1 of an A10G by vLLM's start-up logs.
  const seen = (name: string) => gpuOf(name).vramGb * reportedShare(gpuOf(name));
  expect(seen('H100 SXM') / 79.2).toBeCloseTo(1, 1);
  expect(seen('L40S') / 44.4).toBeCloseTo(1, 1);
  expect(seen('A10G') / 22.1).toBeCloseTo(1, 1);
  // 80 × 2³⁰ × 0.98 × 0.9 bytes.
  expect(usableGb(gpuOf('H100 SXM'))).toBeCloseTo(75.763, 3);
});

test('links are what the form factor implies', () => {
  expect(linkWithin(gpuOf('H100 SXM'))).toMatchObject({ kind: 'NVLINK', gbPerSecond: 900 });
  expect(linkWithin(gpuOf('H100 PCIe'))).toMatchObject({ kind: 'PCIE', gbPerSecond: 128 });
  expect(linkWithin(gpuOf('MI300X'))).toMatchObject({ kind: 'INFINITY_FABRIC', gbPerSecond: 896 });
  expect(linkWithin(gpuOf('RTX 4090'))).toMatchObject({ kind: 'PCIE', gbPerSecond: 64 });
  expect(linkAcross(gpuOf('H100 SXM'))).toMatchObject({ kind: 'INFINIBAND', gbPerSecond: 100 });
  expect(linkAcross(gpuOf('RTX 4090'))).toMatchObject({ kind: 'ETHERNET' });
  // Between machines it is never faster than within one.
  for (const gpu of gpus)
    expect(linkAcross(gpu).gbPerSecond).toBeLessThanOrEqual(Math.max(linkWithin(gpu).gbPerSecond, 100));
});

test('engines run formats on generations that have them', () => {
  expect(runs('VLLM', 'FP16', gpuOf('GTX 1080'))).toBe(false);
  expect(runs('LLAMA_CPP', 'Q4_K_M', gpuOf('GTX 1080'))).toBe(true);
  expect(runs('LLAMA_CPP', 'AWQ', gpuOf('RTX 4090'))).toBe(false);
  expect(runs('VLLM', 'AWQ', gpuOf('T4'))).toBe(true);
  expect(runs('VLLM', 'FP8', gpuOf('T4'))).toBe(false);
  expect(runs('TENSORRT_LLM', 'FP16', gpuOf('MI300X'))).toBe(false);
  expect(runs('VLLM', 'FP8', gpuOf('MI300X'))).toBe(true);
});

const size = (gpuCount: number, cheapest: number, available: number) => ({
  gpuCount,
  cheapest,
  median: cheapest,
  available,
  uncounted: 0,
  offers: 1,
});

test('machines are rented whole: one that has enough, or several alike where there are as many', () => {
  const priced = { sizes: [size(1, 400_000, 3), size(4, 350_000, 4)] } as unknown as PricedGpu;
  const shown = (rentals: ReturnType<typeof rentalsInOne>) =>
    rentals.map(({ offers, machines, gpusUsed }) => [machines, offers.gpuCount, gpusUsed]);
  // One GPU is 0.40; two or four are a machine of four, used whole.
  expect(shown(rentalsInOne(priced))).toEqual([
    [1, 1, 1],
    [1, 4, 4],
  ]);
  // Two machines of one; no second machine of four, and no eight GPUs.
  expect(shown(rentalsAcross(priced))).toEqual([[2, 1, 1]]);
});
