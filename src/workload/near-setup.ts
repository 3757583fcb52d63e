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

export const NEAR_RULE =
  'A measurement counts for a setup of the same GPU, number of GPUs, architecture of model, weight format and engine ' +
  `(Ollama counts as llama.cpp), with a batch within a factor of ${FURTHEST.batch} (one stream for one stream alone) and an average ` +
  `context within a factor of ${FURTHEST.context}. What it says of a setup is the tokens a second measured × estimate for the ` +
  'setup ÷ estimate for what was measured. The nearest measurement wins.';

export function engineFamily(engine: ServingEngine): ServingEngine {
  return FAMILY[engine] ?? engine;
}

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
  const far = Math.max(batch, context);
  return far <= 1 ? far : null;
}

/** Tokens that a sequence holds on average while it is answered. */
function contextOf({ inputTokens, outputTokens }: ServedLoad): number {
  return inputTokens + outputTokens / 2;
}
