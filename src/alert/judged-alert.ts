import { dueAt, type AlertRule as MachineRule, type AlertState } from '#analytics/alert-machine.ts';
import type { Instant } from '#units/time.ts';
import { advance, type AlertEvent } from './advance.ts';
import { machineRule, measureOf } from './measure.ts';
import type { Reading } from './reading.ts';
import type { ReadingStep } from './series-readings.ts';
import type { JudgedAlert, StateWrite } from './store-judged.ts';

/** An alert in the judge's memory. */
export type LiveAlert = {
  readonly alert: JudgedAlert;
  readonly rule: MachineRule;
  state: AlertState<Reading>;
  fired: number;
  /** When time alone moves it on. */
  dueAt: Instant | null;
};

export function liveAlert(alert: JudgedAlert): LiveAlert {
  const rule = machineRule(alert);
  return { alert, rule, state: alert.machine, fired: alert.fired, dueAt: dueAt(rule, alert.machine) };
}

/** That an alert fired: the nth time. */
export type Fired = {
  readonly live: LiveAlert;
  readonly nth: number;
  readonly firing: Extract<AlertEvent<Reading>, { readonly kind: 'FIRED' }>['firing'];
};

/** Takes an alert along what its series read, and on to an instant. Null where it stands as before. */
export function judge(
  live: LiveAlert,
  steps: readonly ReadingStep[],
  to: Instant,
): { readonly write: StateWrite; readonly fired: readonly Fired[] } | null {
  const { rule, state: before } = live;
  const measured = steps.map(({ at, reading }) => ({ at, measure: measureOf(rule, reading) }));
  const { state, events } = advance(rule, before, measured, to);
  if (state === before && events.length === 0) return null;
  const firings = events.flatMap((event) => (event.kind === 'FIRED' ? [event.firing] : []));
  const fired = firings.map((firing, index) => ({ live, nth: live.fired + index + 1, firing }));
  live.state = state;
  live.fired += firings.length;
  live.dueAt = dueAt(rule, state);
  return { write: stateWrite(live, sinceOf(rule, before, live.state, events, steps)), fired };
}

/** Where an alert stands, as it is written. */
export function stateWrite({ alert, state, fired, dueAt: due }: LiveAlert, since: Instant): StateWrite {
  const firedAt = 'firedAt' in state ? state.firedAt : null;
  return { alert: alert.id, state: state.kind, since, dueAt: due, firedAt, fired, machine: state };
}

/** Since when it stands where it does. */
function sinceOf(
  rule: MachineRule,
  before: AlertState<Reading>,
  state: AlertState<Reading>,
  events: readonly AlertEvent<Reading>[],
  steps: readonly ReadingStep[],
): Instant {
  if (state.kind === 'PENDING') return state.since;
  if (state.kind === 'FIRING') return state.firedAt;
  const ended = events.findLast(({ kind }) => kind === 'ENDED')?.at;
  const last = steps.at(-1)?.at;
  if (state.kind === 'RECOVERING') return ended ?? last ?? state.firedAt;
  const due = before.kind === 'RECOVERING' ? dueAt(rule, before) : null;
  return ended ?? due ?? last ?? (0 as Instant);
}
