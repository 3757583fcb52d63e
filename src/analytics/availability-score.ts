import type { JudgedOrigin } from './availability-backtest.ts';
import { brierScore, calibration, type Chance } from './brier.ts';

/** How good what was said of one horizon was; null where too little was judged. */
export type AvailabilityFigures = {
  readonly horizonHours: number;
  readonly n: number;
  /** The share of the moments that came well. */
  readonly survived: number | null;
  readonly brier: number | null;
  /** 1 − Brier score ÷ that of the base rate: above 0 is better than knowing nothing of the unit. */
  readonly skill: number | null;
  /** The same of e^(−λt). */
  readonly exponentialSkill: number | null;
  readonly calibrationError: number | null;
  readonly worstCalibrationError: number | null;
};

/** One row a horizon, shortest first. */
export function availabilityFigures(judged: readonly JudgedOrigin[]): AvailabilityFigures[] {
  const horizons = [...new Set(judged.map(({ horizonHours }) => horizonHours))].toSorted((a, b) => a - b);
  return horizons.map((horizonHours) => {
    const rows = judged.filter((row) => row.horizonHours === horizonHours);
    const chances = (of: 'probability' | 'baseRate' | 'exponential'): Chance[] =>
      rows.map((row) => ({ probability: row[of], came: row.survived }));
    const [brier, base, exponential] = (['probability', 'baseRate', 'exponential'] as const).map((of) =>
      brierScore(chances(of)),
    );
    const gaps = calibration(chances('probability'));
    return {
      horizonHours,
      n: rows.length,
      survived: rows.length > 0 ? rows.filter(({ survived }) => survived).length / rows.length : null,
      brier: brier ?? null,
      skill: skillOf(brier, base),
      exponentialSkill: skillOf(exponential, base),
      calibrationError: gaps?.mean ?? null,
      worstCalibrationError: gaps?.worst ?? null,
    };
  });
}

function skillOf(loss: number | undefined, reference: number | undefined): number | null {
  return loss === undefined || !reference ? null : 1 - loss / reference;
}
