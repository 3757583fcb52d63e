import { ENGINE_CONSTANTS } from '#analytics/serving-constants.ts';
import { servingSpeedFigures, type ServingSpeedFigures } from '#analytics/serving-speed-figures.ts';
import { derived, fact, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { estimable, heldSequences, type ThroughputSetup } from './estimated-setup.ts';

/** What the roofline says, explained. */
export type EstimateFigures = ServingSpeedFigures & {
  /** Sequences decoded at once. */
  readonly sequences: Figure;
  /** Output tokens a second of all sequences together while they are written. */
  readonly decode: Figure;
};

const DECODE = formula('stream * sequences');
const HELD = 'the caller; no more than fit beside the weights';

export function estimateFigures(setup: ThroughputSetup): EstimateFigures {
  const source = `a roofline, ${ENGINE_CONSTANTS[setup.engine].source}`;
  const all = servingSpeedFigures(estimable(setup));
  const figures = {
    tokensPerSecond: { ...all.tokensPerSecond, source },
    streamTokensPerSecond: { ...all.streamTokensPerSecond, source },
    prefillTokensPerSecond: { ...all.prefillTokensPerSecond, source },
    firstTokenSeconds: { ...all.firstTokenSeconds, source },
  };
  const sequences = fact(heldSequences(setup), '1', 'GIVEN', HELD);
  const decode = derived(DECODE, { stream: figures.streamTokensPerSecond, sequences }, 'tokens/s');
  return { ...figures, sequences, decode };
}
