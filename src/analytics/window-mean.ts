/**
 * Means of a step function of clock hours over a run: what an hour counts is the share of the run that lies in it,
 * so that a run from 10:20 for 2.5 h has two thirds of an hour, an hour, and 50 minutes.
 */

/** What each of `length` hours counts in a run that begins `start` hours after the first of them: together 1. */
export function windowWeights(start: number, hours: number, length: number): Float64Array {
  const weights = new Float64Array(length);
  const end = start + hours;
  for (let hour = Math.floor(start); hour < end && hour < length; hour++)
    weights[hour] = (Math.min(end, hour + 1) - Math.max(start, hour)) / hours;
  return weights;
}

/** The mean over a run of a value that is known by the hour. */
export function windowMean(values: ArrayLike<number>, start: number, hours: number): number {
  const end = start + hours;
  let sum = 0;
  for (let hour = Math.floor(start); hour < end; hour++)
    sum += (values[hour] ?? NaN) * (Math.min(end, hour + 1) - Math.max(start, hour));
  return sum / hours;
}

/**
 * When a run may begin, in hours after a whole hour: now, each whole hour after, and the last moment that is left.
 * `now` and `latest` are such hours.
 */
export function startsBetween(now: number, latest: number): number[] {
  const starts = [now];
  for (let hour = Math.floor(now) + 1; hour < latest; hour++) starts.push(hour);
  if (latest > now) starts.push(latest);
  return starts;
}
