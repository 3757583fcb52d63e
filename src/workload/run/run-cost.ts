import { gpuBySlug } from '#catalog/gpus.ts';
import { regionByCode } from '#catalog/regions.ts';
import { derived, fact, given, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import type { RegionCode } from '#units/region.ts';
import { HOUR_MS } from '#units/time.ts';
import { estimateEnergy, type EnergyEstimate } from '../energy/energy.ts';
import type { RunPrice } from './run-prices.ts';
import type { StoredRun } from './run.ts';

/** NOT_TOLD: the run was recorded without what it is computed of. NOT_OBSERVED: history has no price of its time. ZERO: it would be divided by 0. */
export type RunAbsence = 'NOT_TOLD' | 'NOT_OBSERVED' | 'ZERO';

/** A figure of a run, or why there is none and what to tell to have it. */
export type RunFigure =
  | { readonly figure: Figure; readonly absence: null; readonly missing: readonly [] }
  | { readonly figure: null; readonly absence: RunAbsence; readonly missing: readonly string[] };

/** What a run cost, and what that bought. USD. */
export type RunCost = {
  readonly hours: RunFigure;
  readonly gpuHours: RunFigure;
  readonly price: RunFigure;
  readonly total: RunFigure;
  readonly perSample: RunFigure;
  readonly perEpoch: RunFigure;
  readonly perToken: RunFigure;
  readonly perAccuracyPoint: RunFigure;
  readonly accuracyPerDollar: RunFigure;
  readonly efficiency: RunFigure;
  /** Null where the GPU or the hours are not known. */
  readonly energy: EnergyEstimate | null;
};

const GPU_HOURS = formula('gpus * hours');
const TOTAL = formula('price * gpus * hours');
const SPAN = formula('ended - started');
const PER_SAMPLE = formula('cost / samples');
const PER_EPOCH = formula('cost / epochs');
const PER_TOKEN = formula('cost / tokens');
const PER_POINT = formula('cost / (100 * accuracy)');
const PER_DOLLAR = formula('accuracy / cost');
const EFFICIENCY = formula('min(1, accuracy / cost / scale)');

/** Of accuracy a dollar: a run that reaches 100 % for ten cents or less is as efficient as can be told. */
const EFFICIENCY_SCALE = 10;

/** GPUs’ time at work, where nobody measured it: what product figures of energy assume. */
const UTILIZATION = 0.8;

/** Pure. */
export function costOf(run: StoredRun, price: RunPrice): RunCost {
  const hours = hoursOf(run);
  const gpus =
    run.gpuCount === null
      ? fact(1, 'GPUs', 'ASSUMED', 'one GPU where no number was told')
      : given(run.gpuCount, 'GPUs');
  const priced: RunFigure =
    price.figure === null
      ? absent(price.missing.length > 0 ? 'NOT_TOLD' : 'NOT_OBSERVED', price.missing)
      : known(price.figure);
  const samples = told('samples', run.samples, 'samples');
  const epochs = toldOrLast('epochs', run.epochs, run.lastEpoch, 'epochs');
  const tokens = toldOrLast('tokens', run.tokens, run.lastTokens, 'tokens');
  const accuracy = toldOrLast('accuracy', run.accuracy, run.lastAccuracy, '1');
  const total = from([priced, hours], ([perHour, time]) =>
    derived(TOTAL, { price: perHour!, gpus, hours: time! }, 'USD'),
  );
  const per = (of: RunFigure, name: string, how: typeof PER_SAMPLE, unit: string): RunFigure =>
    from([total, nonZero(of)], ([cost, count]) => derived(how, { cost: cost!, [name]: count! }, unit));
  const scale = fact(
    EFFICIENCY_SCALE,
    '1/USD',
    'ASSUMED',
    'the scale of efficiency: 100 % accuracy for ten cents is 1',
  );
  return {
    hours,
    gpuHours: from([hours], ([time]) => derived(GPU_HOURS, { gpus, hours: time! }, 'GPU-hours')),
    price: priced,
    total,
    perSample: per(samples, 'samples', PER_SAMPLE, 'USD per sample'),
    perEpoch: per(epochs, 'epochs', PER_EPOCH, 'USD per epoch'),
    perToken: per(tokens, 'tokens', PER_TOKEN, 'USD per token'),
    perAccuracyPoint: per(accuracy, 'accuracy', PER_POINT, 'USD per percentage point'),
    accuracyPerDollar: from([total, accuracy], ([cost, share]) =>
      derived(PER_DOLLAR, { accuracy: share!, cost: cost! }, '1/USD'),
    ),
    efficiency: from([total, accuracy], ([cost, share]) =>
      derived(EFFICIENCY, { accuracy: share!, cost: cost!, scale }, '1'),
    ),
    energy: energyOf(run, hours),
  };
}

export function known(figure: Figure): RunFigure {
  return { figure, absence: null, missing: [] };
}

export function absent(absence: RunAbsence, missing: readonly string[] = []): RunFigure {
  return { figure: null, absence, missing };
}

/** A figure of others; absent for the first reason where any of them is, with all that is missing. */
export function from(inputs: readonly RunFigure[], of: (figures: readonly Figure[]) => Figure): RunFigure {
  const first = inputs.find(({ figure }) => figure === null);
  if (first?.absence) return absent(first.absence, [...new Set(inputs.flatMap(({ missing }) => missing))]);
  return known(of(inputs.flatMap(({ figure }) => figure ?? [])));
}

function nonZero(figure: RunFigure): RunFigure {
  return figure.figure?.value === 0 ? absent('ZERO') : figure;
}

function told(name: string, value: number | null, unit: string): RunFigure {
  return value === null ? absent('NOT_TOLD', [name]) : known(given(value, unit));
}

function toldOrLast(name: string, value: number | null, last: number | null, unit: string): RunFigure {
  if (value !== null || last === null) return told(name, value, unit);
  return known(fact(last, unit, 'GIVEN', 'the caller: the newest of the run’s points'));
}

/** As told; else from start to end; else what its points have come to. */
function hoursOf({ hours, startedAt, endedAt, lastHours }: StoredRun): RunFigure {
  if (hours === null && startedAt !== null && endedAt !== null && endedAt > startedAt) {
    const unit = 'h since 1970';
    const [started, ended] = [given(startedAt / HOUR_MS, unit), given(endedAt / HOUR_MS, unit)];
    return known(derived(SPAN, { ended, started }, 'h'));
  }
  return nonZero(toldOrLast('hours', hours, lastHours, 'h'));
}

function energyOf(run: StoredRun, hours: RunFigure): EnergyEstimate | null {
  const gpu = run.gpu === null ? undefined : gpuBySlug(run.gpu);
  if (!gpu || hours.figure === null) return null;
  return estimateEnergy({
    gpu,
    gpuCount: run.gpuCount ?? 1,
    hours: hours.figure.value,
    utilization: UTILIZATION,
    region: run.region === null ? null : (regionByCode(run.region as RegionCode) ?? null),
    provider: run.provider,
  });
}
