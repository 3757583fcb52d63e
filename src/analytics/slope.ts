import { median } from './quantile.ts';

export type Point = { readonly x: number; readonly y: number };

/**
 * Theil–Sen slope: the median of (yⱼ − yᵢ) ÷ (xⱼ − xᵢ) over all pairs with different x, in units of y
 * a unit of x. Up to 29 % of the points may be wild without moving it far. Sen, "Estimates of the
 * regression coefficient based on Kendall's tau" (JASA 63, 1968). O(n²) pairs: for up to a thousand
 * points. Undefined where no two points differ in x.
 */
export function theilSenSlope(points: readonly Point[]): number | undefined {
  const slopes: number[] = [];
  points.forEach((a, index) => {
    for (const b of points.slice(index + 1)) {
      if (a.x !== b.x) slopes.push((b.y - a.y) / (b.x - a.x));
    }
  });
  return median(slopes);
}
