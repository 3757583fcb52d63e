import type { DeadlineJob } from './deadline-policy.ts';

/** Work and restarts are counted in whole parts of a tick, at most this many, so that restarts are nearly whole. */
const MOST_PARTS = 6;

/**
 * The least a job can cost for who knows when spot will be up, an hour on demand costing 1 and one on spot
 * `spotPrice`: dynamic programming over ticks, work left and restart left on each kind of machine, moves at
 * ticks. Restarts are rounded down to parts of a tick, so that it is a lower bound. Infinity where the
 * deadline cannot be met.
 */
export function oracleCost(job: DeadlineJob, spotPrice: number, isUp: (tick: number) => boolean): number {
  const { workHours, deadlineHours, restartHours, tickHours } = job;
  const parts = partsOfTick(restartHours / tickHours);
  const ticks = Math.floor(deadlineHours / tickHours + 1e-9);
  const work = Math.ceil((workHours / tickHours) * parts - 1e-9);
  const restart = Math.floor((restartHours / tickHours) * parts + 1e-9);
  // What the rest of the job costs, by work left and, within it, idle, then restart left on spot, on demand.
  const kinds = 1 + 2 * (restart + 1);
  let later = new Float64Array((work + 1) * kinds).fill(Infinity);
  let now = new Float64Array(later.length);
  later.fill(0, 0, kinds);
  for (let tick = ticks - 1; tick >= 0; tick--) {
    const up = isUp(tick);
    // A tick with `left` parts of restart to go, and what follows it; a job that is done stops paying.
    const run = (workLeft: number, left: number, first: number, price: number): number => {
      const used = Math.min(parts, left + workLeft);
      const restartLeft = Math.max(left - used, 0);
      const rest = workLeft - (used - (left - restartLeft));
      return price * used + (rest === 0 ? 0 : (later[rest * kinds + first + restartLeft] ?? Infinity));
    };
    const onDemand = 2 + restart;
    for (let workLeft = 1; workLeft <= work; workLeft++) {
      const row = workLeft * kinds;
      const fresh = Math.min(
        later[row] ?? Infinity,
        up ? run(workLeft, restart, 1, spotPrice) : Infinity,
        run(workLeft, restart, onDemand, 1),
      );
      now[row] = fresh;
      for (let left = 0; left <= restart; left++) {
        now[row + 1 + left] = up ? Math.min(fresh, run(workLeft, left, 1, spotPrice)) : fresh;
        now[row + onDemand + left] = Math.min(fresh, run(workLeft, left, onDemand, 1));
      }
    }
    [later, now] = [now, later];
    later.fill(0, 0, kinds);
  }
  return ((later[work * kinds] ?? Infinity) * tickHours) / parts;
}

/** The fewest parts that a restart fills best. */
function partsOfTick(restartTicks: number): number {
  let [best, least] = [1, Infinity];
  for (let parts = 1; parts <= MOST_PARTS; parts++) {
    const cut = (restartTicks * parts - Math.floor(restartTicks * parts + 1e-9)) / parts;
    if (cut < least - 1e-3) [best, least] = [parts, cut];
  }
  return best;
}
