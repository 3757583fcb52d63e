import { builder } from '#graph/builder.ts';
import type { Explanation, Figure, FigureBasis } from '#units/figure.ts';

const BASES: Readonly<Record<FigureBasis, string>> = {
  OBSERVED: 'Read from the market.',
  LIST: 'From a published price list.',
  MEASURED: 'By somebody who ran it: the source says who.',
  GIVEN: 'By the caller.',
  CATALOG: 'A fact that stands still: of a GPU, a model, a provider’s terms.',
  ASSUMED: 'A stated convention; the caller may say otherwise where there is an argument for it.',
  ESTIMATED: 'By a model whose error is published, or computed from such an estimate.',
  DERIVED: 'Computed from the inputs by the formula given.',
};

const FigureBasisEnum = builder.enumType('FigureBasis', {
  description: 'How a figure came to be.',
  values: Object.fromEntries(
    Object.entries(BASES).map(([basis, description]) => [basis, { description }]),
  ) as Record<FigureBasis, { description: string }>,
});

export const FigureRef = builder.objectRef<Figure>('Figure');
const ExplanationRef = builder.objectRef<Explanation>('Explanation');
const FigureInputRef = builder.objectRef<{ readonly name: string; readonly figure: Figure }>('FigureInput');

FigureRef.implement({
  description: 'A number with where it comes from, and where it was computed the arithmetic to redo.',
  fields: (t) => ({
    value: t.exposeFloat('value', { description: 'The number, in `unit`, not rounded.' }),
    unit: t.exposeString('unit', {
      description: 'What it counts: "USD", "USD/h", "GB", "tokens/s", "h"; "1" for shares and counts.',
    }),
    basis: t.field({
      type: FigureBasisEnum,
      description: 'How it came to be.',
      resolve: ({ basis }) => basis,
    }),
    source: t.exposeString('source', {
      description:
        'Who says so: a document, a provider, the caller; for computed figures whose formula, or the inputs’ sources.',
    }),
    explain: t.field({
      type: ExplanationRef,
      nullable: true,
      description: 'The arithmetic. Null where nothing was computed.',
      resolve: ({ explain }) => explain,
    }),
  }),
});

const FigureStepRef = builder.objectRef<FigureStep>('FigureStep').implement({
  description: 'A figure somewhere below a formula.',
  fields: (t) => ({
    path: t.exposeString('path', {
      description: 'Names of formulas on the way down, joined by dots: "cost.price".',
    }),
    figure: t.field({
      type: FigureRef,
      description: 'The figure there; names of its formula are the paths one below.',
      resolve: ({ figure }) => figure,
    }),
  }),
});

type FigureStep = { readonly path: string; readonly figure: Figure };

function stepsOf(inputs: Explanation['inputs'], above = ''): FigureStep[] {
  return Object.entries(inputs).flatMap(([name, figure]) => {
    const path = `${above}${name}`;
    return [{ path, figure }, ...(figure.explain ? stepsOf(figure.explain.inputs, `${path}.`) : [])];
  });
}

ExplanationRef.implement({
  description:
    'The arithmetic behind a figure: `formula`, evaluated with the inputs’ values, gives the figure’s value.',
  fields: (t) => ({
    formula: t.exposeString('formula', {
      description:
        'Numbers, names of inputs, + - * / ^ (power), parentheses, and min, max, ceil, floor, round, sqrt, exp, ln: valid in most languages but for ^.',
    }),
    inputs: t.field({
      type: [FigureInputRef],
      description: 'What each name of the formula stands for, in order of appearance.',
      // Computed with the figure and held in memory; most are facts without inputs of their own.
      complexity: { multiplier: 3 },
      resolve: ({ inputs }) => Object.entries(inputs).map(([name, figure]) => ({ name, figure })),
    }),
    steps: t.field({
      type: [FigureStepRef],
      complexity: { multiplier: 10 },
      description:
        'The inputs, their inputs and so on in one flat list, however deep they go: what lies below `a` has a path that begins with `a.`.',
      resolve: ({ inputs }) => stepsOf(inputs),
    }),
  }),
});

FigureInputRef.implement({
  description: 'A name of a formula and the figure it stands for.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'As it stands in the formula.' }),
    figure: t.field({
      type: FigureRef,
      description: 'What it stands for, itself explained.',
      resolve: ({ figure }) => figure,
    }),
  }),
});
