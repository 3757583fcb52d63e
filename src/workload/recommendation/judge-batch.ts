import {
  fixedForGain,
  fixedStepSeconds,
  grownBatch,
  LEAST_BATCH_GAIN,
  MOST_GROWTH,
  stepTimeOf,
  type BatchGrowth,
  type StepTime,
} from '#analytics/batch-growth.ts';
import { normalShare } from '#analytics/normal-distribution.ts';
import { TRAINING_ERROR } from '#analytics/training-error.ts';
import { largestMicroBatch, OPTIMIZER_BYTES } from '#analytics/training-memory.ts';
import { usableGb, USABLE_SHARE } from '#catalog/usable-memory.ts';
import { fact, given, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { setupOf } from '../training-need.ts';
import { LEAST_SAVING, type Judgement, type JudgedRun, type NotRecommended } from './recommendation.ts';
import { percent, savingOf, shown } from './saving.ts';
import { sequenceOf, trainingOf } from './trained-model.ts';

const KIND = 'BATCH_SIZE';
const SAVED = formula('hours * (1 - (fixed / largerBatch + perSample) / (fixed / batch + perSample))');
const ROOFLINE =
  'optimizer bytes ÷ bandwidth and kernels’ starts (roofline, Williams et al. 2009); the rest of the run’s own time';
/** Of ln: makes the median of an error its standard deviation. */
const SIGMA = TRAINING_ERROR.medianAbsLog / 0.6745;
/** Of a time measured by runs on other batches: machines of one kind differ by about this. */
const MEASURED_SIGMA = 0.05;
/** What a step does not spend on its samples is at most this share of it, by the roofline. */
const MOST_FIXED = 0.9;

const STOPPED: Readonly<Record<BatchGrowth['stoppedBy'], string>> = {
  MEMORY: 'a larger one does not fit',
  GAIN: `doubling it again gains less than ${percent(LEAST_BATCH_GAIN)}`,
  RISK: `more than ${MOST_GROWTH} times the batch is too far from what is known to train well`,
  STEPS: 'an epoch would have fewer than 50 steps',
};

/** The largest batch that fits, is worth it by samples a second, and is not too far from the one that trained. */
export function judgeBatch(run: JudgedRun): Judgement {
  const none = (reason: NotRecommended['reason'], message: string): NotRecommended => ({
    kind: KIND,
    reason,
    message,
  });
  const { gpuOf: gpu, batchSize, hours, samples, gpuCount } = run;
  const lacking = Object.entries({ gpu, batchSize, hours, samples })
    .filter(([, value]) => value === null)
    .map(([name]) => `\`${name}\``);
  if (!gpu || batchSize === null || hours === null || samples === null)
    return none('NOT_TOLD', `A batch takes ${lacking.join(', ')} of the run to judge: tell them.`);
  const training = trainingOf(run);
  if (!training)
    return none('NOT_TOLD', 'The catalog does not know the model: tell its `parameters` to know what fits.');
  const { shape } = training.model;
  const setup = setupOf(shape, {
    method: 'FULL',
    optimizer: training.optimizer,
    rank: training.rank,
    zeroStage: gpuCount > 1 ? 3 : 0,
    gpuCount,
    microBatch: 1,
    sequenceTokens: training.sequenceTokens,
    recomputation: 'SELECTIVE',
  });
  const most = largestMicroBatch(shape, setup, usableGb(gpu)) * gpuCount;
  if (most < batchSize)
    return none(
      'DOES_NOT_FIT',
      `By the estimate ${shown(most)} sequences fit in ${percent(USABLE_SHARE)} of the memory of ${gpuCount} × ${gpu.name}, and the run had ${shown(batchSize)}: it trains otherwise (adapters, recomputing, accumulated gradients), so that what else fits cannot be told.`,
    );
  const bytes = OPTIMIZER_BYTES[training.optimizer];
  const stateBytes = (shape.params * (bytes.weights + bytes.gradients + bytes.states)) / gpuCount;
  const { time, isMeasured } = timeOf(
    run,
    fixedStepSeconds(stateBytes, gpu.bandwidthGBPerSecond, shape.layers),
  );
  if (!time)
    return none('NOT_TOLD', 'The run’s `hours`, `samples` and `epochs` do not give the time of a step.');
  const grown = grownBatch(time, batchSize, most, samples);
  if (grown.batch === batchSize || 1 - 1 / grown.speedup < LEAST_SAVING)
    return none(
      grown.stoppedBy === 'MEMORY' ? 'DOES_NOT_FIT' : 'SAVES_NOTHING',
      `A batch of ${shown(batchSize)} is large enough: ${STOPPED[grown.stoppedBy]}.`,
    );
  const basis = isMeasured ? 'DERIVED' : 'ESTIMATED';
  const source = isMeasured
    ? 'runs of the model on this GPU with different batches, by least squares'
    : ROOFLINE;
  const seconds = (value: number): Figure => fact(value, 's', basis, source);
  const savedAt = (larger: number) =>
    savingOf(run, SAVED, {
      hours: given(hours, 'h'),
      fixed: seconds(time.fixed),
      largerBatch: fact(larger, 'sequences', 'ESTIMATED', 'doublings of the run’s batch'),
      perSample: seconds(time.perSample),
      batch: given(batchSize, 'sequences'),
    });
  const factor = grown.batch / batchSize;
  return {
    kind: KIND,
    title: `Train with a batch of ${shown(grown.batch)} in place of ${shown(batchSize)}`,
    reasoning: `A step takes ${shown(1000 * time.fixed)} ms whatever the batch and ${shown(1000 * time.perSample)} ms a sample, so that ${shown(grown.batch)} bring ${percent(grown.speedup - 1)} more samples a second; ${STOPPED[grown.stoppedBy]}.`,
    target: fact(grown.batch, 'sequences', 'ESTIMATED', 'the last doubling that fits and gains 5 %'),
    saves: savedAt(grown.batch),
    confidence: fact(
      chanceOfGain(time, batchSize, isMeasured ? MEASURED_SIGMA : SIGMA),
      '1',
      'ESTIMATED',
      isMeasured
        ? 'chance that the first doubling gains 5 %, were the fixed time off by 5 % (one standard deviation)'
        : `chance that the first doubling gains 5 %, were the fixed time as far off as the training estimator is (median ${TRAINING_ERROR.medianAbsLog} of |ln|)`,
    ),
    steps: [
      `Set the batch to ${shown(grown.batch)}${gpuCount > 1 ? ` (${shown(grown.batch / gpuCount)} a GPU)` : ''}.`,
      `Multiply the learning rate by √${shown(factor)} = ${shown(Math.sqrt(factor))} with Adam (Malladi et al. 2022), by ${shown(factor)} with SGD (Goyal et al. 2017), and warm it up.`,
      'Compare the loss after as many samples, not after as many steps.',
    ],
    risk: factor > 4 ? 'HIGH' : factor > 2 ? 'MEDIUM' : 'LOW',
    risks: [
      'Beyond the critical batch, where gradients are no longer noisy, larger batches take more samples to the same loss (McCandlish et al. 2018): this run does not tell where it lies.',
      `An epoch has ${shown(samples / grown.batch)} steps then, not ${shown(samples / batchSize)}: warm-up and evaluations counted in steps have to be counted anew.`,
    ],
    evidence: [
      { name: 'batch', figure: given(batchSize, 'sequences') },
      {
        name: 'largest that fits',
        figure: fact(
          most,
          'sequences',
          'ESTIMATED',
          `Korthikanti et al. 2022 and ${training.optimizer}, within ${percent(USABLE_SHARE)} of the memory; ${training.model.source}`,
        ),
      },
      { name: 'tokens of a sample', figure: sequenceOf(run) },
      { name: 'fixed time of a step', figure: seconds(time.fixed) },
      { name: 'time of a sample', figure: seconds(time.perSample) },
      { name: 'speed-up', figure: fact(grown.speedup, '1', 'ESTIMATED', source) },
    ],
    alternatives:
      factor > 2
        ? [{ title: `A batch of ${shown(2 * batchSize)} alone`, saves: savedAt(2 * batchSize) }]
        : [],
  };
}

/** By runs on other batches where they tell, else the run’s own time less what the roofline gives as fixed. */
function timeOf(
  run: JudgedRun,
  fixed: number,
): { readonly time: StepTime | null; readonly isMeasured: boolean } {
  const observations = [run, ...run.siblings].flatMap((one) => {
    const { batchSize: batch, hours, samples, epochs, gpu, gpuCount } = one;
    if (batch === null || hours === null || samples === null || gpu !== run.gpu || gpuCount !== run.gpuCount)
      return [];
    return [{ batch, secondsPerStep: (hours * 3600 * batch) / (samples * (epochs ?? 1)) }];
  });
  const measured = stepTimeOf(observations);
  if (measured) return { time: measured, isMeasured: true };
  const [own] = observations;
  if (!own) return { time: null, isMeasured: false };
  const within = Math.min(fixed, MOST_FIXED * own.secondsPerStep);
  return { time: { fixed: within, perSample: (own.secondsPerStep - within) / own.batch }, isMeasured: false };
}

function chanceOfGain(time: StepTime, batch: number, sigma: number): number {
  const needed = fixedForGain(time, batch, LEAST_BATCH_GAIN);
  return normalShare(Math.log(time.fixed / needed) / sigma);
}
