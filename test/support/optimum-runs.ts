import { defaultPatience, earlyStopping, type EarlyStopping } from '#analytics/early-stopping.ts';
import { metricCurve } from '#analytics/metric-curve.ts';
import { exponential, seededRandom } from '#analytics/seeded-random.ts';

type Chance = () => number;
type Between = (low: number, high: number) => number;
/** A loss by evaluation, and which evaluation of `count` is best by how it is made. */
type Shape = { readonly at: (evaluation: number) => number; readonly best: number };
export type Family = (between: (low: number, high: number) => number, count: number) => Shape;

/** The least where it ends 1 % of the whole gain above that, else the first after which no more than that is gained. */
export const optimum = (at: Shape['at'], count: number): Shape => {
  let least = 0;
  for (let one = 1; one < count; one++) if (at(one) < at(least)) least = one;
  const enough = at(least) + 0.01 * (at(0) - at(least));
  if (at(count - 1) > enough) return { at, best: least };
  let best = 0;
  while (at(best) > enough) best++;
  return { at, best };
};

/** Families told by the share of the run. */
export function ofShares(
  families: Readonly<Record<string, (between: Between) => (share: number) => number>>,
): Readonly<Record<string, Family>> {
  return Object.fromEntries(
    Object.entries(families).map(([name, shapeOf]): [string, Family] => [
      name,
      (between, count) => {
        const shape = shapeOf(between);
        return optimum((one) => shape(one / (count - 1)), count);
      },
    ]),
  );
}

/** Constants of the estimator were chosen on these. */
export const CHOSEN_ON: Readonly<Record<string, Family>> = {
  'exponential, then a line up': (between, count) => {
    const best = Math.round(between(0.2, 0.8) * count);
    const [tau, rise] = [between(0.15, 0.5) * best, between(0.1, 1) / count];
    const low = Math.exp(-best / tau);
    return { at: (one) => (one <= best ? Math.exp(-one / tau) : low + rise * (one - best)), best };
  },
  'exponential and a line': (between, count) => {
    const middle = between(0.2, 0.7) * count;
    const tau = between(0.2, 0.5) * middle;
    const rise = Math.exp(-middle / tau) / tau;
    return optimum((one) => Math.exp(-one / tau) + rise * one, count);
  },
  parabola: (between, count) => {
    const middle = between(0.25, 0.75) * count;
    return optimum((one) => (one / middle - 1) ** 2, count);
  },
  'exponential, then a parabola up': (between, count) => {
    const best = Math.round(between(0.2, 0.7) * count);
    const [tau, rise] = [between(0.1, 0.3) * best, between(0.3, 2)];
    const low = Math.exp(-best / tau);
    return {
      at: (one) => (one <= best ? Math.exp(-one / tau) : low + rise * ((one - best) / count) ** 2),
      best,
    };
  },
  'line, then level': (between, count) => {
    const best = Math.round(between(0.2, 0.8) * count);
    return { at: (one) => Math.max(0, 1 - one / best), best };
  },
  'exponential to a plateau': (between, count) => {
    const tau = between(0.03, 0.15) * count;
    return optimum((one) => Math.exp(-one / tau), count);
  },
  'exponential, then level': (between, count) => {
    const end = between(0.2, 0.7) * count;
    const tau = between(0.2, 0.5) * end;
    return optimum((one) => Math.exp(-Math.min(one, end) / tau), count);
  },
  'power law, then level': (between, count) => {
    const end = between(0.2, 0.7) * count;
    const [scale, power] = [between(0.05, 0.3) * end, between(0.5, 2)];
    return optimum((one) => (1 + Math.min(one, end) / scale) ** -power, count);
  },
};

/** Kinds of shape, but no constants, were chosen on these. */
export const HELD_OUT: Readonly<Record<string, Family>> = {
  'parabola of the logarithm': (between, count) => {
    const middle = between(0.2, 0.7) * count;
    return optimum((one) => (Math.log((one + 1) / (middle + 1)) / Math.log(middle + 1)) ** 2, count);
  },
  'power law and a line': (between, count) => {
    const [middle, scale, power] = [between(0.2, 0.7) * count, between(0.03, 0.1) * count, between(0.8, 1.5)];
    const rise = (power / scale) * (1 + middle / scale) ** (-power - 1);
    return optimum((one) => (1 + one / scale) ** -power + rise * one, count);
  },
  'half a cosine, then level': (between, count) => {
    const best = Math.round(between(0.3, 0.8) * count);
    return optimum((one) => (one < best ? (1 + Math.cos((Math.PI * one) / best)) / 2 : 0), count);
  },
  'bell upside down': (between, count) => {
    const middle = between(0.25, 0.7) * count;
    const width = between(0.5, 1) * middle;
    return optimum((one) => 1 - Math.exp(-(((one - middle) / width) ** 2)), count);
  },
  'two lines': (between, count) => {
    const best = Math.round(between(0.2, 0.8) * count);
    const rise = between(0.05, 1);
    return { at: (one) => (one < best ? 1 - one / best : (rise * (one - best)) / count), best };
  },
  'stretched exponential': (between, count) => {
    const [tau, stretch] = [between(0.02, 0.08) * count, between(0.7, 1.3)];
    return optimum((one) => Math.exp(-((one / tau) ** stretch)), count);
  },
  'exponential, then a root up': (between, count) => {
    const best = Math.round(between(0.2, 0.7) * count);
    const [tau, rise] = [between(0.1, 0.35) * best, between(0.1, 0.6)];
    const low = Math.exp(-best / tau);
    return {
      at: (one) => (one <= best ? Math.exp(-one / tau) : low + rise * Math.sqrt((one - best) / count)),
      best,
    };
  },
  'two descents': (between, count) => {
    const best = Math.round(between(0.4, 0.8) * count);
    const [from, second, tau] = [best - 0.12 * count, between(0.2, 0.5), 0.04 * count];
    const later = (one: number) => (one < from ? 1 : Math.max(0, 1 - (one - from) / (best - from)));
    return optimum((one) => (1 - second) * Math.exp(-one / tau) + second * later(one), count);
  },
};

const logistic = (one: number) => 1 / (1 + Math.exp(-one));

/** Written when the estimator was finished: nothing was chosen on these. */
export const FRESH: Readonly<Record<string, Family>> = {
  'exponential, and a slow logistic rise': (between, count) => {
    const [tau, middle, width] = [
      between(0.04, 0.12) * count,
      between(0.5, 0.9) * count,
      between(0.08, 0.15) * count,
    ];
    const rise = between(0.1, 0.6);
    return optimum((one) => Math.exp(-one / tau) + rise * logistic((one - middle) / width), count);
  },
  'two logistic falls, then a line up': (between, count) => {
    const [first, second] = [between(0.08, 0.2) * count, between(0.3, 0.5) * count];
    const [width, part, rise] = [between(0.02, 0.05) * count, between(0.4, 0.7), between(0.1, 0.5)];
    const from = second + 4 * width;
    return optimum(
      (one) =>
        part * logistic((first - one) / width) +
        (1 - part) * logistic((second - one) / width) +
        rise * Math.max(0, (one - from) / count),
      count,
    );
  },
  'Gompertz, then level': (between, count) => {
    const [delay, width, end] = [between(1, 4), between(0.04, 0.12) * count, between(0.4, 0.7) * count];
    return optimum((one) => 1 - Math.exp(-delay * Math.exp(-Math.min(one, end) / width)), count);
  },
  'inverse root and a square': (between, count) => {
    const [scale, rise] = [between(0.01, 0.1) * count, between(0.1, 0.6)];
    return optimum((one) => 1 / Math.sqrt(1 + one / scale) + rise * (one / count) ** 2, count);
  },
  'hyperbola and a cube': (between, count) => {
    const [half, rise] = [between(0.02, 0.1) * count, between(0.2, 1)];
    return optimum((one) => half / (half + one) + rise * (one / count) ** 3, count);
  },
  'hyperbolic tangent, then level': (between, count) => {
    const [scale, end] = [between(0.1, 0.3) * count, between(0.4, 0.7) * count];
    return optimum((one) => 1 - Math.tanh(Math.min(one, end) / scale), count);
  },
};

/** Nothing to end early: a level, a rise, and what improves to the end. */
export const NOTHING: Readonly<Record<string, Family>> = {
  constant: () => ({ at: () => 1, best: 0 }),
  'line up': (between) => {
    const rise = between(0.1, 1) / 100;
    return { at: (one) => rise * one, best: 0 };
  },
  'line down': (_between, count) => ({ at: (one) => 1 - one / count, best: count - 1 }),
  'slow exponential': (between, count) => {
    const tau = between(0.4, 2) * count;
    return { at: (one) => Math.exp(-one / tau), best: count - 1 };
  },
  root: (_between, count) => ({ at: (one) => 1 - Math.sqrt(one / count), best: count - 1 }),
  logarithm: (between, count) => {
    const scale = between(10, 100) / count;
    return { at: (one) => 1 - Math.log1p(scale * one) / Math.log1p(scale * count), best: count - 1 };
  },
  'power law of a half': (between, count) => {
    const scale = between(0.01, 0.05) * count;
    return { at: (one) => (1 + one / scale) ** -0.5, best: count - 1 };
  },
  'half a cosine': (_between, count) => ({
    at: (one) => (1 + Math.cos((Math.PI * one) / count)) / 2,
    best: count - 1,
  }),
};

export const NOISES = [
  'none',
  'Gaussian',
  'heavy tails',
  'spikes',
  'correlated .5',
  'correlated .8',
] as const;
type Noise = (typeof NOISES)[number];

export type OptimumTrial = {
  readonly family: string;
  readonly noise: Noise;
  readonly best: number;
  readonly patience: number;
  readonly found: EarlyStopping;
  /** |evaluation to keep − best| in patiences; null where none was recommended. */
  readonly off: number | null;
};

export type Spans = { readonly [key in 'evaluations' | 'sigma']: readonly [number, number] };
const USUAL: Spans = { evaluations: [30, 5000], sigma: [0.003, 0.05] };

/** Trials of FRESH: noise of .5 to 3 % of the range, of half of them correlated. */
export function studyFresh(count: number, seed: number): OptimumTrial[] {
  const spans: Spans = { evaluations: [20, 2000], sigma: [0.005, 0.03] };
  return studyOptima(FRESH, count, seed, ['Gaussian', 'correlated .5'], spans);
}

/** Runs of 30 to 5,000 evaluations, σ .3 to 5 % of the whole gain, three of ten of an accuracy; the families take turns. */
export function studyOptima(
  families: Readonly<Record<string, Family>>,
  count: number,
  seed: number,
  noises: readonly Noise[] = NOISES,
  spans = USUAL,
): OptimumTrial[] {
  const shapes = Object.entries(families);
  return Array.from({ length: count }, (_, index): OptimumTrial => {
    const [family, shapeOf] = shapes[index % shapes.length]!;
    const noise = noises[Math.floor(index / shapes.length) % noises.length]!;
    const random = seededRandom(seed * 1_000_003 + 7919 * index);
    const between = (low: number, high: number) => low + (high - low) * random();
    const evaluations = Math.round(logBetween(spans.evaluations, random));
    const { at, best } = shapeOf(between, evaluations);
    const sigma = logBetween(spans.sigma, random);
    const isAccuracy = random() < 0.3;
    const [height, floor] = [0.2 * 25 ** random(), between(0.1, 2)];
    const next = noiseOf(noise, random);
    const points = Array.from({ length: evaluations }, (_point, one) => {
      const loss = at(one) + sigma * next();
      return { at: one + 1, value: isAccuracy ? 0.9 - 0.6 * loss : floor + height * loss };
    });
    const curve = metricCurve(points, isAccuracy ? 'ACCURACY' : 'LOSS');
    const found = earlyStopping(curve, { patience: null, leastGain: null });
    const patience = defaultPatience(evaluations);
    const off = found.stopping && Math.abs(found.stopping.keep - best) / patience;
    return { family, noise, best, patience, found, off };
  });
}

function logBetween([low, high]: readonly [number, number], random: Chance): number {
  return low * (high / low) ** random();
}

/** Student’s t of three degrees of freedom; one of fifty 10 to 20 σ up; an autoregressive process. */
function noiseOf(noise: Noise, random: Chance): () => number {
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  switch (noise) {
    case 'none':
      return () => 0;
    case 'Gaussian':
      return normal;
    case 'heavy tails':
      return () => normal() / Math.sqrt((exponential(random, 2) + normal() ** 2) / 3);
    case 'spikes':
      return () => normal() + (random() < 0.02 ? 10 + 10 * random() : 0);
    case 'correlated .5':
    case 'correlated .8': {
      const correlation = noise === 'correlated .5' ? 0.5 : 0.8;
      let last = normal();
      return () => (last = correlation * last + Math.sqrt(1 - correlation ** 2) * normal());
    }
  }
}
