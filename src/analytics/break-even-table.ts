import { breakEvenDiscount, checkpointInterval, spotTimeFactor } from './spot-overhead.ts';

/** What interruptions of one frequency cost, null where work would not end within doubles. */
export type BreakEven = {
  readonly mtbiHours: number;
  readonly intervalHours: number;
  /** Machine hours beyond the work, as a share of it. */
  readonly overhead: number | null;
  readonly discount: number | null;
};

const MTBI_HOURS = [1, 3, 6, 24, 72] as const;

/** Daly's interval, overhead and break-even discount where machines are kept 1, 3, 6, 24 and 72 h on average. */
export function breakEvenTable(checkpointHours: number, restartHours: number): BreakEven[] {
  return MTBI_HOURS.map((mtbiHours) => {
    const risk = { mtbiHours, checkpointHours, restartHours };
    const factor = spotTimeFactor(risk);
    const isFinite = Number.isFinite(factor);
    return {
      mtbiHours,
      intervalHours: checkpointInterval(risk),
      overhead: isFinite ? factor - 1 : null,
      discount: isFinite ? breakEvenDiscount(risk) : null,
    };
  });
}
