import { derived, fact, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import type { Throughput } from './throughput.ts';

export type RangeFigures = { readonly p10: Figure; readonly p90: Figure };

const BY_RATIO = formula('answer / estimateOverMeasured');
const BELOW = formula('answer * exp(-deviations * sd)');
const ABOVE = formula('answer * exp(deviations * sd)');
const TENTH = fact(
  1.2816,
  '1',
  'ASSUMED',
  'a tenth of a normal distribution lies further off, in logarithms',
);

/** What eight in ten setups like this are expected to be between. */
export function rangeFigures({ basis, error, credible }: Throughput, answer: Figure): RangeFigures {
  if (basis === 'ESTIMATED') {
    const ratio = (value: number, name: string): Figure =>
      fact(value, '1', 'ESTIMATED', `${name} of estimate ÷ measured: ${error.heldOut}`);
    return {
      p10: derived(BY_RATIO, { answer, estimateOverMeasured: ratio(error.p90, 'p90') }, answer.unit),
      p90: derived(BY_RATIO, { answer, estimateOverMeasured: ratio(error.p10, 'p10') }, answer.unit),
    };
  }
  const sd = fact(
    credible.sd,
    '1',
    'ESTIMATED',
    'of the answer’s logarithm, by measurement, estimate and reports',
  );
  const inputs = { answer, deviations: TENTH, sd };
  return { p10: derived(BELOW, inputs, answer.unit), p90: derived(ABOVE, inputs, answer.unit) };
}
