import { formula, type Formula } from '#units/formula.ts';

export type TrainingPrecision = 'FP32' | 'FP16' | 'BF16' | 'FP8' | 'NVFP4' | 'INT8';

type Rates = { readonly bf16: number; readonly fp8: number; readonly nvfp4: number };
type Levels = { readonly dense: Rates; readonly experts: Rates };

/**
 * Share of the dense BF16 peak that training reaches, all FLOPs counted, of a dense model of 7B parameters and of
 * mixtures of experts, by generation. Ampere, Hopper and Blackwell: a study of published runs of llm-foundry, Megatron,
 * torchtitan, litgpt, vectorlm and TinyLlama; that of Ampere and of Hopper in BF16 `calibrate training` confirms. Dense
 * BF16 and experts in NVFP4 on Blackwell are set between their neighbours. The rest is taken over from the nearest
 * generation and tried on nothing.
 */
const LEVELS: Readonly<Record<string, Levels>> = {
  Volta: levels([0.45, 0.45, 0.45], [0.21, 0.21, 0.21]),
  Turing: levels([0.4, 0.4, 0.4], [0.19, 0.19, 0.19]),
  Ampere: levels([0.63, 0.63, 0.63], [0.3, 0.3, 0.3]),
  Ada: levels([0.5, 0.57, 0.57], [0.23, 0.26, 0.26]),
  Hopper: levels([0.45, 0.515, 0.515], [0.21, 0.23, 0.23]),
  Blackwell: levels([0.52, 0.7, 0.95], [0.23, 0.38, 0.45]),
  CDNA2: levels([0.4, 0.4, 0.4], [0.19, 0.19, 0.19]),
  CDNA3: levels([0.38, 0.44, 0.44], [0.18, 0.2, 0.2]),
  CDNA4: levels([0.4, 0.5, 0.5], [0.18, 0.25, 0.25]),
};

/** "Same as" levels of a generation nobody published training of: the lowest known. */
const ELSEWHERE = levels([0.35, 0.35, 0.35], [0.16, 0.16, 0.16]);

/** Large matrices keep the units busier: 7 % for each doubling, seen from 125M to 70B. */
export const DENSE_MFU = formula('level * exp(0.07 * ln(activeParameters / 7e9) / ln(2))');
/** Experts are small matrices whatever the whole model's size. */
export const EXPERTS_MFU = formula('level');

export type TrainingMfu = {
  readonly how: Formula;
  readonly level: number;
  /** False where the level is taken over from its neighbours and was tried on no published run. */
  readonly isTried: boolean;
};

/** Levels that published runs were looked at for. */
const TRIED: Readonly<
  Record<string, { readonly dense: readonly string[]; readonly experts: readonly string[] }>
> = {
  Ampere: { dense: ['FP16', 'BF16', 'INT8'], experts: [] },
  Hopper: { dense: ['FP16', 'BF16', 'INT8', 'FP8'], experts: ['FP16', 'BF16', 'INT8', 'FP8'] },
  Blackwell: { dense: ['FP8', 'NVFP4'], experts: ['FP16', 'BF16', 'INT8', 'FP8'] },
};

/** The formula of the share of the BF16 peak that is reached, with the level it starts from. */
export function trainingMfu(
  architecture: string,
  precision: TrainingPrecision,
  hasExperts: boolean,
): TrainingMfu {
  const { dense, experts } = LEVELS[architecture] ?? ELSEWHERE;
  const rates = hasExperts ? experts : dense;
  const tried = TRIED[architecture]?.[hasExperts ? 'experts' : 'dense'] ?? [];
  return {
    how: hasExperts ? EXPERTS_MFU : DENSE_MFU,
    level: rateOf(rates, precision),
    isTried: tried.includes(precision),
  };
}

/** FP32 runs as TF32, at half the rate of BF16; INT8 stores what is computed in 16 bits. */
function rateOf({ bf16, fp8, nvfp4 }: Rates, precision: TrainingPrecision): number {
  switch (precision) {
    case 'FP32':
      return bf16 / 2;
    case 'FP8':
      return fp8;
    case 'NVFP4':
      return nvfp4;
    case 'FP16':
    case 'BF16':
    case 'INT8':
      return bf16;
  }
}

function levels(
  dense: readonly [number, number, number],
  experts: readonly [number, number, number],
): Levels {
  return { dense: ratesOf(dense), experts: ratesOf(experts) };
}

function ratesOf([bf16, fp8, nvfp4]: readonly [number, number, number]): Rates {
  return { bf16, fp8, nvfp4 };
}
