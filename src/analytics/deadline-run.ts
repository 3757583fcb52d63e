import type { DeadlineJob, DeadlinePolicy, Place } from './deadline-policy.ts';

/** What a run took: hours billed of each kind, and whether it was done by the deadline. */
export type DeadlineRun = {
  readonly spotHours: number;
  readonly onDemandHours: number;
  readonly met: boolean;
};

/** Hours are sums of ticks: what is this near is the same. */
const TINY = 1e-9;

/**
 * Runs a job under a policy over whether spot is up in each tick from the job's start on. Work that is done
 * is kept (a warning lets it be written down); a new machine first takes a restart. What is not done by the
 * deadline is finished on demand, and missed. Spot is never up beyond the end of the trace.
 */
export function runDeadlineJob(
  policy: DeadlinePolicy,
  job: DeadlineJob,
  isUp: (tick: number) => boolean,
): DeadlineRun {
  const { workHours, deadlineHours, restartHours, tickHours } = job;
  let [workLeft, restartLeft, place]: [number, number, Place] = [workHours, 0, 'IDLE'];
  let [spotHours, onDemandHours] = [0, 0];
  for (let tick = 0; tick * tickHours < deadlineHours - TINY; tick++) {
    const isSpotUp = isUp(tick);
    if (place === 'SPOT' && !isSpotUp) place = 'IDLE';
    const timeLeftHours = deadlineHours - tick * tickHours;
    const next = policy({ place, isSpotUp, workLeftHours: workLeft, timeLeftHours }, job);
    if (next === 'SPOT' && !isSpotUp) throw new Error('a policy chose spot where none is up');
    if (next !== place) restartLeft = restartHours;
    place = next;
    if (place === 'IDLE') continue;
    const hours = Math.min(tickHours, timeLeftHours, restartLeft + workLeft);
    const restarting = Math.min(restartLeft, hours);
    restartLeft -= restarting;
    workLeft -= hours - restarting;
    if (place === 'SPOT') spotHours += hours;
    else onDemandHours += hours;
    if (workLeft <= TINY) return { spotHours, onDemandHours, met: true };
  }
  const rest = place === 'ON_DEMAND' ? restartLeft : restartHours;
  return { spotHours, onDemandHours: onDemandHours + rest + workLeft, met: false };
}
