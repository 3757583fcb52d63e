/**
 * Bernstein online aggregation (Wintenberger, "Optimal learning with Bernstein online aggregation",
 * Machine Learning 106, 2017): weights of experts that follow how much each would have lessened the
 * loss, with a learning rate of its own that is slower the more an expert's merit varies. Regrets
 * fade with a half-life, so that a market may change its habits.
 */
export type ExpertWeights = {
  readonly prior: Float64Array;
  readonly regret: Float64Array;
  readonly squares: Float64Array;
  readonly largest: Float64Array;
};

/** `prior` are the weights before anything is known; they sum to 1. */
export function expertWeights(prior: readonly number[]): ExpertWeights {
  const zeros = () => new Float64Array(prior.length);
  return { prior: Float64Array.from(prior), regret: zeros(), squares: zeros(), largest: zeros() };
}

/** Takes in by how much each expert would have lessened the loss of one outcome (negative: worsened). */
export function learnRegrets(
  weights: ExpertWeights,
  gains: ArrayLike<number>,
  { fade }: { readonly fade: number },
): void {
  const { regret, squares, largest } = weights;
  for (let k = 0; k < regret.length; k++) {
    const gain = gains[k] ?? 0;
    regret[k] = fade * regret[k]! + gain;
    squares[k] = fade * squares[k]! + gain * gain;
    largest[k] = Math.max(fade * largest[k]!, Math.abs(gain));
  }
}

/** The weights now; they sum to 1. */
export function currentWeights({ prior, regret, squares, largest }: ExpertWeights): Float64Array {
  const logs = new Float64Array(prior.length);
  // Where an expert has shown nothing yet, the fastest rate there is.
  const fastest = 0.5 / Math.max(largestOf(largest), 1e-12);
  let top = -Infinity;
  for (let k = 0; k < prior.length; k++) {
    const p = prior[k]!;
    const v = squares[k]!;
    const rate = v === 0 ? fastest : Math.min(0.5 / largest[k]!, Math.sqrt(-Math.log(p) / v));
    logs[k] = Math.log(p * rate) + rate * (regret[k]! - rate * v);
    top = Math.max(top, logs[k]!);
  }
  let sum = 0;
  for (let k = 0; k < logs.length; k++) sum += logs[k] = Math.exp(logs[k]! - top);
  for (let k = 0; k < logs.length; k++) logs[k] = logs[k]! / sum;
  return logs;
}

function largestOf(values: Float64Array): number {
  let most = 0;
  for (const value of values) most = Math.max(most, value);
  return most;
}
