import { derived, fact, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';

/** A figure with the range that is meant to hold the truth in nine of ten cases. */
export type FigureRange = {
  readonly low: Figure;
  readonly middle: Figure;
  readonly high: Figure;
};

export const ENDS = ['low', 'middle', 'high'] as const;

/** A figure that is certain: the caller’s own. */
export function certain(figure: Figure): FigureRange {
  return { low: figure, middle: figure, high: figure };
}

/** The same arithmetic at each end. */
export function atEachEnd(of: (end: (typeof ENDS)[number]) => Figure): FigureRange {
  return { low: of('low'), middle: of('middle'), high: of('high') };
}

const BELOW = formula('ln(middle / low)');
const ABOVE = formula('ln(high / middle)');
const SPREAD = { source: 'the factor’s range' };
const NOT_AT_ALL = fact(0, '1', 'CATALOG', 'its factors are given, and certain');

/**
 * The range of a product whose middle is known, from those of its factors, which are taken to err independently: the
 * logarithms of their ratios are added in squares. All low ends at once would be far below the tenth worst case.
 */
export function rangeOfProduct(middle: Figure, factors: Readonly<Record<string, FigureRange>>): FigureRange {
  const uncertain = Object.entries(factors).filter(([, { low, high }]) => low.value !== high.value);
  if (uncertain.length === 0 || middle.value === 0) return certain(middle);
  const squares = uncertain.map(([name]) => `${name}^2`).join(' + ');
  return {
    low: derived(
      formula(`middle * exp(-sqrt(${squares}))`),
      {
        middle,
        ...logsOf(uncertain, ({ low, middle: of }) => derived(BELOW, { low, middle: of }, '1', SPREAD)),
      },
      middle.unit,
      { source: middle.source },
    ),
    middle,
    high: derived(
      formula(`middle * exp(sqrt(${squares}))`),
      {
        middle,
        ...logsOf(uncertain, ({ high, middle: of }) => derived(ABOVE, { high, middle: of }, '1', SPREAD)),
      },
      middle.unit,
      { source: middle.source },
    ),
  };
}

function logsOf(
  factors: readonly (readonly [string, FigureRange])[],
  log: (range: FigureRange) => Figure,
): Record<string, Figure> {
  return Object.fromEntries(
    factors.map(([name, range]) => [name, range.middle.value === 0 ? NOT_AT_ALL : log(range)]),
  );
}
