import { CREDIBILITY, wordsOfPrior } from '#analytics/report-credibility.ts';
import { derived, fact, given, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { formatInstant } from '#units/time.ts';
import { estimateFigures, type EstimateFigures } from './estimate-figures.ts';
import type { ReportedWord } from './reported-words.ts';
import type { Throughput } from './throughput.ts';

export type ThroughputFigures = {
  /** Output tokens a second of all sequences together, prompts' reading included. */
  readonly tokensPerSecond: Figure;
  /** Of one sequence while it is decoded. */
  readonly streamTokensPerSecond: Figure;
  /** Prompt tokens a second while a prompt is read. */
  readonly prefillTokensPerSecond: Figure;
  /** From a prompt's arrival to its first token, alone on the machine. */
  readonly firstTokenSeconds: Figure;
  /** The estimate of `tokensPerSecond`, whatever was measured. */
  readonly estimate: Figure;
};

const SCALED = formula('measured * estimate / estimateThere');
const TOLD = formula('prior * (said / prior) ^ credibility');
const CREDIBLE = formula('weight / (weight + wordsOfPrior)');
const STREAM = formula('decode / sequences');
const SHARE = formula('min(1, estimate / estimateDecode)');
const OF_BOTH = formula(
  'estimate / (share * estimateDecode / decode + (1 - share) * estimatePrefill / prefill)',
);
const AS_MUCH_FASTER = formula('estimate * total / estimateTotal');
const FIRST_TOKEN = formula('input / prefill');

const TOKENS = 'tokens/s';

/** The figures of a throughput with sources and formulas: the numbers of `speed`, explained. */
export function throughputFigures(throughput: Throughput): ThroughputFigures {
  const { setup, measure } = throughput;
  const estimate = estimateFigures(setup);
  if (throughput.basis === 'ESTIMATED') return { ...estimate, estimate: estimate.tokensPerSecond };
  const direct = directFigure(throughput, estimate);
  const { decode, prefill, total } =
    measure === 'TOTAL' ? fromTotal(direct, estimate) : fromDecode(throughput, direct, estimate);
  return {
    tokensPerSecond: total,
    streamTokensPerSecond: derived(STREAM, { decode, sequences: estimate.sequences }, TOKENS),
    prefillTokensPerSecond: prefill,
    firstTokenSeconds: derived(FIRST_TOKEN, { input: given(setup.inputTokens, 'tokens'), prefill }, 's'),
    estimate: estimate.tokensPerSecond,
  };
}

type Parts = { readonly decode: Figure; readonly prefill: Figure; readonly total: Figure };

/** All of the run is as much faster than estimated as the whole. */
function fromTotal(total: Figure, estimate: EstimateFigures): Parts {
  const asMuch = (of: Figure): Figure =>
    derived(AS_MUCH_FASTER, { estimate: of, total, estimateTotal: estimate.tokensPerSecond }, TOKENS);
  return { total, decode: asMuch(estimate.decode), prefill: asMuch(estimate.prefillTokensPerSecond) };
}

/** The run is made of the shares of its time: answers written as measured, prompts read as measured or estimated. */
function fromDecode(throughput: Throughput, decode: Figure, estimate: EstimateFigures): Parts {
  const prefill = prefillFigure(throughput, estimate);
  const whole = { estimate: estimate.tokensPerSecond, estimateDecode: estimate.decode };
  const parts = { decode, estimatePrefill: estimate.prefillTokensPerSecond, prefill };
  const total = derived(OF_BOTH, { ...whole, ...parts, share: derived(SHARE, whole, '1') }, TOKENS);
  return { total, decode, prefill };
}

/** What was measured, or is credible, in the measure it was measured in. */
function directFigure(throughput: Throughput, estimates: EstimateFigures): Figure {
  const { measure, words, credible } = throughput;
  const estimate = measure === 'TOTAL' ? estimates.tokensPerSecond : estimates.decode;
  const prior = measuredFigure(throughput, estimate) ?? estimate;
  if (words.length === 0) return prior;
  const weights = credible.weights.map((weight, index): [string, Figure] => [
    `w${index + 1}`,
    fact(weight, '1', 'ESTIMATED', WEIGHT_SOURCE),
  ]);
  const saids = words.map((word, index): [string, Figure] => [`r${index + 1}`, wordFigure(word, estimate)]);
  const inputs = Object.fromEntries([...weights, ...saids]);
  const weight = derived(formula(weights.map(([name]) => name).join(' + ')), inputs, '1');
  const sum = weights.map(([name], index) => `${name} * ln(r${index + 1})`).join(' + ');
  const said = derived(formula(`exp((${sum}) / weight)`), { ...inputs, weight }, TOKENS);
  const credibility = derived(
    CREDIBLE,
    {
      weight,
      wordsOfPrior: fact(wordsOfPrior(throughput.priorSd), '1', 'ESTIMATED', priorSource(throughput)),
    },
    '1',
  );
  return derived(TOLD, { prior, said, credibility }, TOKENS);
}

const WEIGHT_SOURCE = `1 within 20 % of the answer, ${CREDIBILITY.fullWithin} ÷ |ln(report ÷ answer)| beyond`;

function priorSource({ priorSd, measurement }: Throughput): string {
  const of = measurement ? 'the measurement' : 'the estimate';
  return `as many reports as ${of} weighs: (${CREDIBILITY.reporterSd} ÷ ${priorSd.toFixed(3)})²`;
}

/** What a published measurement says of the setup: itself, or scaled by the estimate. */
function measuredFigure({ measurement }: Throughput, estimate: Figure): Figure | null {
  if (!measurement) return null;
  const { measured, estimateThere, far } = measurement;
  const figure = fact(
    measured.tokensPerSecond,
    TOKENS,
    'MEASURED',
    `${measured.source}, ${measured.measured}`,
  );
  if (far === 0) return figure;
  const there = fact(estimateThere, TOKENS, 'ESTIMATED', 'the estimator, of what was measured');
  return derived(SCALED, { measured: figure, estimate, estimateThere: there }, TOKENS);
}

function prefillFigure({ measurement }: Throughput, estimates: EstimateFigures): Figure {
  const estimate = estimates.prefillTokensPerSecond;
  if (!measurement?.measured.prefill || measurement.prefillThere === null) return estimate;
  const { measured, prefillThere } = measurement;
  const source = `${measured.source}, ${measured.measured}`;
  const figure = fact(measured.prefill?.tokensPerSecond ?? NaN, TOKENS, 'MEASURED', source);
  const there = fact(prefillThere, TOKENS, 'ESTIMATED', 'the estimator, of what was measured');
  return derived(SCALED, { measured: figure, estimate, estimateThere: there }, TOKENS);
}

function wordFigure({ report, estimateThere }: ReportedWord, estimate: Figure): Figure {
  const source = `a user’s report, measured ${formatInstant(report.measuredAt).slice(0, 10)}`;
  const measured = fact(report.tokensPerSecond, TOKENS, 'MEASURED', source);
  const there = fact(estimateThere, TOKENS, 'ESTIMATED', 'the estimator, of what was measured');
  return derived(SCALED, { measured, estimate, estimateThere: there }, TOKENS);
}
