import fc from 'fast-check';
import { expect, test } from 'vitest';
import { derived, given } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { byJavaScript } from '../support/redo.ts';

test.each([
  ['2 + 3 * 4', 14],
  ['(2 + 3) * 4', 20],
  ['2 ^ 3 ^ 2', 512],
  ['-2 ^ 2', -4],
  ['8 / 4 / 2', 1],
  ['10 - 4 - 3', 3],
  ['2 * -3', -6],
  ['2 + -3', -1],
  ['6 / -3', -2],
  ['max(1, 2, min(7, 5)) + ceil(0.2) - floor(1.9) + round(2.5)', 8],
  ['sqrt(16) + exp(0) + ln(1)', 5],
  ['1.5e3 / 1e-1', 15_000],
])('%s is %d', (text, value) => {
  expect(formula(text).evaluate({})).toBe(value);
});

test.each(['', '2 +', '(2', '2)', 'a b', 'sin(1)', '2 $ 3', 'max()', '* 2', 'constructor(1)'])(
  '%j is refused',
  (text) => {
    expect(() => formula(text)).toThrow(SyntaxError);
  },
);

test('a name without a value is told', () => {
  expect(() => formula('a + b').evaluate({ a: 1 })).toThrow('b has no value');
  expect(() => derived(formula('a + b'), { a: given(1, '1') }, '1')).toThrow('b is missing');
});

const term: fc.Arbitrary<string> = fc.letrec<{ term: string }>((tie) => ({
  term: fc.oneof(
    { maxDepth: 5 },
    fc.nat(99).map(String),
    fc.constantFrom('a', 'b', 'price_now'),
    fc
      .tuple(tie('term'), fc.constantFrom('+', '-', '*', '/', '^'), tie('term'))
      .map(([a, op, b]) => `((${a}) ${op} (${b}))`),
    fc
      .tuple(tie('term'), fc.constantFrom('+', '-', '*', '/'), tie('term'))
      .map(([a, op, b]) => `${a} ${op} ${b}`),
    fc.tuple(fc.constantFrom('min', 'max'), tie('term'), tie('term')).map(([f, a, b]) => `${f}(${a}, ${b})`),
    tie('term').map((a) => `-(${a})`),
  ),
})).term;

test('a formula gives what JavaScript gives', () => {
  fc.assert(
    fc.property(term, fc.double({ min: 0.1, max: 9, noNaN: true }), (text, a) => {
      const values = { a, b: 3, price_now: 0.44 };
      expect(formula(text).evaluate(values)).toEqual(byJavaScript(text, values));
    }),
  );
});
