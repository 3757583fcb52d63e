import { derived, fact, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import type { CostedRun } from './costed-runs.ts';
import { absent, from, known, type RunFigure } from './run-cost.ts';
import { accuracyFigure } from './run-comparison.ts';

/** What one more run brought. */
export type ReturnStep = {
  readonly run: CostedRun;
  /** USD of this run and all before it that have a cost. */
  readonly spent: RunFigure;
  /** The best accuracy so far, this run’s included. */
  readonly best: RunFigure;
  /** Percentage points over the best before; 0 where it did not get better; absent for the first. */
  readonly gain: RunFigure;
  /** Points per dollar of this run. */
  readonly gainPerDollar: RunFigure;
};

export type RunReturns = {
  readonly steps: readonly ReturnStep[];
  readonly spent: RunFigure;
  readonly best: RunFigure;
  /** Percentage points from the first run’s accuracy to the best. */
  readonly gained: RunFigure;
  /** Those per dollar spent after the first run that had an accuracy. */
  readonly gainedPerDollar: RunFigure;
  /** USD of the runs after the one that reached the best accuracy. */
  readonly spentSinceBest: RunFigure;
  readonly runsSinceBest: number;
};

const ADD = formula('before + cost');
const BEST = formula('max(before, accuracy)');
const GAIN = formula('100 * (best - before)');
const PER_DOLLAR = formula('gain / cost');
const LATER = formula('spent - before');
const NOTHING = fact(0, 'USD', 'GIVEN', 'nothing spent before the first run');

/** Runs of a model in time: by their start, else their end, else when they were recorded. Pure. */
export function inTime(runs: readonly CostedRun[]): readonly CostedRun[] {
  const at = ({ stored }: CostedRun) => stored.startedAt ?? stored.endedAt ?? stored.recordedAt;
  return runs.toSorted((a, b) => at(a) - at(b) || a.stored.id - b.stored.id);
}

/** What money brought, from run to run. A run without a cost or an accuracy counts as far as it goes. Pure. */
export function returnsOf(runs: readonly CostedRun[]): RunReturns {
  const steps: ReturnStep[] = [];
  let spent: Figure | null = null;
  let best: Figure | null = null;
  let [first, spentAtFirst, spentAtBest, bestAt]: [Figure | null, Figure | null, Figure | null, number] = [
    null,
    null,
    null,
    -1,
  ];
  for (const [at, run] of inTime(runs).entries()) {
    const cost: Figure | null = run.cost.total.figure;
    const accuracy: Figure | null = accuracyFigure(run).figure;
    spent = cost === null ? spent : spent === null ? cost : flat(ADD, { before: spent, cost }, 'USD');
    const before: Figure | null = best;
    if (accuracy) best = before ? flat(BEST, { before, accuracy }, '1') : accuracy;
    const gain =
      accuracy === null
        ? absent('NOT_TOLD', ['accuracy'])
        : before === null
          ? absent('NOT_TOLD')
          : known(derived(GAIN, { best: best!, before }, 'percentage points'));
    steps.push({
      run,
      spent: orMissing(spent, run.cost.total),
      best: orMissing(best, absent('NOT_TOLD', ['accuracy'])),
      gain,
      gainPerDollar: from([gain, run.cost.total], ([points, usd]) =>
        derived(PER_DOLLAR, { gain: points!, cost: usd! }, 'percentage points per USD'),
      ),
    });
    if (accuracy && first === null) [first, spentAtFirst] = [accuracy, spent];
    if (accuracy && (before === null || accuracy.value > before.value)) [bestAt, spentAtBest] = [at, spent];
  }
  const noAccuracy = absent('NOT_TOLD', ['accuracy']);
  const noCost = steps[0]?.spent ?? absent('NOT_TOLD', ['hours']);
  const gained: RunFigure =
    first && best && steps.length > 1
      ? known(derived(GAIN, { best, before: first }, 'percentage points'))
      : noAccuracy;
  const later = (since: Figure | null): RunFigure =>
    spent === null ? noCost : known(derived(LATER, { spent, before: since ?? NOTHING }, 'USD'));
  const spentOnGain = later(spentAtFirst);
  return {
    steps,
    spent: orMissing(spent, noCost),
    best: orMissing(best, noAccuracy),
    gained,
    gainedPerDollar:
      spentOnGain.figure?.value === 0
        ? absent('ZERO')
        : from([gained, spentOnGain], ([gain, cost]) =>
            derived(PER_DOLLAR, { gain: gain!, cost: cost! }, 'percentage points per USD'),
          ),
    spentSinceBest: best === null ? noAccuracy : later(spentAtBest),
    runsSinceBest: bestAt === -1 ? 0 : steps.length - 1 - bestAt,
  };
}

function orMissing(figure: Figure | null, without: RunFigure): RunFigure {
  return figure ? known(figure) : without;
}

/** Computed of the figure before it, whose own arithmetic is told by the run before. */
function flat(how: ReturnType<typeof formula>, inputs: Record<string, Figure>, unit: string): Figure {
  const figure = derived(how, inputs, unit);
  const { before } = inputs;
  if (!figure.explain || !before?.explain) return figure;
  const told = {
    ...before,
    explain: null,
    basis: 'ESTIMATED' as const,
    source: `the run before: ${before.source}`,
  };
  return { ...figure, explain: { ...figure.explain, inputs: { ...figure.explain.inputs, before: told } } };
}
