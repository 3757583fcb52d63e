/** What a step takes: seconds that any batch takes, and seconds for each sample. */
export type StepTime = { readonly fixed: number; readonly perSample: number };

/** What one run came to with a batch. */
export type StepObservation = { readonly batch: number; readonly secondsPerStep: number };

export type BatchGrowth = {
  readonly batch: number;
  /** Samples a second ÷ those of the batch now. */
  readonly speedup: number;
  /** What kept it from growing further. */
  readonly stoppedBy: 'MEMORY' | 'GAIN' | 'RISK' | 'STEPS';
};

/** A doubling that gains less is not worth the larger gradient batch. */
export const LEAST_BATCH_GAIN = 0.05;
/** Beyond eight times a batch that is known to train well nothing is known of how it trains. */
export const MOST_GROWTH = 8;
/** An epoch of fewer steps leaves too few updates. */
export const FEWEST_STEPS = 50;

/** Samples a second: b ÷ (fixed + b × perSample). */
export function samplesPerSecond({ fixed, perSample }: StepTime, batch: number): number {
  return batch / (fixed + batch * perSample);
}

/**
 * Doubles a batch while it fits, each doubling gains 5 % of samples a second at least, and the steps of an epoch stay 50
 * or more: `most` is the largest that fits, `samples` those of an epoch where they are known.
 */
export function grownBatch(time: StepTime, batch: number, most: number, samples: number | null): BatchGrowth {
  const before = samplesPerSecond(time, batch);
  let grown = batch;
  for (;;) {
    const next = 2 * grown;
    const stoppedBy =
      next > most
        ? 'MEMORY'
        : samplesPerSecond(time, next) < (1 + LEAST_BATCH_GAIN) * samplesPerSecond(time, grown)
          ? 'GAIN'
          : next > MOST_GROWTH * batch
            ? 'RISK'
            : samples !== null && samples / next < FEWEST_STEPS
              ? 'STEPS'
              : null;
    if (stoppedBy !== null)
      return { batch: grown, speedup: samplesPerSecond(time, grown) / before, stoppedBy };
    grown = next;
  }
}

/**
 * The time of steps through runs with different batches, by least squares of relative errors. Undefined for fewer than two
 * different batches, and where steps of larger batches do not take longer.
 */
export function stepTimeOf(observations: readonly StepObservation[]): StepTime | undefined {
  if (new Set(observations.map(({ batch }) => batch)).size < 2) return undefined;
  let [w, x, y, xx, xy] = [0, 0, 0, 0, 0];
  for (const { batch, secondsPerStep } of observations) {
    const weight = 1 / secondsPerStep ** 2;
    w += weight;
    x += weight * batch;
    y += weight * secondsPerStep;
    xx += weight * batch * batch;
    xy += weight * batch * secondsPerStep;
  }
  const perSample = (w * xy - x * y) / (w * xx - x * x);
  if (!(perSample > 0)) return undefined;
  return { fixed: Math.max(0, (y - perSample * x) / w), perSample };
}

/** The fixed seconds from which on a doubling of the batch gains `gain`: with T = fixed + b × perSample, fixed ÷ 2T = gain ÷ (1 + gain). */
export function fixedForGain({ fixed, perSample }: StepTime, batch: number, gain: number): number {
  const whole = fixed + batch * perSample;
  return (2 * whole * gain) / (1 + gain);
}

/** Kernels started for each layer of a transformer and step, forward, backward and update. */
const KERNELS_PER_LAYER = 100;
/** Seconds to start one: 4 to 10 µs on CUDA. */
const LAUNCH_SECONDS = 5e-6;

/**
 * Seconds of a step that no batch makes longer: every weight, gradient and state is read and written once by the optimizer
 * (bytes ÷ bandwidth), and kernels are started one after another. A roofline (Williams et al. 2009): real steps also wait
 * for data and for other GPUs, which it leaves out.
 */
export function fixedStepSeconds(stateBytes: number, bandwidthGBPerSecond: number, layers: number): number {
  return (2 * stateBytes) / (bandwidthGBPerSecond * 1e9) + layers * KERNELS_PER_LAYER * LAUNCH_SECONDS;
}
