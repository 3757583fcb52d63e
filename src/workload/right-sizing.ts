import { dominates, rounded, type Criteria } from '#analytics/pareto.ts';
import { compareQuality, QUALITY_LOSS } from '#catalog/weight-quality.ts';
import { isLlamaCpp } from '#catalog/engine-support.ts';
import type { Context } from '#graph/context.ts';
import type { Moment } from '#graph/moment.ts';
import { WEIGHT_BITS } from '#units/weight-format.ts';
import { gpuMarket } from './gpu-prices.ts';
import { nextTurn } from './next-turn.ts';
import { gpusUsedOf, hourlyUsdOf } from './plan-rental.ts';
import { candidatesOf, type PlanCandidate, type WithoutPlan } from './right-sizing-candidates.ts';
import type { RightSizingQuestion } from './right-sizing-question.ts';
import { usdPerMillion } from './ranking.ts';
import { dayRisk, spotRisks, type SpotRisk } from './spot-risk.ts';
import type { GpuListing } from './store-gpu-prices.ts';
import { throughputs, type Throughput, type ThroughputSetup } from './throughput.ts';

/** A plan with all it is judged by. */
export type JudgedPlan = PlanCandidate & {
  readonly asked: RightSizingQuestion;
  readonly hourlyUsd: number;
  readonly throughput: Throughput;
  readonly spotRisk: SpotRisk | null;
  /** The chance that a machine of it is interrupted within a day; null where it is not known. */
  readonly risk: number | null;
};

export type SizedPlan = JudgedPlan & {
  /** By cost. */
  readonly rank: number;
  /** A plan that is no worse in cost, speed, risk and quality and better in one; null where there is none. */
  readonly dominator: SizedPlan | null;
};

export type RightSizing = {
  readonly asked: RightSizingQuestion;
  /** The cheapest first. */
  readonly plans: readonly SizedPlan[];
  readonly without: readonly WithoutPlan[];
  readonly unpriced: readonly GpuListing[];
};

/** Plans of every GPU on the market, in every format: one statement each for prices, forecasts, hazards and speeds. */
export async function rightSizing(
  context: Context,
  asked: RightSizingQuestion,
  moment: Moment,
): Promise<RightSizing> {
  const [market, risks] = await Promise.all([
    gpuMarket(context, asked.scope, moment, { hours: asked.hours }),
    asked.scope.billing === 'ON_DEMAND'
      ? new Map<string, SpotRisk>()
      : spotRisks(context, asked.scope, moment),
  ]);
  await nextTurn();
  const candidates: PlanCandidate[] = [];
  const without: WithoutPlan[] = [];
  for (const priced of market.priced) {
    const found = candidatesOf(priced, asked);
    if ('reason' in found) without.push(found);
    else candidates.push(...found);
  }
  // On demand and on spot a machine is as fast.
  const setups = new Map(candidates.map((plan) => [speedKey(plan, asked), setupOf(plan, asked)]));
  const known = await throughputs(context.db, [...setups.values()], moment);
  const speeds = new Map([...setups.keys()].map((key, place) => [key, known[place]]));
  const judged = candidates.flatMap((plan): JudgedPlan[] => {
    const throughput = speeds.get(speedKey(plan, asked));
    return throughput ? [judge(plan, asked, throughput, risks)] : [];
  });
  return { asked, plans: sized(judged), without, unpriced: market.unpriced };
}

/**
 * Machines that share out the layers work one after the other, so that several are as fast as one; so do GPUs with
 * llama.cpp, as its estimate knows.
 */
function setupOf(plan: PlanCandidate, asked: RightSizingQuestion): ThroughputSetup {
  const { priced, format } = plan;
  return {
    model: asked.model,
    gpu: priced.gpu,
    gpuCount: gpusAtOnce(plan, asked),
    engine: asked.engine,
    format,
    kvBits: WEIGHT_BITS[asked.kvFormat],
    batch: asked.sequences,
    inputTokens: asked.promptTokens,
    outputTokens: asked.outputTokens,
  };
}

function speedKey(plan: PlanCandidate, asked: RightSizingQuestion): string {
  return `${plan.priced.gpu.slug} ${gpusAtOnce(plan, asked)} ${plan.format}`;
}

function gpusAtOnce({ rental }: PlanCandidate, { engine }: RightSizingQuestion): number {
  return isLlamaCpp(engine) ? gpusUsedOf(rental) : rental.gpusUsed;
}

function judge(
  plan: PlanCandidate,
  asked: RightSizingQuestion,
  throughput: Throughput,
  risks: ReadonlyMap<string, SpotRisk>,
): JudgedPlan {
  const { priced, rental } = plan;
  const spotRisk = risks.get(priced.gpu.slug) ?? null;
  const risk = dayRisk({ billing: priced.billing, spotRisk, machines: rental.machines })?.value ?? null;
  return { ...plan, asked, hourlyUsd: hourlyUsdOf(rental), throughput, spotRisk, risk };
}

/** Cost, speed, and risk: of interruption, and of as many machines and what is between them. Less is better. */
function criteriaOf({ hourlyUsd, throughput, risk, rental }: JudgedPlan): Criteria {
  return [rounded(hourlyUsd), -rounded(throughput.speed.tokensPerSecond), risk, rental.machines];
}

type Row = { readonly plan: JudgedPlan; readonly criteria: Criteria };

/** True where `a` is no worse than `b` in cost, speed, risk and quality, and better in one. */
export function outdoes(a: JudgedPlan, b: JudgedPlan): boolean {
  return beats({ plan: a, criteria: criteriaOf(a) }, { plan: b, criteria: criteriaOf(b) });
}

function beats(a: Row, b: Row): boolean {
  const quality = compareQuality(a.plan.format, b.plan.format);
  if (quality === null || quality > 0) return false;
  return dominates([...a.criteria, quality], [...b.criteria, 0]);
}

/** Tells plans apart, the same at every instant. */
export function planKey({ priced, rental, format }: PlanCandidate): string {
  const { gpu, billing } = priced;
  return JSON.stringify([gpu.slug, billing, rental.machines, rental.gpusUsed, format]);
}

/**
 * By cost, then speed, risk, quality, so that what outdoes a plan stands before it: of those that nothing outdoes the
 * first tells why a plan lost.
 */
export function sized(judged: readonly JudgedPlan[]): SizedPlan[] {
  const rows = judged
    .map((plan) => {
      const criteria = criteriaOf(plan);
      const order = [...criteria, QUALITY_LOSS[plan.format]?.high ?? null];
      return { plan, criteria, order, key: planKey(plan) };
    })
    .toSorted((a, b) => byCriteria(a.order, b.order) || (a.key < b.key ? -1 : 1));
  const frontier: (Row & { readonly plan: SizedPlan })[] = [];
  return rows.map((row, place) => {
    const dominator = frontier.find((one) => beats(one, row))?.plan ?? null;
    const plan = { ...row.plan, rank: place + 1, dominator };
    if (dominator === null) frontier.push({ plan, criteria: row.criteria });
    return plan;
  });
}

function byCriteria(a: Criteria, b: Criteria): number {
  for (const [place, ours] of a.entries()) {
    const difference = (ours ?? Infinity) - (b[place] ?? Infinity);
    // Two unknowns differ by NaN.
    if (difference < 0 || difference > 0) return difference;
  }
  return 0;
}

/**
 * Those that are named before others: of one machine, where any are. Nobody tells of offers whether several machines
 * reach each other over a network that is fast enough.
 */
function likeliest(plans: readonly SizedPlan[]): readonly SizedPlan[] {
  const inOne = plans.filter(({ rental }) => rental.machines === 1);
  return inOne.length > 0 ? inOne : plans;
}

/** The first of the cheapest of those with the least of something. */
function least(plans: readonly SizedPlan[], what: (plan: SizedPlan) => number): SizedPlan | null {
  return likeliest(plans).reduce<SizedPlan | null>(
    (best, plan) => (best === null || what(plan) < what(best) ? plan : best),
    null,
  );
}

export function cheapestOf(plans: readonly SizedPlan[]): SizedPlan | null {
  return likeliest(plans)[0] ?? null;
}

/** The least memory in all. */
export function smallestOf(plans: readonly SizedPlan[]): SizedPlan | null {
  return least(plans, ({ priced, rental }) => priced.gpu.vramGb * gpusUsedOf(rental));
}

export function bestValueOf(plans: readonly SizedPlan[]): SizedPlan | null {
  return least(plans, usdPerMillionOf);
}

export function fastestOf(plans: readonly SizedPlan[]): SizedPlan | null {
  return least(plans, ({ throughput }) => -throughput.speed.tokensPerSecond);
}

export function usdPerMillionOf({ hourlyUsd, throughput }: JudgedPlan): number {
  return usdPerMillion(hourlyUsd, throughput.speed.tokensPerSecond, 1);
}

/** The cheapest plan of each format asked, the most exact first; null where a format has none. */
export function byFormat({ asked, plans }: RightSizing) {
  return asked.formats
    .toSorted((a, b) => WEIGHT_BITS[b] - WEIGHT_BITS[a])
    .map((format) => ({ format, cheapest: cheapestOf(plans.filter((plan) => plan.format === format)) }));
}
