import { expect, test } from 'vitest';
import { leaveFamilyOut, type FittedRow } from '#analytics/leave-family-out.ts';

const row = (family: string, doublings: number, ratio: number, cell = 'a'): FittedRow => ({
  family,
  cell,
  doublings,
  ratio,
});

test('a bias and a slope that all families share are fitted away', () => {
  const rows = [1, 2, 3, 4].map((doublings) =>
    row(`f${doublings}`, doublings, 2 * Math.exp(0.1 * doublings)),
  );
  for (const { ratio } of leaveFamilyOut(rows)) expect(ratio).toBeCloseTo(1, 10);
});

test('what one family alone shows stays its error', () => {
  const rows = [row('odd', 1, 3), row('even', 1, 1), row('flat', 1, 1)];
  expect(leaveFamilyOut(rows)[0]?.ratio).toBeCloseTo(3, 10);
});

test('a cell of one family stays as it is served', () => {
  expect(leaveFamilyOut([row('a', 1, 2, 'alone'), row('b', 1, 5)])[0]?.ratio).toBe(2);
});
