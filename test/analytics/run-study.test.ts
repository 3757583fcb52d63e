import { expect, test } from 'vitest';
import { FALLING } from '../support/synthetic-runs.ts';
import {
  CHOSEN_ON,
  HELD_OUT,
  NOTHING,
  studyFresh,
  studyOptima,
  type OptimumTrial,
} from '../support/optimum-runs.ts';
import { USUAL } from '../support/usual-runs.ts';
import { studyCurves, studySizes, studyWithoutGain, tallyOf } from '../support/run-study.ts';

const of = (kind: string) => (trial: { readonly kind: string }) => trial.kind === kind;

/** Of those with a patience and a half after the best: what is withheld is missed. */
const rightOf = (trials: readonly OptimumTrial[]) => {
  const known = trials.filter(({ best, patience, found }) => best + 1.5 * patience < found.evaluations - 1);
  return known.filter(({ off }) => off !== null && off <= 1).length / known.length;
};

test('stops are within a patience of an optimum known by construction, and none is told where there is none', () => {
  expect(rightOf(studyOptima(CHOSEN_ON, 96, 1, ['none', 'Gaussian']))).toBeGreaterThanOrEqual(0.95);
  expect(rightOf(studyOptima(HELD_OUT, 64, 1, ['none', 'Gaussian']))).toBeGreaterThanOrEqual(0.95);
  expect(rightOf(studyFresh(48, 1))).toBeGreaterThanOrEqual(0.95);
  expect(rightOf(studyOptima(USUAL, 52, 1))).toBeGreaterThanOrEqual(0.9);
  const told = studyOptima(NOTHING, 48, 1).filter(({ off }) => off !== null);
  expect(told.length).toBeLessThanOrEqual(0.05 * 48);
}, 120_000);

test('on 198 runs with a known knee it is within 10 % in 90 %', () => {
  const knees = tallyOf(studyCurves(198, 1, FALLING, ['EPOCHS']), 0.1);
  // Of all: what is withheld is missed.
  expect(knees.within).toBeGreaterThanOrEqual(0.9 * knees.known);
}, 120_000);

test('sizes of data sets are within 10 % of the truth in 90 % of 500 sets of runs', () => {
  const sizes = tallyOf(studySizes(500, 1), 0.1);
  expect(sizes.within).toBeGreaterThanOrEqual(0.9 * sizes.known);
  expect(sizes.false).toBeLessThanOrEqual(0.05 * (sizes.n - sizes.known));
});

test('curves without gain get no recommendation in 95 %', () => {
  const trials = studyWithoutGain(56, 1);
  for (const kind of ['EARLY_STOPPING', 'EPOCHS']) {
    const tally = tallyOf(trials.filter(of(kind)), 1);
    expect(tally.false).toBeLessThanOrEqual(0.05 * (tally.n - tally.known));
  }
});
