import { DECAYS, FIRST_DECAYS, LOGARITHMS, STEPS } from './plain-shapes.ts';

/**
 * Shapes that training curves are known by: constant + a f(u) + b r(u), u the share of the run. f is one of
 * `DECAYS`, whole or level from T on, or a line or a parabola down to T; r nothing, a line, or a line or parabola from T
 * on. Beside them parabolas of the logarithm of time, and a decay with one later descent. All of a grid of decays and of T are fitted by least squares, and each counts e^(−χ² ÷ 2): what is asked of the curve
 * is asked of all of them (Hoeting et al., "Bayesian Model Averaging", Statistical Science 14, 1999).
 */
export type PlainCurves = {
  readonly likely: readonly PlainCurve[];
  /** At the bins, the likeliest one; empty where none falls. */
  readonly best: Float64Array;
  /** By how much its χ² is less than that of the best curve that never falls. */
  readonly fallen: number;
};

export type PlainCurve = {
  /** At the bins. */
  readonly level: Float64Array;
  /** Of all of them together 1. */
  readonly weight: number;
};

const ENDS = Array.from({ length: 60 }, (_, at) => 0.05 + 0.015 * at);
/** Of χ², for a rise: about ln of the number of values that say something (BIC, Schwarz 1978). */
const RISE_COST = 3;
/** Curves whose χ² is larger by this than the least are no longer likely. */
const UNLIKELY = 9;

type Sums = { readonly own: number; readonly square: number; readonly values: number };
type Column = Sums & { readonly column: Float64Array };
type Fitted = { readonly chi: number; readonly level: () => Float64Array };

/** `shares` ascending, with the values there and the variances of those. */
export function plainCurves(
  shares: Float64Array,
  values: Float64Array,
  variances: Float64Array,
): PlainCurves {
  const size = shares.length;
  const weights = variances.map((one) => 1 / one);
  const total = weights.reduce((sum, one) => sum + one, 0);
  const mean = values.reduce((sum, one, at) => sum + weights[at]! * one, 0) / total;
  const y = values.map((one) => one - mean);
  const whole = y.reduce((sum, one, at) => sum + weights[at]! * one * one, 0);
  const columnOf = (shape: (share: number) => number): Column => {
    const column = new Float64Array(size);
    let own = 0;
    let square = 0;
    let withValues = 0;
    for (let at = 0; at < size; at++) {
      const one = shape(shares[at]!);
      const weighted = weights[at]! * one;
      column[at] = one;
      own += weighted;
      square += weighted * one;
      withValues += weighted * y[at]!;
    }
    return { column, own, square, values: withValues };
  };
  let best = Infinity;
  const fits: Fitted[] = [];
  const keep = (chi: number, level: () => Float64Array): void => {
    best = Math.min(best, chi);
    if (chi < best + UNLIKELY) fits.push({ chi, level });
  };
  const productOf = (one: Column, other: Column, from = 0, end = size): number => {
    let sum = 0;
    for (let at = from; at < end; at++) sum += weights[at]! * one.column[at]! * other.column[at]!;
    return sum;
  };
  const levelOf =
    (fall: () => Float64Array, a: number, rise?: Column, b = 0) =>
    (): Float64Array => {
      const shape = fall();
      let middle = mean;
      for (let at = 0; at < size; at++)
        middle -= (weights[at]! / total) * (a * shape[at]! + (rise ? b * rise.column[at]! : 0));
      return shape.map((one, at) => middle + a * one + (rise ? b * rise.column[at]! : 0));
    };
  const fallOnly = (fall: Sums, cost: number, shape: () => Float64Array): void => {
    const square = fall.square - (fall.own * fall.own) / total;
    if (!(square > 1e-9 * fall.square) || fall.values <= 0) return;
    const a = fall.values / square;
    keep(whole - a * fall.values + cost, levelOf(shape, a));
  };
  const withRise = (
    fall: Sums,
    rise: Column,
    product: number,
    cost: number,
    shape: () => Float64Array,
    isAnySign = false,
  ): void => {
    const ff = fall.square - (fall.own * fall.own) / total;
    const rr = rise.square - (rise.own * rise.own) / total;
    const fr = product - (fall.own * rise.own) / total;
    const determinant = ff * rr - fr * fr;
    if (!(determinant > 1e-9 * ff * rr)) return;
    const a = (fall.values * rr - rise.values * fr) / determinant;
    const b = (rise.values * ff - fall.values * fr) / determinant;
    if (a <= 0 || (!isAnySign && b <= 0)) return;
    keep(whole - a * fall.values - b * rise.values + cost + RISE_COST, levelOf(shape, a, rise, b));
  };
  const slope = columnOf((share) => share);
  const ends = ENDS.map((end) => ({
    end,
    first: placeOf(shares, end),
    line: columnOf((share) => Math.max(0, share - end)),
    parabola: columnOf((share) => Math.max(0, share - end) ** 2),
  }));
  const endCost = 2 * Math.log(ENDS.length);
  const sums = roomForSums(size);
  for (const { decay, cost } of DECAYS) {
    const fall = columnOf(decay);
    sumUp(sums, shares, weights, y, fall.column);
    fallOnly(fall, cost, () => fall.column);
    withRise(fall, slope, sums.first[0]!, cost, () => fall.column, true);
    for (const { end, first, line, parabola } of ends) {
      // From T on the shape is level: sums over what comes later are multiples of that level.
      const low = decay(end);
      const later = sums.weight[first]!;
      const cut: Sums = {
        own: fall.own - sums.own[first]! + low * later,
        square: fall.square - sums.square[first]! + low * low * later,
        values: fall.values - sums.values[first]! + low * sums.y[first]!,
      };
      const shape = () => fall.column.map((one) => Math.max(one, low));
      fallOnly(cut, cost + endCost, shape);
      withRise(cut, line, low * line.own, cost + endCost, shape);
      const byLine = sums.first[first]! - end * sums.own[first]!;
      const bySquare = sums.second[first]! - 2 * end * sums.first[first]! + end * end * sums.own[first]!;
      withRise(fall, line, byLine, cost + endCost, () => fall.column);
      withRise(fall, parabola, bySquare, cost + endCost, () => fall.column);
    }
  }
  for (const { end, line, parabola } of ends) {
    for (const power of [1, 2]) {
      const fall = columnOf((share) => Math.max(0, end - share) ** power);
      const cost = endCost + 2 * Math.log(2);
      fallOnly(fall, cost, () => fall.column);
      // Where one is not 0 the other is.
      withRise(fall, line, 0, cost, () => fall.column);
      withRise(fall, parabola, 0, cost, () => fall.column);
    }
  }
  for (const { shape, square, cost } of LOGARITHMS) {
    const [fall, rise] = [columnOf(shape), columnOf(square)];
    withRise(fall, rise, productOf(fall, rise), cost, () => fall.column);
  }
  const steps = STEPS.map(({ from, end, shape, cost }) => ({
    column: columnOf(shape),
    cost,
    from: placeOf(shares, from),
    end: placeOf(shares, end),
  }));
  for (const { column, cost } of steps) fallOnly(column, cost, () => column.column);
  for (const { decay, cost: own } of FIRST_DECAYS) {
    const fall = columnOf(decay);
    sumUp(sums, shares, weights, y, fall.column);
    for (const { column, cost, from, end } of steps) {
      // One before `from`, nothing after `end`.
      const product = fall.own - sums.own[from]! + productOf(fall, column, from, end);
      withRise(fall, column, product, own + cost, () => fall.column);
    }
  }
  const flat = [slope, ...ends.flatMap(({ line, parabola }) => [line, parabola])].reduce(
    (least, { own, square, values: withValues }) =>
      withValues > 0 ? Math.min(least, whole - withValues ** 2 / (square - (own * own) / total)) : least,
    whole,
  );
  return { ...weighted(fits, best), fallen: flat - best };
}

function weighted(
  fits: readonly Fitted[],
  best: number,
): { readonly likely: readonly PlainCurve[]; readonly best: Float64Array } {
  const near = fits.filter(({ chi }) => chi < best + UNLIKELY);
  const sum = near.reduce((all, { chi }) => all + Math.exp((best - chi) / 2), 0);
  return {
    likely: near.map(({ chi, level }) => ({ level: level(), weight: Math.exp((best - chi) / 2) / sum })),
    best: near.find(({ chi }) => chi === best)?.level() ?? new Float64Array(),
  };
}

/** How many of the shares, which ascend, are less. */
function placeOf(shares: Float64Array, share: number): number {
  let [low, high] = [0, shares.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (shares[middle]! < share) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Sums from each place to the end, of weight w, w y, w f, w f², w f y, w f u and w f u². */
type SuffixSums = {
  readonly [key in 'weight' | 'y' | 'own' | 'square' | 'values' | 'first' | 'second']: Float64Array;
};

function roomForSums(size: number): SuffixSums {
  const made = () => new Float64Array(size + 1);
  return {
    weight: made(),
    y: made(),
    own: made(),
    square: made(),
    values: made(),
    first: made(),
    second: made(),
  };
}

function sumUp(
  sums: SuffixSums,
  shares: Float64Array,
  weights: Float64Array,
  y: Float64Array,
  fall: Float64Array,
): void {
  for (let at = shares.length - 1; at >= 0; at--) {
    const weight = weights[at]!;
    const one = fall[at]!;
    const share = shares[at]!;
    sums.weight[at] = sums.weight[at + 1]! + weight;
    sums.y[at] = sums.y[at + 1]! + weight * y[at]!;
    sums.own[at] = sums.own[at + 1]! + weight * one;
    sums.square[at] = sums.square[at + 1]! + weight * one * one;
    sums.values[at] = sums.values[at + 1]! + weight * one * y[at]!;
    sums.first[at] = sums.first[at + 1]! + weight * one * share;
    sums.second[at] = sums.second[at + 1]! + weight * one * share * share;
  }
}
