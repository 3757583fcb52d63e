import { expect, test } from 'vitest';
import { chanceLosses, learnChances, mixedChance } from '#analytics/chance-mix.ts';

const PRIOR = [0.5, 0.5];

test('before any outcome the mixture is that of the prior', () => {
  expect(mixedChance([0.2, 0.6], [0.25, 0.75], chanceLosses(2), chanceLosses(2))).toBeCloseTo(0.5, 12);
});

test('an outcome moves the weights by e to the Brier loss times 2, worked by hand', () => {
  const own = chanceLosses(2);
  learnChances(own, [0.9, 0.4], true, 1);
  // Losses of .01 and .36: the first weighs e^(2 × .35) times as much.
  const ratio = Math.exp(0.7);
  expect(mixedChance([0.9, 0.4], PRIOR, own, chanceLosses(2))).toBeCloseTo(
    (0.9 * ratio + 0.4) / (ratio + 1),
    12,
  );
});

test('the better forecaster of many outcomes is followed, and left again when it goes wrong', () => {
  const own = chanceLosses(2);
  const none = chanceLosses(2);
  for (let n = 0; n < 200; n++) learnChances(own, [0.9, 0.2], true, 1);
  expect(mixedChance([0.9, 0.2], PRIOR, own, none)).toBeGreaterThan(0.89);
  for (let n = 0; n < 1000; n++) learnChances(own, [0.9, 0.2], false, 1);
  expect(mixedChance([0.9, 0.2], PRIOR, own, none)).toBeLessThan(0.21);
});

test('what all units have shown counts as fifteen outcomes, so that a unit of another kind soon goes its own way', () => {
  const all = chanceLosses(2);
  for (let n = 0; n < 500; n++) learnChances(all, [0.9, 0.2], true, 1);
  const own = chanceLosses(2);
  const begun = mixedChance([0.9, 0.2], PRIOR, own, all);
  expect(begun).toBeGreaterThan(0.89);
  for (let n = 0; n < 30; n++) learnChances(own, [0.9, 0.2], false, 1);
  expect(mixedChance([0.9, 0.2], PRIOR, own, all)).toBeLessThan(0.21);
});
