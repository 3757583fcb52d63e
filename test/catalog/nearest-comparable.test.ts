import { comparedWith, distanceTo, nearestOf } from '#catalog/nearest-comparable.ts';
import { gpuBySlug } from '#catalog/gpus.ts';
import { gpuSlug } from '#units/gpu.ts';
import { expect, test } from 'vitest';

const gpu = (slug: string) => gpuBySlug(gpuSlug(slug))!;

test('the distance is that of the logarithms', () => {
  expect(distanceTo(gpu('a10'), gpu('a10'))).toBe(0);
  // 24 → 48 GB, 1008 → 864 GB/s, 165.2 → 362 TFLOPS, both Ada.
  expect(distanceTo(gpu('rtx-4090'), gpu('l40s'))).toBeCloseTo(
    Math.sqrt(Math.log(2) ** 2 + Math.log(864 / 1008) ** 2 + Math.log(362 / 165.2) ** 2),
    12,
  );
  // Half the memory is as far as eight times as much; the rest is the same.
  const wanted = { ...gpu('l40s'), vramGb: 96 };
  expect(distanceTo(wanted, gpu('l40s'))).toBeCloseTo(3 * Math.log(2), 12);
});

test('an H100 PCIe is nearest to an H100 SXM, a 4090 to what computes BF16 with its memory', () => {
  const aws = ['a10g', 'l4', 'l40s', 'v100-sxm2-32gb', 'h100-sxm', 'rtx-pro-6000-server', 'a100-sxm-40gb'];
  expect(nearestOf(gpu('h100-pcie'), aws.map(gpu))).toMatchObject({ gpu: { slug: 'h100-sxm' }, near: true });
  expect(nearestOf(gpu('rtx-4090'), aws.map(gpu))).toMatchObject({ gpu: { slug: 'l40s' }, near: true });
});

test('what is absurdly far is not near, and nothing is nearest of nothing', () => {
  expect(nearestOf(gpu('gtx-1650'), [gpu('b200')])).toMatchObject({ near: false });
  expect(nearestOf(gpu('gtx-1650'), [])).toBeNull();
});

test('the figures of both are told with their ratios', () => {
  expect(comparedWith(gpu('rtx-4090'), gpu('l40s'))).toBe(
    'memory 48 GB to 24 GB (2.00 times), bandwidth 864 GB/s to 1008 GB/s (0.86 times), dense FP16 362 TFLOPS to 165.2 TFLOPS (2.19 times)',
  );
  expect(comparedWith(gpu('gtx-1080'), gpu('p4'))).toContain('dense FP16 none to none');
});
