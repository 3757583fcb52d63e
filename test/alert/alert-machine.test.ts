import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { advance, type MeasureStep } from '#alert/advance.ts';
import { NORMAL, type AlertMeasure, type AlertRule, type AlertState } from '#analytics/alert-machine.ts';
import type { AlertConditionKind } from '#analytics/alert-condition.ts';
import { instant, MINUTE_MS, type Instant } from '#units/time.ts';

const rule = (over: Partial<AlertRule['condition']> & { forMs?: number; coolDownMs?: number }): AlertRule => {
  const { forMs = 0, coolDownMs = 0, ...condition } = over;
  return { condition: { kind: 'BELOW', threshold: 10, hysteresis: 0, ...condition }, forMs, coolDownMs };
};

const known = (value: number): AlertMeasure<null> => ({ value, seen: null });
const unknown: AlertMeasure<null> = { value: null, reason: 'STALE' };

/** Steps a minute apart; null is unknown, undefined no step. */
const path = (...values: (number | null | undefined)[]): MeasureStep<null>[] =>
  values.flatMap((value, minute) =>
    value === undefined ? [] : [{ at: at(minute), measure: value === null ? unknown : known(value) }],
  );

function at(minutes: number): Instant {
  return instant(minutes * MINUTE_MS);
}

/** "3F@1" fired in minute 3, held since 1; "5E" ended in minute 5. */
function told(asked: AlertRule, steps: readonly MeasureStep<null>[], to: number): string[] {
  return advance<null>(asked, NORMAL, steps, at(to)).events.map((event) =>
    event.kind === 'FIRED'
      ? `${event.at / MINUTE_MS}F@${event.firing.since / MINUTE_MS}=${event.firing.last.value}`
      : `${event.at / MINUTE_MS}E`,
  );
}

describe('worked by hand', () => {
  test('fires at once, goes on, ends, and fires again', () => {
    expect(told(rule({}), path(12, 9, 8, 10, 9), 9)).toEqual(['1F@1=9', '3E', '4F@4=9']);
  });

  test('fires after it held for three minutes, between two measures, with the newest value', () => {
    const asked = rule({ forMs: 3 * MINUTE_MS });
    expect(told(asked, path(9, 8, undefined, undefined, undefined, 7), 9)).toEqual(['3F@0=8']);
    // Over at the very instant at which it is due: it has held all three minutes.
    expect(told(asked, path(9, 8, 8, 12), 9)).toEqual(['3F@0=8', '3E']);
    expect(told(asked, path(9, 8, 12, 9, 9), 9)).toEqual(['6F@3=9']);
  });

  test('what nobody saw has not lasted, and ends nothing', () => {
    const asked = rule({ forMs: 3 * MINUTE_MS });
    expect(told(asked, path(9, null, 9), 9)).toEqual(['5F@2=9']);
    expect(told(asked, path(9, null), 99)).toEqual([]);
    expect(told(rule({}), path(9, null, 9, null, 12), 9)).toEqual(['0F@0=9', '4E']);
  });

  test('a price that trembles around the threshold fires once with a hysteresis', () => {
    expect(told(rule({}), path(9, 10, 9, 10, 9, 12), 9)).toHaveLength(6);
    expect(told(rule({ hysteresis: 2 }), path(9, 10, 9, 11, 9, 12), 9)).toEqual(['0F@0=9', '5E']);
  });

  test('a cool-down counts from the firing; what holds by its end fires then', () => {
    const asked = rule({ coolDownMs: 5 * MINUTE_MS });
    expect(told(asked, path(9, 12, 9, 9), 20)).toEqual(['0F@0=9', '1E', '5F@2=9']);
    expect(told(asked, path(9, 12, 9, 12), 20)).toEqual(['0F@0=9', '1E']);
    expect(told(asked, path(9, 12, 9, null), 20)).toEqual(['0F@0=9', '1E']);
    expect(told({ ...asked, forMs: 3 * MINUTE_MS }, path(9, 9, 9, 9, 12, 9, 9), 20)).toEqual([
      '3F@0=9',
      '4E',
      '8F@5=9',
    ]);
    // It lasts for no longer than it fires.
    expect(told(asked, path(9, 9, 9, 9, 9, 9, 12, 9), 20)).toEqual(['0F@0=9', '6E', '7F@7=9']);
  });

  test.for<[AlertConditionKind, number, number, (number | null)[], string[]]>([
    ['BELOW', 10, 1, [10, 9, 10, 11], ['1F@1=9', '3E']],
    ['ABOVE', 10, 1, [10, 11, 10, 9], ['1F@1=11', '3E']],
    ['DROP', 10, 1, [-10, -11, -10, -9], ['1F@1=-11', '3E']],
    ['SURGE', 20, 1, [20, 21, 20, 19], ['1F@1=21', '3E']],
    ['AVAILABLE', 8, 2, [7, 8, 6, 5], ['1F@1=8', '3E']],
    ['AVAILABLE', 1, 0, [0, 1, 0], ['1F@1=1', '2E']],
  ])('%s %d, %d back', ([kind, threshold, hysteresis, values, expected]) => {
    expect(told(rule({ kind, threshold, hysteresis }), path(...values), 9)).toEqual(expected);
  });
});

/**
 * The same from the whole path, minute by minute, by what is promised rather than by states: it fires in a minute
 * in which nothing is firing, that is a cool-down after the last firing, and before which the condition was seen to
 * hold all the time asked; it ends at the first value known to be over.
 */
function naive({ condition, forMs, coolDownMs }: AlertRule, values: readonly (number | null)[], to: number) {
  const [waits, cools] = [forMs / MINUTE_MS, coolDownMs / MINUTE_MS];
  const { kind, threshold: t, hysteresis: h } = condition;
  const valueIn = (minute: number) => values[Math.min(minute, values.length - 1)] ?? null;
  const holdsIn = (minute: number): boolean => {
    const v = minute < 0 ? null : valueIn(minute);
    if (v === null) return false;
    return { BELOW: v < t, ABOVE: v > t, SURGE: v > t, DROP: -v > t, AVAILABLE: v >= t }[kind];
  };
  const overIn = (minute: number): boolean => {
    const v = valueIn(minute);
    if (v === null) return false;
    return {
      BELOW: v >= t + h,
      ABOVE: v <= t - h,
      SURGE: v <= t - h,
      DROP: -v <= t - h,
      AVAILABLE: v < t - h,
    }[kind];
  };
  const events: string[] = [];
  let firedIn: number | null = null;
  let isFiring = false;
  for (let minute = 0; minute <= to; minute++) {
    const isCool = firedIn === null || minute >= firedIn + cools;
    // All of [minute − waits, minute); where nothing is waited for this minute, or the one before if it cools down now.
    const held =
      waits === 0
        ? holdsIn(minute) || (minute === (firedIn ?? -Infinity) + cools && holdsIn(minute - 1))
        : Array.from({ length: waits }, (_, back) => holdsIn(minute - 1 - back)).every(Boolean);
    if (!isFiring && isCool && held) {
      isFiring = true;
      firedIn = minute;
      events.push(`${minute}F`);
    }
    if (isFiring && overIn(minute)) {
      isFiring = false;
      events.push(`${minute}E`);
    }
  }
  return events;
}

const values = fc.array(fc.option(fc.integer({ min: 5, max: 15 }), { nil: null, freq: 6 }), {
  minLength: 1,
  maxLength: 60,
});
const rules = fc.record({
  condition: fc.record({
    kind: fc.constantFrom<AlertConditionKind>('BELOW', 'ABOVE', 'DROP', 'SURGE', 'AVAILABLE'),
    threshold: fc.integer({ min: 8, max: 12 }),
    hysteresis: fc.integer({ min: 0, max: 3 }),
  }),
  forMs: fc.integer({ min: 0, max: 6 }).map((minutes) => minutes * MINUTE_MS),
  coolDownMs: fc.integer({ min: 0, max: 15 }).map((minutes) => minutes * MINUTE_MS),
});

function stepsOf({ condition }: AlertRule, given: readonly (number | null)[]): MeasureStep<null>[] {
  const sign = condition.kind === 'DROP' ? -1 : 1;
  return path(...given.map((value) => (value === null ? null : sign * value)));
}

test('on random paths with gaps it does what a model of the promises does', () => {
  fc.assert(
    fc.property(rules, values, (asked, given) => {
      const signed = stepsOf(asked, given);
      const events = advance<null>(asked, NORMAL, signed, at(90)).events.map(
        (event) => `${event.at / MINUTE_MS}${event.kind === 'FIRED' ? 'F' : 'E'}`,
      );
      const plain = signed.map(({ measure }) => measure.value);
      expect(events).toEqual(naive(asked, plain, 90));
    }),
    { numRuns: 2000 },
  );
});

test('however often somebody looks, and whatever is measured twice, it fires the same', () => {
  fc.assert(
    fc.property(
      rules,
      values,
      fc.array(fc.nat({ max: 90 * 60 }), { maxLength: 20 }),
      (asked, given, looks) => {
        const steps = stepsOf(asked, given);
        const at1 = steps.filter(
          ({ measure }, index) => index === 0 || measure.value !== steps[index - 1]?.measure.value,
        );
        const whole = advance<null>(asked, NORMAL, at1, at(90));
        let state: AlertState<null> = NORMAL;
        const events = [];
        let rest = steps;
        const sorted = [...looks.map((second) => second * 1000), 90 * MINUTE_MS].toSorted((a, b) => a - b);
        for (const look of sorted) {
          const due = rest.filter((step) => step.at <= look);
          rest = rest.slice(due.length);
          const part = advance<null>(asked, state, due, instant(look));
          // Through JSON, as it is kept.
          state = JSON.parse(JSON.stringify(part.state)) as AlertState<null>;
          events.push(...part.events);
        }
        const times = (all: readonly { readonly kind: string; readonly at: Instant }[]) =>
          all.map((event) => `${event.kind} ${event.at}`);
        expect(times(events)).toEqual(times(whole.events));
        expect(state.kind).toBe(whole.state.kind);
      },
    ),
    { numRuns: 500 },
  );
});
