import type { RelativeSpeed } from '#analytics/relative-speed.ts';
import { derived, fact, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import type { Candidate } from './candidate.ts';
import { gpuSpeed } from './gpu-speed.ts';
import { gpusNow, type JudgedWorkload } from './judged-workload.ts';

/** The same work on other GPUs. */
export type EqualWork = {
  readonly hours: Figure;
  readonly utilization: Figure;
  /** Null where the GPU is the same. */
  readonly speed: Figure | null;
  readonly error: RelativeSpeed['error'] | undefined;
};

/** The most of their time that GPUs are planned to be at work. */
export const MOST_UTILIZATION = fact(
  0.95,
  '1',
  'ASSUMED',
  'loading, checkpoints and waits take a twentieth of the time at least',
);

/** What takes so many times as long is no way to do the same. */
export const MOST_TIMES_AS_LONG = 2;

const HOURS = formula('hours * gpus * utilization / (otherGpus * speed * otherUtilization)');
const GATHERED = formula('max(utilization, min(most, gpus * utilization / (otherGpus * speed)))');

/**
 * The hours of the same work on a candidate. With `gathers` GPUs that do less fill their idle time first. Null where
 * the catalog has no rate of one of the GPUs.
 */
export function equalWork(
  judged: JudgedWorkload,
  { gpu, gpuCount }: Pick<Candidate, 'gpu' | 'gpuCount'>,
  gathers: boolean,
): EqualWork | null {
  const { now, setup } = judged;
  const isSame = gpu.slug === setup.gpu.slug;
  const found = isSame ? null : gpuSpeed(setup.gpu, gpu, gpuCount > 1);
  if (!isSame && !found) return null;
  const speed = found ? speedFigure(found, judged, gpu.name) : fact(1, '1', 'CATALOG', 'the same GPU');
  const inputs = {
    gpus: gpusNow(judged),
    otherGpus: fact(gpuCount, 'GPUs', 'ASSUMED', 'GPUs it would be done on'),
    speed,
    most: MOST_UTILIZATION,
    utilization: now.utilization,
  };
  const utilization = gathers ? derived(GATHERED, inputs, '1') : now.utilization;
  const hours = derived(HOURS, { ...inputs, hours: now.hours, otherUtilization: utilization }, 'h');
  return { hours, utilization, speed: found ? speed : null, error: found?.error };
}

function speedFigure({ how, inputs, error }: RelativeSpeed, { setup }: JudgedWorkload, name: string): Figure {
  const units: Readonly<Record<string, string>> = { compute: 'TFLOPS', bandwidth: 'GB/s', link: 'GB/s' };
  const figures = Object.entries(inputs).map(([key, value]) => {
    const of = key.endsWith('Now') ? setup.gpu.name : name;
    return [
      key,
      fact(value, units[key.replace('Now', '')] ?? '1', 'CATALOG', `data sheet of ${of}`),
    ] as const;
  });
  return derived(how, Object.fromEntries(figures), '1', {
    basis: 'ESTIMATED',
    source: `ratios of the data sheets, tried on ${error.pairs} pairs of measured throughputs`,
  });
}
