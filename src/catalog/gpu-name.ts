import type { FormFactor, Gpu } from './gpu.ts';

/** Longer names are nobody's GPU, and are not looked at. */
const MAX_NAME_LENGTH = 200;

/** Words that tell the maker or the line and not the GPU. "Quadro" tells the GPU: see "RTX 6000". */
const NOISE = /^(?:gpus?|graphics|corporation|corp)$/;
/** The same, written in one word with what follows or not: "InstinctMI300X". */
const MAKER = /^(?:nvidia|geforce|tesla|amd|ati|radeon|instinct|intel|habana)+/;

const FORM_FACTORS: ReadonlyMap<string, FormFactor> = new Map([
  ['pcie', 'PCIE'],
  ['sxm', 'SXM'],
  ['sxm2', 'SXM'],
  ['sxm4', 'SXM'],
  ['sxm5', 'SXM'],
  ['sxm6', 'SXM'],
  ['nvl', 'NVL'],
  ['oam', 'OAM'],
]);

const SIZE = /^(\d{1,4})(?:gb|gib|g)$/;
const MEMORY_TYPE = /^(?:hbm[23]e?|gddr[567]x?)$/;

/** A GPU's name taken apart. */
export type GpuName = {
  /** What the name may be listed under, the most particular first. */
  readonly keys: readonly GpuKey[];
  /** The gigabytes the name states. */
  readonly vramGb: number | null;
};

/** A name without its separators, and what was left out of it, which the GPU then has to have. */
export type GpuKey = {
  readonly key: string;
  readonly memoryType: string | null;
  readonly formFactor: FormFactor | null;
};

/**
 * Takes a name apart: case, separators, trade marks and the maker's words do not matter; the memory
 * size, the memory's type and the form factor are facts that the GPU must have. Null for a name
 * that contradicts itself or is too long or empty to be one.
 */
export function parseGpuName(name: string): GpuName | null {
  if (name.length > MAX_NAME_LENGTH) return null;
  const words = name
    .toLowerCase()
    .replace(/\((?:r|tm|c)\)|[®™©]/g, ' ')
    .replace(/\b(\d{1,4})\s+(gb|gib)\b/g, '$1$2')
    .split(/[\s_\-/(),[\]]+/)
    .map((word) => word.replace(MAKER, ''))
    .filter((word) => word !== '' && !NOISE.test(word));

  const sizes = new Set(words.flatMap((word) => SIZE.exec(word)?.[1] ?? []).map(Number));
  const types = new Set(words.filter((word) => MEMORY_TYPE.test(word)));
  const forms = new Set(words.flatMap((word) => FORM_FACTORS.get(word) ?? []));
  if (sizes.size > 1 || types.size > 1 || forms.size > 1) return null;

  const [memoryType = null] = types;
  const [formFactor = null] = forms;
  const named = words.filter((word) => !SIZE.test(word));
  const plain = named.filter((word) => !MEMORY_TYPE.test(word));
  const bare = plain.filter((word) => !FORM_FACTORS.has(word));
  const keys = [
    { key: named.join(''), memoryType: null, formFactor: null },
    { key: plain.join(''), memoryType, formFactor: null },
    { key: bare.join(''), memoryType, formFactor },
  ].filter(({ key }, at, all) => key !== '' && all.findIndex((other) => other.key === key) === at);
  const [vramGb = null] = sizes;
  return keys.length === 0 ? null : { keys, vramGb };
}

/** Whether `gpu` has what was left out of a name. HBM2 and HBM2E, GDDR6 and GDDR6X pass for one another. */
export function hasFacts(gpu: Gpu, { memoryType, formFactor }: GpuKey): boolean {
  return (
    (formFactor === null || gpu.formFactor === formFactor) &&
    (memoryType === null || generation(gpu.memoryType) === generation(memoryType))
  );
}

function generation(memoryType: string): string {
  return memoryType.toUpperCase().replace(/[EX]$/, '');
}

/** Every name of a GPU; the number of a GeForce ("4090") is one of them. */
export function namesOf(gpu: Gpu): string[] {
  const names = [gpu.name, gpu.slug, ...gpu.aliases, ...gpu.sharedNames];
  if (gpu.vendor !== 'NVIDIA' || gpu.class !== 'CONSUMER') return names;
  return [...names, ...names.map((name) => name.replace(/^(?:RTX|GTX) (?=\d)/, ''))];
}

/**
 * A driver reports up to a tenth less than the vendor states (B300: 268 of 288 GB; L4 with error
 * correction: 22.5 of 24), and decimal gigabytes read as binary make a few percent more.
 */
export function hasVram(gpu: Gpu, gb: number): boolean {
  return [gpu.vramGb, ...gpu.otherVramGb].some((nominal) => gb >= nominal * 0.9 && gb <= nominal * 1.05);
}
