import type { Figure } from '#units/figure.ts';
import type { Insight } from '../insight/insight.ts';
import type { Answer, AnsweredInsight, AnswerKind } from './answer-schema.ts';
import { amountsIn, judgeAmount, judgeEstimate, judgeSaving, type Claim, type Quantity } from './claims.ts';
import { estimateOf, wholeOf, type Computed } from './computed.ts';

export type Savings = {
  readonly cost: Figure | null;
  readonly energy: Figure | null;
  readonly carbon: Figure | null;
};

/** A change to a workload, whoever thought of it. */
export type AnalysisInsight = {
  readonly kind: AnswerKind;
  readonly title: string;
  readonly reasoning: string;
  /** 0 to 1, of whoever answers; null where the computed one has none. */
  readonly confidence: number | null;
  /** Computed, never claimed: null where nothing of that kind is computed to be saved. */
  readonly saves: Savings;
};

export type JudgedAnswer = {
  readonly summary: string;
  readonly insights: readonly AnalysisInsight[];
  /** Every number of the answer, judged. */
  readonly claims: readonly Claim[];
  /** Why the answer as a whole is not to be believed; null where it may be. */
  readonly implausible: string | null;
};

const ESTIMATES = [
  ['energyKwh', 'ENERGY', 'kWh'],
  ['carbonKg', 'CARBON', 'kg'],
  ['electricityUsd', 'ELECTRICITY', 'USD'],
  ['rentUsd', 'RENT', 'USD'],
] as const satisfies readonly [string, Quantity, Claim['unit']][];

const SAVINGS = [
  ['usd', 'RENT', 'USD', 'cost'],
  ['kwh', 'ENERGY', 'kWh', 'energy'],
  ['kgCo2e', 'CARBON', 'kg', 'carbon'],
] as const satisfies readonly [string, Quantity, Claim['unit'], keyof Savings][];

/**
 * Holds every number of an answer to what is computed. An answer with a refuted estimate or summary is not believed at
 * all: its words rest on that number. A change with a refuted number is left out, and the rest stays. What a change
 * saves is shown as computed for one of its kind, or not at all.
 */
export function judgeAnswer(answer: Answer, computed: Computed): JudgedAnswer {
  const headline = [...estimateClaims(answer, computed), ...textClaims(answer.summary, 'summary', computed)];
  const judged = answer.insights.map((insight, index) => judgeInsight(insight, index, computed));
  const sound = judged.flatMap(({ insight }) => insight ?? []);
  const claims = [...headline, ...judged.flatMap((one) => one.claims)];
  const wrong = headline.find(({ verdict }) => verdict === 'REFUTED');
  const noneLeft = judged.length > 0 && sound.length === 0 ? claims.find(isRefuted) : undefined;
  return {
    summary: answer.summary,
    insights: sound,
    claims,
    implausible: (wrong ?? noneLeft)?.reason ?? null,
  };
}

export function isRefuted({ verdict }: Claim): boolean {
  return verdict === 'REFUTED';
}

function estimateClaims({ estimates }: Answer, computed: Computed): readonly Claim[] {
  return ESTIMATES.flatMap(([name, quantity, unit]) => {
    const claimed = estimates[name];
    if (claimed == null) return [];
    return [
      judgeEstimate({ where: `estimates.${name}`, quantity, unit, claimed }, estimateOf(computed, quantity)),
    ];
  });
}

/** Of the amounts in a text only those that cannot be: the others may be parts, prices, or of something else. */
function textClaims(text: string, where: string, computed: Computed): readonly Claim[] {
  return amountsIn(text, where)
    .map((place) => judgeAmount(place, wholeOf(computed, place.quantity)))
    .filter(isRefuted);
}

function judgeInsight(
  { kind, title, reasoning, confidence, saves }: AnsweredInsight,
  index: number,
  computed: Computed,
): { readonly insight: AnalysisInsight | null; readonly claims: readonly Claim[] } {
  const where = `insights.${index}`;
  const { insights, combined } = computed.insights;
  const known = [...insights, combined].find((one) => one?.kind === kind) ?? null;
  const savings = SAVINGS.flatMap(([name, quantity, unit, field]) => {
    const claimed = saves[name];
    if (claimed == null) return [];
    const place = { where: `${where}.saves.${name}`, quantity, unit, claimed };
    return [judgeSaving(place, known?.saves[field] ?? null, wholeOf(computed, quantity))];
  });
  const claims = [...savings, ...textClaims(`${title} ${reasoning}`, `${where}.reasoning`, computed)];
  if (claims.some(isRefuted)) return { insight: null, claims };
  const agreed = savings.some(({ verdict }) => verdict === 'AGREES');
  return {
    insight: { kind, title, reasoning, confidence, saves: agreed && known ? savingsOf(known) : NO_SAVINGS },
    claims,
  };
}

const NO_SAVINGS: Savings = { cost: null, energy: null, carbon: null };

function savingsOf({ saves: { cost, energy, carbon } }: Insight): Savings {
  return { cost, energy, carbon };
}

/** A computed change in the shape of an answer’s. */
export function computedInsight(insight: Insight): AnalysisInsight {
  const { kind, title, reasoning, confidence } = insight;
  return { kind, title, reasoning, confidence: confidence?.value ?? null, saves: savingsOf(insight) };
}
