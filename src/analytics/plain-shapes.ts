export type Shape = (share: number) => number;

/** A shape with what its choice costs of χ²: 2 ln of how many of its kind, and of kinds, there are. */
export type Priced = { readonly shape: Shape; readonly cost: number };

function grid(low: number, high: number, count: number): number[] {
  return Array.from({ length: count }, (_, at) => low + ((high - low) * at) / (count - 1));
}

function logGrid(low: number, high: number, count: number): number[] {
  return grid(Math.log(low), Math.log(high), count).map(Math.exp);
}

function pairs(
  ones: readonly number[],
  others: readonly number[],
  shapeOf: (one: number, other: number) => Shape,
): Shape[] {
  return ones.flatMap((one) => others.map((other) => shapeOf(one, other)));
}

const ENDS = grid(0.05, 0.95, 23);
/** Closer: what is sudden is seen to within an evaluation. */
const JUMPS = grid(0.05, 0.95, 67);
const WIDTHS = [0.01, 0.03, 0.06, 0.12, 0.22, 0.4];

function cut(shapes: readonly Shape[]): Shape[] {
  return shapes.flatMap((shape) => ENDS.map((end) => (u: number) => shape(Math.min(u, end))));
}

/** Every kind as likely as the others, and of a kind every shape. */
function priced(kinds: readonly (readonly Shape[])[]): Priced[] {
  return kinds.flatMap((shapes) =>
    shapes.map((shape) => ({ shape, cost: 2 * Math.log(kinds.length * shapes.length) })),
  );
}

const exponentials = (low: number, high: number, count: number): Shape[] =>
  logGrid(low, high, count).map((tau) => (u) => Math.exp(-u / tau));

/** Falls from the beginning on. */
const FALLS = priced([
  exponentials(0.006, 1.5, 24),
  pairs(
    logGrid(0.003, 0.4, 13),
    [0.3, 0.5, 0.75, 1, 1.35, 1.8, 2.4, 3.2],
    (scale, power) => (u) => (1 + u / scale) ** -power,
  ),
  pairs(logGrid(0.03, 0.9, 10), [0.7, 1.4, 2.2], (tau, power) => (u) => Math.exp(-((u / tau) ** power))),
  pairs(
    [0, 0.07, 0.14, 0.21, 0.28, 0.35, 0.42, 0.5, 0.6],
    logGrid(0.012, 0.2, 7),
    (middle, width) => (u) => 1 / (1 + Math.exp((u - middle) / width)),
  ),
  pairs(
    [1, 2.2, 4.5, 9],
    logGrid(0.02, 0.25, 9),
    (delay, width) => (u) => 1 - Math.exp(-delay * Math.exp(-u / width)),
  ),
  pairs(logGrid(0.02, 0.4, 6), [2, 3], (half, power) => (u) => 1 / (1 + (u / half) ** power)),
  logGrid(0.03, 0.5, 9).map((width) => (u) => 1 - Math.tanh(u / width)),
  logGrid(0.03, 0.4, 8).map((width) => (u) => 1 / Math.cosh(u / width)),
  ENDS.map((end) => (u) => Math.max(0, 1 - u / end)),
  ENDS.map((end) => (u) => Math.max(0, 1 - u / end) ** 2),
  ENDS.map((end) => (u) => (u < end ? (1 + Math.cos((Math.PI * u) / end)) / 2 : 0)),
  logGrid(0.0003, 0.2, 9).map((scale) => (u) => -Math.log1p(u / scale)),
]);

/** What follows a fall, or goes with it. */
const RISES = priced([
  [(u) => u, (u) => u * u, (u) => u ** 3],
  ENDS.map((from) => (u) => Math.max(0, u - from)),
  ENDS.map((from) => (u) => Math.max(0, u - from) ** 2),
  ENDS.map((from) => (u) => Math.sqrt(Math.max(0, u - from))),
  pairs(
    ENDS.slice(0, -4),
    [0.12, 0.25],
    (from, until) => (u) => Math.max(0, u - from) + 2.5 * Math.max(0, u - from - until),
  ),
  logGrid(0.03, 0.4, 7).map((width) => (u) => Math.exp((u - 1) / width)),
  pairs(ENDS, [0.03, 0.12], (from, width) => (u) => (u > from ? 1 - Math.exp((from - u) / width) : 0)),
  pairs([0.003, 0.012], JUMPS, (width, from) => (u) => (u > from ? 1 - Math.exp((from - u) / width) : 0)),
  pairs(ENDS, [0.03, 0.1], (from, width) => (u) => (u > from ? Math.expm1((u - from) / width) : 0)),
  pairs(
    [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9],
    [0.03, 0.07, 0.13],
    (middle, width) => (u) => 1 / (1 + Math.exp((middle - u) / width)),
  ),
  logGrid(0.0003, 0.2, 9).map((scale) => (u) => Math.log1p(u / scale) ** 2),
]);

/** Falls that a later one may follow. */
const FIRST_FALLS = priced([
  exponentials(0.006, 0.4, 14),
  pairs([0.005, 0.015, 0.04], [0.7, 1.5], (scale, power) => (u) => (1 + u / scale) ** -power),
]);

/** Later falls: slower ones, sudden ones, straight and smooth ones. */
const LATER_FALLS = priced([
  [...exponentials(0.02, 1.5, 14), (u) => 1 - u],
  pairs(ENDS, [0.004, 0.012, 0.03, 0.07], (from, tau) => (u) => (u < from ? 1 : Math.exp((from - u) / tau))),
  pairs(ENDS, WIDTHS, (end, width) => (u) => Math.max(0, Math.min(1, (end - u) / width))),
  pairs(
    ENDS,
    WIDTHS,
    (end, width) => (u) => (1 - Math.cos(Math.PI * Math.max(0, Math.min(1, (end - u) / width)))) / 2,
  ),
]);

/** Falls that go on until one share of the run and are level from there. */
const CUT_FALLS = priced([
  cut(exponentials(0.03, 1.5, 18)),
  cut(pairs(logGrid(0.006, 0.2, 6), [0.5, 1, 1.5, 2.2], (scale, power) => (u) => (1 + u / scale) ** -power)),
  cut(
    pairs(
      [1, 2, 4],
      [0.04, 0.08, 0.13],
      (delay, width) => (u) => 1 - Math.exp(-delay * Math.exp(-u / width)),
    ),
  ),
  cut(logGrid(0.08, 0.5, 9).map((width) => (u) => 1 - Math.tanh(u / width))),
  cut(logGrid(0.04, 0.4, 6).map((width) => (u) => -Math.atan(u / width))),
]);

export const SHAPES = {
  FALL: FALLS,
  CUT_FALL: CUT_FALLS,
  RISE: RISES,
  FIRST_FALL: FIRST_FALLS,
  LATER_FALL: LATER_FALLS,
} as const;

export type Kind = keyof typeof SHAPES;
