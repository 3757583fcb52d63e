import type { Formula } from './formula.ts';

/**
 * How a figure came to be. OBSERVED: read from the market. LIST: from a published list. MEASURED: by somebody
 * who ran it. GIVEN: by the caller. CATALOG: a fact that stands still. ASSUMED: a stated convention.
 * ESTIMATED: by a model whose error is published. DERIVED: computed from the others by a formula.
 */
export type FigureBasis =
  'OBSERVED' | 'LIST' | 'MEASURED' | 'GIVEN' | 'CATALOG' | 'ASSUMED' | 'ESTIMATED' | 'DERIVED';

/** A number with where it comes from. */
export type Figure = {
  readonly value: number;
  /** "USD", "GB", "tokens/s", "h"; "1" for shares and counts. */
  readonly unit: string;
  readonly basis: FigureBasis;
  readonly source: string;
  /** Null where nothing was computed. */
  readonly explain: Explanation | null;
};

/** `formula.evaluate` of the inputs' values is the figure's value. */
export type Explanation = {
  readonly formula: string;
  readonly inputs: Readonly<Record<string, Figure>>;
};

/** A figure that nothing was computed for. */
export function fact(value: number, unit: string, basis: FigureBasis, source: string): Figure {
  return { value, unit, basis, source, explain: null };
}

/** What the caller said. */
export function given(value: number, unit: string): Figure {
  return fact(value, unit, 'GIVEN', 'the caller');
}

/**
 * The figure a formula gives. Its basis is ESTIMATED where any input's is, unless said otherwise; its source is the formula's
 * where one is named ("Daly 2006"), else those of its inputs.
 */
export function derived(
  how: Formula,
  inputs: Readonly<Record<string, Figure>>,
  unit: string,
  { basis, source }: { readonly basis?: FigureBasis; readonly source?: string } = {},
): Figure {
  const figures = how.names.map((name) => {
    const input = inputs[name];
    if (!input) throw new RangeError(`${name} is missing for ${how.text}`);
    return [name, input] as const;
  });
  const used = Object.fromEntries(figures);
  const isEstimate = figures.some(([, input]) => input.basis === 'ESTIMATED');
  return {
    value: how.evaluate(Object.fromEntries(figures.map(([name, input]) => [name, input.value]))),
    unit,
    basis: basis ?? (isEstimate ? 'ESTIMATED' : 'DERIVED'),
    source: source ?? sourcesOf(figures.map(([, input]) => input.source)),
    explain: { formula: how.text, inputs: used },
  };
}

/** Every source once, also where inputs were themselves derived. */
function sourcesOf(sources: readonly string[]): string {
  return [...new Set(sources.flatMap((source) => source.split('; ')))].join('; ');
}
