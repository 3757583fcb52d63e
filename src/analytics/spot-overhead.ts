/** A spot machine's interruptions and what a renter does about them, all in hours. */
export type SpotRisk = {
  /** Mean time between interruptions, above 0. */
  readonly mtbiHours: number;
  /** What writing one checkpoint takes, 0 or more. */
  readonly checkpointHours: number;
  /** From an interruption until the work goes on from its last checkpoint, 0 or more. */
  readonly restartHours: number;
};

/** Writing a checkpoint in two minutes, and five from an interruption until the work goes on: assumed where nobody says. */
export const USUAL_CHECKPOINTS: Omit<SpotRisk, 'mtbiHours'> = {
  checkpointHours: 2 / 60,
  restartHours: 5 / 60,
};

/** Hours of a year divided by its months: what a price or a share of a month is divided by. */
export const HOURS_PER_MONTH = 730;

/**
 * How long to work between checkpoints, in hours: the τ that makes the expected time least. Daly, "A higher
 * order estimate of the optimum checkpoint interval for restart dumps" (Future Generation Computer Systems
 * 22(3), 2006): √(2CM)·[1 + √(C/2M)/3 + (C/2M)/9] − C where C < 2M, else M.
 */
export function checkpointInterval({ mtbiHours, checkpointHours }: SpotRisk): number {
  const half = checkpointHours / (2 * mtbiHours);
  if (half >= 1) return mtbiHours;
  return Math.sqrt(2 * checkpointHours * mtbiHours) * (1 + Math.sqrt(half) / 3 + half / 9) - checkpointHours;
}

/**
 * Expected hours on the machine for each hour of work, 1 or more, checkpoints taken at the interval above.
 * Interruptions come without memory (exponential), and may hit a checkpoint or a restart too: Daly 2006,
 * E/Ts = M·e^(R/M)·(e^((τ+C)/M) − 1)/τ. Without a cost of checkpoints τ goes to 0 and E/Ts to e^(R/M).
 */
export function spotTimeFactor(risk: SpotRisk): number {
  if (risk.checkpointHours === 0) return Math.exp(risk.restartHours / risk.mtbiHours);
  return timeFactorAt(risk, checkpointInterval(risk));
}

/**
 * The same with checkpoints after every `intervalHours` of work, above 0. Infinity beyond what doubles hold;
 * the checkpoints alone where `mtbiHours` is Infinity.
 */
export function timeFactorAt(risk: SpotRisk, intervalHours: number): number {
  const { mtbiHours, checkpointHours, restartHours } = risk;
  if (mtbiHours === Infinity) return (intervalHours + checkpointHours) / intervalHours;
  const restart = Math.exp(restartHours / mtbiHours);
  const segment = Math.expm1((intervalHours + checkpointHours) / mtbiHours);
  // Doubles put what is hardly above 1 a hair below.
  return Math.max((mtbiHours * restart * segment) / intervalHours, 1);
}

/**
 * The discount on the on-demand price, 0 to 1, at which spot costs as much for the same work:
 * 1 − Ts/E. Below it spot is the dearer one.
 */
export function breakEvenDiscount(risk: SpotRisk): number {
  return 1 - 1 / spotTimeFactor(risk);
}

/**
 * The mean time between interruptions, in hours, that a share of machines interrupted within a month stands
 * for: S(t) = e^(−t/M) over 730 hours gives M = −730 ÷ ln(1 − share). `share` is above 0 and below 1.
 * Instances that are given back within the month are in the share's denominator, so the true M is shorter.
 */
export function mtbiOfMonthlyShare(share: number): number {
  return -HOURS_PER_MONTH / Math.log1p(-share);
}
