import type { Horizon, Level, MeasureKey } from './checklist.ts';

/** What a measure takes, and how it is done. */
export type Advice = {
  readonly horizon: Horizon;
  readonly effort: Level;
  readonly risk: Level;
  readonly what: string;
  readonly how: string;
  /** The root field to ask next. */
  readonly next: string;
};

const advice = (
  horizon: Horizon,
  effort: Level,
  risk: Level,
  what: string,
  how: string,
  next: string,
): Advice => ({ horizon, effort, risk, what, how, next });

export const ADVICE: Readonly<Record<MeasureKey, Advice>> = {
  SPOT: advice(
    'IMMEDIATE',
    'LOW',
    'MEDIUM',
    'Spot instead of on-demand.',
    'Save at the interval of the plan, start again on another machine when one is taken, and keep an on-demand machine to fall back on.',
    'spotPlan',
  ),
  CHEAPER_OFFER: advice(
    'IMMEDIATE',
    'LOW',
    'LOW',
    'The same GPU from another provider or region.',
    'Start the same image there, look at where the data lies and what moving it costs, and end the old machine.',
    'offers',
  ),
  SCALE_TO_ZERO: advice(
    'IMMEDIATE',
    'LOW',
    'LOW',
    'No worker while nothing is done.',
    'Set the least number of workers to 0 and the idle timeout to 15 to 30 seconds; the first request after a pause waits for a cold start.',
    'scaleToZero',
  ),
  CHEAPER_GPU: advice(
    'MEDIUM_TERM',
    'MEDIUM',
    'LOW',
    'Another GPU, no slower and no smaller, that costs less.',
    'Measure the work on one machine of it before moving the rest.',
    'offers',
  ),
  RIGHT_SIZE: advice(
    'MEDIUM_TERM',
    'MEDIUM',
    'MEDIUM',
    'The cheapest machine that holds what is needed.',
    'Measure latency on it: it may be slower than the machine of now.',
    'rightSizing',
  ),
  QUANTISE: advice(
    'MEDIUM_TERM',
    'MEDIUM',
    'MEDIUM',
    'Weights of four bits, on the cheapest machine that holds them.',
    'Load an AWQ or GPTQ build of the model and judge its answers on your own prompts.',
    'rightSizing',
  ),
  BATCHING: advice(
    'MEDIUM_TERM',
    'MEDIUM',
    'LOW',
    'Decode several requests at once.',
    'Serve with continuous batching, and rent fewer machines or fewer hours; each single answer takes longer.',
    'servingGains',
  ),
  CACHING: advice(
    'MEDIUM_TERM',
    'MEDIUM',
    'LOW',
    'Answer again what was answered before.',
    'Keep answers by a hash of the prompt and its settings, and let them expire.',
    'servingGains',
  ),
  CHECKPOINTING: advice(
    'MEDIUM_TERM',
    'LOW',
    'LOW',
    'Save at the best interval.',
    'Set the interval of the plan.',
    'spotPlan',
  ),
  COMMITMENT: advice(
    'LONG_TERM',
    'LOW',
    'HIGH',
    'Commit to months of use.',
    'Ask the provider for its price; prices of GPUs fall, so compare with what the forecast expects.',
    'gpus',
  ),
};
