import type { ServingEngine } from '#analytics/serving-speed.ts';

/** The load of a setup, and what bears it, but for model, GPU and format, which have to be the same. */
export type ServedLoad = {
  readonly gpuCount: number;
  readonly engine: ServingEngine;
  readonly batch: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
};

/** Engines whose speed is one: Ollama runs llama.cpp. */
const FAMILY: Readonly<Partial<Record<ServingEngine, ServingEngine>>> = { OLLAMA: 'LLAMA_CPP' };

const FURTHEST = { batch: 2, context: 4 } as const;

/** A system under as many sequences as it holds is near while a GPU is estimated to serve within this factor of its. */
export const FURTHEST_SATURATED = 2;

export const NEAR_RULE =
  'A measurement counts for a setup of the same GPU, architecture of model and weight format. One at a told batch counts ' +
  'for the same number of GPUs and engine (Ollama counts as llama.cpp), one stream for one stream alone, other batches within ' +
  `a factor of ${FURTHEST.batch}, and an average context within a factor of ${FURTHEST.context}; one under as many sequences as fit counts for ` +
  `the same engine where each GPU is estimated to serve within a factor of ${FURTHEST_SATURATED} as many tokens. What it says of a setup is ` +
  'the tokens a second measured × the estimate for the setup ÷ the estimate for what was measured. The nearest one wins.';

export function engineFamily(engine: ServingEngine): ServingEngine {
  return FAMILY[engine] ?? engine;
}

/** An engine of the same family is not the very same. */
const OTHER_ENGINE = 0.5;

/**
 * How far what was measured is from what is asked: 0 for the same, 1 at the edge of what counts; null beyond. One
 * stream is near to one stream alone: with two, reading weights is shared.
 */
export function distance(asked: ServedLoad, measured: ServedLoad): number | null {
  if (asked.gpuCount !== measured.gpuCount || engineFamily(asked.engine) !== engineFamily(measured.engine))
    return null;
  if ((asked.batch === 1) !== (measured.batch === 1)) return null;
  const batch = Math.abs(Math.log(asked.batch / measured.batch)) / Math.log(FURTHEST.batch);
  const context = Math.abs(Math.log(contextOf(asked) / contextOf(measured))) / Math.log(FURTHEST.context);
  const far = Math.max(batch, context, asked.engine === measured.engine ? 0 : OTHER_ENGINE);
  return far <= 1 ? far : null;
}

/** Tokens that a sequence holds on average while it is answered. */
function contextOf({ inputTokens, outputTokens }: ServedLoad): number {
  return inputTokens + outputTokens / 2;
}
