/**
 * A decision to begin a job now or to wait, as it was served; prices in any one unit, times in hours from the
 * one it was made in.
 */
export type StatedDecision = {
  /** The price then. */
  readonly price: number;
  readonly waits: boolean;
  /** A locked price is that of the hour of the start for all of the run; a floating one is each hour's own. */
  readonly isLocked: boolean;
  /** Wait for this price or a lower one; null for waiting until `startHours`. */
  readonly takeAt: number | null;
  /** When a job that waits begins; where it waits for a price, at the latest. */
  readonly startHours: number;
  /** The last hour it may begin in. */
  readonly deadlineHours: number;
  /** Above 0. */
  readonly runHours: number;
};

export type SettledDecision = {
  /** What an hour of the job cost on average, as decided. */
  readonly paid: number;
  /** 1 − paid ÷ what beginning at once cost: 0 of a job that began at once. */
  readonly saving: number;
  /** The same of the best hour to begin, within the deadline, that was to be seen. */
  readonly oracleSaving: number;
  /** True of a wait that ended dearer than beginning at once. */
  readonly worse: boolean;
};

/** A run is known by its mean where at least this share of its hours was observed. */
const KNOWN_SHARE = 0.75;

/** Logarithms and back move the last digits of a price that has not moved. */
const SAME = 1e-9;

/**
 * Holds a decision against prices by the hour, from the one it was made in; undefined entries were not
 * observed. Undefined where they do not tell what it, or beginning at once, came to.
 */
export function settleDecision(
  stated: StatedDecision,
  hours: readonly (number | undefined)[],
): SettledDecision | undefined {
  const { waits, deadlineHours } = stated;
  const now = costAt(stated, hours, 0);
  const paid = waits ? costAt(stated, hours, startOf(stated, hours)) : now;
  if (now === undefined || paid === undefined) return undefined;
  let best = Math.min(now, paid);
  for (let start = 1; start <= deadlineHours; start++) {
    best = Math.min(best, costAt(stated, hours, start) ?? Infinity);
  }
  return {
    paid,
    saving: 1 - paid / now,
    oracleSaving: 1 - best / now,
    worse: waits && paid > now * (1 + SAME),
  };
}

/** The hour a job that waits began in. */
function startOf({ takeAt, startHours }: StatedDecision, hours: readonly (number | undefined)[]): number {
  if (takeAt === null) return startHours;
  for (let hour = 1; hour < startHours; hour++) {
    const price = hours[hour];
    if (price !== undefined && price <= takeAt * (1 + SAME)) return hour;
  }
  return startHours;
}

/** The mean price of a run that begins in this hour. */
function costAt(
  { price, isLocked, runHours }: StatedDecision,
  hours: readonly (number | undefined)[],
  start: number,
): number | undefined {
  if (isLocked) return start === 0 ? price : hours[start];
  let [sum, known] = [0, 0];
  for (let hour = start; hour < start + runHours; hour++) {
    const share = Math.min(1, start + runHours - hour);
    const paid = hours[hour];
    if (paid === undefined) continue;
    sum += paid * share;
    known += share;
  }
  return known >= KNOWN_SHARE * runHours ? sum / known : undefined;
}
