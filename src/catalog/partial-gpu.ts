/** Longer names are nobody's GPU, and are not looked at. */
const MAX_NAME_LENGTH = 200;

const MIG = /(?:^|[^a-z0-9])(?:mig|\d+g\.\d+gb)(?![a-z0-9])/i;
const VGPU = /(?:^|[^a-z0-9])vgpu(?![a-z0-9])|-\d{1,3}[abcq]$/i;

/**
 * Whether a name means a part of a GPU: a MIG slice ("NVIDIA H100 MIG 1g.24gb", "A100 3g.20gb") or a
 * vGPU profile ("GRID A100-10C"). Parts are cheaper than whole GPUs and are no price of one.
 */
export function isPartialGpu(name: string): boolean {
  return name.length <= MAX_NAME_LENGTH && (MIG.test(name) || VGPU.test(name.trim()));
}

/** Whether a provider's field says that it has no name for the GPU: "unknown", "N/A", empty. */
export function isUnnamedGpu(name: string): boolean {
  return /^\W*(?:unknown|none|null|undefined|n\/?a|other|gpu)?\W*$/i.test(name.slice(0, MAX_NAME_LENGTH));
}
