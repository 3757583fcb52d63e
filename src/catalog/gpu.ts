import { gpuSlug, type GpuSlug } from '#units/gpu.ts';

export type GpuVendor = 'NVIDIA' | 'AMD' | 'INTEL';
export type GpuClass = 'CONSUMER' | 'WORKSTATION' | 'DATA_CENTER';

/**
 * How the GPU is built into a machine. Parts of one name and different form factors are different
 * GPUs: an H100 SXM computes a third more than an H100 PCIe.
 */
export type FormFactor = 'PCIE' | 'SXM' | 'NVL' | 'OAM' | 'SUPERCHIP';

export type MemoryType =
  'GDDR5' | 'GDDR5X' | 'GDDR6' | 'GDDR6X' | 'GDDR7' | 'HBM2' | 'HBM2E' | 'HBM3' | 'HBM3E';

export type GpuFigure = 'MEMORY' | 'POWER' | 'TFLOPS' | 'LAUNCH';

/** Where figures of a GPU come from. A figure that was computed says from what and how. */
export type FigureSource = {
  readonly figures: readonly GpuFigure[];
  readonly source: string;
  readonly derivation: string | null;
};

/** One GPU as one program sees it: a board of several GPUs (K80, A16) has one row for each of them. */
export type Gpu = {
  readonly slug: GpuSlug;
  readonly name: string;
  readonly vendor: GpuVendor;
  readonly class: GpuClass;
  readonly architecture: string;
  readonly formFactor: FormFactor;
  /** Gigabytes as the vendor states them; drivers report a few percent less. */
  readonly vramGb: number;
  readonly memoryType: MemoryType;
  readonly bandwidthGBPerSecond: number;
  /**
   * Dense FP16 with FP32 accumulation on the matrix units, or on the vector units of a GPU without
   * them that computes FP16 faster than FP32. Null where the hardware does neither.
   */
  readonly fp16Tflops: number | null;
  /** Dense BF16; null where the hardware has no BF16. */
  readonly bf16Tflops: number | null;
  /** Dense FP8; null where the hardware has no FP8. */
  readonly fp8Tflops: number | null;
  /** Board power; for a superchip the module's, processor included. */
  readonly tdpWatts: number;
  /** Year and month of the vendor's launch: "2022-10". */
  readonly launched: string;
  /** Other names that mean this GPU alone, or this GPU and its other memory sizes. */
  readonly aliases: readonly string[];
  /** Names it shares with other GPUs, so that they alone do not tell which is meant. */
  readonly sharedNames: readonly string[];
  /** Other memory sizes, in gigabytes, under which this same GPU is offered. */
  readonly otherVramGb: readonly number[];
  /**
   * True for a rarer build of a GPU that keeps its name: a rebuilt board, or a later size. A name
   * means it only where the memory is stated too.
   */
  readonly onlyWithVram: boolean;
  readonly sources: readonly FigureSource[];
};

/** Which of the formats narrower than FP32 the matrix units of a family compute. */
type Precisions = 'NONE' | 'FP16' | 'FP16_BF16' | 'FP16_BF16_FP8';

type Family = Pick<Gpu, 'vendor' | 'class' | 'architecture' | 'formFactor' | 'memoryType' | 'sources'> & {
  readonly precisions: Precisions;
};

type Row = Pick<Gpu, 'name' | 'vramGb' | 'bandwidthGBPerSecond' | 'fp16Tflops' | 'tdpWatts' | 'launched'> &
  Partial<Omit<Gpu, 'slug'>>;

/** A line of the table: name, GB, GB/s, dense FP16 TFLOPS, watts, launched, and what sets it apart. */
export function gpuRow(
  name: string,
  vramGb: number,
  bandwidthGBPerSecond: number,
  fp16Tflops: number | null,
  tdpWatts: number,
  launched: string,
  apart: Partial<Omit<Gpu, 'slug' | 'name'>> = {},
): Row {
  return { name, vramGb, bandwidthGBPerSecond, fp16Tflops, tdpWatts, launched, ...apart };
}

/**
 * GPUs that have much in common. The slug is the name in lower case with hyphens. BF16 runs at the
 * rate of FP16 and FP8 at twice that, where the family has them and the row does not say otherwise.
 */
export function gpuFamily({ precisions, ...common }: Family, rows: readonly Row[]): Gpu[] {
  return rows.map((row) => {
    const { fp16Tflops } = row;
    if ((fp16Tflops === null) !== (precisions === 'NONE'))
      throw new RangeError(`${row.name}: fp16Tflops does not go with ${precisions}`);
    const hasBf16 = fp16Tflops !== null && precisions !== 'FP16';
    const hasFp8 = fp16Tflops !== null && precisions === 'FP16_BF16_FP8';
    return {
      bf16Tflops: hasBf16 ? fp16Tflops : null,
      fp8Tflops: hasFp8 ? round(2 * fp16Tflops) : null,
      aliases: [],
      sharedNames: [],
      otherVramGb: [],
      onlyWithVram: false,
      ...common,
      ...row,
      slug: gpuSlug(row.name.toLowerCase().replaceAll(' ', '-')),
    };
  });
}

function round(tflops: number): number {
  return Math.round(tflops * 10) / 10;
}
