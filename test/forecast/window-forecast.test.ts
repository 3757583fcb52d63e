import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HOUR_MS, instant, plusMs } from '#units/time.ts';
import { forecastWindows, type PastHour } from '#forecast/window-forecast.ts';
import { clockTime } from '#forecast/window-reasoning.ts';

const WEEKS = 8;
const PAST = WEEKS * 168;
/** Thursday before clocks go forward in Berlin, at 02:00 on Sunday 29 March 2026. */
const NOW = instant(Date.UTC(2026, 2, 26, 12));
const START = plusMs(NOW, -PAST * HOUR_MS);

const ask = { durationMs: 4 * HOUR_MS, timeZone: 'Europe/Berlin', now: NOW, aheadHours: 168, count: 20 };

function past(inStock: (index: number) => boolean | undefined, price = 200_000): PastHour[] {
  return Array.from({ length: PAST }, (_, index) => ({ inStock: inStock(index), price }));
}

test('hours are those of the wall clock on either side of the change of clocks', () => {
  // Out of stock from 09:00 to 17:00 in Berlin, which is 08:00 to 16:00 UTC all winter long.
  const winter = past((index) => {
    const hour = (12 + index) % 24;
    return hour < 8 || hour >= 16;
  });
  const { found } = forecastWindows(winter, START, ask);
  const sunday = found!.best.concat(found!.worst).flatMap(({ hours }) => hours);
  for (const { at, hourOfWeek } of sunday) {
    expect(clockTime(at, 'Europe/Berlin')).toBe(`${String(hourOfWeek % 24).padStart(2, '0')}:00`);
  }
  // A start needs an hour of stock before it and four from it on: 18:00 to 05:00, after Sunday too.
  for (const { hourOfWeek } of found!.best.flatMap(({ hours }) => hours)) {
    expect([...Array(24).keys()].filter((hour) => hour >= 18 || hour <= 5)).toContain(hourOfWeek % 24);
  }
  const at = (hour: number) => found!.week[hour]!.safety;
  expect(at(2 * 24 + 18)).toBeGreaterThan(0.8);
  expect(at(2 * 24 + 6)).toBeLessThan(0.6);
  expect(found!.differ).toBe(true);
});

test('what never failed is claimed no surer than its samples show, and any hour is as good', () => {
  const { found, starts } = forecastWindows(
    past(() => true),
    START,
    ask,
  );
  expect(starts).toBe(PAST - 4);
  expect(found!.differ).toBe(false);
  // Eight starts in each hour of the week and 60 it is drawn from, less in those whose last is not over.
  for (const { low, safety, high } of found!.best.flatMap(({ hours }) => hours)) {
    expect(safety).toBeLessThanOrEqual(69 / 70);
    expect(low < safety && safety < high).toBe(true);
  }
  expect(found!.best[0]!.hours[0].price).toBe(200_000);
  expect(found!.startedNow).toBeGreaterThan(0.9);
});

test('nothing is said of fewer than two weeks, nor of hours nobody watched', () => {
  expect(
    forecastWindows(
      past((index) => (index < PAST - 335 ? undefined : true)),
      START,
      ask,
    ),
  ).toMatchObject({ hoursWatched: 335, found: null });
  expect(
    forecastWindows(
      past((index) => (index < PAST - 336 ? undefined : true)),
      START,
      ask,
    ).found,
  ).not.toBeNull();
  expect(
    forecastWindows(
      past(() => false),
      START,
      ask,
    ),
  ).toMatchObject({ hoursInStock: 0, starts: 0, found: null });
});

test('whatever the past was, chances are within their intervals, and windows within the days ahead', () => {
  const hour = fc.option(fc.boolean(), { nil: undefined });
  fc.assert(
    fc.property(
      fc.array(hour, { minLength: 400, maxLength: 600 }),
      fc.integer({ min: 1, max: 72 }),
      fc.constantFrom('UTC', 'Asia/Kolkata', 'America/New_York'),
      (stock, durationHours, timeZone) => {
        const hours = stock.map((inStock): PastHour => ({ inStock, price: null }));
        const start = plusMs(NOW, -hours.length * HOUR_MS);
        const { found } = forecastWindows(hours, start, {
          ...ask,
          durationMs: durationHours * HOUR_MS,
          timeZone,
        });
        for (const window of [...(found?.best ?? []), ...(found?.worst ?? [])]) {
          for (const { at, safety, low, high, price } of window.hours) {
            expect(low <= safety && safety <= high && low >= 0 && high <= 1).toBe(true);
            expect(at >= NOW && at < plusMs(NOW, 168 * HOUR_MS)).toBe(true);
            expect(price).toBeNull();
          }
        }
      },
    ),
    { numRuns: 30 },
  );
});
