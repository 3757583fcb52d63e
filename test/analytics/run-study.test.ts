import { expect, test } from 'vitest';
import { studyCurves, studySizes, studyWithoutGain, tallyOf } from '../support/run-study.ts';

const of = (kind: string) => (trial: { readonly kind: string }) => trial.kind === kind;

test('on 500 runs with a known optimum stops are within a patience of it in 95 %, knees within 10 % in 90 %', () => {
  const trials = studyCurves(500, 1);
  const stops = tallyOf(trials.filter(of('EARLY_STOPPING')), 1);
  expect(stops.within).toBeGreaterThanOrEqual(0.95 * stops.known);
  const knees = tallyOf(trials.filter(of('EPOCHS')), 0.1);
  // Of all: what is withheld is missed.
  expect(knees.within).toBeGreaterThanOrEqual(0.9 * knees.known);
}, 120_000);

test('sizes of data sets are within 10 % of the truth in 90 % of 500 sets of runs', () => {
  const sizes = tallyOf(studySizes(500, 1), 0.1);
  expect(sizes.within).toBeGreaterThanOrEqual(0.9 * sizes.known);
  expect(sizes.false).toBeLessThanOrEqual(0.05 * (sizes.n - sizes.known));
});

test('curves without gain get no recommendation in 95 %', () => {
  const trials = studyWithoutGain(200, 1);
  for (const kind of ['EARLY_STOPPING', 'EPOCHS']) {
    const tally = tallyOf(trials.filter(of(kind)), 1);
    expect(tally.false).toBeLessThanOrEqual(0.05 * (tally.n - tally.known));
  }
});
