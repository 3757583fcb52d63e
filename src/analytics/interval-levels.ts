/**
 * Adaptive conformal inference (Gibbs & Candès 2021) for an 80 % interval: the levels its bounds are read at
 * move after each outcome until a tenth lies beyond either bound. On the level, never on the value: heavy tails
 * would wreck it.
 */
export type IntervalLevels = { low: number; high: number };

const TAIL = 0.1;
const LEAST_LEVEL = 0.001;
const STEP = 0.01;
/** Outcomes of a long horizon overlap, and what they say together is that of fewer: the step shrinks with it. */
const STEP_HOURS = 0.1;
/**
 * The quantile of n past errors that a tenth of the next ones lie beyond is further out, by .9 ÷ n of the level
 * (split conformal prediction: Lei et al., JASA 113, 2018). Outcomes an hour apart say more than those of whole
 * horizons apart, of which n is counted: a third of it does.
 */
const FEW_ERRORS = 0.3;
/** An outcome this near a bound is on it, but for rounding; in log price. */
const ON_BOUND = 1e-6;

export function intervalLevels(): IntervalLevels {
  return { low: TAIL, high: 1 - TAIL };
}

/** The levels to read the bounds at, where past errors are as many as `independent` whole horizons have. */
export function levelsOfFew({ low, high }: IntervalLevels, independent: number): IntervalLevels {
  const further = FEW_ERRORS / Math.max(independent, 1);
  return { low: Math.max(low - further, LEAST_LEVEL), high: Math.min(high + further, 1 - LEAST_LEVEL) };
}

/** Takes in one outcome and the bounds that were stated for it. An outcome on a bound says nothing of it. */
export function learnLevels(
  levels: IntervalLevels,
  { low, high, outcome }: { readonly low: number; readonly high: number; readonly outcome: number },
  horizonHours: number,
): void {
  const step = Math.min(STEP, STEP_HOURS / horizonHours);
  if (Math.abs(outcome - low) > ON_BOUND) {
    levels.low = within(levels.low + step * (TAIL - (outcome < low ? 1 : 0)), LEAST_LEVEL, 0.5);
  }
  if (Math.abs(outcome - high) > ON_BOUND) {
    levels.high = within(levels.high + step * ((outcome > high ? 1 : 0) - TAIL), 0.5, 1 - LEAST_LEVEL);
  }
}

function within(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
