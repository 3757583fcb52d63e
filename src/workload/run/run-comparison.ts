import { dominators } from '#analytics/pareto.ts';
import { derived, fact, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import type { CostedRun } from './costed-runs.ts';
import { absent, from, known, type RunFigure } from './run-cost.ts';

/** The runs of one model together. */
export type ModelRuns = {
  readonly model: string;
  readonly runs: readonly CostedRun[];
  /** Of these, how many have a cost. */
  readonly costed: number;
  /** USD over the runs that have a cost. */
  readonly total: RunFigure;
  readonly mean: RunFigure;
  readonly gpuHours: RunFigure;
  /** The run with the best accuracy; of equal ones the cheapest. */
  readonly best: CostedRun | null;
  readonly bestAccuracy: RunFigure;
  /** USD of all runs per percentage point of the best accuracy: what it took to get there. */
  readonly perAccuracyPoint: RunFigure;
  /** Of all runs that are compared, one that costs no more and is no less accurate than its best; null for the frontier’s. */
  readonly dominatedBy: CostedRun | null;
};

export type FrontierRun = { readonly run: CostedRun; readonly dominatedBy: CostedRun | null };

export type RunComparison = {
  readonly models: readonly ModelRuns[];
  /** Every run with a cost and an accuracy, the cheapest first. */
  readonly judged: readonly FrontierRun[];
};

const TOTAL = formula('mean * runs');
const POINTS = formula('cost / (100 * accuracy)');

/** Runs compared by model, the model with the best accuracy first. Pure. */
export function comparedRuns(runs: readonly CostedRun[]): RunComparison {
  const judged = runs
    .filter(({ cost, run }) => cost.total.figure !== null && run.accuracy !== null)
    .toSorted((a, b) => costOfRun(a) - costOfRun(b) || accuracyOf(b) - accuracyOf(a));
  const over = dominators(judged, (one) => [costOfRun(one), -accuracyOf(one)]);
  const dominatorOf = new Map(judged.map((one, at) => [one, over[at] ?? null]));
  const models = [...Map.groupBy(runs, ({ run }) => run.model)].map(([model, group]) =>
    modelRuns(model, group, dominatorOf),
  );
  return {
    models: models.toSorted((a, b) => bestOf(b) - bestOf(a) || (a.model < b.model ? -1 : 1)),
    judged: judged.map((run) => ({ run, dominatedBy: dominatorOf.get(run) ?? null })),
  };
}

function modelRuns(
  model: string,
  runs: readonly CostedRun[],
  dominatorOf: ReadonlyMap<CostedRun, CostedRun | null>,
): ModelRuns {
  const best = bestRun(runs);
  const costs = runs.flatMap(({ cost }) => cost.total.figure ?? []);
  const total = totalOf(runs, costs);
  const accuracy = best ? accuracyFigure(best) : absent('NOT_TOLD', ['accuracy']);
  return {
    model,
    runs,
    costed: costs.length,
    total,
    mean: meanOf(runs, costs),
    gpuHours: sumOf(
      runs.map(({ cost }) => cost.gpuHours),
      'GPU-hours',
      'of its runs that tell their hours',
    ),
    best,
    bestAccuracy: accuracy,
    perAccuracyPoint:
      accuracy.figure?.value === 0
        ? absent('ZERO')
        : from([total, accuracy], ([cost, share]) =>
            derived(POINTS, { cost: cost!, accuracy: share! }, 'USD per percentage point'),
          ),
    dominatedBy: best ? (dominatorOf.get(best) ?? null) : null,
  };
}

/** The run with the best accuracy, of equal ones the cheapest, then the first recorded. */
export function bestRun(runs: readonly CostedRun[]): CostedRun | null {
  return runs.reduce<CostedRun | null>((best, one) => {
    if (one.run.accuracy === null) return best;
    if (best === null || accuracyOf(one) > accuracyOf(best)) return one;
    return accuracyOf(one) === accuracyOf(best) && costOfRun(one) < costOfRun(best) ? one : best;
  }, null);
}

export function accuracyFigure({ run }: CostedRun): RunFigure {
  if (run.accuracy === null) return absent('NOT_TOLD', ['accuracy']);
  return known(fact(run.accuracy, '1', 'GIVEN', `the caller, of the run ${run.name}`));
}

/** The cost of several runs as a figure whose formula adds them up one by one, or for many their number times their mean. */
const ADDED_ONE_BY_ONE = 20;

/** A sum of figures that a reader can redo. */
export function sumOfFigures(figures: readonly Figure[], unit: string, of: string): Figure {
  const [first] = figures;
  if (figures.length === 1 && first) return first;
  if (figures.length > ADDED_ONE_BY_ONE) {
    // Its inputs would be a page long: their mean says as much.
    const value = figures.reduce((sum, figure) => sum + figure.value, 0);
    const mean = fact(value / figures.length, unit, 'ESTIMATED', `the mean of ${figures.length} ${of}`);
    return derived(TOTAL, { mean, runs: fact(figures.length, 'runs', 'GIVEN', 'the caller') }, unit, {
      basis: 'DERIVED',
    });
  }
  const names = figures.map((_, at) => `run${at + 1}`);
  const inputs = Object.fromEntries(names.map((name, at) => [name, figures[at]!]));
  return derived(formula(names.join(' + ')), inputs, unit);
}

function sumOf(figures: readonly RunFigure[], unit: string, of: string): RunFigure {
  const told = figures.flatMap(({ figure }) => figure ?? []);
  return told.length === 0 ? firstAbsence(figures) : known(sumOfFigures(told, unit, of));
}

function totalOf(runs: readonly CostedRun[], costs: readonly Figure[]): RunFigure {
  if (costs.length === 0) return firstAbsence(runs.map(({ cost }) => cost.total));
  return known(sumOfFigures(costs, 'USD', 'runs’ costs'));
}

const MEAN = formula('total / runs');

function meanOf(runs: readonly CostedRun[], costs: readonly Figure[]): RunFigure {
  return from([totalOf(runs, costs)], ([total]) =>
    derived(MEAN, { total: total!, runs: fact(costs.length, 'runs', 'GIVEN', 'the caller') }, 'USD per run'),
  );
}

function firstAbsence(figures: readonly RunFigure[]): RunFigure {
  return figures.find(({ figure }) => figure === null) ?? absent('NOT_TOLD', ['hours']);
}

const costOfRun = ({ cost }: CostedRun): number => cost.total.figure?.value ?? Infinity;
const accuracyOf = ({ run }: CostedRun): number => run.accuracy ?? -Infinity;
const bestOf = ({ best }: ModelRuns): number => best?.run.accuracy ?? -Infinity;
