/** Where a job is: on a spot machine, on one on demand, or on none. */
export type Place = 'IDLE' | 'SPOT' | 'ON_DEMAND';

/** A job that has to be done by a deadline, in hours from its start. */
export type DeadlineJob = {
  /** What is left to do when everything goes well, above 0. */
  readonly workHours: number;
  readonly deadlineHours: number;
  /** From the start of a machine until work goes on from the last checkpoint, 0 or more. */
  readonly restartHours: number;
  /** How often it is looked at and may move, above 0. */
  readonly tickHours: number;
};

/** How a job stands when it is looked at. */
export type Standing = {
  /** Where it is; IDLE where its spot machine has just been taken away. */
  readonly place: Place;
  readonly isSpotUp: boolean;
  readonly workLeftHours: number;
  readonly timeLeftHours: number;
};

/** Where the job goes for the next tick; SPOT only where it is up. */
export type DeadlinePolicy = (standing: Standing, job: DeadlineJob) => Place;

/** How far behind the line a job may fall before it stops waiting for spot: going on demand and back costs restarts. */
export const RESTARTS_BEHIND = 2;

/**
 * Uniform progress with an eager return: while no spot machine is up the job idles until it is two restarts
 * behind the line from nothing done at the start to everything done at the deadline; once on demand it goes
 * to spot as soon as that is up and time allows, and never back to idling. After Wu et al., "Can't Be Late:
 * Optimizing Spot Instance Savings under Deadlines" (NSDI 2024), whose rule is `paperRule`.
 */
export const eagerReturn: DeadlinePolicy = (standing, job) => {
  if (isLate(standing, job)) return 'ON_DEMAND';
  const { place, isSpotUp } = standing;
  if (place === 'ON_DEMAND') return isSpotUp && slackOf(standing) > slackToReturn(job) ? 'SPOT' : 'ON_DEMAND';
  if (isSpotUp) return 'SPOT';
  return isAhead(standing, job, -RESTARTS_BEHIND * job.restartHours) ? 'IDLE' : 'ON_DEMAND';
};

/** The rule of that paper: from on demand only once two restarts ahead of the line, then to idling as well. */
export const paperRule: DeadlinePolicy = (standing, job) => {
  if (isLate(standing, job)) return 'ON_DEMAND';
  const { place, isSpotUp } = standing;
  if (place === 'ON_DEMAND' && !isAhead(standing, job, 2 * job.restartHours)) return 'ON_DEMAND';
  if (isSpotUp) return 'SPOT';
  return isAhead(standing, job, 0) ? 'IDLE' : 'ON_DEMAND';
};

/** Spot whenever it is up, idle otherwise, and on demand to the end once the deadline demands it. */
export const greedy: DeadlinePolicy = (standing, job) => {
  if (standing.place === 'ON_DEMAND' || isLate(standing, job)) return 'ON_DEMAND';
  return standing.isSpotUp ? 'SPOT' : 'IDLE';
};

/**
 * The slack, in hours, at which a job goes on demand to stay: spot may be lost within a tick, and then a
 * restart on demand has to fit, and one more that was just paid for on the way there.
 */
export function safetySlack({ restartHours, tickHours }: DeadlineJob): number {
  return 2 * restartHours + tickHours;
}

/** The slack, in hours, from which a job on demand may go back to spot, and be thrown out again. */
export function slackToReturn({ restartHours, tickHours }: DeadlineJob): number {
  return 3 * restartHours + 2 * tickHours;
}

/** Time left beyond the work left, in hours; negative where the deadline cannot be met any more. */
function slackOf({ timeLeftHours, workLeftHours }: Standing): number {
  return timeLeftHours - workLeftHours;
}

/** The hour, from the start, by which a job that has done this much falls behind the line if it idles on. */
export function hourBehind({ workHours, deadlineHours }: DeadlineJob, workLeftHours: number): number {
  return (deadlineHours * (workHours - workLeftHours)) / workHours;
}

function isLate(standing: Standing, job: DeadlineJob): boolean {
  return slackOf(standing) <= safetySlack(job);
}

/** Whether as much is done as the line asks for some hours later. */
function isAhead(standing: Standing, job: DeadlineJob, laterHours: number): boolean {
  const hour = job.deadlineHours - standing.timeLeftHours + laterHours;
  return hourBehind(job, standing.workLeftHours) >= hour;
}
