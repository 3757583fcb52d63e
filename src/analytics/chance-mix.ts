/**
 * Several forecasters of one chance, mixed by how well each has done: weights ∝ prior · e^(−η · loss) on the
 * Brier loss (p − outcome)², for which a mixture loses to its best part by no more than a constant that does not
 * grow with time where η ≤ 2 (Vovk, "A game of prediction with expert advice", JCSS 56, 1998). Losses fade, so
 * that a market may change its habits.
 */
export type ChanceLosses = {
  /** Faded sums, by forecaster. */
  readonly losses: Float64Array;
  /** The faded number of outcomes. */
  outcomes: number;
};

const LEARNING_RATE = 2;
const FADE = 2 ** (-1 / 300);
/** What all units have shown counts for one of them as this many outcomes of its own, at most. */
const MOST_SHARED = 15;

export function chanceLosses(forecasters: number): ChanceLosses {
  return { losses: new Float64Array(forecasters), outcomes: 0 };
}

/** Takes in an outcome and what each forecaster had said of it; it counts as `weight` independent ones. */
export function learnChances(
  sums: ChanceLosses,
  chances: readonly number[],
  came: boolean,
  weight: number,
): void {
  const fade = FADE ** weight;
  const outcome = came ? 1 : 0;
  sums.outcomes = fade * sums.outcomes + weight;
  chances.forEach((chance, index) => {
    sums.losses[index] = fade * sums.losses[index]! + weight * (chance - outcome) ** 2;
  });
}

/** The mixture of what the forecasters say, by what each has lost on this unit and on all of them. */
export function mixedChance(
  chances: readonly number[],
  prior: readonly number[],
  own: ChanceLosses,
  all: ChanceLosses,
): number {
  const share = all.outcomes > 0 ? Math.min(all.outcomes, MOST_SHARED) / all.outcomes : 0;
  const losses = chances.map((_, index) => own.losses[index]! + share * all.losses[index]!);
  const least = Math.min(...losses);
  let [sum, weights] = [0, 0];
  chances.forEach((chance, index) => {
    const weight = prior[index]! * Math.exp(-LEARNING_RATE * (losses[index]! - least));
    weights += weight;
    sum += weight * chance;
  });
  return sum / weights;
}
