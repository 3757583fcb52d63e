import { expect, test } from 'vitest';
import { FITTED, HELD_OUT, STRAIGHT, studyKnees } from '../support/knee-curves.ts';
import { tallyOf } from '../support/run-study.ts';

test('knees of formulas that are fitted are within 10 % of their place in 90 % of all runs', () => {
  const { n, known, within } = tallyOf(studyKnees(FITTED, 120, 3), 0.1);
  expect(known).toBeGreaterThan(0.95 * n);
  expect(within).toBeGreaterThanOrEqual(0.9 * known);
});

test('knees of formulas that nothing was chosen on are so in 85 %', () => {
  const { known, within } = tallyOf(studyKnees(HELD_OUT, 140, 3), 0.1);
  expect(within).toBeGreaterThanOrEqual(0.85 * known);
});

test('lines have no knee', () => {
  const { known, false: wrong } = tallyOf(studyKnees(STRAIGHT, 60, 3), 0.1);
  expect({ known, wrong }).toEqual({ known: 0, wrong: 0 });
});
