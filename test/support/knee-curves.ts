import type { MetricKind, MetricPoint } from '#analytics/metric-curve.ts';
import { seededRandom } from '#analytics/seeded-random.ts';
import { kneeTrial, type Trial } from './run-study.ts';

type Chance = () => number;
/** How much of its gain a run has by a share of it, from 0; rising is better. */
export type Gain = (share: number) => number;
export type Gains = Readonly<Record<string, (random: Chance) => Gain>>;

const between = (random: Chance, low: number, high: number): number => low + (high - low) * random();
const ratio = (random: Chance, low: number, high: number): number => low * (high / low) ** random();
const normal = (random: Chance): number =>
  Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());

/** Formulas that knees are estimated by, and that its constants were chosen on. */
export const FITTED: Gains = {
  saturating: (random) => {
    const tau = ratio(random, 0.03, 0.3);
    return (share) => 1 - Math.exp(-share / tau);
  },
  'power law': (random) => {
    const [scale, power] = [ratio(random, 0.01, 0.1), between(random, 0.3, 2)];
    return (share) => 1 - (1 + share / scale) ** -power;
  },
  logistic: (random) => {
    const [middle, width] = [between(random, 0.1, 0.4), between(random, 0.03, 0.1)];
    return (share) => 1 / (1 + Math.exp((middle - share) / width));
  },
  'Michaelis–Menten': (random) => {
    const half = ratio(random, 0.02, 0.3);
    return (share) => share / (half + share);
  },
  kink: (random) => {
    const [at, gain] = [between(random, 0.1, 0.5), between(random, 0.8, 1)];
    return (share) => (share < at ? (gain * share) / at : gain + ((1 - gain) * (share - at)) / (1 - at));
  },
  'stretched exponential': (random) => {
    const [scale, power] = [ratio(random, 0.03, 0.2), between(random, 0.5, 1.6)];
    return (share) => 1 - Math.exp(-((share / scale) ** power));
  },
  Hill: (random) => {
    const [half, power] = [ratio(random, 0.05, 0.3), between(random, 1, 3)];
    return (share) => share ** power / (half ** power + share ** power);
  },
  'warm-up, then saturating': (random) => {
    const [tau, up] = [ratio(random, 0.04, 0.2), between(random, 0.02, 0.08)];
    return (share) => (share < up ? 0 : 1 - Math.exp((up - share) / tau));
  },
};

/** Formulas that the estimate does not know and that nothing was chosen on: their figures are told apart. */
export const HELD_OUT: Gains = {
  Gompertz: (random) => {
    const [delay, width] = [between(random, 1, 4), between(random, 0.04, 0.12)];
    return (share) => Math.exp(-delay * Math.exp(-share / width));
  },
  tanh: (random) => {
    const scale = between(random, 0.1, 0.5);
    return (share) => Math.tanh(share / scale);
  },
  arctan: (random) => {
    const scale = ratio(random, 0.03, 0.3);
    return (share) => Math.atan(share / scale);
  },
  logarithm: (random) => {
    const scale = ratio(random, 0.005, 0.1);
    return (share) => Math.log(1 + share / scale);
  },
  'two speeds': (random) => {
    const [fast, slow, part] = [
      ratio(random, 0.02, 0.06),
      ratio(random, 0.1, 0.4),
      between(random, 0.3, 0.8),
    ];
    return (share) => part * (1 - Math.exp(-share / fast)) + (1 - part) * (1 - Math.exp(-share / slow));
  },
  'three lines': (random) => {
    const [first, second] = [between(random, 0.08, 0.2), between(random, 0.3, 0.5)];
    const [low, high] = [between(random, 0.5, 0.7), between(random, 0.9, 0.97)];
    return (share) =>
      share < first
        ? (low * share) / first
        : share < second
          ? low + ((high - low) * (share - first)) / (second - first)
          : high + ((1 - high) * (share - second)) / (1 - second);
  },
  'saturating, then worse': (random) => {
    const [tau, from, fall] = [
      ratio(random, 0.03, 0.12),
      between(random, 0.3, 0.6),
      between(random, 0.1, 0.6),
    ];
    return (share) => 1 - Math.exp(-share / tau) - fall * Math.max(0, share - from);
  },
};

/** Without a knee. */
export const STRAIGHT: Gains = {
  'straight line': () => (share) => share,
  'nearly straight': (random) => {
    const power = between(random, 0.85, 1.15);
    return (share) => share ** power;
  },
};

type KneeRun = {
  readonly family: string;
  readonly kind: MetricKind;
  readonly points: readonly MetricPoint[];
  /** The metric without noise at a place. */
  readonly at: (place: number) => number;
  readonly noise: string;
};

/** Trials of the knee on such runs, the families taking turns. */
export function studyKnees(gains: Gains, count: number, seed: number): Trial[] {
  return kneeRuns(gains, count, seed).map((run) => kneeTrial(run, run.noise));
}

/** Runs of 20 to 1,000 epochs, noise of 0 to 3 % of the range, of half of them correlated by .2 to .7. */
function kneeRuns(gains: Gains, count: number, seed: number): KneeRun[] {
  const families = Object.entries(gains);
  return Array.from({ length: count }, (_, turn) => {
    const random = seededRandom(seed + 104_729 * turn);
    const [family, gainOf] = families[turn % families.length]!;
    const last = Math.round(ratio(random, 20, 1000));
    const gain = gainOf(random);
    const shareOf = (place: number): number => (place - 1) / (last - 1);
    const whole = gain(1) - gain(0);
    const kind: MetricKind = random() < 0.5 ? 'LOSS' : 'ACCURACY';
    const [from, height] =
      kind === 'LOSS'
        ? [between(random, 0.5, 5), -between(random, 0.3, 0.45)]
        : [between(random, 0.05, 0.4), between(random, 0.4, 0.55)];
    const at = (place: number): number => from + (height * (gain(shareOf(place)) - gain(0))) / whole;
    const sigma = Math.abs(height) * between(random, 0, 0.03);
    const correlation = random() < 0.5 ? 0 : between(random, 0.2, 0.7);
    let now = normal(random);
    const points = Array.from({ length: last }, (_point, index) => {
      if (index > 0) now = correlation * now + Math.sqrt(1 - correlation ** 2) * normal(random);
      return { at: index + 1, value: at(index + 1) + sigma * now };
    });
    const noise = correlation === 0 ? 'Gaussian' : 'correlated';
    return { family, kind, points, at, noise };
  });
}
