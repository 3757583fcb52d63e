import type { Gpu } from '#catalog/gpu.ts';
import { resolveGpu } from '#catalog/resolve-gpu.ts';

export type MeasuredGpu = { readonly gpu: Gpu; readonly count: number } | { readonly reason: string };

const APPLE = /^(?:apple\s+)?m[1-9]\b|apple|mac\b|macbook/i;
const SEVERAL = /\(x?\d+\)[^(]*,.*\(x?\d+\)/i;
const LONGEST = 160;
const SIZE = /^\d{1,4}(?:gb|gib|g)$/i;
const MOST_GPUS = 100_000;

/**
 * The GPU a measurement names: "4090 24GB", "2x RTX A6000 48GB", "Virtualized NVIDIA H200-SXM-141GB". Of a name that
 * several GPUs share the SXM is taken, which machines for rent mostly are, and the largest memory.
 */
export function measuredGpu(name: string, count: string): MeasuredGpu {
  if (name === '') return { reason: 'no GPU is named' };
  if (APPLE.test(name)) return { reason: 'Apple silicon is not in the catalog' };
  if (SEVERAL.test(name)) return { reason: 'several kinds of GPUs' };
  const times = /^(\d{1,3})\s*[x×]\s*(?=\S)|(?:\s|GB)[x×]\s?(\d{1,3})$/i.exec(name);
  const stated = Number.parseInt(count, 10);
  const gpu = namedGpu(name.slice(0, LONGEST));
  if (!gpu) return { reason: 'the GPU is not in the catalog' };
  return {
    gpu,
    count: Math.min(MOST_GPUS, stated > 0 ? stated : Number(times?.[1] ?? times?.[2] ?? 1) || 1),
  };
}

function namedGpu(name: string): Gpu | undefined {
  const plain = name
    .replace(/^\d{1,3}\s*[x×]\s*/i, '')
    .replace(/((?:\s|GB))[x×]\s?\d{1,3}$/i, '$1')
    .replaceAll(/\[[^\]]*\]|\([^)]*\)|virtualized/gi, ' ')
    .replaceAll(/[\u2010-\u2015]/g, '-')
    .trim();
  const words = plain.split(/[\s_-]+/).filter((word) => word !== '');
  const size = words.find((word) => SIZE.test(word));
  const sizeless = words.filter((word) => !SIZE.test(word));
  for (let length = sizeless.length; length > 0; length--) {
    const begun = sizeless.slice(0, length).join(' ');
    const found = known(size === undefined ? begun : `${begun} ${size}`) ?? known(begun);
    if (found) return found;
  }
  return undefined;
}

function known(name: string): Gpu | undefined {
  const found = resolveGpu(name);
  if (found.kind === 'MAPPED') return found.gpu;
  return found.kind === 'AMBIGUOUS' ? usual(found.candidates) : undefined;
}

function usual(candidates: readonly Gpu[]): Gpu | undefined {
  const boards = candidates.filter(({ formFactor }) => formFactor === 'SXM');
  return (boards.length > 0 ? boards : candidates).toSorted((a, b) => b.vramGb - a.vramGb)[0];
}
