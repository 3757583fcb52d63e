import type { Instant } from '#units/time.ts';
import { holds, isOver, type AlertCondition } from './alert-condition.ts';

/**
 * The alert machine: NORMAL → PENDING → FIRING → RECOVERING → NORMAL. Pure; time is an argument.
 *
 * - **for**: the condition must have held, and been seen to hold, all of [t − for, t]; it fires at t exactly.
 *   A value nobody knows ends the wait: what nobody saw has not lasted (Prometheus drops a pending alert whose
 *   series is absent in the same way). It begins anew with the next value.
 * - **hysteresis**: see alert-condition. What fires ends at the first known value that is over; an unknown one ends
 *   nothing.
 * - **cool-down**: counted from the firing, so that a cool-down of an hour is "tell me once an hour at most". What
 *   ended earlier is RECOVERING until then. What holds again meanwhile fires when the cool-down ends, if it has held
 *   long enough by then, or as soon as it has.
 *
 * Something that is measured at the very instant at which time alone moves the machine comes second: what held until
 * then has held for all the time that was asked.
 */
export type AlertRule = {
  readonly condition: AlertCondition;
  readonly forMs: number;
  readonly coolDownMs: number;
};

/** What was measured: a value in the condition's unit, or why there is none. `seen` is kept with it, to be told. */
export type AlertMeasure<Seen = unknown, Reason = string> =
  { readonly value: number; readonly seen: Seen } | { readonly value: null; readonly reason: Reason };

/** A known value, and since when it is known to be it. */
export type SeenValue<Seen> = { readonly value: number; readonly seen: Seen; readonly at: Instant };

/** Where an alert stands: plain data that survives JSON. */
export type AlertState<Seen = unknown> =
  | { readonly kind: 'NORMAL' }
  /** The condition holds since `since`, not yet for long enough; `last` is the newest value. */
  | { readonly kind: 'PENDING'; readonly since: Instant; readonly last: SeenValue<Seen> }
  | { readonly kind: 'FIRING'; readonly firedAt: Instant }
  /** Over, and the cool-down still lasts; `holding` where the condition holds again meanwhile. */
  | {
      readonly kind: 'RECOVERING';
      readonly firedAt: Instant;
      readonly holding: { readonly since: Instant; readonly last: SeenValue<Seen> } | null;
    };

/** What is told when an alert fires. */
export type Firing<Seen = unknown> = {
  /** When it fired. */
  readonly at: Instant;
  /** Since when the condition held. */
  readonly since: Instant;
  /** The newest value by then. */
  readonly last: SeenValue<Seen>;
};

/** A step of the machine; `ended` is when what fired before was over. */
export type AlertMove<Seen = unknown> = {
  readonly state: AlertState<Seen>;
  readonly fired: Firing<Seen> | null;
  readonly ended: Instant | null;
};

export const NORMAL: AlertState<never> = { kind: 'NORMAL' };

/** When time alone moves the machine; null where only a measure can. */
export function dueAt({ forMs, coolDownMs }: AlertRule, state: AlertState): Instant | null {
  if (state.kind === 'PENDING') return (state.since + forMs) as Instant;
  if (state.kind === 'RECOVERING') return (state.firedAt + coolDownMs) as Instant;
  return null;
}

/** What becomes of a state when it is due, at the instant of `dueAt`; the same state where it never is. */
export function elapse<Seen>(rule: AlertRule, state: AlertState<Seen>): AlertMove<Seen> {
  const due = dueAt(rule, state);
  if (due === null) return stay(state);
  if (state.kind === 'PENDING') return fire(due, state);
  if (state.kind === 'RECOVERING' && state.holding) return wait(rule, due, state.holding);
  return stay(NORMAL);
}

/** What a measure at `at` makes of a state in which nothing is due before or at `at`. */
export function next<Seen>(
  rule: AlertRule,
  state: AlertState<Seen>,
  measure: AlertMeasure<Seen>,
  at: Instant,
): AlertMove<Seen> {
  const { condition } = rule;
  const last = measure.value === null ? null : { value: measure.value, seen: measure.seen, at };
  const held = last !== null && holds(condition, last.value) ? last : null;
  switch (state.kind) {
    case 'NORMAL':
      return held ? wait(rule, at, { since: at, last: held }) : stay(state);
    case 'PENDING':
      return stay<Seen>(held ? { ...state, last: held } : NORMAL);
    case 'FIRING': {
      if (last === null || !isOver(condition, last.value)) return stay(state);
      const { firedAt } = state;
      const isCooling = at < firedAt + rule.coolDownMs;
      return {
        state: isCooling ? { kind: 'RECOVERING', firedAt, holding: null } : NORMAL,
        fired: null,
        ended: at,
      };
    }
    case 'RECOVERING':
      return stay({ ...state, holding: held && { since: state.holding?.since ?? at, last: held } });
  }
}

type Holding<Seen> = { readonly since: Instant; readonly last: SeenValue<Seen> };

/** Fires what has held for long enough by `at`, and waits for the rest. */
function wait<Seen>({ forMs }: AlertRule, at: Instant, holding: Holding<Seen>): AlertMove<Seen> {
  if (at >= holding.since + forMs) return fire(at, holding);
  return stay({ kind: 'PENDING', since: holding.since, last: holding.last });
}

function fire<Seen>(at: Instant, { since, last }: Holding<Seen>): AlertMove<Seen> {
  return { state: { kind: 'FIRING', firedAt: at }, fired: { at, since, last }, ended: null };
}

function stay<Seen>(state: AlertState<Seen>): AlertMove<Seen> {
  return { state, fired: null, ended: null };
}
