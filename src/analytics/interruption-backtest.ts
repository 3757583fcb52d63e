import { backtestAvailability } from './availability-backtest.ts';
import { ANCHOR_HOURS } from './availability-model.ts';
import { availabilityFigures, type AvailabilityFigures } from './availability-score.ts';
import { backtestGangs, type GangFigures } from './gang-backtest.ts';
import { backtestSurvival, upLives, type SurvivalFigures } from './survival-backtest.ts';
import { backtestWindows, type WindowFigures } from './window-backtest.ts';
import { replayable, type UnitEvent } from './unit-event.ts';

export type InterruptionBacktest = {
  readonly pooled: readonly AvailabilityFigures[];
  readonly units: readonly { readonly unit: string; readonly figures: readonly AvailabilityFigures[] }[];
  readonly survival: readonly SurvivalFigures[];
  readonly gangs: readonly GangFigures[];
  readonly windows: readonly WindowFigures[];
};

/** Replays events of units, in any order, and judges everything that is said of interruptions. */
export function backtestInterruptions(unordered: readonly UnitEvent[]): InterruptionBacktest {
  const events = replayable(unordered);
  const judged = backtestAvailability(events);
  const byUnit = Map.groupBy(judged, ({ unit }) => unit);
  return {
    pooled: availabilityFigures(judged),
    units: [...byUnit].map(([unit, rows]) => ({ unit, figures: availabilityFigures(rows) })),
    survival: backtestSurvival(upLives(events), ANCHOR_HOURS),
    gangs: backtestGangs(events, ANCHOR_HOURS),
    windows: backtestWindows(events, ANCHOR_HOURS),
  };
}
