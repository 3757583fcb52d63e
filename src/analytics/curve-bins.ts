/** Neighbouring evaluations taken together. */
export type CurveBins = {
  /** For each bin the index of its first evaluation, and after the last one the number of all. */
  readonly from: readonly number[];
  /** Means of the places, and of the values without their outer fifths. */
  readonly at: Float64Array;
  readonly value: Float64Array;
  readonly count: Float64Array;
};

/** Bins of one width. */
export function evenBins(at: Float64Array, value: Float64Array, width: number): CurveBins {
  const count = Math.max(1, Math.floor(at.length / width));
  return binsOf(
    at,
    value,
    Array.from({ length: count }, (_, bin) => bin * width),
  );
}

/** At most so many bins, narrow at the beginning, where curves are steep: each is a little wider than the one before. */
export function growingBins(at: Float64Array, value: Float64Array, most: number): CurveBins {
  const { length } = at;
  const bins = Math.min(length, most);
  const rest = length - bins;
  return binsOf(
    at,
    value,
    Array.from({ length: bins }, (_, bin) => bin + Math.floor(rest * (bin / bins) ** 2)),
  );
}

function binsOf(at: Float64Array, value: Float64Array, starts: readonly number[]): CurveBins {
  const from = [...starts, at.length];
  const means = (of: (first: number, end: number) => number): Float64Array =>
    Float64Array.from(starts, (first, bin) => of(first, from[bin + 1]!));
  return {
    from,
    at: means((first, end) => meanOf(at, first, end)),
    value: means((first, end) => innerMean(value, first, end)),
    count: means((first, end) => end - first),
  };
}

function meanOf(values: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let at = from; at < to; at++) sum += values[at]!;
  return sum / (to - from);
}

/** The mean without a fifth on either side (Tukey's trimmed mean): wild values do not move it. */
function innerMean(values: Float64Array, from: number, to: number): number {
  const cut = Math.floor((to - from) / 5);
  if (cut === 0) return meanOf(values, from, to);
  return meanOf(values.slice(from, to).sort(), cut, to - from - cut);
}
