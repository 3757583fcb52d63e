import { HOUR_MS } from '#units/time.ts';

/** A price observed at an instant (epoch ms), in USD. */
export type Observation = { readonly at: number; readonly price: number };

/** The value a share `p` of the values lies under; throws for none. */
export function quantile(values: readonly number[], p: number): number {
  if (values.length === 0) throw new RangeError('no values to take a quantile of');
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))]!;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export function mean(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('no values to take a mean of');
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Log prices by the hour, each the last observed before it. */
export function hourly(observations: readonly Observation[]): readonly number[] {
  const sorted = observations.toSorted((a, b) => a.at - b.at);
  const grid: number[] = [];
  let next = 0;
  for (let at = sorted[0]!.at; at <= sorted.at(-1)!.at; at += HOUR_MS) {
    while (next + 1 < sorted.length && sorted[next + 1]!.at <= at) next += 1;
    grid.push(Math.log(sorted[next]!.price));
  }
  return grid;
}

/** Mean absolute errors, in log price, of three ways to tell the price some hours on, after a week of warming up. */
export type Errors = { readonly naive: number; readonly median24: number; readonly halfSlope: number };

export function errorsAt(grid: readonly number[], hours: number): Errors {
  const starts = Array.from({ length: Math.max(0, grid.length - 168 - hours) }, (_, index) => index + 168);
  const error = (guess: (at: number) => number) =>
    mean(starts.map((at) => Math.abs(grid[at + hours]! - guess(at))));
  return {
    naive: error((at) => grid[at]!),
    median24: error((at) => median(grid.slice(at - 24, at + 1))),
    halfSlope: error((at) => grid[at]! + (0.5 * hours * (grid[at]! - grid[at - 24]!)) / 24),
  };
}

/** The lives of something that is up or not, in steps: stretches of `true` that an end was seen of. */
export function livesOf(up: readonly boolean[]): readonly number[] {
  const lives: number[] = [];
  let run = 0;
  for (const isUp of up) {
    if (isUp) run += 1;
    else if (run > 0) {
      lives.push(run);
      run = 0;
    }
  }
  return lives;
}
