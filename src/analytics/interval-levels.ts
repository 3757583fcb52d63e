/**
 * Adaptive conformal inference (Gibbs & Candès 2021) for an 80 % interval: the levels its bounds are read at
 * move after each outcome until a tenth lies beyond either bound. On the level, never on the value: heavy tails
 * would wreck it.
 */
export type IntervalLevels = { low: number; high: number };

const TAIL = 0.1;
const STEP = 0.01;
/** Outcomes of a long horizon overlap, and what they say together is that of fewer: the step shrinks with it. */
const STEP_HOURS = 0.075;
/** An outcome this near a bound is on it, but for rounding; in log price. */
const ON_BOUND = 1e-6;

export function intervalLevels(): IntervalLevels {
  return { low: TAIL, high: 1 - TAIL };
}

/** Takes in one outcome and the bounds that were stated for it. An outcome on a bound says nothing of it. */
export function learnLevels(
  levels: IntervalLevels,
  { low, high, outcome }: { readonly low: number; readonly high: number; readonly outcome: number },
  horizonHours: number,
): void {
  const step = Math.min(STEP, STEP_HOURS / horizonHours);
  if (Math.abs(outcome - low) > ON_BOUND) {
    levels.low = within(levels.low + step * (TAIL - (outcome < low ? 1 : 0)), 0.001, 0.5);
  }
  if (Math.abs(outcome - high) > ON_BOUND) {
    levels.high = within(levels.high + step * ((outcome > high ? 1 : 0) - TAIL), 0.5, 0.999);
  }
}

function within(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
