/** How likely all nodes of a gang are still there after a while, with the two extremes that hold the truth. */
export type GangSurvival = {
  readonly nodes: number;
  /** p₁^(nᵃ), 0 to 1. */
  readonly expected: number;
  /** p₁ⁿ: every node fails for itself, a = 1. */
  readonly lowest: number;
  /** p₁: whatever takes one node takes them all, a = 0. */
  readonly highest: number;
  /** a, from 0 (only common shocks) to 1 (independent nodes). */
  readonly exponent: number;
};

/**
 * P(all n nodes that are up now stay up through t) = p₁^(nᵃ), p₁ being the same for one node. a = 1 is the
 * independence of e^(−nλt); a = 0 says that nodes of a zone are taken together. On one cloud's GPUs, Bamboo
 * (NSDI 2023) and Can't Be Late (NSDI 2024) traces show anything between, hence the range beside it.
 */
export function gangSurvival(
  oneSurvives: number,
  nodes: number,
  exponent: number = usualGangExponent(nodes),
): GangSurvival {
  return {
    nodes,
    expected: oneSurvives ** (nodes ** exponent),
    lowest: oneSurvives ** nodes,
    highest: oneSurvives,
    exponent,
  };
}

const [SMALL, SMALL_EXPONENT] = [4, 0.2];
const [LARGE, LARGE_EXPONENT] = [16, 0.05];

/**
 * a where a market has not shown its own: what traces of one zone give, .2 at 4 nodes and .05 at 16, linear
 * in ln n between and below them, and .05 above.
 */
export function usualGangExponent(nodes: number): number {
  const share = Math.log(Math.max(nodes, 1) / SMALL) / Math.log(LARGE / SMALL);
  return SMALL_EXPONENT + (LARGE_EXPONENT - SMALL_EXPONENT) * Math.min(share, 1);
}

/** Gangs of `nodes` that were all up, watched for the same time. */
export type GangTrials = {
  readonly nodes: number;
  readonly gangs: number;
  /** Gangs of which all nodes were up throughout. */
  readonly whole: number;
  /** Nodes of these gangs that were up throughout, over all nodes: p₁. */
  readonly oneSurvives: number;
};

/** As many gangs as the usual exponent weighs beside what a market shows. */
const PRIOR_GANGS = 20;

/**
 * A market's own a from what it showed, for gangs of `nodes`: each row's ln(ln p ÷ ln p₁) ÷ ln n, cut to
 * 0…1, weighted by its gangs, and drawn to the usual exponent as by 20 more gangs. Rows where p or p₁ is
 * 0 or 1, or of one node, say nothing of a and are left out.
 */
export function learnGangExponent(trials: readonly GangTrials[], nodes: number): number {
  let weight = PRIOR_GANGS;
  let sum = PRIOR_GANGS * usualGangExponent(nodes);
  for (const { nodes: size, gangs, whole, oneSurvives } of trials) {
    if (size < 2 || whole <= 0 || whole >= gangs || oneSurvives <= 0 || oneSurvives >= 1) continue;
    const shown = Math.log(Math.log(whole / gangs) / Math.log(oneSurvives)) / Math.log(size);
    weight += gangs;
    sum += gangs * Math.min(Math.max(shown, 0), 1);
  }
  return sum / weight;
}
