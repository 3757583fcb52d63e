import { meanOfRun } from './run-or-wait.ts';

/** What a price is expected to be so many whole hours from now, over what it is now. */
export type FactorsAhead = {
  /** At levels spaced evenly from 5 % to 95 %. */
  readonly quantiles: readonly number[];
  /** False where nothing beats "the price stays": then it is taken to stay. */
  readonly hasSkill: boolean;
};

/** What the rent of a run that begins later comes to, over that of one that begins now at the price of now. */
export type RentAhead = {
  /** What is expected. */
  readonly factor: number;
  readonly p05: number;
  readonly p95: number;
  /** Standard deviation of what it saves against beginning now. */
  readonly deviation: number;
  /** How likely it pays less than a run that begins now. */
  readonly cheaperShare: number;
  readonly hasSkill: boolean;
};

/** A run whose price is certain. */
export const SAME_RENT: RentAhead = {
  factor: 1,
  p05: 1,
  p95: 1,
  deviation: 0,
  cheaperShare: 0,
  hasSkill: false,
};

const SAME = 1e-9;

/**
 * The rent of each start, so many whole hours from now. Locked, a run pays the price of its start throughout; floating,
 * that of each hour, and follows one quantile throughout, as if a price that is high stayed high: its interval is
 * rather too wide. `ahead[0]` is one hour from now; beyond the last the price stays as there.
 */
export function rentAhead(
  ahead: readonly FactorsAhead[],
  starts: readonly number[],
  run: { readonly hours: number; readonly isLocked: boolean },
): RentAhead[] {
  if (ahead.length === 0) return starts.map(() => SAME_RENT);
  const at = (hours: number) => ahead[Math.min(hours, ahead.length) - 1];
  const centres = [1, ...ahead.map((hour) => (hour.hasSkill ? mean(hour.quantiles) : 1))];
  const paths = ahead[0]!.quantiles.map((_, level) => [
    1,
    ...ahead.map((hour) => hour.quantiles[level] ?? 1),
  ]);
  const lasts = (path: readonly number[], start: number) =>
    run.isLocked ? (path[Math.min(start, path.length - 1)] ?? 1) : meanOfRun(path, run.hours, start);
  // What a run from now pays is known where it is locked; floating it is as uncertain as any.
  const nows = paths.map((path) => lasts(path, 0));
  return starts.map((start) => {
    if (start === 0 && run.isLocked) return SAME_RENT;
    const rents = paths.map((path) => lasts(path, start));
    const sorted = rents.toSorted((a, b) => a - b);
    const level = (share: number) => sorted[Math.round(share * (sorted.length + 1)) - 1] ?? NaN;
    const savings = rents.map((rent, place) => nows[place]! - rent);
    const saved = mean(savings);
    return {
      factor: lasts(centres, start),
      p05: level(0.05),
      p95: level(0.95),
      deviation: Math.sqrt(mean(savings.map((saving) => (saving - saved) ** 2))),
      cheaperShare: savings.filter((saving) => saving > SAME).length / savings.length,
      hasSkill: at(Math.max(start, 1))?.hasSkill ?? false,
    };
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
