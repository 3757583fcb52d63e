/** Evaluates a formula as JavaScript does: a second opinion on what it gives. */
export function byJavaScript(text: string, values: Readonly<Record<string, number>>): number {
  const names = ['min', 'max', 'ceil', 'floor', 'round', 'sqrt', 'exp'];
  const body = `const { ${names.join(', ')}, log: ln } = Math; return ${text.replaceAll('^', '**')};`;
  // eslint-disable-next-line no-implied-eval -- a formula of ours, in a test
  const run = new Function(...Object.keys(values), body) as (...given: number[]) => number;
  return run(...Object.values(values));
}

type AnyFigure = {
  readonly value: number;
  readonly explain: {
    readonly formula: string;
    readonly inputs?: readonly { readonly name: string; readonly figure: AnyFigure }[];
    readonly steps?: readonly Step[];
  } | null;
};

type Step = {
  readonly path: string;
  readonly figure: { readonly value: number; readonly explain: { readonly formula: string } | null };
};

/** What to ask of a figure to have all of its arithmetic, however deep it goes. */
export const WHOLE_FIGURE =
  '{ value unit basis source explain { formula steps { path figure { value unit basis source explain { formula } } } } }';

/** The inputs of a figure whose steps were asked for, as if every level had been asked for itself. */
function unfolded(steps: readonly Step[], above = ''): { name: string; figure: AnyFigure }[] {
  return steps.flatMap(({ path, figure }) => {
    const name = path.slice(above.length);
    if (!path.startsWith(above) || name.includes('.')) return [];
    const { value, explain } = figure;
    const inputs = explain && { formula: explain.formula, inputs: unfolded(steps, `${path}.`) };
    return [{ name, figure: { value, explain: inputs } }];
  });
}

/**
 * Every figure in an answer, wherever it stands, whose formula does not give its value from its inputs'.
 * Figures as GraphQL answers them: { value, explain { formula inputs { name figure { value explain } } } }.
 */
export function figuresThatDoNotAddUp(answer: unknown, path = ''): string[] {
  if (Array.isArray(answer))
    return answer.flatMap((item, at) => figuresThatDoNotAddUp(item, `${path}[${at}]`));
  if (typeof answer !== 'object' || answer === null) return [];
  const figure = answer as Partial<AnyFigure>;
  const steps = figure.explain?.steps;
  if (steps) {
    const inputs = unfolded(steps);
    return figuresThatDoNotAddUp({ ...figure, explain: { formula: figure.explain?.formula, inputs } }, path);
  }
  const wrong = Object.entries(answer).flatMap(([key, value]) =>
    figuresThatDoNotAddUp(value, `${path}.${key}`),
  );
  if (typeof figure.value !== 'number' || !figure.explain) return wrong;
  const { formula, inputs } = figure.explain;
  if (!inputs) return [...wrong, `${path}: neither inputs nor steps were asked for`];
  const redone = byJavaScript(
    formula,
    Object.fromEntries(inputs.map(({ name, figure: of }) => [name, of.value])),
  );
  const isRight = Math.abs(redone - figure.value) <= 1e-9 * Math.max(1, Math.abs(figure.value));
  return isRight ? wrong : [...wrong, `${path}: ${formula} gives ${redone}, not ${figure.value}`];
}
