import { medianInPlace } from './select.ts';

export type Point = { readonly x: number; readonly y: number };

/**
 * Theil–Sen slope: the median of (yⱼ − yᵢ) ÷ (xⱼ − xᵢ) over all pairs with different x, in units of y
 * a unit of x. Up to 29 % of the points may be wild without moving it far. Sen, "Estimates of the
 * regression coefficient based on Kendall's tau" (JASA 63, 1968). O(n²) pairs: for up to a thousand
 * points. Undefined where no two points differ in x.
 */
export function theilSenSlope(points: readonly Point[]): number | undefined {
  const slopes = new Float64Array((points.length * (points.length - 1)) / 2);
  let count = 0;
  points.forEach((a, index) => {
    for (let next = index + 1; next < points.length; next++) {
      const b = points[next];
      if (b && a.x !== b.x) slopes[count++] = (b.y - a.y) / (b.x - a.x);
    }
  });
  return medianInPlace(slopes.subarray(0, count));
}
