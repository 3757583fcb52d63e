import { NORMAL, type AlertState, type Firing } from '#analytics/alert-machine.ts';
import type { Db } from '#db/open.ts';
import type { Absence } from '#market/graph-absence.ts';
import { HOUR_MS, instant, plusMs, type Instant } from '#units/time.ts';
import { nextTurn } from '#workload/next-turn.ts';
import { advance, type AlertEvent, type MeasureStep } from './advance.ts';
import type { AlertRule, AlertScope } from './alert.ts';
import { machineRule, measureOf } from './measure.ts';
import type { Reading } from './reading.ts';
import { MEAN_HOURS } from '#analytics/hourly-mean.ts';
import type { ReadingStep } from './series-readings.ts';
import { offerScope } from './store-hints.ts';
import { pastEvents } from './past-events.ts';
import { rawFrom } from '#market/store-raw-from.ts';
import { tapeWalk } from './tape-walk.ts';

/** How an alert would have done. */
export type DryRun = {
  readonly from: Instant;
  /** The instant before which it ends. */
  readonly to: Instant;
  readonly firings: readonly DryFiring[];
  /** How it would stand at the end. */
  readonly state: AlertState<Reading>;
  /** For how long it would have been firing. */
  readonly firingMs: number;
  /** For how long what it waits for was known, and for how long it was not, by why. */
  readonly knownMs: number;
  readonly unknownMs: ReadonlyMap<Absence, number>;
  /** Since when polls tell of it: before, files alone, if any. Null where polls tell of all of it. */
  readonly pollsFrom: Instant | null;
};

export type DryFiring = Firing<Reading> & { readonly endedAt: Instant | null };

/** What the mean of the first instant is of, the hour it is in included. */
const BEFORE_MS = (MEAN_HOURS + 1) * HOUR_MS;

/**
 * How an alert would have done had it been made at `from`: its series is read off the tape as live evaluation reads
 * it, and taken through the same machine. Polled offers count as they were recorded, those of files until the first
 * poll of their provider; what polls said before the tape is kept from is not known.
 */
export async function dryRun(
  db: Db,
  alert: AlertRule & { readonly scope: AlertScope },
  { from, to }: { readonly from: Instant; readonly to: Instant },
): Promise<DryRun> {
  // What polls said before has been dropped but for roll-ups.
  const keptFrom = await rawFrom(db);
  const begin = plusMs(from, -BEFORE_MS);
  const polled = instant(Math.max(begin, keptFrom ?? 0));
  const walk = tapeWalk();
  walk.add(alert.scope);
  const course = courseOf(alert, { from, to });
  const onSteps = (_series: unknown, steps: readonly ReadingStep[]): void => course.take(steps);
  for await (const events of pastEvents(db, offerScope(alert.scope), { begin, polled, to: plusMs(to, -1) })) {
    walk.take(events, onSteps);
    // Whatever else waits is answered between.
    await nextTurn();
  }
  walk.passBefore(to, onSteps);
  return { ...course.end(), pollsFrom: polled > from ? polled : null };
}

/** Takes the readings of a stretch, and some from before it, through the machine. */
function courseOf(alert: AlertRule, { from, to }: { readonly from: Instant; readonly to: Instant }) {
  const rule = machineRule(alert);
  const firings: DryFiring[] = [];
  const unknownMs = new Map<Absence, number>();
  let knownMs = 0;
  let state: AlertState<Reading> = NORMAL;
  /** What is read at `since`, and has been since. */
  let last: Reading | null = null;
  let since = from;
  let hasBegun = false;

  const note = (event: AlertEvent<Reading>): void => {
    if (event.kind === 'FIRED') firings.push({ ...event.firing, endedAt: null });
    else firings.push({ ...firings.pop()!, endedAt: event.at });
  };
  const pass = (steps: readonly MeasureStep<Reading>[], until: Instant | null): void => {
    const advanced = advance(rule, state, steps, until);
    ({ state } = advanced);
    advanced.events.forEach(note);
  };
  /** Until `at`, `last` was read. */
  const count = (at: Instant): void => {
    const measure = last && measureOf(rule, last);
    const ms = at - since;
    since = at;
    if (measure && measure.value !== null) knownMs += ms;
    else {
      const reason = measure?.reason ?? 'NOT_OBSERVED';
      if (ms > 0) unknownMs.set(reason, (unknownMs.get(reason) ?? 0) + ms);
    }
  };
  /** An alert is judged by what is read when it is made. */
  const start = (): void => {
    if (hasBegun) return;
    hasBegun = true;
    if (last) pass([{ at: from, measure: measureOf(rule, last) }], null);
  };
  return {
    take(steps: readonly ReadingStep[]): void {
      for (const { at, reading } of steps) {
        if (at > from) {
          start();
          count(at);
          pass([{ at, measure: measureOf(rule, reading) }], null);
        }
        last = reading;
      }
    },
    end() {
      start();
      count(to);
      pass([], plusMs(to, -1));
      const firingMs = firings.reduce((sum, { at, endedAt }) => sum + ((endedAt ?? to) - at), 0);
      return { from, to, firings, state, firingMs, knownMs, unknownMs };
    },
  };
}
