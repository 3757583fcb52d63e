import type { Gpu } from '#catalog/gpu.ts';
import { isPartialGpu } from '#catalog/partial-gpu.ts';
import { resolveGpu } from '#catalog/resolve-gpu.ts';

export type MeasuredGpu = { readonly gpu: Gpu; readonly count: number } | { readonly reason: string };

const APPLE = /^(?:apple\s+)?m[1-9]\b|apple|mac\b|macbook/i;
const LESSER = /\blaptop|\bmobile\b|\bmax-?q\b|\bjetson\b/i;
const SEVERAL = /\(x?\d+\)[^(]*,.*\(x?\d+\)/i;
const LONGEST = 160;
const SIZE = /^\d{1,4}(?:gb|gib|g)$/i;
const MOST_GPUS = 100_000;
const MOST_WORDS = 12;

/**
 * The GPU a measurement names: "4090 24GB", "2x RTX A6000 48GB", "Virtualized NVIDIA H200-SXM-141GB". Of a name that
 * several GPUs share the SXM is taken, which machines for rent mostly are, and the largest memory.
 */
export function measuredGpu(name: string, count: string): MeasuredGpu {
  if (name === '') return { reason: 'no GPU is named' };
  if (APPLE.test(name)) return { reason: 'Apple silicon is not in the catalog' };
  if (LESSER.test(name) || isPartialGpu(name)) return { reason: 'a laptop, or a part of a GPU' };
  if (SEVERAL.test(name)) return { reason: 'several kinds of GPUs' };
  const times = /^(\d{1,3})\s*[x×]\s*(?=\S)|(?:\s|GB)[x×]\s?(\d{1,3})$/i.exec(name);
  const stated = Number.parseInt(count, 10);
  const found = gpusIn(name.slice(0, LONGEST));
  const [gpu] = found;
  if (!gpu) return { reason: 'the GPU is not in the catalog' };
  if (found.length > 1) return { reason: 'several kinds of GPUs' };
  return {
    gpu,
    count: Math.min(MOST_GPUS, stated > 0 ? stated : Number(times?.[1] ?? times?.[2] ?? 1) || 1),
  };
}

/** Of a list of parts, "Pi 5 + RX 7900 XT", every GPU; what stands in brackets counts where nothing else is one. */
function gpusIn(name: string): readonly Gpu[] {
  const outside = name.replaceAll(/\[[^\]]*\]|\([^)]*\)/g, ' ');
  const inside = [...name.matchAll(/[[(]([^\])]*)[\])]/g)].map(([, part]) => part ?? '');
  for (const parts of [outside.split(/\s\+\s|[,;&]/), inside]) {
    const found = new Set(parts.flatMap((part) => namedGpu(part) ?? []));
    if (found.size > 0) return [...found];
  }
  return [];
}

/** Words at either end that are no part of a name are left out: "AWS g5.xlarge A10G", "H100 80GB HBM3 700W". */
function namedGpu(name: string): Gpu | undefined {
  const plain = name
    .trim()
    .replace(/^\d{1,3}\s*[x×]\s*/i, '')
    .replace(/((?:\s|GB))[x×]\s?\d{1,3}$/i, '$1')
    .replaceAll(/virtualized/gi, ' ')
    .replaceAll(/[\u2010-\u2015]/g, '-')
    .replace(/(?<=[a-z]\d+)[ _-](16|24|32|40|48|80|96|141)$/i, ' $1GB')
    .trim();
  const words = plain.split(/[\s_-]+/).filter((word) => word !== '');
  const size = words.find((word) => SIZE.test(word));
  const sizeless = words.filter((word) => !SIZE.test(word)).slice(0, MOST_WORDS);
  for (let from = 0; from < sizeless.length; from++)
    for (let end = sizeless.length; end > from; end--) {
      const part = sizeless.slice(from, end).join(' ');
      // Behind other words a bare number is anything: "Ryzen 9 5090".
      if (from > 0 && !/[a-z]/i.test(part)) continue;
      const found = known(size === undefined ? part : `${part} ${size}`) ?? known(part);
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
