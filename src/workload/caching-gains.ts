import { derived, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import type { BatchStep } from './batch-gains.ts';

/** What caches spare of serving with one batch. */
export type CachingGains = {
  /** The share of the machine's time that goes into reading prompts. */
  readonly prefillShare: Figure;
  readonly tokensPerSecond: Figure;
  /** Of a request whose prompt is found as often as all are on average. */
  readonly firstTokenSeconds: Figure;
  /** Shares of the cost of serving that are spared. */
  readonly promptSaving: Figure;
  readonly responseSaving: Figure;
  readonly saving: Figure;
  /** USD for what a million output tokens answered takes of GPUs; null where there is no price. */
  readonly costPerMillion: Figure | null;
  readonly savedPerMillion: Figure | null;
};

const SHARE = formula('max(0, 1 - tokensPerSecond * step / sequences)');
const STEP = formula('1 / streamTokensPerSecond');
const FASTER = formula('tokensPerSecond / (1 - promptHits * prefillShare)');
const FIRST = formula('(1 - promptHits) * alone + step');
const PROMPT = formula('promptHits * prefillShare');
const RESPONSE = formula('responseHits');
const BOTH = formula('1 - (1 - responseSaving) * (1 - promptSaving)');
const COST = formula('costPerMillion * (1 - saving)');
const SAVED = formula('costPerMillion * saving');

/**
 * A prompt's tokens found in the cache are not read again; an answer found whole takes nothing of the GPU, and is
 * as long as others. Both together: of the requests that are left the prompts are spared as before.
 */
export function cachingGains(
  { figures, costPerMillion }: BatchStep,
  sequences: Figure,
  hits: { readonly prompt: Figure; readonly response: Figure },
): CachingGains {
  const { tokensPerSecond, streamTokensPerSecond, firstTokenSeconds: alone } = figures;
  const promptHits = hits.prompt;
  const step = derived(STEP, { streamTokensPerSecond }, 's');
  const prefillShare = derived(SHARE, { tokensPerSecond, step, sequences }, '1');
  const promptSaving = derived(PROMPT, { promptHits, prefillShare }, '1');
  const responseSaving = derived(RESPONSE, { responseHits: hits.response }, '1');
  const saving = derived(BOTH, { responseSaving, promptSaving }, '1');
  return {
    prefillShare,
    tokensPerSecond: derived(FASTER, { tokensPerSecond, promptHits, prefillShare }, 'tokens/s'),
    firstTokenSeconds: derived(FIRST, { promptHits, alone, step }, 's'),
    promptSaving,
    responseSaving,
    saving,
    costPerMillion: costPerMillion && derived(COST, { costPerMillion, saving }, costPerMillion.unit),
    savedPerMillion: costPerMillion && derived(SAVED, { costPerMillion, saving }, costPerMillion.unit),
  };
}
