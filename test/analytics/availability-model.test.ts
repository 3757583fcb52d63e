import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backtestAvailability } from '#analytics/availability-backtest.ts';
import {
  availabilityModel,
  availabilityUnit,
  availableThrough,
  observeUnit,
  openOrigin,
  settleUnit,
} from '#analytics/availability-model.ts';
import { replayable, type UnitEvent } from '#analytics/unit-event.ts';
import { dropRate, lastDay, recordState, runAge, upHistory } from '#analytics/up-history.ts';
import { HOUR_MS, instant } from '#units/time.ts';

const at = (hours: number) => instant((480_000 + hours) * HOUR_MS);

test('the last day counts what was up, down and watched in it, and drops where it was up before', () => {
  const history = upHistory();
  recordState(history, at(0), true);
  recordState(history, at(10), false);
  recordState(history, at(12), true);
  recordState(history, at(13), true);
  recordState(history, at(20), undefined);
  recordState(history, at(22), true);
  recordState(history, at(30), false);
  // From 8 to 32: up 8–10, 12–20, 22–30; down 10–12 and 30–32; not watched 20–22, which is no drop.
  expect(lastDay(history, at(32))).toEqual({ watchedHours: 22, upHours: 18, drops: 2 });
  expect(runAge(history, at(32))).toBeUndefined();
  // Two drops in 10 + 8 + 8 hours up.
  expect(dropRate(history, at(32))).toBeCloseTo(2 / 26, 12);
  recordState(history, at(33), true);
  expect(runAge(history, at(40))).toBe(7);
});

test('the first word on a unit is mostly the logistic of what was seen, worked by hand', () => {
  const unit = availabilityUnit();
  const model = availabilityModel();
  observeUnit(unit, at(0), true);
  observeUnit(unit, at(18), false);
  observeUnit(unit, at(22), true);
  // At 24: aged 2 h, 20 of 24 hours up, one drop in them; nothing is settled, so the base rate is the usual .75.
  const odds =
    -0.2 +
    0.49 * Math.log(0.75 / 0.25) +
    0.49 * Math.log(2 + 1 / 6) +
    0.15 * Math.log(20.5 / 25 / (4.5 / 25)) -
    0.1 * Math.log(1 / 20 + 0.02);
  // Beside it the base rates of all units and of this one, and an exponential of one drop in 20 hours up.
  const mixed = 0.73 / (1 + Math.exp(-odds)) + 0.09 * (0.75 + 0.75 + Math.exp(-1 / 20));
  expect(availableThrough(model, unit, at(24), 1)).toBeCloseTo(mixed, 12);
  observeUnit(unit, at(25), false);
  expect(availableThrough(model, unit, at(26), 1)).toBeUndefined();
});

test('origins teach when their time is over: survived, failed, or nothing where nobody watched', () => {
  const unit = availabilityUnit();
  const model = availabilityModel();
  observeUnit(unit, at(0), true);
  openOrigin(model, unit, at(0));
  openOrigin(model, unit, at(1));
  observeUnit(unit, at(4), false);
  expect(settleUnit(model, unit, at(4))).toEqual([
    { hours: 1, origin: at(0), survived: true },
    { hours: 1, origin: at(1), survived: true },
    { hours: 4, origin: at(0), survived: true },
  ]);
  expect(settleUnit(model, unit, at(5))).toEqual([{ hours: 4, origin: at(1), survived: false }]);
  // Failed already, but not watched for the rest of its 12 hours: as a success would not count, nor does this.
  observeUnit(unit, at(8), undefined);
  expect(settleUnit(model, unit, at(30))).toEqual([]);
  expect(unit.tallies.map(({ tried, survived }) => [tried, survived])).toEqual([
    [2, 2],
    [2, 1],
    [0, 0],
  ]);
});

const state = fc.constantFrom('UP', 'DOWN', 'CENSORED');
const history = fc.array(fc.record({ minute: fc.integer({ min: 1, max: 400 }), event: state }), {
  minLength: 10,
  maxLength: 60,
});

function eventsOf(
  steps: readonly { minute: number; event: UnitEvent['event'] }[],
  unit: string,
): UnitEvent[] {
  let minutes = 0;
  return steps.map(({ minute, event }) => {
    minutes += minute;
    return { at: at(minutes / 60), unit, event, market: 'm' };
  });
}

test('longer is never safer, at any horizon and after any history', () => {
  fc.assert(
    fc.property(history, (steps) => {
      const events = eventsOf(steps, 'one');
      const model = availabilityModel();
      const unit = availabilityUnit();
      for (const { at: when, event } of events) {
        observeUnit(unit, when, event === 'CENSORED' ? undefined : event === 'UP');
        settleUnit(model, unit, when);
        openOrigin(model, unit, when);
      }
      const now = instant(events.at(-1)!.at + HOUR_MS / 2);
      const chances = [0.01, 0.5, 1, 2, 4, 7, 12, 24, 168].map((hours) =>
        availableThrough(model, unit, now, hours),
      );
      if (unit.history.isUp !== true) expect(new Set(chances)).toEqual(new Set([undefined]));
      else
        chances.forEach((chance, index) => {
          expect(chance).toBeGreaterThanOrEqual(0);
          expect(chance).toBeLessThanOrEqual(chances[index - 1] ?? 1);
        });
    }),
  );
});

test('what is said at a moment does not depend on what comes after it, and does on what came before', () => {
  fc.assert(
    fc.property(history, history, history, fc.integer({ min: 30, max: 120 }), (a, b, other, cut) => {
      // Both are watched to the same end: that somebody goes on watching is known at the time.
      const ends = ['a', 'b'].map((unit): UnitEvent => ({
        at: at(500),
        unit,
        event: 'CENSORED',
        market: 'm',
      }));
      const events = replayable([...eventsOf(a, 'a'), ...eventsOf(b, 'b'), ...ends]);
      const changed = replayable([
        ...events.filter((event) => event.at <= at(cut)),
        ...eventsOf(other, 'a').filter((event) => event.at > at(cut)),
        ...ends,
      ]);
      const saidBy = (replayed: readonly UnitEvent[]) =>
        new Map(
          backtestAvailability(replayed)
            .filter((row) => row.at <= at(cut))
            .map(({ unit, at: when, horizonHours, probability, baseRate, exponential }) => [
              `${unit} ${when} ${horizonHours}`,
              [probability, baseRate, exponential],
            ]),
        );
      const [said, saidThen] = [saidBy(events), saidBy(changed)];
      for (const [origin, figures] of said) expect(saidThen.get(origin) ?? figures).toEqual(figures);
    }),
  );
});

test('a replay that leaks the next hour is told from one that does not', () => {
  // Up and down by turns of 5 and 3 hours: who knows an hour ahead sees each drop coming.
  const turns = Array.from({ length: 120 }, (_, turn): UnitEvent => ({
    at: at(Math.floor(turn / 2) * 8 + (turn % 2) * 5),
    unit: 'turns',
    event: turn % 2 === 0 ? 'UP' : 'DOWN',
    market: 'm',
  }));
  const leaking = turns.map((event) => ({ ...event, at: instant(event.at - HOUR_MS) }));
  const said = (events: readonly UnitEvent[]) =>
    new Map(backtestAvailability(events).map((row) => [`${row.at} ${row.horizonHours}`, row.probability]));
  const honest = said(turns);
  const leaked = said(leaking);
  const both = [...honest].filter(([origin]) => leaked.has(origin));
  expect(both.length).toBeGreaterThan(100);
  expect(both.every(([origin, chance]) => leaked.get(origin) !== chance)).toBe(true);
});
