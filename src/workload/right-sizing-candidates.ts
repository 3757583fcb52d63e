import { isDivisible, servingMemory, type GpuSplit } from '#analytics/model-memory.ts';
import { runs } from '#catalog/engine-support.ts';
import { usableGb } from '#catalog/usable-memory.ts';
import { WEIGHT_BITS, type WeightFormat } from '#units/weight-format.ts';
import type { PricedGpu } from './gpu-prices.ts';
import { rentalsAcross, rentalsInOne, splitOfRental, type PlanRental } from './plan-rental.ts';
import type { RightSizingQuestion } from './right-sizing-question.ts';

/** GPUs that can be rented and hold a model in a format. */
export type PlanCandidate = {
  readonly priced: PricedGpu;
  readonly rental: PlanRental;
  readonly format: WeightFormat;
  readonly split: GpuSplit;
};

/** GPUs that can be rented, with no plan among them. */
export type WithoutPlan = {
  readonly priced: PricedGpu;
  /** NOT_RUN: the engine runs none of the formats on it. */
  readonly reason: 'DOES_NOT_FIT' | 'NOT_RUN';
  /** What came nearest to fitting; null for NOT_RUN, and where no number of them divides the model. */
  readonly nearest: PlanCandidate | null;
};

/** Gigabytes on each GPU of a plan. */
export function planGb(asked: RightSizingQuestion, format: WeightFormat, split: GpuSplit): number {
  const { contextTokens, sequences, kvFormat, model } = asked;
  const load = { weightBits: WEIGHT_BITS[format], kvBits: WEIGHT_BITS[kvFormat], contextTokens, sequences };
  return servingMemory(model.shape, load, split).totalGb;
}

/**
 * Every plan of a GPU that holds the model: in each format each number of GPUs of one machine, and where
 * none holds it the fewest over several machines.
 */
export function candidatesOf(
  priced: PricedGpu,
  asked: RightSizingQuestion,
): readonly PlanCandidate[] | WithoutPlan {
  const usable = usableGb(priced.gpu, asked.usableShare);
  const formats = asked.formats.filter((format) => runs(asked.engine, format, priced.gpu));
  const planned = (rentals: readonly PlanRental[], format: WeightFormat): PlanCandidate[] =>
    rentals.flatMap((rental) => {
      const split = splitOfRental(rental, asked);
      return isDivisible(asked.model.shape, split) ? [{ priced, rental, format, split }] : [];
    });
  const holds = ({ format, split }: PlanCandidate): boolean => planGb(asked, format, split) <= usable;
  const [inOne, across] = [rentalsInOne(priced), rentalsAcross(priced)];
  const found = formats.flatMap((format) => {
    const holding = planned(inOne, format).filter(holds);
    return holding.length > 0 ? holding : planned(across, format).filter(holds).slice(0, 1);
  });
  if (found.length > 0) return found;
  if (formats.length === 0) return { priced, reason: 'NOT_RUN', nearest: null };
  const tried = formats.flatMap((format) => planned([...inOne, ...across], format));
  const gb = ({ format, split }: PlanCandidate): number => planGb(asked, format, split);
  const [nearest = null] = tried.toSorted((a, b) => gb(a) - gb(b));
  return { priced, reason: 'DOES_NOT_FIT', nearest };
}
