/** Lanczos' coefficients for g = 7 and nine terms; relative error below 1e-14 for arguments above ½. */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
] as const;

const TERMS = 100_000;
const EPSILON = 1e-16;

/** The natural logarithm of Γ(x) for x above 0. Lanczos, "A precision approximation of the gamma function" (1964). */
export function lnGamma(x: number): number {
  if (!(x > 0)) throw new RangeError(`the gamma function is taken above 0 here: ${x}`);
  // Γ(x) = Γ(x + 1)/x keeps the argument where the series is good.
  if (x < 0.5) return lnGamma(x + 1) - Math.log(x);
  const z = x - 1;
  const sum = LANCZOS.reduce((total, c, i) => (i === 0 ? c : total + c / (z + i)), 0);
  const t = z + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum);
}

/**
 * P(X ≤ x) of the gamma distribution with this shape and scale 1: the regularised lower incomplete gamma
 * function P(a, x). A series below a + 1, Lentz's continued fraction above it (Press et al., "Numerical
 * Recipes", 6.2).
 */
export function gammaCdf(shape: number, x: number): number {
  if (!(shape > 0)) throw new RangeError(`a gamma distribution's shape is above 0: ${shape}`);
  if (x <= 0) return 0;
  if (x === Infinity) return 1;
  const front = Math.exp(shape * Math.log(x) - x - lnGamma(shape));
  return x < shape + 1 ? front * lowerSeries(shape, x) : 1 - front * upperFraction(shape, x);
}

/** The x that a share p, 0 to 1, of the gamma distribution with this shape and scale 1 lies at or under. */
export function gammaQuantile(shape: number, p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`a quantile's p is between 0 and 1: ${p}`);
  if (p === 0) return 0;
  if (p === 1) return Infinity;
  let [low, high] = [0, Math.max(shape, 1)];
  while (gammaCdf(shape, high) < p) [low, high] = [high, high * 2];
  // What lies near 0 is found in its logarithm: P(a, x) is nearly xᵃ/Γ(a + 1) there.
  let x = Math.min(Math.exp((Math.log(p) + lnGamma(shape + 1)) / shape), (low + high) / 2);
  if (!(x > low)) x = (low + high) / 2;
  for (let step = 0; step < 200; step++) {
    const error = gammaCdf(shape, x) - p;
    if (error === 0) return x;
    if (error > 0) high = x;
    else low = x;
    const density = Math.exp((shape - 1) * Math.log(x) - x - lnGamma(shape));
    const newton = x - error / density;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - x) <= 1e-14 * x) return next;
    x = next;
  }
  return x;
}

/** The p-quantile of chi-squared with `freedom` degrees: twice a gamma variable of half as many. 0 for none. */
export function chiSquaredQuantile(freedom: number, p: number): number {
  return freedom === 0 ? 0 : 2 * gammaQuantile(freedom / 2, p);
}

/** How many standard deviations around its mean hold the share `confidence` of a normal distribution. */
export function normalHalfWidth(confidence: number): number {
  return Math.sqrt(chiSquaredQuantile(1, confidence));
}

function lowerSeries(shape: number, x: number): number {
  let term = 1 / shape;
  let sum = term;
  for (let n = 1; n < TERMS && term > sum * EPSILON; n++) {
    term *= x / (shape + n);
    sum += term;
  }
  return sum;
}

function upperFraction(shape: number, x: number): number {
  const tiny = 1e-300;
  let b = x + 1 - shape;
  let c = 1 / tiny;
  let d = 1 / b;
  let product = d;
  for (let n = 1; n < TERMS; n++) {
    const a = -n * (n - shape);
    b += 2;
    d = 1 / notZero(a * d + b, tiny);
    c = notZero(b + a / c, tiny);
    product *= d * c;
    if (Math.abs(d * c - 1) < EPSILON) break;
  }
  return product;
}

function notZero(value: number, tiny: number): number {
  return Math.abs(value) < tiny ? tiny : value;
}
