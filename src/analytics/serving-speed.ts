import { ENGINE_CONSTANTS, type EngineConstants } from './serving-constants.ts';
import type { ServingSetup } from './serving-setup.ts';
import { servingTerms, touchedShare, type ServingTerms } from './serving-terms.ts';

export type { ComputeFormat, ServingEngine } from './serving-constants.ts';
export type { GpuSplit, ServingSetup, SpeedGpu } from './serving-setup.ts';

export type ServingSpeed = {
  /** Output tokens a second of all sequences together. */
  readonly tokensPerSecond: number;
  /** Of one sequence while it is decoded. */
  readonly streamTokensPerSecond: number;
  /** Prompt tokens a second while a prompt is read. */
  readonly prefillTokensPerSecond: number;
  /** Seconds from a prompt's arrival to its first token, alone on the machine. */
  readonly firstTokenSeconds: number;
};

/**
 * A roofline: reading weights and cache, computing, and what each step takes anyway. `servingFit` says whether the
 * model fits at all; where it does not and the engine does not spill, this is what it would be if it did.
 */
export function servingSpeed(
  setup: ServingSetup,
  constants: EngineConstants = ENGINE_CONSTANTS[setup.engine],
): ServingSpeed {
  const terms = servedTerms(setup, constants);
  const step = stepSeconds(terms);
  const prefill = prefillSecondsPerToken(terms);
  const tokensPerSecond = 1 / (secondsPerToken(terms, step, prefill) + terms.clientSecondsPerToken);
  return {
    tokensPerSecond,
    streamTokensPerSecond: 1 / (step + terms.clientSecondsPerToken * terms.sequences * terms.replicas),
    prefillTokensPerSecond: 1 / prefill,
    firstTokenSeconds: terms.inputTokens * prefill,
  };
}

/** Seconds of one step, which gives each sequence of a group one token. */
export function stepSeconds(t: ServingTerms): number {
  const bandwidth = t.parallelGpus * t.bandwidthGBPerSecond;
  return (
    (t.weightsGb * t.touchedShare) / (t.weightsReached * bandwidth) +
    (t.sequences * t.kvGb) / (t.kvReached * bandwidth) +
    (t.sequences * 2 * t.activeParams) / (t.computeReached * t.parallelGpus * t.tflops * 1e12) +
    t.secondsPerLayer * t.layers +
    t.secondsPerSequence * t.sequences +
    t.linkSeconds +
    t.linkSecondsPerSequence * t.sequences +
    (t.weightsGb * t.touchedShare * t.spilledShare) / t.hostGBPerSecond
  );
}

export function prefillSecondsPerToken(t: ServingTerms): number {
  return (
    (2 * t.activeParams + t.attentionFlops) / (t.computeReached * t.parallelGpus * t.tflops * 1e12) +
    t.linkSecondsPerSequence
  );
}

/** Of an output token on all groups together, the prompt's share included. */
function secondsPerToken(t: ServingTerms, step: number, prefill: number): number {
  return (step / t.sequences + (t.inputTokens / t.outputTokens) * prefill) / t.replicas;
}

/** As many sequences as keep a token's time under the limit, prompts of others read in between. */
export function servedTerms(setup: ServingSetup, constants?: EngineConstants): ServingTerms {
  const terms = servingTerms(setup, constants);
  const limit = setup.longestTokenSeconds;
  if (limit === undefined) return terms;
  const share = setup.model.activeParams / setup.model.params;
  const prefill = prefillSecondsPerToken(terms);
  const at = (sequences: number): ServingTerms => ({
    ...terms,
    sequences,
    touchedShare: touchedShare(share, sequences),
  });
  const isWithin = (t: ServingTerms): boolean =>
    stepSeconds(t) + t.sequences * (t.inputTokens / t.outputTokens) * prefill <= limit;
  if (isWithin(terms)) return terms;
  let [low, high] = [1, terms.sequences];
  for (let round = 0; round < 40; round++) {
    const middle = (low + high) / 2;
    if (isWithin(at(middle))) low = middle;
    else high = middle;
  }
  return at(low);
}
