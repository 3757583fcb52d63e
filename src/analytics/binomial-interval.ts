import { CONFIDENCE, type Interval } from './interval.ts';

/** A share and its interval. */
export type ShareInterval = Interval & { readonly share: number };

const ALPHA = 1 - CONFIDENCE;

const STEPS = 60;

/**
 * The exact interval of a share, k hits of n: Clopper & Pearson, "The use of confidence or fiducial limits
 * illustrated in the case of the binomial" (Biometrika 26, 1934). From the p of which k or more hits have the
 * chance α/2 to that of which k or fewer have. It holds for trials that are independent of each other. 95 %.
 * Undefined of no trials.
 */
export function binomialInterval(k: number, n: number): ShareInterval | undefined {
  if (!(Number.isInteger(k) && Number.isInteger(n) && k >= 0 && k <= n)) {
    throw new RangeError(`hits are a whole number from 0 to that of trials: ${k} of ${n}`);
  }
  if (n === 0) return undefined;
  return {
    share: k / n,
    low: k === 0 ? 0 : shareWhere((p) => atLeast(k, n, p), ALPHA / 2),
    high: k === n ? 1 : shareWhere((p) => atLeast(k + 1, n, p), 1 - ALPHA / 2),
  };
}

/** The p at which a function that grows with it reaches a level. */
function shareWhere(grows: (p: number) => number, level: number): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < STEPS; step++) {
    const middle = (low + high) / 2;
    if (grows(middle) < level) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(k or more hits in n trials of chance p) = I_p(k, n − k + 1), k above 0 and at most n. */
function atLeast(k: number, n: number, p: number): number {
  return incompleteBeta(p, k, n - k + 1);
}

/**
 * The regularised incomplete beta function by its continued fraction: Abramowitz & Stegun, "Handbook of
 * Mathematical Functions" (1964), 26.5.8, evaluated by Lentz' method.
 */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast below the mean alone.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b)) / a;
  return front * continuedFraction(x, a, b);
}

const TINY = 1e-300;
const PRECISION = 1e-15;

function continuedFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / offZero(1 - ((a + b) * x) / (a + 1));
  let value = d;
  // About the root of the larger parameter is needed.
  for (let m = 1; m <= 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / offZero(1 + even * d);
    c = offZero(1 + even / c);
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / offZero(1 + odd * d);
    c = offZero(1 + odd / c);
    value *= d * c;
    if (Math.abs(d * c - 1) < PRECISION) break;
  }
  return value;
}

function offZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** Of whole numbers and others from 1 on: Stirling's series (A & S 6.1.41), from 10 on, where it has 13 digits. */
function logGamma(x: number): number {
  let shift = 0;
  let at = x;
  for (; at < 10; at++) shift += Math.log(at);
  const inverse = 1 / (at * at);
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680)))) / at;
  return (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series - shift;
}
