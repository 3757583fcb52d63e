import { FITTED, HELD_OUT, studyKnees } from '../test/support/knee-curves.ts';
import * as optima from '../test/support/optimum-runs.ts';
import { LATEST } from '../test/support/latest-runs.ts';
import { TEXTBOOK } from '../test/support/textbook-runs.ts';
import { UNSEEN, USUAL } from '../test/support/usual-runs.ts';
import { studyCurves, studySizes, studyWithoutGain, tallyOf, type Trial } from '../test/support/run-study.ts';

const RUNS = 500;
const SEED = 1;
/** As wide as runs are. */
const WIDE: optima.Spans = { evaluations: [20, 10_000], sigma: [0.002, 0.05] };

/** Of the families judged once. */
const LATEST_SPANS: optima.Spans = { evaluations: [40, 3000], sigma: [0.003, 0.04] };
const LATEST_SEED = 20;

const KINDS = [
  ['EARLY_STOPPING', 'early stopping', 1],
  ['EPOCHS', 'knee', 0.1],
  ['DATASET_SIZE', 'data set', 0.1],
] as const;

/** The page's part about recommendations on runs: its heading, its words, and rows for a table. */
export function runsAccuracy(): {
  readonly words: string;
  readonly titles: readonly string[];
  readonly rows: readonly (readonly string[])[];
} {
  const trials = [...studyCurves(RUNS, SEED), ...studySizes(RUNS, SEED), ...studyWithoutGain(RUNS, SEED)];
  const rows = KINDS.flatMap(([kind, name, bound]) => {
    const own = trials.filter((trial) => trial.kind === kind);
    const by = (label: string, keyOf: (trial: Trial) => string) =>
      [...new Set(own.map(keyOf))].map((key) =>
        rowOf(
          `${name}, ${label}${key}`,
          own.filter((trial) => keyOf(trial) === key),
          bound,
        ),
      );
    return [
      rowOf(`${name}, all`, own, bound),
      ...by('', ({ family }) => family),
      ...by('noise: ', ({ noise }) => noise),
    ];
  });
  rows.push(
    ...apart('best evaluation, chosen on', stops(optima.studyOptima(optima.CHOSEN_ON, RUNS, SEED)), 1),
    ...apart('best evaluation, held out', stops(optima.studyOptima(optima.HELD_OUT, RUNS, SEED)), 1),
    ...apart('best evaluation, fresh', stops(optima.studyFresh(RUNS, SEED)), 1),
    ...apart('best evaluation, usual', stops(optima.studyOptima(USUAL, RUNS, SEED, optima.NOISES, WIDE)), 1),
    ...apart(
      'best evaluation, unseen',
      stops(optima.studyOptima(UNSEEN, RUNS, SEED, optima.NOISES, WIDE)),
      1,
    ),
    ...apart(
      'best evaluation, latest',
      stops(optima.studyOptima(LATEST, RUNS, LATEST_SEED, optima.NOISES, LATEST_SPANS)),
      1,
    ),
    ...apart(
      'best evaluation, textbook',
      stops(optima.studyOptima(TEXTBOOK, RUNS, LATEST_SEED, optima.NOISES, LATEST_SPANS)),
      1,
    ),
    ...apart('best evaluation, nothing', stops(optima.studyOptima(optima.NOTHING, RUNS, SEED), false), 1),
    ...apart('knee, formulas that are fitted', studyKnees(FITTED, RUNS, SEED), 0.1),
    ...apart('knee, formulas held out', studyKnees(HELD_OUT, RUNS, SEED), 0.1),
  );
  return {
    words:
      '## Recommendations on runs\n\n' +
      `${RUNS} synthetic runs of 20 to 10,000 evaluations with a known level, ${RUNS} sets of runs on different sizes of data, and ${RUNS} runs that have nothing to save, from chance with a seed. ` +
      'Noise is Gaussian, Student’s t of three degrees of freedom, or correlated by .3 to .8, of .2 to 5 % of the whole gain. ' +
      'The truth of early stopping is the best evaluation without noise, its least where it ends above that, else the first within 1 % of the whole gain: an evaluation to keep within one patience of it is right. That of the knee is Kneedle on the level, and of data sets the power law itself: within 10 % is right, of the knee’s place (in epochs or steps) and of the samples. ' +
      'Best evaluations of runs of 30 to 5,000 evaluations, noise of .3 to 5 % of the gain, are told apart. Shapes and constants were chosen on the families "chosen on", on the runs above, and on the "usual" ones; "held out" and "fresh" were held out of an earlier choice, and have been looked at since. "Unseen" families were judged once before any was looked at, right in 94.8 %; shapes were added since for what they missed. They and the usual ones have 20 to 10,000 evaluations and noise of .2 to 5 %, fresh ones 20 to 2,000 and .5 to 3 %, half of it correlated. "Latest" families were written when all was chosen, and judged once: 40 to 3,000 evaluations, noise of .3 to 4 %, of another seed; nothing was chosen on them. "Textbook" families, of the same noises and lengths, were written after that, and nothing was chosen on them either. ' +
      'How many could be right: who knows the very family of a run, the chances of its parameters and the law of its noise, and keeps the evaluation with most of what is then likely within a patience, is right in 97 to 100 % of 96 runs of each of six such sets of families; what is missed beyond that is the estimator’s. ' +
      'Formulas that are fitted, and those held out, on which nothing was chosen, are runs of 20 to 1,000 epochs with noise of 0 to 3 % of the range, half of it correlated. ' +
      '"Told" are recommendations where there is something to recommend; the rest is withheld as uncertain, and counts as wrong in "right of all". "False" are those where there is nothing. p90 is in patiences, or shares of the truth.\n',
    titles: [
      'of',
      'n',
      'with something to recommend',
      'told',
      'right of those told %',
      'right of all %',
      'p90 off',
      'false',
    ],
    rows,
  };
}

function rowOf(name: string, trials: readonly Trial[], bound: number): string[] {
  const { n, known, given, within, false: wrong, p90 } = tallyOf(trials, bound);
  const share = (of: number): string => (of === 0 ? '–' : ((100 * within) / of).toFixed(1));
  return [
    name,
    String(n),
    String(known),
    String(given),
    share(given),
    share(known),
    p90?.toFixed(3) ?? '–',
    String(wrong),
  ];
}

/** There is something to recommend where a patience and a half still follow the best. */
function stops(trials: readonly optima.OptimumTrial[], isAny = true): Trial[] {
  return trials.map(({ family, noise, off, best, patience, found }) => {
    const hasTruth = isAny && best + 1.5 * patience < found.evaluations - 1;
    return { kind: 'EARLY_STOPPING', family, noise, hasTruth, off };
  });
}

/** Rows of runs of all families, of each family, and, of early stopping, of each noise. */
function apart(label: string, own: readonly Trial[], bound: number): string[][] {
  const rowFor = (name: string, trials: readonly Trial[]): string[] =>
    rowOf(`${label}, ${name}`, trials, bound);
  const families = [...new Set(own.map(({ family }) => family))];
  const noises = [...new Set(own.flatMap(({ kind, noise }) => (kind === 'EARLY_STOPPING' ? [noise] : [])))];
  return [
    rowFor('all', own),
    ...families.map((name) =>
      rowFor(
        name,
        own.filter(({ family }) => family === name),
      ),
    ),
    ...noises.map((name) =>
      rowFor(
        `noise: ${name}`,
        own.filter(({ noise }) => noise === name),
      ),
    ),
  ];
}
