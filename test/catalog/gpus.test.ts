import { describe, expect, test } from 'vitest';
import { hasVram, namesOf, parseGpuName } from '#catalog/gpu-name.ts';
import { gpuBySlug, gpus } from '#catalog/gpus.ts';
import { gpuSlug } from '#units/gpu.ts';

const withoutFp8 = new Set([
  'Kepler',
  'Maxwell',
  'Pascal',
  'Volta',
  'Turing',
  'Ampere',
  'CDNA',
  'CDNA2',
  'RDNA3',
]);
const withoutBf16 = new Set(['Kepler', 'Maxwell', 'Pascal', 'Volta', 'Turing', 'GCN5', 'RDNA2']);

describe('the table of GPUs', () => {
  test('has at least 80 rows, of all vendors and classes', () => {
    expect(gpus.length).toBeGreaterThanOrEqual(80);
    expect(new Set(gpus.map((gpu) => gpu.vendor)).size).toBe(3);
    expect(new Set(gpus.map((gpu) => gpu.class)).size).toBe(3);
  });

  test('finds each row by its slug, and no other', () => {
    expect(new Set(gpus.map((gpu) => gpu.slug)).size).toBe(gpus.length);
    for (const gpu of gpus) expect(gpuBySlug(gpu.slug)).toBe(gpu);
    expect(gpuBySlug(gpuSlug('constructor'))).toBeUndefined();
  });

  test.each(gpus.map((gpu) => [gpu.slug, gpu] as const))('%s has sane figures with a source', (_, gpu) => {
    expect(gpu.vramGb).toBeGreaterThanOrEqual(3);
    expect(gpu.vramGb).toBeLessThanOrEqual(288);
    expect(gpu.bandwidthGBPerSecond).toBeGreaterThanOrEqual(100);
    expect(gpu.bandwidthGBPerSecond).toBeLessThanOrEqual(8000);
    expect(gpu.tdpWatts).toBeGreaterThanOrEqual(60);
    expect(gpu.tdpWatts).toBeLessThanOrEqual(1400);
    expect(gpu.launched).toMatch(/^20(1[3-9]|2[0-6])-(0[1-9]|1[0-2])$/);
    const tflops = [gpu.fp16Tflops, gpu.bf16Tflops, gpu.fp8Tflops].filter((rate) => rate !== null);
    expect(tflops.filter((rate) => rate < 5 || rate > 5000)).toEqual([]);
    expect(gpu.fp8Tflops === null || !withoutFp8.has(gpu.architecture)).toBe(true);
    expect(gpu.bf16Tflops === null || !withoutBf16.has(gpu.architecture)).toBe(true);
    const sourced = gpu.sources.flatMap(({ figures }) => figures);
    expect(sourced.toSorted()).toEqual(['LAUNCH', 'MEMORY', 'POWER', 'TFLOPS']);
    for (const { source } of gpu.sources) expect(source.length).toBeGreaterThan(10);
  });

  test('knows which rows have no matrix units, and halves no rate silently', () => {
    expect(gpuBySlug(gpuSlug('p40'))?.fp16Tflops).toBeNull();
    expect(gpuBySlug(gpuSlug('rtx-4090'))).toMatchObject({
      fp16Tflops: 165.2,
      bf16Tflops: 165.2,
      fp8Tflops: 330.4,
    });
    expect(gpuBySlug(gpuSlug('h100-sxm'))).toMatchObject({ fp16Tflops: 989, fp8Tflops: 1979 });
    expect(gpuBySlug(gpuSlug('mi100'))).toMatchObject({ bf16Tflops: 92.3, fp8Tflops: null });
  });
});

describe('names in the table', () => {
  const listed = new Map<string, Set<(typeof gpus)[number]>>();
  for (const gpu of gpus)
    for (const name of namesOf(gpu)) {
      const key = parseGpuName(name)?.keys[0]?.key ?? '';
      listed.set(key, (listed.get(key) ?? new Set()).add(gpu));
    }

  test('collide only where they are declared shared, or differ in memory', () => {
    const collisions = [...listed].filter(([key, among]) => {
      const apart = [...among].every((one) =>
        [...among].every((other) => one === other || !hasVram(other, one.vramGb)),
      );
      const shared = [...among].every(({ sharedNames }) =>
        sharedNames.some((name) => parseGpuName(name)?.keys[0]?.key === key),
      );
      return among.size > 1 && !apart && !shared;
    });
    expect(collisions).toEqual([]);
  });

  test('that are shared have something to share with', () => {
    const alone = gpus.flatMap(({ slug, sharedNames }) =>
      sharedNames
        .filter((name) => listed.get(parseGpuName(name)?.keys[0]?.key ?? '')?.size === 1)
        .map((name) => `${slug}: ${name}`),
    );
    expect(alone).toEqual([]);
  });
});
