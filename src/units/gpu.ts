import type { Brand } from './brand.ts';

/** A GPU's name in the catalog, in lower-case words joined by hyphens: "rtx-4090", "h100-sxm". */
export type GpuSlug = Brand<string, 'GpuSlug'>;

export function gpuSlug(text: string): GpuSlug {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(text)) throw new RangeError(`not a GPU slug: ${text}`);
  return text as GpuSlug;
}
