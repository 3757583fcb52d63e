import { expect, test } from 'vitest';
import { chanceInHour, countHour, hourOfWeek, weekTally } from '#analytics/hour-of-week.ts';
import { instant } from '#units/time.ts';

const utc = (...parts: [number, number, number, number, number?]) => instant(Date.UTC(...parts));

test('an hour of the week is that of the wall clock, daylight saving and odd offsets too', () => {
  // Sunday 29 March 2026: 01:59 in Berlin is followed by 03:00.
  expect(hourOfWeek(utc(2026, 2, 29, 0, 59), 'Europe/Berlin')).toBe(6 * 24 + 1);
  expect(hourOfWeek(utc(2026, 2, 29, 1), 'Europe/Berlin')).toBe(6 * 24 + 3);
  // Sunday 25 October 2026: 02:00 to 03:00 comes twice.
  expect(hourOfWeek(utc(2026, 9, 25, 0), 'Europe/Berlin')).toBe(6 * 24 + 2);
  expect(hourOfWeek(utc(2026, 9, 25, 1), 'Europe/Berlin')).toBe(6 * 24 + 2);
  expect(hourOfWeek(utc(2026, 5, 14, 18, 30), 'Asia/Kolkata')).toBe(0);
  expect(hourOfWeek(utc(2026, 5, 15, 0), 'America/New_York')).toBe(6 * 24 + 20);
});

test('an hour is drawn to its hour of the day, and that to all hours, as by 60 samples each', () => {
  const tally = weekTally();
  expect(chanceInHour(tally, 10, 0.5)).toBe(0.5);
  for (let n = 0; n < 20; n++) countHour(tally, 10, true);
  // All hours: (20 + 30) ÷ 80 = 0.625; the hour of the day: (20 + 37.5) ÷ 80 = 0.71875; the hour: (20 + 43.125) ÷ 80.
  expect(chanceInHour(tally, 10, 0.5)).toBeCloseTo(0.7890625, 12);
  expect(chanceInHour(tally, 34, 0.5)).toBeCloseTo(0.71875, 12);
  expect(chanceInHour(tally, 11, 0.5)).toBeCloseTo(0.625, 12);
  for (let n = 0; n < 20; n++) countHour(tally, 11, false);
  expect(chanceInHour(tally, 11, 0.5)).toBeLessThan(0.5);
});
