import type { Gpu } from '#catalog/gpu.ts';
import { derived, fact, given, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import type { Rental } from './rental.ts';
import { throughputFigures, type Throughput, type ThroughputFigures } from './throughput.ts';

/** Twice the batch is not worth it where it gives less than this more. */
export const KNEE_GAIN = 0.05;

/** What whoever asks is ready to wait, in seconds; null for any time. */
export type LatencyTarget = {
  readonly tokenSeconds: number | null;
  readonly firstTokenSeconds: number | null;
};

/** Serving with so many sequences at once. */
export type BatchStep = {
  readonly batch: number;
  readonly throughput: Throughput;
  readonly figures: ThroughputFigures;
  /** Between two tokens of one answer, the prompts of others read in between. */
  readonly tokenSeconds: Figure;
  /** From a prompt's arrival, the others' step under way waited for. */
  readonly firstTokenSeconds: Figure;
  /** How much more the next batch gives, by the estimates of both; null for the last. */
  readonly gainOfNext: Figure | null;
  /** USD a million output tokens; null where there is no price. */
  readonly costPerMillion: Figure | null;
  /** What misses the target; null where it is met. */
  readonly misses: 'TOKEN_TIME' | 'FIRST_TOKEN_TIME' | null;
};

export type BatchGains = {
  readonly gpu: Gpu;
  readonly steps: readonly BatchStep[];
  /** The least batch whose double gives under 5 % more; null where none of those that fit is. */
  readonly knee: number | null;
  /** Of those that meet the target up to the knee the one that gives most; null where none does. */
  readonly best: BatchStep | null;
};

const TOKEN = formula('sequences / tokensPerSecond');
const FIRST = formula('alone + 1 / streamTokensPerSecond');
const GAIN = formula('next / estimate - 1');
const PER_MILLION = formula('price * gpus / (tokensPerSecond * utilisation) * 1e6 / 3600');

/** 1, 2, 4 … up to what fits. */
export function batchSizes(most: number): number[] {
  return Array.from({ length: Math.max(0, Math.floor(Math.log2(most)) + 1) }, (_, power) => 2 ** power);
}

/** What each batch gives, the smallest first, for what it costs on a machine. */
export function batchGains(
  gpu: Gpu,
  known: readonly Throughput[],
  target: LatencyTarget,
  rental: Rental,
  utilisation: Figure,
): BatchGains {
  const figures = known.map(throughputFigures);
  const steps = known.map((throughput, at): BatchStep => {
    const [own, next] = [figures[at]!, figures[at + 1]];
    const tokenSeconds = tokenTime(throughput, own);
    const firstTokenSeconds = derived(
      FIRST,
      { alone: own.firstTokenSeconds, streamTokensPerSecond: own.streamTokensPerSecond },
      's',
    );
    return {
      batch: throughput.setup.batch,
      throughput,
      figures: own,
      tokenSeconds,
      firstTokenSeconds,
      gainOfNext: next ? derived(GAIN, { next: next.estimate, estimate: own.estimate }, '1') : null,
      costPerMillion: costPerMillion(rental, own.tokensPerSecond, utilisation),
      misses: missed(target, tokenSeconds, firstTokenSeconds),
    };
  });
  const knee =
    steps.find(({ gainOfNext }) => gainOfNext !== null && gainOfNext.value < KNEE_GAIN)?.batch ?? null;
  const good = steps.filter(({ batch, misses }) => misses === null && batch <= (knee ?? Infinity));
  return { gpu, steps, knee, best: good.length === 0 ? null : good.reduce(fastest) };
}

function fastest(a: BatchStep, b: BatchStep): BatchStep {
  return b.throughput.speed.tokensPerSecond > a.throughput.speed.tokensPerSecond ? b : a;
}

/** USD a million output tokens; null where there is no price. */
export function costPerMillion(
  { price, gpuCount }: Rental,
  tokensPerSecond: Figure,
  utilisation: Figure,
): Figure | null {
  if (!price) return null;
  const inputs = { price, gpus: gpuCount, tokensPerSecond, utilisation };
  return derived(PER_MILLION, inputs, 'USD per million tokens');
}

export function utilisationFigure(share: number): Figure {
  return share === 1
    ? fact(1, '1', 'ASSUMED', 'busy all the time: the least a token can cost')
    : given(share, '1');
}

function tokenTime({ setup }: Throughput, { tokensPerSecond }: ThroughputFigures): Figure {
  return derived(TOKEN, { sequences: given(setup.batch, 'sequences'), tokensPerSecond }, 's');
}

function missed(target: LatencyTarget, token: Figure, first: Figure): BatchStep['misses'] {
  if (target.tokenSeconds !== null && token.value > target.tokenSeconds) return 'TOKEN_TIME';
  if (target.firstTokenSeconds !== null && first.value > target.firstTokenSeconds) return 'FIRST_TOKEN_TIME';
  return null;
}
