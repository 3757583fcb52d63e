import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dominates, dominators, type Criteria } from '#analytics/pareto.ts';

test('less in one and no more in any dominates; equals do not', () => {
  expect(dominates([1, 2], [1, 3])).toBe(true);
  expect(dominates([1, 2], [1, 2])).toBe(false);
  expect(dominates([1, 3], [2, 2])).toBe(false);
});

test('what is not known of one alone cannot be compared', () => {
  expect(dominates([1, null], [2, 0])).toBe(false);
  expect(dominates([1, 0], [2, null])).toBe(false);
  expect(dominates([1, null], [2, null])).toBe(true);
});

const criterion = fc.option(fc.integer({ min: 0, max: 4 }), { freq: 4 });
const alternatives = fc.array(fc.tuple(criterion, criterion, criterion), { maxLength: 12 });

test('each that is dominated is told one on the frontier that dominates it, the others nobody', () => {
  fc.assert(
    fc.property(alternatives, (all: readonly Criteria[]) => {
      const told = dominators(all, (one) => one);
      for (const [place, one] of all.entries()) {
        const by = told[place] ?? null;
        expect(by === null).toBe(!all.some((other) => dominates(other, one)));
        if (by === null) continue;
        expect(dominates(by, one)).toBe(true);
        expect(all.some((other) => dominates(other, by))).toBe(false);
      }
    }),
  );
});
