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

/** What traces of one zone give: .2 at 4 nodes and .05 at 16, linear in ln n between and below them, and .05 above. */
function exponentOfTraces(nodes: number): number {
  const share = Math.log(nodes / SMALL) / Math.log(LARGE / SMALL);
  return SMALL_EXPONENT + (LARGE_EXPONENT - SMALL_EXPONENT) * Math.min(share, 1);
}

/**
 * What the survival of one node is raised to for a gang of a market that has not shown its own exponent: nᵃ as
 * traces have it. There a falls faster than ln n grows, so that nᵃ rises to 5 nodes, falls to 16, and rises from
 * there; but whatever takes a smaller gang takes the larger one that holds it. So it is the greatest of the sizes
 * up to n: it stays from 5 nodes to 287.
 */
export function usualGangPower(nodes: number): number {
  let power = 1;
  for (let size = 2; size <= Math.min(nodes, LARGE); size++)
    power = Math.max(power, size ** exponentOfTraces(size));
  return nodes > LARGE ? Math.max(power, nodes ** exponentOfTraces(nodes)) : power;
}

/** The a at which nᵃ is the usual power. One node has none: 1ᵃ is 1, and 0 is told. */
export function usualGangExponent(nodes: number): number {
  return nodes > 1 ? Math.log(usualGangPower(nodes)) / Math.log(nodes) : 0;
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

/** The usual exponent counts as this many gangs beside those a market shows. */
const PRIOR_GANGS = 2;

/**
 * A market's own a for gangs of `nodes`, from what gangs of it showed over one time or several: of each row,
 * ln(ln p ÷ ln p₁) ÷ ln n, cut to 0…1 and weighted by its gangs, where p is the share that stayed whole
 * with two more gangs of which the usual exponent's share did. So a market that showed little is near
 * the usual, and none whole of few is no proof that none ever is. Rows of one node, and those where no
 * node or every node stayed, say nothing of a and are left out.
 */
export function learnGangExponent(trials: readonly GangTrials[], nodes: number): number {
  const usual = usualGangExponent(nodes);
  let [weight, sum] = [0, 0];
  for (const { nodes: size, gangs, whole, oneSurvives } of trials) {
    if (size < 2 || gangs <= 0 || oneSurvives <= 0 || oneSurvives >= 1) continue;
    const { expected } = gangSurvival(oneSurvives, size);
    const share = (whole + PRIOR_GANGS * expected) / (gangs + PRIOR_GANGS);
    const shown = share >= 1 ? 0 : Math.log(Math.log(share) / Math.log(oneSurvives)) / Math.log(size);
    weight += gangs;
    sum += gangs * Math.min(Math.max(shown, 0), 1);
  }
  return weight > 0 ? sum / weight : usual;
}
