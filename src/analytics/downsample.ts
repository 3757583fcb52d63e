export type CurvePoint = { readonly x: number; readonly y: number };

/**
 * The points of a curve that show its shape, at most so many, the first and the last among them: of each of as many
 * buckets the one that spans the largest triangle with the point kept before and the mean of the next bucket.
 * Largest Triangle Three Buckets: Steinarsson, "Downsampling Time Series for Visual Representation"
 * (University of Iceland, 2013). Points are by ascending x.
 */
export function downsampled<T extends CurvePoint>(points: readonly T[], most: number): readonly T[] {
  if (!(most >= 3)) throw new RangeError(`a curve is drawn by three points or more: ${most}`);
  if (points.length <= most) return points;
  const length = (points.length - 2) / (most - 2);
  const edge = (bucket: number): number => Math.floor(bucket * length) + 1;
  let last = points[0]!;
  const kept = [last];
  for (let bucket = 0; bucket < most - 2; bucket++) {
    const next = meanOf(points, edge(bucket + 1), Math.min(edge(bucket + 2), points.length));
    let [best, bestArea] = [points[edge(bucket)]!, -1];
    for (let at = edge(bucket); at < edge(bucket + 1); at++) {
      const point = points[at]!;
      const area = Math.abs((last.x - next.x) * (point.y - last.y) - (last.x - point.x) * (next.y - last.y));
      if (area > bestArea) [best, bestArea] = [point, area];
    }
    kept.push(best);
    last = best;
  }
  return [...kept, points.at(-1)!];
}

function meanOf(points: readonly CurvePoint[], from: number, to: number): CurvePoint {
  let [x, y] = [0, 0];
  for (let at = from; at < to; at++) {
    x += points[at]!.x;
    y += points[at]!.y;
  }
  return { x: x / (to - from), y: y / (to - from) };
}
