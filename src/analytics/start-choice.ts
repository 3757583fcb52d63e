import { dominators, rounded } from './pareto.ts';
import { isWorthTelling } from './start-certainty.ts';

/** A start that a run may have, in dollars and kilograms; null where one is not known. */
export type JudgedStart = {
  readonly cost: number | null;
  readonly carbon: number | null;
  /** Against the first of all starts. */
  readonly saved: SavedBy;
};

export type SavedBy = {
  readonly cost: number | null;
  readonly carbon: number | null;
  /** Standard deviations of both savings. */
  readonly costDeviation: number;
  readonly carbonDeviation: number;
};

/** What a dollar and a kilogram count. */
export type StartWeights = { readonly usd: number; readonly kg: number };

export type StartVerdict = 'CHOSEN' | 'UNCERTAIN' | 'DOMINATED' | 'FRONTIER';

export type StartChoice = {
  /** The chosen start's place; the first is to begin at once, where the run would be anyway. */
  readonly chosen: number;
  readonly verdicts: readonly StartVerdict[];
  /** For those that another one beats in both: its place. */
  readonly dominators: readonly (number | null)[];
};

/** What a start comes to; null where what counts of it is not known. */
export function valueOf(
  { cost, carbon }: Pick<JudgedStart, 'cost' | 'carbon'>,
  { usd, kg }: StartWeights,
): number | null {
  if ((usd > 0 && cost === null) || (kg > 0 && carbon === null)) return null;
  return usd * (cost ?? 0) + kg * (carbon ?? 0);
}

/** What of the first start a saving is a part of: a rent that is the same at every start is none of it. */
function movable({ cost, carbon }: JudgedStart, saved: SavedBy, { usd, kg }: StartWeights): number {
  return usd * (saved.cost === 0 ? 0 : Math.abs(cost ?? 0)) + kg * (carbon ?? 0);
}

/**
 * The start that comes to least, of those whose saving against the first is more than such a saving errs; the first
 * where there is none. The errors of both parts count as if they went together.
 */
export function chooseStart(starts: readonly JudgedStart[], weights: StartWeights): StartChoice {
  const values = starts.map((start) => valueOf(start, weights));
  const [first = null] = values;
  const savings = starts.map(({ saved }) => valueOf(saved, weights));
  const isCertain = starts.map(({ saved }, place) => {
    const saving = savings[place] ?? null;
    if (place === 0 || saving === null || first === null) return place === 0;
    const deviation = weights.usd * saved.costDeviation + weights.kg * saved.carbonDeviation;
    return isWorthTelling(saving, deviation, movable(starts[0]!, saved, weights));
  });
  let chosen = 0;
  savings.forEach((saving, place) => {
    if (saving !== null && isCertain[place] && saving > (savings[chosen] ?? 0)) chosen = place;
  });
  const best = dominators(
    starts.map((_, place) => place),
    (place) =>
      [starts[place]?.cost, starts[place]?.carbon].map((value) => (value == null ? null : rounded(value))),
  );
  const verdicts = starts.map((_, place): StartVerdict => {
    if (place === chosen) return 'CHOSEN';
    if (!isCertain[place] && (savings[place] ?? 0) > (savings[chosen] ?? 0)) return 'UNCERTAIN';
    return (best[place] ?? null) === null ? 'FRONTIER' : 'DOMINATED';
  });
  return { chosen, verdicts, dominators: best };
}
