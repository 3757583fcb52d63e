import { normalVariate } from './normal-distribution.ts';
import { seededRandom } from './seeded-random.ts';

/** What training on so many samples came to: a loss, or 1 − accuracy. */
export type SizeObservation = { readonly samples: number; readonly loss: number };

/** L(D) = E + B ÷ D^β. */
export type LearningCurve = { readonly floor: number; readonly scale: number; readonly power: number };

export type FittedCurve = LearningCurve & {
  /** Standard deviation of an observation around the curve, in units of the loss. */
  readonly sigma: number;
  /** Share of the observations’ variance that the curve explains. */
  readonly explained: number;
};

const POWERS = Array.from({ length: 50 }, (_, at) => 0.02 * (2.5 / 0.02) ** (at / 49));

/**
 * The power law of learning curves (Hestness et al. 2017, "Deep Learning Scaling is Predictable, Empirically"; Kaplan et
 * al. 2020; Hoffmann et al. 2022) by least squares: E ≥ 0 and B > 0 in closed form for each β of a grid from .02 to 2.5,
 * then between its neighbours. Undefined where no β makes the loss fall.
 */
export function fitLearningCurve(observations: readonly SizeObservation[]): FittedCurve | undefined {
  const reference = geometricMean(observations.map(({ samples }) => samples));
  const sizes = observations.map(({ samples }) => samples / reference);
  const losses = observations.map(({ loss }) => loss);
  const at = (power: number): Candidate | undefined => linearFit(sizes, losses, power);
  let best: Candidate | undefined;
  let place = 0;
  for (const [index, power] of POWERS.entries()) {
    const candidate = at(power);
    if (candidate && !(best && best.error <= candidate.error)) [best, place] = [candidate, index];
  }
  if (!best) return undefined;
  let [low, high] = [POWERS[Math.max(0, place - 1)]!, POWERS[Math.min(POWERS.length - 1, place + 1)]!];
  for (let step = 0; step < 12; step++) {
    const [a, b] = [low + (high - low) / 3, high - (high - low) / 3];
    if ((at(a)?.error ?? Infinity) < (at(b)?.error ?? Infinity)) high = b;
    else low = a;
  }
  const refined = at((low + high) / 2);
  if (refined && refined.error < best.error) best = refined;
  const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  const total = losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0);
  return {
    floor: best.floor,
    scale: best.scale * reference ** best.power,
    power: best.power,
    sigma: Math.sqrt(best.error / Math.max(1, losses.length - 3)),
    explained: total > 0 ? 1 - best.error / total : 0,
  };
}

/** The loss of a curve at a number of samples. */
export function lossAt({ floor, scale, power }: LearningCurve, samples: number): number {
  return floor + scale * samples ** -power;
}

/** Samples at which a curve comes down to a loss; Infinity where it never does. */
export function samplesFor({ floor, scale, power }: LearningCurve, loss: number): number {
  return loss > floor ? (scale / (loss - floor)) ** (1 / power) : Infinity;
}

/** Curves fitted to what the fitted one tells at the same sizes, with noise drawn anew (parametric bootstrap). */
export function redrawnCurves(
  observations: readonly SizeObservation[],
  curve: FittedCurve,
  times: number,
  seed: number,
): (FittedCurve | undefined)[] {
  const random = seededRandom(seed);
  const normal = (): number => normalVariate(random);
  const free = Math.max(1, observations.length - 3);
  return Array.from({ length: times }, () => {
    // σ is itself known from so few: its square is as likely larger as χ² ÷ its degrees of freedom is smaller.
    let chi = 0;
    for (let one = 0; one < free; one++) chi += normal() ** 2;
    const sigma = curve.sigma / Math.sqrt(chi / free);
    return fitLearningCurve(
      observations.map(({ samples }) => ({ samples, loss: lossAt(curve, samples) + sigma * normal() })),
    );
  });
}

type Candidate = LearningCurve & { readonly error: number };

/** E and B for one β; E is held at 0 where it would be below. */
function linearFit(
  sizes: readonly number[],
  losses: readonly number[],
  power: number,
): Candidate | undefined {
  const terms = sizes.map((size) => size ** -power);
  const count = terms.length;
  let [t, l, tt, tl] = [0, 0, 0, 0];
  for (let at = 0; at < count; at++) {
    const [term, loss] = [terms[at]!, losses[at]!];
    t += term;
    l += loss;
    tt += term * term;
    tl += term * loss;
  }
  const spread = count * tt - t * t;
  if (!(spread > 1e-12 * count * tt)) return undefined;
  let scale = (count * tl - t * l) / spread;
  let floor = (l - scale * t) / count;
  if (floor < 0) [floor, scale] = [0, tl / tt];
  if (!(scale > 0)) return undefined;
  let error = 0;
  for (let at = 0; at < count; at++) error += (losses[at]! - floor - scale * terms[at]!) ** 2;
  return { floor, scale, power, error };
}

function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}
