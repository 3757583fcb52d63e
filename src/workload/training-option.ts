import type { Gpu } from '#catalog/gpu.ts';
import { USABLE_SHARE } from '#catalog/usable-memory.ts';
import { fact, derived, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { usableFigure } from './memory-need.ts';
import type { PlannedHazard } from '#forecast/planned-hazard.ts';
import type { Billing } from '#units/quote.ts';
import { costAt, type Cost } from './cost.ts';
import type { PricedGpu } from './gpu-prices.ts';
import { chanceOfInterruption, interruptionsOf, type Interruptions } from './training-interruptions.ts';
import { machinesOf, type Machines } from './training-machines.ts';
import { trainingNeed, type AskedTraining } from './training-need.ts';
import { fewestGpus, MOST_GPUS, placedOn, whatWouldFit } from './training-placement.ts';
import type { TrainingQuestion } from './training-question.ts';
import { speedFigures, type TrainingSpeedFigures } from './training-speed-figures.ts';

/** A run longer than this, or dearer, is none that anybody plans; it also keeps money within what it can hold. */
const LONGEST_HOURS = 87_600;
const MOST_USD = 1e8;

export type Misfit =
  'TOO_LITTLE_MEMORY' | 'NO_SUCH_PRECISION' | 'RATE_UNKNOWN' | 'TOO_FEW_OFFERED' | 'TOO_LONG';

export type TrainingMisfit = {
  readonly gpu: Gpu;
  readonly billing: Billing;
  readonly reason: Misfit;
  readonly message: string;
  /** Memory of each GPU that is missing; null where it is not memory. */
  readonly short: Figure | null;
  readonly wouldFit: readonly string[];
};

/** A run on rented machines, priced. */
export type TrainingOption = {
  readonly gpu: Gpu;
  readonly billing: Billing;
  readonly rented: Machines;
  readonly asked: AskedTraining;
  readonly memoryPerGpu: Figure;
  readonly usablePerGpu: Figure;
  readonly speed: TrainingSpeedFigures;
  readonly tokensPerSecond: Figure;
  /** If nothing interrupts it. */
  readonly workHours: Figure;
  /** With what interruptions add, where that is known. */
  readonly hours: Figure;
  readonly gpuHours: Figure;
  readonly cost: Cost;
  readonly costPerEpoch: Cost;
  /** Null on demand, and where too little was seen. */
  readonly interruptions: Interruptions | null;
  /** 0 on demand; null where too little was seen. */
  readonly risk: Figure | null;
};

const SUM = { source: 'its inputs' } as const;

const TOTAL = formula('tokensPerSecondPerGpu * gpus');
const ALL_TOKENS = formula('datasetTokens * epochs');
const HOURS = formula('tokens / (tokensPerSecond * 3600)');
const STRETCHED = formula('workHours * interruptionFactor');
const GPU_HOURS = formula('hours * rentedGpus');
const COST = formula('gpuHours * pricePerGpuHour');
const PER_EPOCH = formula('cost / epochs');
const SHORT = formula('needed - usable');

/** Tokens that go through the model: the data set as often as there are epochs. */
export function tokensOf({ datasetTokens, epochs }: TrainingQuestion): Figure {
  return derived(ALL_TOKENS, { datasetTokens, epochs }, 'tokens');
}

/** The run on one GPU under one billing, or why it does not fit. */
export function trainingOption(
  question: TrainingQuestion,
  priced: PricedGpu,
  hazard: PlannedHazard | null,
): TrainingOption | TrainingMisfit {
  const { gpu, billing } = priced;
  const misfit = (reason: Misfit, message: string, more: Partial<TrainingMisfit> = {}): TrainingMisfit => ({
    gpu,
    billing,
    reason,
    message,
    short: null,
    wouldFit: [],
    ...more,
  });
  const lacking = lackingOf(question, gpu);
  if (lacking !== null) return misfit('NO_SUCH_PRECISION', lacking);
  const least = fewestGpus(question, gpu);
  const wanted = question.gpuCount ?? least ?? MOST_GPUS;
  const first = placedOn(question, gpu, wanted);
  if (first.shortGb > 0) return tooSmall(question, gpu, wanted, misfit);
  const rented = machinesOf(priced, wanted, question.gpuCount);
  if (!rented)
    return misfit('TOO_FEW_OFFERED', `It takes ${wanted} × ${gpu.name}, and fewer are on offer together.`);
  const { asked } = placedOn(question, gpu, rented.gpus.value);
  const speed = speedFigures(question, gpu, asked.recomputation === 'FULL');
  if (!speed) return misfit('RATE_UNKNOWN', `The catalog has no rate of the ${gpu.name}’s matrix units.`);
  const run = runOf(question, rented, speed, billing === 'SPOT' ? hazard : null);
  if (!(run.hours.value <= LONGEST_HOURS && run.cost.value <= MOST_USD))
    return misfit(
      'TOO_LONG',
      `It would take ${shown(run.hours.value)} hours, which is over ten years or too dear to plan: ask for more GPUs by \`gpuCount\`, or for fewer tokens.`,
    );
  const { factors } = priced;
  return {
    gpu,
    billing,
    rented,
    asked,
    memoryPerGpu: trainingNeed(question.model, asked).total,
    usablePerGpu: usableFigure(gpu, USABLE_SHARE, true),
    speed,
    ...run,
    cost: costAt(run.cost, factors, rented.offers.simulated),
    costPerEpoch: costAt(
      derived(PER_EPOCH, { cost: run.cost, epochs: question.epochs }, 'USD', SUM),
      factors,
      rented.offers.simulated,
    ),
    risk: billing === 'SPOT' ? run.risk : fact(0, '1', 'ASSUMED', 'on-demand machines are not taken back'),
  };
}

/** Hours and cost of a run on these machines. */
export function runOf(
  question: TrainingQuestion,
  { rentedGpus, gpus, price, machines }: Pick<Machines, 'rentedGpus' | 'gpus' | 'price' | 'machines'>,
  { tokensPerSecondPerGpu }: TrainingSpeedFigures,
  hazard: PlannedHazard | null,
) {
  const tokensPerSecond = derived(TOTAL, { tokensPerSecondPerGpu, gpus }, 'tokens/s', SUM);
  const workHours = derived(HOURS, { tokens: tokensOf(question), tokensPerSecond }, 'h', SUM);
  const interruptions = hazard ? interruptionsOf(question, hazard, machines) : null;
  const hours = interruptions
    ? derived(STRETCHED, { workHours, interruptionFactor: interruptions.factor }, 'h', SUM)
    : workHours;
  const gpuHours = derived(GPU_HOURS, { hours, rentedGpus }, 'GPU-hours', SUM);
  const cost = derived(COST, { gpuHours, pricePerGpuHour: price }, 'USD', SUM);
  const risk = interruptions ? chanceOfInterruption(hours, interruptions.mtbi) : null;
  return { tokensPerSecond, workHours, hours, gpuHours, cost, interruptions, risk };
}

/** Why the GPU cannot compute in the precision; null where it can. */
export function lackingOf({ precision }: TrainingQuestion, gpu: Gpu): string | null {
  const without = (what: string, instead: string): string =>
    `The ${gpu.name} has no ${what}: ask for ${instead}.`;
  if (precision === 'FP8' && gpu.fp8Tflops === null) return without('FP8', 'BF16');
  if (precision === 'NVFP4' && gpu.architecture !== 'Blackwell') return without('NVFP4', 'FP8 or BF16');
  if (precision === 'BF16' && gpu.bf16Tflops === null && gpu.fp16Tflops !== null)
    return without('BF16', 'FP16');
  return null;
}

function tooSmall(
  question: TrainingQuestion,
  gpu: Gpu,
  gpuCount: number,
  misfit: (reason: Misfit, message: string, more: Partial<TrainingMisfit>) => TrainingMisfit,
): TrainingMisfit {
  const { asked } = placedOn(question, gpu, gpuCount);
  const needed = trainingNeed(question.model, asked).total;
  const usable = usableFigure(gpu, USABLE_SHARE, true);
  const short = derived(SHORT, { needed, usable }, 'GB');
  const wouldFit = whatWouldFit(question, gpu, gpuCount);
  const advice = wouldFit.length > 0 ? ` It would fit with ${wouldFit.join('; or ')}.` : '';
  const message = `Each of ${gpuCount} × ${gpu.name} would have to hold ${shown(needed.value)} GB where ${shown(usable.value)} can be used: ${shown(short.value)} GB too little.${advice}`;
  return misfit('TOO_LITTLE_MEMORY', message, { short, wouldFit });
}

export function shown(value: number): string {
  return String(Number(value.toPrecision(3)));
}
