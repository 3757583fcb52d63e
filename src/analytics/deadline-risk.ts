/** Work on spot machines that has some time, all in hours. */
export type SpotWork = {
  readonly workHours: number;
  /** Work between checkpoints, above 0, and what one takes. */
  readonly intervalHours: number;
  readonly checkpointHours: number;
  /** From an interruption until the work goes on: the wait for a machine, and the restart. */
  readonly backHours: number;
  readonly mtbiHours: number;
};

/**
 * How likely it is not done in `timeHours` on spot alone, 0 to 1. Interruptions come without memory while it
 * works; each costs the way back and on average half an interval of work, so that as many are allowed as fit
 * into the time beyond work and checkpoints: 1 − P(N ≤ allowed), N Poisson with mean work ÷ MTBI.
 */
export function missProbability(work: SpotWork, timeHours: number): number {
  const { workHours, intervalHours, checkpointHours, backHours, mtbiHours } = work;
  const busyHours = workHours * (1 + checkpointHours / intervalHours);
  const spare = timeHours - busyHours;
  if (spare < 0) return 1;
  const lossHours = backHours + intervalHours / 2;
  const allowed = Math.floor(spare / lossHours + 1e-9);
  return 1 - poissonAtMost(allowed, busyHours / mtbiHours);
}

/** P(N ≤ k) of a Poisson count, summed in logarithms so that no mean is too large. */
function poissonAtMost(k: number, mean: number): number {
  if (mean === 0) return 1;
  // Ten deviations beyond the mean nothing is left.
  const last = Math.min(k, Math.ceil(mean + 10 * Math.sqrt(mean) + 20));
  let [log, sum] = [-mean, Math.exp(-mean)];
  for (let count = 1; count <= last; count++) {
    log += Math.log(mean / count);
    sum += Math.exp(log);
  }
  return Math.min(sum, 1);
}
