/**
 * How much words that nobody checked move a figure, in log space: credibility after Bühlmann 1967 ("Experience
 * rating and credibility", ASTIN Bulletin 4) with the influence of each word bounded after Huber 1964 ("Robust
 * estimation of a location parameter").
 *
 * The figure is known to ln(prior) ± priorSd. Each reporter says ln(prior) + deviation; honest ones are
 * REPORTER_SD apart from each other. A word within FULL_WITHIN of the answer weighs 1, one at d weighs
 * FULL_WITHIN ÷ |d|, so that a single one, however far off, moves the answer by at most
 * FULL_WITHIN × priorSd² ÷ REPORTER_SD². With W the sum of weights:
 *
 *   credibility = W ÷ (W + max(1, (REPORTER_SD ÷ priorSd)²))
 *   answer      = credibility × the weighted mean of the deviations
 *
 * The weights depend on the answer: it is the one point where both agree (the problem is convex).
 */
export type Credible = {
  /** ln(answer ÷ prior). */
  readonly deviation: number;
  /** Of each word, in the order given. */
  readonly weights: readonly number[];
  readonly credibility: number;
  /** Of ln(answer). */
  readonly sd: number;
};

export const CREDIBILITY = {
  /** Standard deviation of ln(throughput) between people who report the same: half a factor of two. */
  reporterSd: 0.35,
  /** ln 1.2: a report within 20 % of the answer counts in full. */
  fullWithin: 0.1823,
} as const;

const STEPS = 60;

/** How many reports a prior weighs; at least one, so that a lone reporter never counts for more than everything else. */
export function wordsOfPrior(priorSd: number): number {
  return Math.max(1, (CREDIBILITY.reporterSd / priorSd) ** 2);
}

/**
 * What a figure known with a standard deviation of `priorSd` becomes by the words of reporters, each the ln of
 * what one says over the prior.
 */
export function credible(priorSd: number, words: readonly number[]): Credible {
  const ofPrior = wordsOfPrior(priorSd);
  let low = Math.min(0, ...words);
  let high = Math.max(0, ...words);
  for (let step = 0; step < STEPS; step++) {
    const middle = (low + high) / 2;
    const pull = words.reduce((sum, word) => sum + weightOf(word - middle) * (word - middle), 0);
    if (pull > ofPrior * middle) low = middle;
    else high = middle;
  }
  const weights = words.map((word) => weightOf(word - (low + high) / 2));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const said = words.reduce((sum, word, index) => sum + (weights[index] ?? 0) * word, 0);
  const credibility = total / (total + ofPrior);
  return {
    deviation: said / (total + ofPrior),
    weights,
    credibility,
    sd: CREDIBILITY.reporterSd / Math.sqrt(total + ofPrior),
  };
}

function weightOf(distance: number): number {
  return Math.min(1, CREDIBILITY.fullWithin / Math.abs(distance));
}
