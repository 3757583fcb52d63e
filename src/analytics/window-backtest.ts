import { HOUR_MS, instant } from '#units/time.ts';
import { hourOfWeek } from './hour-of-week.ts';
import { stateAfter, type UnitEvent } from './unit-event.ts';
import { observeStock, windowSafety } from './window-safety.ts';

/** How much safer the quarter of starts that was said to be safest was than all of them. */
export type WindowFigures = {
  readonly durationHours: number;
  readonly n: number;
  /** The share of all starts that came well. */
  readonly safe: number;
  /** The same of the quarter of them that was said to be safest, and what was said of it on average. */
  readonly bestQuarterSafe: number;
  readonly bestQuarterSaid: number;
};

/** Starts are judged once a week of hours has been watched. */
const WARM_HOURS = 7 * 24;

type Hours = {
  readonly stock: readonly (boolean | undefined)[];
  /** The hour of the week, in UTC, that begins when each of them ends. */
  readonly next: readonly number[];
};

/** Whether a unit was up throughout each hour from its first event to its last; undefined where it was not watched. */
function hoursOf(events: readonly UnitEvent[]): Hours {
  const first = Math.ceil((events[0]?.at ?? 0) / HOUR_MS);
  const count = Math.max(Math.floor((events.at(-1)?.at ?? 0) / HOUR_MS) - first, 0);
  const stock = Array.from<boolean | undefined>({ length: count }).fill(true);
  events.forEach((event, index) => {
    const isUp = stateAfter(event);
    const until = events[index + 1]?.at;
    if (isUp === true || until === undefined) return;
    const from = Math.max(Math.floor(event.at / HOUR_MS) - first, 0);
    for (let hour = from; hour < count && hour + first < until / HOUR_MS; hour++) stock[hour] = isUp;
  });
  return { stock, next: stock.map((_, hour) => hourOfWeek(instant((first + hour + 1) * HOUR_MS), 'UTC')) };
}

/** Replays each unit's hours, which are told from its events in the order of time. */
export function backtestWindows(events: readonly UnitEvent[], durations: readonly number[]): WindowFigures[] {
  const units = [...Map.groupBy(events, ({ unit }) => unit).values()].map(hoursOf);
  return durations.flatMap((durationHours) => {
    const starts = units.flatMap(({ stock, next }) => {
      const safety = windowSafety(durationHours);
      return stock.flatMap((inStock, index) => {
        const settled = observeStock(safety, inStock, next[index] ?? 0);
        return settled && index >= WARM_HOURS + durationHours ? [settled] : [];
      });
    });
    if (starts.length === 0) return [];
    const best = starts.toSorted((a, b) => b.said - a.said).slice(0, Math.ceil(starts.length / 4));
    const shareSafe = (of: typeof starts): number => of.filter(({ safe }) => safe).length / of.length;
    return [
      {
        durationHours,
        n: starts.length,
        safe: shareSafe(starts),
        bestQuarterSafe: shareSafe(best),
        bestQuarterSaid: best.reduce((sum, { said }) => sum + said, 0) / best.length,
      },
    ];
  });
}
