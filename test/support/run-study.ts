import { defaultPatience, earlyStopping } from '#analytics/early-stopping.ts';
import { datasetSize, type KeptOf } from '#analytics/dataset-size.ts';
import { knee, kneeOf } from '#analytics/knee.ts';
import { lossAt, samplesFor } from '#analytics/learning-curve.ts';
import { metricCurve } from '#analytics/metric-curve.ts';
import { seededRandom } from '#analytics/seeded-random.ts';
import { FALLING, NOISES, syntheticRun, WITHOUT_GAIN, type SyntheticRun } from './synthetic-runs.ts';

/** How recommendations did on one synthetic run or set of runs. */
export type Trial = {
  readonly kind: 'EARLY_STOPPING' | 'EPOCHS' | 'DATASET_SIZE';
  readonly family: string;
  readonly noise: string;
  /** False where there is nothing to recommend. */
  readonly hasTruth: boolean;
  /** How far off the answer is: in patiences, or as a share of the truth; null where none was given. */
  readonly off: number | null;
};

const RULE = { patience: null, leastGain: null };
const LEAST_SHARPNESS = 0.15;

/** Trials of early stopping and the knee on so many runs, the families and kinds of noise taking turns. */
export function studyCurves(
  count: number,
  seed: number,
  families = FALLING,
  kinds: readonly Trial['kind'][] = ['EARLY_STOPPING', 'EPOCHS'],
): Trial[] {
  const shapes = Object.entries(families);
  return Array.from({ length: count }, (_, at) => at).flatMap((at) => {
    const [family, shape] = shapes[at % shapes.length]!;
    const noise = NOISES[Math.floor(at / shapes.length) % NOISES.length]!;
    const run = syntheticRun(family, shape, seededRandom(seed + 7919 * at), noise);
    return [
      ...(kinds.includes('EARLY_STOPPING') ? [stoppingTrial(run, noise)] : []),
      ...(kinds.includes('EPOCHS') ? [kneeTrial(run, noise)] : []),
    ];
  });
}

/** The same on runs that have nothing to save. */
export function studyWithoutGain(count: number, seed: number): Trial[] {
  return studyCurves(count, seed, WITHOUT_GAIN);
}

/**
 * The best evaluation without noise is its least where it ends 1 % of the whole gain above it, else the first within 1 %
 * of it. There is something to recommend where a patience and a half still follow.
 */
function stoppingTrial(run: SyntheticRun, noise: string): Trial {
  const level = run.truth.map((value) => (run.kind === 'LOSS' ? value : -value));
  const patience = defaultPatience(level.length);
  const low = level.reduce((least, value) => Math.min(least, value), Infinity);
  const enough = low + 0.01 * (level[0]! - low);
  const isWorse = level.at(-1)! > enough;
  const best = level.findIndex((value) => value <= (isWorse ? low : enough));
  const hasTruth = level[0]! > low && best + 1.5 * patience < level.length - 1;
  const { stopping } = earlyStopping(metricCurve(run.points, run.kind), RULE);
  const off = stopping && Math.abs(stopping.keep - best) / patience;
  return { kind: 'EARLY_STOPPING', family: run.family, noise, hasTruth, off };
}

/** The truth is Kneedle’s knee of the curve without noise; how far off is told as a share of its own place. */
export function kneeTrial(
  run: Pick<SyntheticRun, 'family' | 'kind' | 'points' | 'at'>,
  noise: string,
): Trial {
  const [first, last] = [run.points[0]!.at, run.points.at(-1)!.at];
  const sign = run.kind === 'LOSS' ? 1 : -1;
  const truth = kneeOf((share) => sign * run.at(first + share * (last - first)));
  const { knee: found } = knee(metricCurve(run.points, run.kind));
  const at = truth ? first + truth.share * (last - first) : NaN;
  return {
    kind: 'EPOCHS',
    family: run.family,
    noise,
    hasTruth: truth !== null && truth.sharpness >= LEAST_SHARPNESS,
    off: found && Math.abs(found.at - at) / at,
  };
}

const NOISE_OF_RUNS = [0, 0.001, 0.003] as const;

/** Trials of data-set sizes: power laws of β .15 to .75 through 4 to 12 sizes that span 4 to 1,000 times; one of ten is flat. */
export function studySizes(count: number, seed: number): Trial[] {
  return Array.from({ length: count }, (_, at): Trial => {
    const random = seededRandom(seed + 7919 * at);
    const kept: KeptOf = at % 2 === 0 ? 'ACCURACY' : 'GAIN';
    const isFlat = at % 10 === 9;
    const sigma = NOISE_OF_RUNS[at % NOISE_OF_RUNS.length]! * (kept === 'ACCURACY' ? 1 : 2);
    const sizes = 4 + Math.floor(9 * random());
    const [smallest, span] = [500 * 100 ** random(), 4 * 250 ** random()];
    const power = 0.15 + 0.6 * random();
    const floor = kept === 'ACCURACY' ? 0.02 + 0.2 * random() : 0.5 + 2 * random();
    const top = kept === 'ACCURACY' ? 0.1 + 0.4 * random() : 0.5 + 3 * random();
    const curve = { floor, scale: top * smallest ** power, power };
    const observations = Array.from({ length: sizes }, (_size, place) => {
      const samples = smallest * span ** (place / (sizes - 1));
      const normal = Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
      return { samples, loss: (isFlat ? floor : lossAt(curve, samples)) + sigma * normal };
    });
    const largest = smallest * span;
    const [full, first] = [lossAt(curve, largest), lossAt(curve, smallest)];
    const target = kept === 'ACCURACY' ? 1 - 0.95 * (1 - full) : full + 0.05 * (first - full);
    const truth = Math.max(smallest, samplesFor(curve, target));
    const { enough } = datasetSize(observations, kept);
    return {
      kind: 'DATASET_SIZE',
      family: isFlat ? 'flat' : kept === 'ACCURACY' ? '95 % of the accuracy' : '95 % of the gain',
      noise: sigma === 0 ? 'none' : 'Gaussian',
      hasTruth: !isFlat && truth < 0.95 * largest,
      off: enough && Math.abs(enough.samples - truth) / truth,
    };
  });
}

export type Tally = {
  readonly n: number;
  /** With something to recommend, and what was recommended of those. */
  readonly known: number;
  readonly given: number;
  readonly within: number;
  /** Recommended where there is nothing. */
  readonly false: number;
  /** Nine of ten are no further off. */
  readonly p90: number | null;
};

export function tallyOf(trials: readonly Trial[], bound: number): Tally {
  const known = trials.filter(({ hasTruth }) => hasTruth);
  const offs = known.flatMap(({ off }) => off ?? []).sort((a, b) => a - b);
  return {
    n: trials.length,
    known: known.length,
    given: offs.length,
    within: offs.filter((off) => off <= bound).length,
    false: trials.filter(({ hasTruth, off }) => !hasTruth && off !== null).length,
    p90: offs[Math.ceil(0.9 * offs.length) - 1] ?? null,
  };
}
