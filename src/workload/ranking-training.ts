import { adapterParams } from '#analytics/adapter-params.ts';
import { trainingMemory } from '#analytics/training-memory.ts';
import {
  TOKENS_PER_SECOND_PER_GPU,
  slowdownOf,
  trainingSpeed,
  type Step,
} from '#analytics/training-speed.ts';
import { derived, fact, given, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { costAt, type Cost } from './cost.ts';
import { paidGpus, priceFigure } from './ranking-figures.ts';
import type { Ranked } from './ranking.ts';

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
  const setup = {
    model: model.shape,
    gpu: priced.gpu,
    method,
    precision: 'BF16',
    sequenceTokens: TRAINED_SEQUENCE,
    recomputes: true,
  } as const;
  const speed = trainingSpeed(setup);
  if (speed === null) return { kind: 'NO_MATRIX_UNITS' };
  const source = 'estimate of training by FLOPs, see docs/accuracy.md';
  const step = ({ how, inputs }: Step, unit: string): Figure =>
    derived(
      how,
      Object.fromEntries(
        Object.entries(inputs).map(([name, value]) => [name, fact(value, '1', 'ESTIMATED', source)]),
      ),
      unit,
    );
  const perGpu = derived(
    TOKENS_PER_SECOND_PER_GPU,
    {
      mfu: step(speed.mfu, '1'),
      peakTflops: fact(speed.peakTflops, 'TFLOPS', 'CATALOG', priced.gpu.name),
      flopsPerToken: step(speed.flopsPerToken, 'FLOP'),
      slowdown: fact(slowdownOf(setup), '1', 'ESTIMATED', source),
    },
    'tokens/s',
    { source },
  );
  const gpus = paidGpus(row);
  const hours = derived(HOURS, { tokens: given(tokens, 'tokens'), tokensPerSecondPerGpu: perGpu, gpus }, 'h');
  const cost = derived(COST, { price: priceFigure(row), gpus, hours }, 'USD');
  return { kind: 'FITS', hours, cost: costAt(cost, priced.factors, offers.simulated) };
}
