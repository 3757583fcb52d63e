import { HOUR_MS, instant, plusMs, type Instant } from '#units/time.ts';
import {
  ANCHOR_HOURS,
  availabilityModel,
  availabilityUnit,
  observeUnit,
  openOrigin,
  pooledRates,
  settleUnit,
  type AvailabilityUnit,
} from './availability-model.ts';
import { stateAfter, type UnitEvent } from './unit-event.ts';
import { dropRate, watchedHours } from './up-history.ts';

/** A unit is judged once it has been watched for a day, as its features need. */
const WATCHED_HOURS = 24;

/** What was said of one moment at which a unit was up, and what came of it. */
export type JudgedOrigin = {
  readonly unit: string;
  readonly at: Instant;
  readonly horizonHours: number;
  readonly probability: number;
  /** The share of all units' earlier moments that came well: what knowing nothing of this one says. */
  readonly baseRate: number;
  /** e^(−λt), λ being the unit's own drops per hour up until then. */
  readonly exponential: number;
  readonly survived: boolean;
};

type Said = Omit<JudgedOrigin, 'survived'>;
type Watched = { readonly id: string; readonly unit: AvailabilityUnit; readonly said: readonly Said[][] };

/**
 * Replays events, which are in the order of time. At every full hour at which a unit is up, the served model
 * says how likely it stays up through 1, 4 and 12 h from what was known then; when that time is over it is
 * judged, and only then learns from it. Moments whose time was not watched to its end are left out.
 */
export function backtestAvailability(events: readonly UnitEvent[]): JudgedOrigin[] {
  const model = availabilityModel();
  const units = new Map<string, Watched>();
  const busy = new Set<Watched>();
  const judged: JudgedOrigin[] = [];
  let next = 0;
  let hour = 0 as Instant;
  while (next < events.length || busy.size > 0) {
    const coming = events[next];
    // Where nobody watches anything, nothing happens until the next event.
    if (busy.size === 0 && coming) hour = instant(Math.ceil(coming.at / HOUR_MS) * HOUR_MS);
    for (let event = events[next]; event && event.at <= hour; event = events[++next]) {
      const watched = units.get(event.unit) ?? {
        id: event.unit,
        unit: availabilityUnit(),
        said: ANCHOR_HOURS.map(() => []),
      };
      units.set(event.unit, watched);
      busy.add(watched);
      observeUnit(watched.unit, event.at, stateAfter(event));
    }
    for (const { unit, said } of busy) {
      for (const { hours, origin, survived } of settleUnit(model, unit, hour)) {
        const made = said[ANCHOR_HOURS.indexOf(hours)]!;
        // Of some nothing is learnt, as they were not watched to their end.
        while (made[0] && made[0].at < origin) made.shift();
        const what = made[0]?.at === origin ? made.shift() : undefined;
        if (what) judged.push({ ...what, survived });
      }
    }
    const rates = pooledRates(model);
    for (const watched of busy) {
      const { unit, id, said } = watched;
      if (unit.history.isUp === true) {
        const chances = openOrigin(model, unit, hour);
        if (watchedHours(unit.history, hour) < WATCHED_HOURS) continue;
        const rate = dropRate(unit.history, hour);
        ANCHOR_HOURS.forEach((horizonHours, index) => {
          said[index]!.push({
            unit: id,
            at: hour,
            horizonHours,
            probability: chances?.[index] ?? NaN,
            baseRate: rates[index] ?? NaN,
            exponential: Math.exp(-rate * horizonHours),
          });
        });
      } else if (unit.open.every((origins) => origins.length === 0)) {
        busy.delete(watched);
      }
    }
    hour = plusMs(hour, HOUR_MS);
  }
  return judged;
}
