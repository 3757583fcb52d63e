import {
  dueAt,
  elapse,
  next,
  type AlertMeasure,
  type AlertMove,
  type AlertRule,
  type AlertState,
  type Firing,
} from '#analytics/alert-machine.ts';
import type { Instant } from '#units/time.ts';

/** A measure of an alert's series, as of an instant of the tape. Steps are in order of time. */
export type MeasureStep<Seen> = { readonly at: Instant; readonly measure: AlertMeasure<Seen> };

/** That an alert fired, or that what fired is over. */
export type AlertEvent<Seen> =
  | { readonly kind: 'FIRED'; readonly at: Instant; readonly firing: Firing<Seen> }
  | { readonly kind: 'ENDED'; readonly at: Instant };

export type Advanced<Seen> = {
  readonly state: AlertState<Seen>;
  readonly events: readonly AlertEvent<Seen>[];
};

/**
 * Takes an alert along its measures. What time alone does happens at its own instant, before whatever is measured
 * then or later, so that the same tape gives the same firings however often and however late somebody looks: live
 * evaluation and the dry run are both this. After the last step time goes on to `to`, where it is given.
 */
export function advance<Seen>(
  rule: AlertRule,
  from: AlertState<Seen>,
  steps: Iterable<MeasureStep<Seen>>,
  to: Instant | null = null,
): Advanced<Seen> {
  const events: AlertEvent<Seen>[] = [];
  let state = from;
  const take = (move: AlertMove<Seen>): void => {
    ({ state } = move);
    if (move.ended !== null) events.push({ kind: 'ENDED', at: move.ended });
    if (move.fired) events.push({ kind: 'FIRED', at: move.fired.at, firing: move.fired });
  };
  const passTo = (at: Instant): void => {
    for (let due = dueAt(rule, state); due !== null && due <= at; due = dueAt(rule, state))
      take(elapse(rule, state));
  };
  for (const { at, measure } of steps) {
    passTo(at);
    take(next(rule, state, measure, at));
  }
  if (to !== null) passTo(to);
  return { state, events };
}
