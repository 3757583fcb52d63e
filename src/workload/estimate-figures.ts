import { derived, fact, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { estimateOf, heldSequences, type ThroughputSetup } from './estimated-setup.ts';

/** What the roofline says, explained. */
export type EstimateFigures = {
  readonly tokensPerSecond: Figure;
  readonly streamTokensPerSecond: Figure;
  readonly prefillTokensPerSecond: Figure;
  readonly firstTokenSeconds: Figure;
  /** Sequences decoded at once. */
  readonly sequences: Figure;
  /** Output tokens a second of all sequences together while they are written. */
  readonly decode: Figure;
};

const DECODE = formula('stream * sequences');

export function estimateFigures(setup: ThroughputSetup): EstimateFigures {
  const speed = estimateOf(setup);
  const estimated = (value: number, unit: string): Figure => fact(value, unit, 'ESTIMATED', 'roofline');
  const sequences = fact(
    heldSequences(setup),
    '1',
    'GIVEN',
    'the caller; no more than fit beside the weights',
  );
  const stream = estimated(speed.streamTokensPerSecond, 'tokens/s');
  return {
    tokensPerSecond: estimated(speed.tokensPerSecond, 'tokens/s'),
    streamTokensPerSecond: stream,
    prefillTokensPerSecond: estimated(speed.prefillTokensPerSecond, 'tokens/s'),
    firstTokenSeconds: estimated(speed.firstTokenSeconds, 's'),
    sequences,
    decode: derived(DECODE, { stream, sequences }, 'tokens/s'),
  };
}
