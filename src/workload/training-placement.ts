import { largestMicroBatch, trainingMemory, type TrainingOptimizer } from '#analytics/training-memory.ts';
import type { TrainingMethod } from '#analytics/training-speed.ts';
import type { Gpu } from '#catalog/gpu.ts';
import { usableGb } from '#catalog/usable-memory.ts';
import { setupOf, type AskedTraining } from './training-need.ts';
import type { TrainingQuestion } from './training-question.ts';

/** More machines than this nobody rents by the hour. */
export const MOST_GPUS = 1024;
/** More sequences at once than this bring no speed: the matrices are large by then. */
export const MOST_SEQUENCES = 64;

/** How training lies on GPUs of one kind, and by how much each is too small, in gigabytes: 0 where it fits. */
export type Placement = { readonly asked: AskedTraining; readonly shortGb: number };

/** On so many GPUs: states divided among them, the largest batch that fits, recomputing only where it has to. */
export function placedOn(question: TrainingQuestion, gpu: Gpu, gpuCount: number): Placement {
  const { recomputes } = question;
  const ways = recomputes === null ? ([false, true] as const) : [recomputes];
  const placements = ways.map((again) => placedWith(question, gpu, gpuCount, again));
  return placements.find(({ shortGb }) => shortGb === 0) ?? placements.at(-1)!;
}

function placedWith(question: TrainingQuestion, gpu: Gpu, gpuCount: number, recomputes: boolean): Placement {
  const { model, method, optimizer, rank, sequenceTokens } = question;
  const asked: AskedTraining = {
    method,
    optimizer,
    rank,
    // Alone on a GPU there is nothing to divide.
    zeroStage: gpuCount > 1 ? 3 : 0,
    gpuCount,
    microBatch: 1,
    sequenceTokens,
    // Attention that never stores its scores is what everybody trains with.
    recomputation: recomputes ? 'FULL' : 'SELECTIVE',
  };
  const setup = setupOf(model.shape, asked);
  const usable = usableGb(gpu);
  const most = largestMicroBatch(model.shape, setup, usable);
  if (most === 0) return { asked, shortGb: trainingMemory(model.shape, setup).totalGb - usable };
  return { asked: { ...asked, microBatch: Math.min(most, MOST_SEQUENCES) }, shortGb: 0 };
}

/** The fewest GPUs that hold it; undefined where not even the most do. */
export function fewestGpus(question: TrainingQuestion, gpu: Gpu): number | undefined {
  const fits = (count: number): boolean => placedOn(question, gpu, count).shortGb === 0;
  if (fits(1)) return 1;
  if (!fits(MOST_GPUS)) return undefined;
  // From two on each further GPU takes a part off all others.
  let [tooFew, enough] = [1, MOST_GPUS];
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    if (fits(middle)) enough = middle;
    else tooFew = middle;
  }
  return enough;
}

type Change = readonly [
  name: string,
  change: Partial<Pick<TrainingQuestion, 'method' | 'optimizer' | 'recomputes'>>,
];

const CHANGES: readonly Change[] = [
  ['recomputing activations', { recomputes: true }],
  ['8-bit Adam', { optimizer: 'ADAM_8BIT' satisfies TrainingOptimizer }],
  ['LoRA', { method: 'LORA' satisfies TrainingMethod }],
  ['QLoRA', { method: 'QLORA' satisfies TrainingMethod }],
];

/** What would fit on this GPU: more of it, or the least change of method on as many. Empty where nothing would. */
export function whatWouldFit(question: TrainingQuestion, gpu: Gpu, gpuCount: number): readonly string[] {
  const fewest = fewestGpus(question, gpu);
  const more = fewest !== undefined && fewest > gpuCount ? [`${fewest} × ${gpu.name}`] : [];
  const others = CHANGES.filter(([, change]) =>
    Object.entries(change).some(([key, value]) => question[key as keyof TrainingQuestion] !== value),
  )
    .filter(([, change]) => isLess(question, change))
    .filter(([, change]) => placedOn({ ...question, ...change }, gpu, gpuCount).shortGb === 0)
    .map(([name]) => `${name} on ${gpuCount} × ${gpu.name}`);
  return [...more, ...others];
}

/** False for a change to what takes as much or more. */
function isLess({ method }: TrainingQuestion, change: Change[1]): boolean {
  if (change.optimizer) return method === 'FULL';
  return change.method !== 'LORA' || method === 'FULL';
}
