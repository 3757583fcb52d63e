import type { MetricKind, MetricPoint } from '#analytics/metric-curve.ts';
import { exponential } from '#analytics/seeded-random.ts';

/** A run whose metric is known without its noise. */
export type SyntheticRun = {
  readonly family: string;
  readonly kind: MetricKind;
  readonly points: readonly MetricPoint[];
  /** The metric at each evaluation, without noise. */
  readonly truth: readonly number[];
  /** The metric at any place. */
  readonly at: (place: number) => number;
  readonly sigma: number;
  /** σ of a mean of n evaluations × √n. */
  readonly longRun: number;
};

type Chance = () => number;
type Shape = (share: number) => number;

function between(random: Chance, low: number, high: number): number {
  return low + (high - low) * random();
}

function logBetween(random: Chance, low: number, high: number): number {
  return low * (high / low) ** random();
}

function normal(random: Chance): number {
  return Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
}

/** Falls from 1 to about 0 by how far a run is, 0 to 1. */
export const FALLING: Readonly<Record<string, (random: Chance) => Shape>> = {
  exponential: (random) => {
    const tau = logBetween(random, 0.02, 0.2);
    return (share) => Math.exp(-share / tau);
  },
  'two exponentials': (random) => {
    const [fast, slow] = [logBetween(random, 0.01, 0.04), logBetween(random, 0.08, 0.2)];
    const part = between(random, 0.4, 0.8);
    return (share) => part * Math.exp(-share / fast) + (1 - part) * Math.exp(-share / slow);
  },
  'power law': (random) => {
    const [scale, power] = [logBetween(random, 0.003, 0.03), between(random, 0.8, 2)];
    return (share) => (1 + share / scale) ** -power;
  },
  sigmoid: (random) => {
    const [middle, width] = [between(random, 0.1, 0.35), between(random, 0.02, 0.06)];
    return (share) => 1 / (1 + Math.exp((share - middle) / width));
  },
  overfitting: (random) => {
    const [tau, from, rise] = [
      logBetween(random, 0.03, 0.12),
      between(random, 0.2, 0.5),
      between(random, 0.2, 1.5),
    ];
    return (share) => Math.exp(-share / tau) + rise * Math.max(0, share - from) ** 1.5;
  },
  'double descent': (random) => {
    const [tau, hump, height] = [
      logBetween(random, 0.02, 0.06),
      between(random, 0.2, 0.4),
      between(random, 0.1, 0.3),
    ];
    const second = between(random, 0.2, 0.4);
    return (share) =>
      (1 - second) * Math.exp(-share / tau) +
      height * Math.exp(-(((share - hump) / 0.07) ** 2)) +
      second / (1 + Math.exp((share - hump - 0.12) / 0.03));
  },
  'learning rate drop': (random) => {
    const [tau, at, height] = [
      logBetween(random, 0.02, 0.08),
      between(random, 0.35, 0.65),
      between(random, 0.15, 0.4),
    ];
    return (share) =>
      (1 - height) * Math.exp(-share / tau) + height * (share < at ? 1 : Math.exp(-(share - at) / 0.02));
  },
  divergence: (random) => {
    const [tau, from] = [logBetween(random, 0.02, 0.1), between(random, 0.3, 0.6)];
    return (share) => Math.exp(-share / tau) + (share > from ? Math.exp((share - from) / 0.05) - 1 : 0);
  },
  'warm-up': (random) => {
    const [tau, up] = [logBetween(random, 0.03, 0.1), between(random, 0.02, 0.05)];
    return (share) => (share < up ? 1 + (0.2 * share) / up : 1.2 * Math.exp(-(share - up) / tau));
  },
};

/** Without anything that ends worth ending before the end: still improving, flat, or only getting worse. */
export const WITHOUT_GAIN: Readonly<Record<string, (random: Chance) => Shape>> = {
  straight: () => (share) => 1 - share,
  'slow exponential': (random) => {
    const tau = between(random, 0.5, 2);
    return (share) => Math.exp(-share / tau);
  },
  'nearly straight': (random) => {
    const power = between(random, 0.8, 1.3);
    return (share) => 1 - share ** power;
  },
  accelerating: (random) => {
    const power = between(random, 1.5, 3);
    return (share) => 1 - share ** power;
  },
  constant: () => () => 1,
  'noise alone': () => () => 0,
  'worse throughout': () => (share) => share,
};

export type Noise = 'none' | 'Gaussian' | 'heavy tails' | 'autocorrelated';
export const NOISES = ['none', 'Gaussian', 'heavy tails', 'autocorrelated'] as const;

/** Unit variance, but for heavy tails: Student’s t of three degrees of freedom, scaled to its middle half. */
function noiseOf(noise: Noise, random: Chance): { next: () => number; longRun: number } {
  if (noise === 'none') return { next: () => 0, longRun: 0 };
  if (noise === 'Gaussian') return { next: () => normal(random), longRun: 1 };
  if (noise === 'heavy tails') {
    const next = (): number => normal(random) / Math.sqrt((2 * gamma3(random)) / 3);
    return { next, longRun: 1 };
  }
  const correlation = between(random, 0.3, 0.8);
  let last = normal(random);
  const next = (): number => (last = correlation * last + Math.sqrt(1 - correlation ** 2) * normal(random));
  return { next, longRun: Math.sqrt((1 + correlation) / (1 - correlation)) };
}

/** χ² of three degrees of freedom ÷ 2. */
function gamma3(random: Chance): number {
  return (exponential(random, 2) + normal(random) ** 2) / 2;
}

/** Evaluations, and where they are: every one, at random distances, or ever farther apart. */
function placesOf(random: Chance): number[] {
  const count = Math.round(logBetween(random, 20, 10_000));
  const spacing = random();
  if (spacing < 0.6) return Array.from({ length: count }, (_, at) => at + 1);
  let place = 0;
  return Array.from({ length: count }, (_, at) => {
    place += spacing < 0.8 ? exponential(random, 10) : 1 + (4 * at) / count;
    return place;
  });
}

export function syntheticRun(
  family: string,
  shapeOf: (random: Chance) => Shape,
  random: Chance,
  noise: Noise = NOISES[Math.floor(4 * random())] ?? 'none',
): SyntheticRun {
  const places = placesOf(random);
  const [first = 0, last = 1] = [places[0], places.at(-1)];
  const shape = shapeOf(random);
  const height = logBetween(random, 0.3, 8);
  const kind: MetricKind = random() < 0.7 ? 'LOSS' : 'ACCURACY';
  const scale = kind === 'LOSS' ? height : -between(random, 0.3, 0.8);
  const floor = kind === 'LOSS' ? between(random, 0.01, 2) : between(random, 0.8, 0.98);
  const at = (place: number): number => floor + scale * shape((place - first) / (last - first));
  const { next, longRun } = noiseOf(noise, random);
  const sigma = Math.abs(scale) * logBetween(random, 0.002, 0.05);
  const truth = places.map(at);
  const points = places.map((place, index) => ({ at: place, value: (truth[index] ?? NaN) + sigma * next() }));
  return { family, kind, points, truth, at, sigma, longRun: sigma * longRun };
}
