import type { Figure } from '#units/figure.ts';

export type Quantity = 'ENERGY' | 'CARBON' | 'ELECTRICITY' | 'RENT';

/** AGREES: within the bounds of what is computed. REFUTED: beyond them. UNVERIFIED: nothing computed tells. */
export type Verdict = 'AGREES' | 'REFUTED' | 'UNVERIFIED';

/** A number a model gave, beside the one that is computed. */
export type Claim = {
  /** "estimates.energyKwh", "insights.0.saves.usd", "summary". */
  readonly where: string;
  readonly quantity: Quantity | 'MONEY';
  readonly unit: 'kWh' | 'kg' | 'USD';
  readonly claimed: number;
  /** Null where nothing can be computed. */
  readonly computed: Figure | null;
  /** claimed ÷ computed; null where there is none, or it is 0. */
  readonly ratio: number | null;
  readonly verdict: Verdict;
  /** Why, in a sentence. */
  readonly reason: string;
};

/** What is computed of one quantity, whoever answers. */
export type Estimate = {
  readonly quantity: Quantity;
  readonly low: Figure;
  readonly middle: Figure;
  readonly high: Figure;
  /** What was estimated, where what was measured counts in its place; null or absent (as once kept) where nothing was. */
  readonly estimated?: Figure | null;
};

type Place = Pick<Claim, 'where' | 'quantity' | 'unit' | 'claimed'>;

/** How far a claim may be outside of the computed interval, and how far off its middle at most. */
const SLACK = 2;
const MOST_OFF = 5;
/** The same of what a meter told. */
const MEASURED_SLACK = 1.1;

/**
 * An estimate agrees where it lies from half of the computed low to twice the high, and is not over five times off
 * the middle: a number ten times off is refuted, however wide the interval. What was measured is held to 10 %.
 */
export function judgeEstimate(place: Place, estimate: Estimate | undefined): Claim {
  if (!estimate) return unverified(place, null, 'Nothing is computed to compare it with.');
  const { low, middle, high } = estimate;
  const isMeasured = middle.basis === 'MEASURED';
  const slack = isMeasured ? MEASURED_SLACK : SLACK;
  const least = Math.max(low.value / slack, middle.value / MOST_OFF);
  const most = Math.min(high.value * slack, middle.value * MOST_OFF);
  const within = place.claimed >= least && place.claimed <= most;
  const claim = compared(place, middle);
  const known = isMeasured
    ? `${amountOf(middle)} measured`
    : `${amountOf(middle)} computed (${brief(low.value)} to ${brief(high.value)})`;
  const said = `${shown(place)} is claimed, ${known}`;
  return { ...claim, verdict: within ? 'AGREES' : 'REFUTED', reason: `${said}.` };
}

/**
 * A saving agrees where it is half to twice of what the change of the same kind is computed to save. Beyond twice of
 * that, or above all that the workload takes, it is refuted; below half it may be another change of the kind.
 */
export function judgeSaving(place: Place, computed: Figure | null, whole: Figure | null): Claim {
  const { claimed } = place;
  if (whole && claimed > whole.value * 1.01) {
    const reason = `${shown(place)} is claimed to be saved, and ${amountOf(whole)} is all that the workload takes.`;
    return { ...compared(place, whole), verdict: 'REFUTED', reason };
  }
  if (!computed || !(computed.value > 0))
    return unverified(place, null, 'No change of this kind is computed to save any.');
  const said = `${shown(place)} is claimed to be saved, ${amountOf(computed)} computed`;
  const ratio = claimed / computed.value;
  if (ratio < 1 / SLACK)
    return unverified(place, computed, `${said}: another change of the kind may be meant.`);
  return { ...compared(place, computed), verdict: ratio > SLACK ? 'REFUTED' : 'AGREES', reason: `${said}.` };
}

/** An amount in a text is refuted above twice of all that the workload takes; below, it may be anything. */
export function judgeAmount(place: Place, whole: Figure | null): Claim {
  if (!whole) return unverified(place, null, 'Nothing is computed to compare it with.');
  const verdict = place.claimed > whole.value * SLACK ? 'REFUTED' : 'UNVERIFIED';
  const reason = `The text speaks of ${shown(place)}, and the workload takes at most ${amountOf(whole)}.`;
  return { ...compared(place, whole), verdict, reason };
}

function compared(place: Place, computed: Figure): Omit<Claim, 'verdict' | 'reason'> {
  return { ...place, computed, ratio: computed.value > 0 ? place.claimed / computed.value : null };
}

function unverified(place: Place, computed: Figure | null, reason: string): Claim {
  const ratio = computed && computed.value > 0 ? place.claimed / computed.value : null;
  return { ...place, computed, ratio, verdict: 'UNVERIFIED', reason };
}

function shown({ claimed, unit }: Place): string {
  return `${brief(claimed)} ${unit}`;
}

function amountOf({ value, unit }: Figure): string {
  return `${brief(value)} ${unit}`;
}

/** A number as sentences show it: "445.5", "0.0123". */
export function brief(value: number): string {
  const digits = Math.abs(value) >= 1000 ? 0 : Math.abs(value) >= 1 ? 2 : undefined;
  if (Math.abs(value) >= 1e15) return value.toExponential(2);
  return digits === undefined
    ? String(Number(value.toPrecision(3)))
    : value.toLocaleString('en-US', { maximumFractionDigits: digits });
}

const NUMBER = String.raw`(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?(?:e\d+)?)`;
const ENERGY = new RegExp(`${NUMBER}\\s?(W|kW|MW|GW)\\W?h(?:ours?|rs?)?\\b`, 'gi');
const CARBON = new RegExp(`${NUMBER}\\s?(kg|kilograms?|t|tons?|tonnes?)(?![a-z])`, 'gi');
const MONEY = new RegExp(
  `\\$\\s?${NUMBER}\\s?(k|m|million|thousand)?(?![a-z])|${NUMBER}\\s?(?:USD|(?:US )?dollars)`,
  'gi',
);

const KWH: Readonly<Record<string, number>> = { w: 1e-3, kw: 1, mw: 1e3, gw: 1e6 };
const TIMES: Readonly<Record<string, number>> = { k: 1e3, thousand: 1e3, m: 1e6, million: 1e6 };

/** The amounts of energy, carbon and money that a text speaks of. */
export function amountsIn(text: string, where: string): readonly Place[] {
  const energy = text.matchAll(ENERGY).map(([, number, unit = '']): Place => {
    return { where, quantity: 'ENERGY', unit: 'kWh', claimed: read(number) * (KWH[unit.toLowerCase()] ?? 1) };
  });
  const carbon = text.matchAll(CARBON).map(([, number, unit = '']): Place => {
    return { where, quantity: 'CARBON', unit: 'kg', claimed: read(number) * (/^t/i.test(unit) ? 1000 : 1) };
  });
  const money = text.matchAll(MONEY).map(([, dollars, times = '', named]): Place => {
    const claimed = read(dollars ?? named) * (TIMES[times.toLowerCase()] ?? 1);
    return { where, quantity: 'MONEY', unit: 'USD', claimed };
  });
  return [...energy, ...carbon, ...money].filter(({ claimed }) => Number.isFinite(claimed)).slice(0, 20);
}

function read(number = ''): number {
  return Number(number.replaceAll(',', ''));
}
