import { CONFIDENCE } from './interval.ts';
import { normalHalfWidth } from './gamma-distribution.ts';

/** How long something lived, and whether that was its end or only the last that was seen of it (censored). */
export type Life = { readonly hours: number; readonly ended: boolean };

/** The curve at one age at which lives ended. */
export type SurvivalPoint = {
  readonly hours: number;
  /** Lives that had reached this age, those censored at it too. */
  readonly atRisk: number;
  readonly events: number;
  /** Share of lives that outlast this age. */
  readonly survival: number;
  readonly low: number;
  readonly high: number;
  /** Nelson–Aalen: the sum of events ÷ atRisk up to here. */
  readonly cumulativeHazard: number;
};

export type SurvivalCurve = {
  readonly n: number;
  readonly events: number;
  readonly censored: number;
  /** Ages at which lives ended, ascending; survival is 1 before the first and constant between two. */
  readonly points: readonly SurvivalPoint[];
  /** The longest life seen. Beyond it nothing is known, unless all had ended by then. */
  readonly longestHours: number;
};

/**
 * The product-limit estimate S(t) = Π (1 − dᵢ/nᵢ) of the share of lives that outlast an age (Kaplan & Meier,
 * JASA 53, 1958). A life that is censored at the age at which another ends counts as at risk of that end.
 * Intervals are of ln(−ln S), which keeps them within 0 and 1, on Greenwood's variance S² Σ dᵢ/(nᵢ(nᵢ − dᵢ))
 * (Kalbfleisch & Prentice, "The Statistical Analysis of Failure Time Data", 1.4). At S = 0 that variance does not exist:
 * the high end stays what it was, and is 1 − (α/2)^(1/n) where all n ended at once.
 */
export function kaplanMeier(lives: readonly Life[], confidence: number = CONFIDENCE): SurvivalCurve {
  const sorted = lives.toSorted((a, b) => a.hours - b.hours);
  const width = normalHalfWidth(confidence);
  const points: SurvivalPoint[] = [];
  let [survival, greenwood, cumulativeHazard] = [1, 0, 0];
  for (let from = 0, to = 0; from < sorted.length; from = to) {
    const { hours } = sorted[from]!;
    if (!(hours >= 0 && hours < Infinity)) throw new RangeError(`a life is 0 hours or longer: ${hours}`);
    let events = 0;
    for (to = from; sorted[to]?.hours === hours; to++) if (sorted[to]!.ended) events++;
    if (events === 0) continue;
    const atRisk = sorted.length - from;
    survival *= 1 - events / atRisk;
    greenwood += events / (atRisk * (atRisk - events));
    cumulativeHazard += events / atRisk;
    const before = points.at(-1)?.high ?? 1 - ((1 - confidence) / 2) ** (1 / atRisk);
    const interval =
      survival === 0 ? { low: 0, high: before } : logLog(survival, width * Math.sqrt(greenwood));
    points.push({ hours, atRisk, events, survival, ...interval, cumulativeHazard });
  }
  const events = points.reduce((sum, point) => sum + point.events, 0);
  return {
    n: sorted.length,
    events,
    censored: sorted.length - events,
    points,
    longestHours: sorted.at(-1)?.hours ?? 0,
  };
}

function logLog(survival: number, deviation: number): { low: number; high: number } {
  const factor = Math.exp(deviation / -Math.log(survival));
  return { low: survival ** factor, high: survival ** (1 / factor) };
}

/** S(t) with its interval; undefined where nothing is known of such an age. */
export function survivalAt(
  curve: SurvivalCurve,
  hours: number,
): Pick<SurvivalPoint, 'survival' | 'low' | 'high'> | undefined {
  const at = curve.points.findLast((point) => point.hours <= hours);
  if (at?.survival === 0) return at;
  if (curve.n === 0 || hours > curve.longestHours) return undefined;
  return at ?? { survival: 1, low: 1, high: 1 };
}

/** S(a + t)/S(a): the share of lives aged `age` that outlast `hours` more. Undefined where that is not known. */
export function conditionalSurvival(curve: SurvivalCurve, age: number, hours: number): number | undefined {
  const reached = survivalAt(curve, age)?.survival;
  const outlasted = survivalAt(curve, age + hours)?.survival;
  if (!reached || outlasted === undefined) return undefined;
  return outlasted / reached;
}

/** A product that is a half may come to a little more: 29/30 · 28/29 · … · 15/16. */
const ROUNDING = 1e-12;

/** The first age that half of the lives do not outlast; undefined where more than half outlast all that was seen. */
export function medianLife({ points }: SurvivalCurve): number | undefined {
  return points.find(({ survival }) => survival <= 0.5 + ROUNDING)?.hours;
}

/** The mean of min(life, hours): the area under the curve up to there. Undefined where the curve is not known as far. */
export function restrictedMean(curve: SurvivalCurve, hours: number): number | undefined {
  if (survivalAt(curve, hours) === undefined) return undefined;
  let [area, from, survival] = [0, 0, 1];
  for (const point of curve.points) {
    if (point.hours >= hours) break;
    area += survival * (point.hours - from);
    [from, survival] = [point.hours, point.survival];
  }
  return area + survival * (hours - from);
}
