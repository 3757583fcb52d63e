import { SHAPES, type Kind } from './plain-shapes.ts';

/** Values at the bins, but for a constant. */
export type PlainCurve = Float64Array;

/** For every third shape of a kind, by how much the χ² of the best curve with it is above the least. */
export type Nearness = Readonly<Record<Kind, Float64Array>>;

export type PlainCurves = {
  /** The one of the least χ². */
  readonly best: PlainCurve;
  /** Drawn from all of them, each as often as it is likely. */
  readonly likely: readonly PlainCurve[];
  /** By how much its χ² is less than that of the best curve that never falls. */
  readonly fallen: number;
  readonly near: Nearness;
};

/** Turns values of the bins into independent ones of variance 1. */
export type Whitening = (values: Float64Array) => Float64Array;

/** Of χ², for the height of a second shape. */
const SECOND_COST = 1;
const DRAWS = 300;
/** Curves whose χ² is larger by this than the least are as good as impossible. */
const IMPOSSIBLE = 25;
/** The same of every third shape: those between may be so much better. */
const HOPELESS = 40;
/** Where more are near, noise is so large that all between them are as near. */
const MOST_PAIRS = 12_000;
const COARSE = 3;

const PAIRS: readonly (readonly [Kind, Kind | null])[] = [
  ['FALL', null],
  ['CUT_FALL', null],
  ['FALL', 'RISE'],
  ['FIRST_FALL', 'LATER_FALL'],
];

type Column = {
  /** Which of its kind. */
  readonly index: number;
  readonly raw: Float64Array;
  readonly cost: number;
  /** Whitened, without its part of the constant, of length 1. */
  readonly unit: Float64Array;
  readonly length: number;
  /** How much of the values is along it. */
  readonly along: number;
};

type Pair = {
  readonly chi: number;
  readonly one: Column;
  readonly a: number;
  readonly other: Column | null;
  readonly b: number;
};

/**
 * constant + a f(u) + b r(u), a and b > 0, u the share of the run, for all f and r of `SHAPES`, fitted by least squares;
 * each is as likely as e^(−χ² ÷ 2) (Hoeting et al., "Bayesian Model Averaging", Statistical Science 14, 1999). Every
 * third shape at first; then all that are `near`. Null where none falls.
 */
export function plainCurves(
  shares: Float64Array,
  values: Float64Array,
  whiten: Whitening,
  near?: Nearness,
): PlainCurves | null {
  const size = shares.length;
  const constant = whiten(new Float64Array(size).fill(1));
  scale(constant, 1 / Math.sqrt(dot(constant, constant)));
  const target = without(whiten(values), constant);
  const whole = dot(target, target);
  const columns = new Map<Kind, readonly Column[]>();
  const columnsOf = (kind: Kind): readonly Column[] => {
    const made =
      columns.get(kind) ??
      SHAPES[kind].flatMap(({ shape, cost }, index): Column[] => {
        if (near ? !isNear(near[kind], index) : index % COARSE > 0) return [];
        const raw = shares.map(shape);
        const unit = without(whiten(raw), constant);
        const length = Math.sqrt(dot(unit, unit));
        if (!(length > 1e-9)) return [];
        scale(unit, 1 / length);
        return [{ index, raw, cost, unit, length, along: dot(unit, target) }];
      });
    columns.set(kind, made);
    return made;
  };
  let least = Infinity;
  const pairs: Pair[] = [];
  const keep = (pair: Pair): void => {
    if (pair.chi < least) least = pair.chi;
    pairs.push(pair);
  };
  const far = mapKinds((kind) => new Float64Array(Math.ceil(SHAPES[kind].length / COARSE)).fill(Infinity));
  const tell = (kind: Kind, { index }: Column, chi: number): void => {
    const at = Math.floor(index / COARSE);
    if (chi < far[kind][at]!) far[kind][at] = chi;
  };
  for (const [kind, otherKind] of PAIRS) {
    const ones = columnsOf(kind);
    const others = otherKind ? columnsOf(otherKind) : [];
    if (!otherKind)
      for (const one of ones) {
        if (!(one.along > 0)) continue;
        const chi = whole - one.along ** 2 + one.cost;
        tell(kind, one, chi);
        if (chi < least + IMPOSSIBLE) keep({ chi, one, a: one.along, other: null, b: 0 });
      }
    const stride = Math.ceil(Math.sqrt((ones.length * others.length) / MOST_PAIRS)) || 1;
    for (let at = 0; at < ones.length; at += stride) {
      const one = ones[at]!;
      for (let next = at % stride; next < others.length; next += stride) {
        const other = others[next]!;
        const product = dot(one.unit, other.unit);
        const rest = 1 - product * product;
        const a = (one.along - product * other.along) / rest;
        const b = (other.along - product * one.along) / rest;
        if (!(rest > 1e-6 && a > 0 && b > 0)) continue;
        const chi = whole - a * one.along - b * other.along + one.cost + other.cost + SECOND_COST;
        tell(kind, one, chi);
        tell(otherKind!, other, chi);
        if (chi < least + IMPOSSIBLE) keep({ chi, one, a, other, b });
      }
    }
  }
  const likely = pairs.filter(({ chi }) => chi < least + IMPOSSIBLE);
  const best = likely.find(({ chi }) => chi === least);
  if (!best) return null;
  const flat = columnsOf('RISE').reduce(
    (lowest, { along }) => (along > 0 ? Math.min(lowest, whole - along ** 2) : lowest),
    whole,
  );
  return {
    best: curveOf(best),
    likely: near ? drawn(likely, least) : [],
    fallen: flat - least,
    near: mapKinds((kind) => far[kind].map((chi) => chi - 2 * least)),
  };
}

function mapKinds<T>(of: (kind: Kind) => T): Readonly<Record<Kind, T>> {
  return {
    FALL: of('FALL'),
    CUT_FALL: of('CUT_FALL'),
    RISE: of('RISE'),
    FIRST_FALL: of('FIRST_FALL'),
    LATER_FALL: of('LATER_FALL'),
  };
}

function isNear(near: Float64Array, index: number): boolean {
  const at = Math.floor(index / COARSE);
  return near[at]! < HOPELESS || (index % COARSE > 0 && near[at + 1]! < HOPELESS);
}

/** Evenly by weight. */
function drawn(likely: readonly Pair[], least: number): PlainCurve[] {
  const weightOf = ({ chi }: Pair): number => Math.exp((least - chi) / 2);
  const all = likely.reduce((sum, pair) => sum + weightOf(pair), 0);
  const draws: PlainCurve[] = [];
  let sum = 0;
  for (const pair of likely) {
    sum += weightOf(pair);
    const count = Math.round((sum / all) * DRAWS) - draws.length;
    if (count === 0) continue;
    const curve = curveOf(pair);
    draws.push(...Array.from({ length: count }, () => curve));
  }
  return draws;
}

function curveOf({ one, a, other, b }: Pair): PlainCurve {
  const first = a / one.length;
  if (!other) return one.raw.map((value) => first * value);
  const second = b / other.length;
  return one.raw.map((value, at) => first * value + second * other.raw[at]!);
}

/** In four sums, which need not wait for each other. */
function dot(one: Float64Array, other: Float64Array): number {
  let [first, second, third, fourth] = [0, 0, 0, 0];
  const { length } = one;
  let at = 0;
  for (; at + 3 < length; at += 4) {
    first += one[at]! * other[at]!;
    second += one[at + 1]! * other[at + 1]!;
    third += one[at + 2]! * other[at + 2]!;
    fourth += one[at + 3]! * other[at + 3]!;
  }
  for (; at < length; at++) first += one[at]! * other[at]!;
  return first + second + third + fourth;
}

function scale(values: Float64Array, by: number): void {
  for (let at = 0; at < values.length; at++) values[at]! *= by;
}

/** Less the part along a unit. */
function without(values: Float64Array, unit: Float64Array): Float64Array {
  const part = dot(values, unit);
  for (let at = 0; at < values.length; at++) values[at]! -= part * unit[at]!;
  return values;
}
