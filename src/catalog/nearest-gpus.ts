import type { Gpu } from './gpu.ts';
import { namesOf, parseGpuName } from './gpu-name.ts';
import { gpus } from './gpus.ts';
import { COMPARED_LENGTH, nearestNamed } from './nearest-names.ts';

const named = gpus.map((gpu) => ({ item: gpu, names: [...new Set(namesOf(gpu).map(comparable))] }));

/** The catalog's GPUs with names most like `name`, the nearest first; fewer than `count` where few are near. */
export function nearestGpus(name: string, count: number): Gpu[] {
  return nearestNamed(comparable(name), named, count);
}

function comparable(name: string): string {
  const short = name.slice(0, COMPARED_LENGTH);
  return parseGpuName(short)?.keys[0]?.key ?? short.toLowerCase();
}
