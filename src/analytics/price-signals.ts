import { hampel, MAD_TO_SIGMA } from './hampel.ts';
import { median } from './quantile.ts';

/**
 * What stands out in a price, as episodes. A price is held against the medians of the last 24 whole hours:
 *
 *   DROP     now ÷ mean − 1 < −10 %
 *   SURGE    now ÷ mean − 1 > +20 %
 *   ANOMALY  |now − median| > 3 × 1.4826 × MAD (Hampel's rule, see hampel.ts, over the 24 hours and now)
 *
 * The strength of each is the deviation by its threshold, without unit. An episode begins when strength passes
 * 1 and ends when it is back under 1/2: a price that hovers around a threshold is told once.
 */
export type SignalKind = 'DROP' | 'SURGE' | 'ANOMALY';

export const SIGNAL_KINDS: readonly SignalKind[] = ['DROP', 'SURGE', 'ANOMALY'];

/** Shares of the 24-hour mean; for ANOMALY scaled MADs. */
export const SIGNAL_THRESHOLD: Readonly<Record<SignalKind, number>> = { DROP: 0.1, SURGE: 0.2, ANOMALY: 3 };

/** An episode is over below this share of its threshold. */
const ENDED_BELOW = 0.5;

/** Hours with a price that a mean needs: fewer say nothing about what is usual. */
export const FEWEST_HOURS = 6;

/** The least scale of an anomaly, as a share of the median: prices come in cents. The same as Hampel's in hampel.ts. */
const FLOOR = 0.01;

/** Rounding of the division is not a crossing: 10 % exactly is not over 10 %. */
const ROUNDING = 1e-9;

/** A price now, and the medians of the 24 whole hours before it, oldest first; undefined where there was none. */
export type PriceLevel = {
  readonly price: number | undefined;
  readonly hours: readonly (number | undefined)[];
};

/**
 * How an episode ended: the price moved back; it stayed nearer to where it was raised and has become the usual
 * one; or there was neither a price nor an hour with one left.
 */
export type SignalEnding = 'RECOVERED' | 'NEW_LEVEL' | 'UNOBSERVED';

export type SignalStep =
  | { readonly step: 'RAISED'; readonly strength: number }
  | { readonly step: 'ENDED'; readonly ending: SignalEnding };

/** An episode that is open: the price it was raised at, and the mean it was held against then. */
export type OpenEpisode = { readonly price: number; readonly mean: number };

/** What happens to an episode of a kind at this level; `open` is undefined where there is none. Undefined where nothing does. */
export function stepOf(
  kind: SignalKind,
  open: OpenEpisode | undefined,
  level: PriceLevel,
): SignalStep | undefined {
  const { price, hours } = level;
  const strength = strengthOf(kind, level);
  if (price === undefined || strength === undefined) {
    const isGone = price === undefined && hours.every((hour) => hour === undefined);
    return open && isGone ? { step: 'ENDED', ending: 'UNOBSERVED' } : undefined;
  }
  if (!open) return strength > 1 + ROUNDING ? { step: 'RAISED', strength } : undefined;
  if (strength >= ENDED_BELOW) return undefined;
  const hasStayed = Math.abs(price - open.price) < Math.abs(price - open.mean);
  return { step: 'ENDED', ending: hasStayed ? 'NEW_LEVEL' : 'RECOVERED' };
}

/** The deviation by the kind's threshold; undefined where there is no price, or too few hours had one. */
export function strengthOf(kind: SignalKind, { price, hours }: PriceLevel): number | undefined {
  const known = hours.filter((hour) => hour !== undefined);
  if (price === undefined || known.length < FEWEST_HOURS) return undefined;
  if (kind === 'ANOMALY') {
    const deviation = scaledDeviation(price, known);
    return deviation > 1 && !isFarOff(price, hours) ? 0 : deviation;
  }
  const change = price / meanOf(known) - 1;
  return (kind === 'DROP' ? -change : change) / SIGNAL_THRESHOLD[kind];
}

/** The mean of the hours that had a price; they are not empty. */
export function meanOf(hours: readonly number[]): number {
  return hours.reduce((sum, hour) => sum + hour, 0) / hours.length;
}

/** By Hampel's rule itself, which does not call a price an anomaly that has lasted for three hours. */
function isFarOff(price: number, hours: readonly (number | undefined)[]): boolean {
  return hampel([...hours, price], { halfWindow: hours.length }).at(-1) ?? false;
}

function scaledDeviation(price: number, known: readonly number[]): number {
  const values = [...known, price];
  const middle = median(values) ?? price;
  const mad = median(values.map((value) => Math.abs(value - middle))) ?? 0;
  const scale = Math.max(MAD_TO_SIGMA * mad, FLOOR * middle);
  return Math.abs(price - middle) / (SIGNAL_THRESHOLD.ANOMALY * scale);
}
