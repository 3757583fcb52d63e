export type Risk = 'LOW' | 'MEDIUM' | 'HIGH';

export type Reliability = {
  /** Mean hours at work between interruptions. */
  readonly mtbiHours: number;
  /** Mean length of an interruption. */
  readonly meanInterruptionMinutes: number;
  /** Share of time at work, 0 to 1. */
  readonly uptime: number;
  /** 0 to 1. */
  readonly score: number;
  readonly risk: Risk;
};

/** What a score is about: a job of a day. */
export const SCORE_HOURS = 24;
export const LOW_RISK_FROM = 0.9;
export const MEDIUM_RISK_FROM = 0.5;

/**
 * Figures that agree with each other, as two of them make the others. Uptime = MTBI/(MTBI + mean
 * interruption): 72 h and 3 min make 99.93 %. Score = uptime × e^(−24 h/MTBI): the chance that the machine is up
 * when a job of a day begins and stays up until it ends, at a constant rate (for a new machine, whose
 * first hours are its worst, that is too high: see kaplan-meier.ts). Risk: LOW from a score of 0.9 (an MTBI of
 * 228 h without downtime), MEDIUM from 0.5 (35 h), else HIGH.
 */
export function reliability({
  mtbiHours,
  meanInterruptionMinutes,
}: Pick<Reliability, 'mtbiHours' | 'meanInterruptionMinutes'>): Reliability {
  if (!(mtbiHours > 0)) throw new RangeError(`a mean time between interruptions is above 0: ${mtbiHours}`);
  if (!(meanInterruptionMinutes >= 0))
    throw new RangeError(`an interruption is no shorter than 0: ${meanInterruptionMinutes}`);
  const uptime = mtbiHours === Infinity ? 1 : mtbiHours / (mtbiHours + meanInterruptionMinutes / 60);
  const score = uptime * Math.exp(-SCORE_HOURS / mtbiHours);
  return { mtbiHours, meanInterruptionMinutes, uptime, score, risk: riskOf(score) };
}

function riskOf(score: number): Risk {
  if (score >= LOW_RISK_FROM) return 'LOW';
  return score >= MEDIUM_RISK_FROM ? 'MEDIUM' : 'HIGH';
}
