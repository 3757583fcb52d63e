import { adapterParams } from '#analytics/adapter-params.ts';
import { trainingMemory } from '#analytics/training-memory.ts';
import { derived, given, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { costAt, type Cost } from './cost.ts';
import { paidGpus, priceFigure } from './ranking-figures.ts';
import type { Ranked } from './ranking.ts';
import { speedFigures } from './training-speed-figures.ts';

/** Tokens of the sequences that training is told for, and the rank of adapters. */
export const TRAINED_SEQUENCE = 2048;
export const TRAINED_RANK = 16;

const HOURS = formula('tokens / (tokensPerSecondPerGpu * gpus * 3600)');
const COST = formula('price * gpus * hours');

export type TrainingFit =
  | { readonly kind: 'FITS'; readonly hours: Figure; readonly cost: Cost }
  | { readonly kind: 'DOES_NOT_FIT'; readonly needGb: number; readonly usableGb: number }
  | { readonly kind: 'NO_MATRIX_UNITS' };

/**
 * Hours to train so many tokens on the machine, its GPUs working side by side with everything divided among them
 * (ZeRO-3) and activations recomputed, one sequence at a time on each.
 */
export function trainingOf(row: Ranked): TrainingFit {
  const { model, priced, offers, asked, usableGb } = row;
  const { tokens, method } = asked.training;
  const memory = trainingMemory(model.shape, {
    method,
    optimizer: 'ADAM_MIXED',
    adapterParams: method === 'FULL' ? 0 : adapterParams(model.shape, TRAINED_RANK),
    zeroStage: 3,
    gpuCount: offers.gpuCount,
    microBatch: 1,
    sequenceTokens: TRAINED_SEQUENCE,
    recomputation: 'FULL',
  });
  if (memory.totalGb > usableGb) return { kind: 'DOES_NOT_FIT', needGb: memory.totalGb, usableGb };
  const setup = { model, method, precision: 'BF16', sequenceTokens: TRAINED_SEQUENCE, mfu: null } as const;
  const speed = speedFigures(setup, priced.gpu, true);
  if (speed === null) return { kind: 'NO_MATRIX_UNITS' };
  const { tokensPerSecondPerGpu } = speed;
  const gpus = paidGpus(row);
  const hours = derived(HOURS, { tokens: given(tokens, 'tokens'), tokensPerSecondPerGpu, gpus }, 'h');
  const cost = derived(COST, { price: priceFigure(row), gpus, hours }, 'USD');
  return { kind: 'FITS', hours, cost: costAt(cost, priced.factors, offers.simulated) };
}
