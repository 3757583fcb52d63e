import type { CurveFunction } from './convex-curve.ts';

/** A formula of a loss that falls from the beginning of a run: constant + Σ cₖ columnₖ(u), cₖ ≥ 0, u the share of the run. */
export type CurveFamily = {
  readonly name: string;
  /** Where a search for its parameters begins: lengths and powers as logarithms, places as shares of the run. */
  readonly starts: readonly (readonly number[])[];
  readonly columns: (parameters: readonly number[]) => readonly CurveFunction[];
};

const LENGTHS = logarithms(0.008, 1.5, 11);
const POWERS = logarithms(0.4, 4, 6);
const PLACES = Array.from({ length: 12 }, (_, at) => 0.03 + 0.06 * at);

/**
 * The formulas that learning curves are told by: Viering & Loog, "The Shape of Learning Curves: a Review" (TPAMI 45,
 * 2023), table 1; Domhan et al., "Speeding up Automatic Hyperparameter Optimization of Deep Neural Networks" (IJCAI
 * 2015); and straight lines with a kink.
 */
export const CURVE_FAMILIES: readonly CurveFamily[] = [
  family('exponential', single(LENGTHS), (tau) => [(u) => Math.exp(-u / Math.exp(tau))]),
  family('hyperbola', single(LENGTHS), (half) => [(u) => 1 / (1 + u / Math.exp(half))]),
  family('Weibull', pairs(LENGTHS, POWERS), (scale, power) => {
    const [s, p] = [Math.exp(scale), Math.exp(power)];
    return [(u) => Math.exp(-((u / s) ** p))];
  }),
  family('power law', pairs(logarithms(0.002, 0.3, 9), logarithms(0.1, 5, 6)), (scale, power) => {
    const [s, p] = [Math.exp(scale), Math.exp(power)];
    return [(u) => (1 + u / s) ** -p];
  }),
  family('Hill', pairs(LENGTHS, POWERS), (half, power) => {
    const [h, p] = [Math.exp(half), Math.exp(power)];
    return [(u) => 1 / (1 + (u / h) ** p)];
  }),
  family('logistic', pairs(PLACES, logarithms(0.01, 0.3, 7)), (middle, width) => {
    const w = Math.exp(width);
    return [(u) => 1 / (1 + Math.exp((u - middle) / w))];
  }),
  family('late exponential', pairs([0.005, 0.015, 0.03, 0.06, 0.1, 0.2], LENGTHS), (from, tau) => {
    const t = Math.exp(tau);
    return [(u) => (u < from ? 1 : Math.exp((from - u) / t))];
  }),
  family('kink', single(PLACES), (at) => [(u) => Math.max(0, at - u), (u) => 1 - u]),
];

function family(
  name: string,
  starts: CurveFamily['starts'],
  columns: (first: number, second: number) => readonly CurveFunction[],
): CurveFamily {
  return { name, starts, columns: ([first = 0, second = 0]) => columns(first, second) };
}

function single(values: readonly number[]): number[][] {
  return values.map((value) => [value]);
}

function pairs(first: readonly number[], second: readonly number[]): number[][] {
  return first.flatMap((one) => second.map((other) => [one, other]));
}

function logarithms(low: number, high: number, count: number): number[] {
  return Array.from({ length: count }, (_, at) => Math.log(low) + (Math.log(high / low) * at) / (count - 1));
}
