import { derived, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { carbonConfidence, costConfidence, type Doubts } from './confidence.ts';
import type { Evidence, Insight, InsightKind, InsightRisk, RejectedInsight, WorkloadUse } from './insight.ts';
import type { InsightWhyNot } from './insight.ts';

/** What looking for one kind of change came to. */
export type Found = {
  readonly insights: readonly Insight[];
  readonly rejected: readonly RejectedInsight[];
};

/** Less than this share of what is paid now is no reason to change anything. */
export const LEAST_COST_SHARE = 0.01;
/** Estimates of carbon and energy are so far off that less than this is none. */
export const LEAST_CARBON_SHARE = 0.1;
const LEAST_USD = 0.01;

const SAVED = formula('now - there');

const saving = (now: Figure, there: Figure, unit: string, least = 0): Figure | null =>
  now.value - there.value > least ? derived(SAVED, { now, there }, unit) : null;

/** Dollars; null for what is not worth the change. */
export function costSaved(now: WorkloadUse, there: WorkloadUse): Figure | null {
  const least = Math.max(LEAST_USD, LEAST_COST_SHARE * now.cost.figure.value) - 1e-9;
  return saving(now.cost.figure, there.cost.figure, 'USD', least);
}

/** Kilograms; null for what is within the error of estimates. */
export function carbonSaved(now: WorkloadUse, there: WorkloadUse): Figure | null {
  return saving(now.carbon, there.carbon, 'kg', LEAST_CARBON_SHARE * now.carbon.value);
}

/** Whether it costs no more than now. */
export function isNoDearer(now: WorkloadUse, there: WorkloadUse): boolean {
  return there.cost.figure.value <= now.cost.figure.value * (1 + 1e-9);
}

export type Told = {
  readonly kind: InsightKind;
  readonly title: string;
  readonly why: string;
  readonly use: WorkloadUse;
  readonly evidence?: readonly Evidence[];
  readonly risk: InsightRisk;
  readonly riskReason: string;
  readonly steps: readonly string[];
  readonly doubts?: Doubts;
  /** Where it is told otherwise than by prices and their forecast. */
  readonly confidence?: { readonly figure: Figure | null; readonly restsOn: string };
};

/** An insight of a change, with what it saves; for its carbon alone where it saves no dollars. */
export function insightOf(now: WorkloadUse, told: Told): Insight {
  const { kind, title, why, use, risk, steps } = told;
  const cost = costSaved(now, use);
  const saves = {
    cost,
    hours: saving(now.hours, use.hours, 'h', 1e-9),
    energy: saving(now.energy, use.energy, 'kWh', 1e-9),
    carbon: saving(now.carbon, use.carbon, 'kg', 1e-9),
  };
  const confidence =
    told.confidence ?? (cost ? costConfidence(now, use, told.doubts) : carbonConfidence(now, use));
  const evidence = [
    { name: 'price now', figure: now.price },
    { name: 'price there', figure: use.price },
    { name: 'cost now', figure: now.cost.figure },
    { name: 'cost there', figure: use.cost.figure },
    { name: 'hours there', figure: use.hours },
    { name: 'energy there', figure: use.energy },
    { name: 'carbon there', figure: use.carbon },
    ...(told.evidence ?? []),
  ];
  return {
    kind,
    title,
    reasoning: [why, costWords(now, use), carbonWords(now, use)].filter((words) => words !== '').join(' '),
    evidence,
    saves,
    confidence: confidence.figure,
    confidenceRestsOn: confidence.restsOn,
    risk,
    riskReason: told.riskReason,
    steps,
    use,
  };
}

function costWords(now: WorkloadUse, use: WorkloadUse): string {
  const [is, was] = [use.cost.figure.value, now.cost.figure.value];
  const share = was > 0 ? ` (${percent((was - is) / was)} less)` : '';
  if (was - is > LEAST_USD / 2) return `It costs ${usd(is)} in place of ${usd(was)}${share}.`;
  return `It costs ${usd(is)}, no more than now.`;
}

function carbonWords(now: WorkloadUse, use: WorkloadUse): string {
  const [is, was] = [use.carbon.value, now.carbon.value];
  const more = is - was;
  if (more > LEAST_CARBON_SHARE * was) return `It emits ${kg(more)} CO₂e more than now: ${kg(is)}.`;
  if (-more > LEAST_CARBON_SHARE * was) return `It emits ${kg(is)} CO₂e in place of ${kg(was)}.`;
  return '';
}

export function rejected(
  kind: InsightKind,
  title: string,
  why: InsightWhyNot,
  reason: string,
  cost: Figure | null = null,
): RejectedInsight {
  return { kind, title, why, reason, cost };
}

/** A kind of change that comes to nothing. */
export function nothing(...[kind, title, why, reason, cost]: Parameters<typeof rejected>): Found {
  return { insights: [], rejected: [rejected(kind, title, why, reason, cost)] };
}

/** Why a change lost that was judged beside `best`, the best of its kind; null where nothing was better. */
export function lostTo(
  now: WorkloadUse,
  use: WorkloadUse,
  {
    kind,
    title,
    best,
  }: { readonly kind: InsightKind; readonly title: string; readonly best: Insight | null },
): RejectedInsight {
  const [is, was] = [use.cost.figure.value, now.cost.figure.value];
  const cost = use.cost.figure;
  if (costSaved(now, use) === null || best === null) {
    const worse = is > was ? `${usd(is - was)} more than now` : `within ${percent(LEAST_COST_SHARE)} of now`;
    return rejected(kind, title, 'NO_SAVING', `It costs ${usd(is)}, ${worse}.`, cost);
  }
  const more = is - best.use.cost.figure.value;
  const reason = `It costs ${usd(is)} and saves ${usd(was - is)}; "${best.title}" saves ${usd(more)} more.`;
  return rejected(kind, title, 'OUTDONE', reason, cost);
}

export const usd = (dollars: number): string =>
  `$${dollars.toFixed(dollars >= 0.1 || dollars === 0 ? 2 : 4)}`;
export const kg = (value: number): string => `${Number(value.toPrecision(3))} kg`;
export const percent = (share: number): string => `${Number((100 * share).toFixed(1))} %`;
export const hoursText = (value: number): string => `${Number(value.toFixed(1))} h`;
