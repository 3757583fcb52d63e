import { linkAcross, linkWithin, type Interconnect } from '#catalog/interconnect.ts';
import { compareQuality, QUALITY_LOSS } from '#catalog/weight-quality.ts';
import { USABLE_SHARE } from '#catalog/usable-memory.ts';
import { derived, fact, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { costAt, type Cost } from './cost.ts';
import { cheapestPrice, gpusOfOffer, medianPrice } from './price-figures.ts';
import { usableFigure, type MemoryNeed } from './memory-need.ts';
import { gpusUsedOf } from './plan-rental.ts';
import { planGb, type PlanCandidate } from './right-sizing-candidates.ts';
import { servingAs, type RightSizingQuestion } from './right-sizing-question.ts';
import { usdPerMillionOf, type JudgedPlan, type SizedPlan } from './right-sizing.ts';
import { servingNeed } from './serving-need.ts';
import { throughputFigures, type ThroughputFigures } from './throughput.ts';

const ONE = formula('price * gpusOfMachine');
const SEVERAL = formula('(price + (machines - 1) * median) * gpusOfMachine');
const PER_MILLION = formula('hourly / tokensPerSecond / 3600 * 1e6');
const SAVING = formula('1 - cost / reference');
const SHORT = formula('need - usable');

/** 2 × RTX A6000 in AWQ. */
export function planName({ priced, rental, format }: PlanCandidate): string {
  const gpus = `${gpusUsedOf(rental)} × ${priced.gpu.name}`;
  const where = rental.machines > 1 ? ` over ${rental.machines} machines` : '';
  return `${gpus}${where} in ${format}${priced.billing === 'SPOT' ? ' on spot' : ''}`;
}

function hourlyFigure({ rental }: PlanCandidate): Figure {
  const { offers, machines } = rental;
  const gpusOfMachine = gpusOfOffer(offers);
  const price = cheapestPrice(offers);
  if (machines === 1) return derived(ONE, { price, gpusOfMachine }, 'USD/h');
  const inputs = {
    price,
    machines: fact(machines, '1', 'DERIVED', 'machines of the plan'),
    median: medianPrice(offers),
    gpusOfMachine,
  };
  return derived(SEVERAL, inputs, 'USD/h');
}

export function hourlyCost(plan: PlanCandidate): Cost {
  return costAt(hourlyFigure(plan), plan.priced.factors, plan.rental.offers.simulated);
}

export function speedFigures({ throughput }: JudgedPlan): ThroughputFigures {
  return throughputFigures(throughput);
}

export function costPerMillion(plan: JudgedPlan): Cost {
  const inputs = { hourly: hourlyFigure(plan), tokensPerSecond: speedFigures(plan).tokensPerSecond };
  const figure = derived(PER_MILLION, inputs, 'USD per million tokens');
  return costAt(figure, plan.priced.factors, plan.rental.offers.simulated);
}

export function planNeed({ asked, format, split }: JudgedPlan): MemoryNeed {
  return servingNeed(asked.model, servingAs(asked, format), split);
}

export function planUsable({ priced }: PlanCandidate, { usableShare }: RightSizingQuestion): Figure {
  return usableFigure(priced.gpu, usableShare, usableShare === USABLE_SHARE);
}

export type PlanLink = Interconnect & { readonly scope: 'WITHIN_MACHINE' | 'ACROSS_MACHINES' };

/** What the GPUs of a plan talk over; nothing where it is one. */
export function linksOf({ priced, rental }: PlanCandidate): PlanLink[] {
  const within: PlanLink[] =
    rental.gpusUsed > 1 ? [{ ...linkWithin(priced.gpu), scope: 'WITHIN_MACHINE' }] : [];
  return rental.machines > 1 ? [...within, { ...linkAcross(priced.gpu), scope: 'ACROSS_MACHINES' }] : within;
}

export function linkFigure({ gbPerSecond, source }: Interconnect): Figure {
  return fact(gbPerSecond, 'GB/s', 'ASSUMED', source);
}

/** What a plan saves of another's cost; below 0 where it costs more. */
export function savingFigure(plan: PlanCandidate, reference: PlanCandidate): Figure {
  return derived(SAVING, { cost: hourlyFigure(plan), reference: hourlyFigure(reference) }, '1');
}

/** By how much what came nearest does not fit, on each GPU. */
export function shortFigure(plan: PlanCandidate, asked: RightSizingQuestion): Figure {
  const need = servingNeed(asked.model, servingAs(asked, plan.format), plan.split).total;
  return derived(SHORT, { need, usable: planUsable(plan, asked) }, 'GB');
}

export function shortWords(plan: PlanCandidate, asked: RightSizingQuestion): string {
  const usable = planUsable(plan, asked).value;
  const need = planGb(asked, plan.format, plan.split);
  return `The nearest is ${planName(plan)}: ${need.toFixed(1)} GB on each GPU, where ${usable.toFixed(1)} can be planned with.`;
}

/** Why a plan lost to the one that dominates it, in words; null for one that nothing dominates. */
export function whyLost(plan: SizedPlan): string | null {
  const { dominator } = plan;
  if (!dominator) return null;
  const cheaper = plan.hourlyUsd - dominator.hourlyUsd;
  const faster = dominator.throughput.speed.tokensPerSecond - plan.throughput.speed.tokensPerSecond;
  const safer = (plan.risk ?? 0) - (dominator.risk ?? 0);
  const words = [
    cheaper > 1e-9 ? `costs ${money(cheaper)} USD/h less` : 'costs the same',
    faster > 0.05 ? `makes ${faster.toFixed(1)} tokens/s more` : 'is as fast',
    safer > 1e-4 ? `is interrupted ${(safer * 100).toFixed(1)} points less often` : 'is as safe',
    plan.rental.machines > dominator.rental.machines
      ? `needs ${dominator.rental.machines} in place of ${plan.rental.machines} machines`
      : 'needs no more machines',
    qualityWords(dominator, plan),
  ];
  const perMillion = `${money(usdPerMillionOf(dominator))} against ${money(usdPerMillionOf(plan))} USD per million tokens`;
  return `${planName(dominator)} ${words.slice(0, -1).join(', ')} and ${words.at(-1)}: ${perMillion}.`;
}

function qualityWords({ format }: SizedPlan, lost: SizedPlan): string {
  const loss = QUALITY_LOSS[lost.format];
  if (compareQuality(format, lost.format) === 0) return 'is as good';
  if (!loss) return `loses nothing, where what ${lost.format} loses is not known`;
  const lostTo = QUALITY_LOSS[format]?.high ?? 0;
  return `loses up to ${lostTo} % of ${loss.metric.toLowerCase()} in place of ${loss.high} %`;
}

function money(usd: number): string {
  return usd >= 1 ? usd.toFixed(2) : usd.toPrecision(2);
}
