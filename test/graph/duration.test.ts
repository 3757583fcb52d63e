import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatDuration, parseDuration } from '#graph/duration.ts';

const HOUR = 3_600_000;

test.each([
  ['PT1H30M', 1.5 * HOUR],
  ['P7D', 168 * HOUR],
  ['P1W', 168 * HOUR],
  ['P1W1DT1H', 193 * HOUR],
  ['PT0.5S', 500],
  ['PT36H', 36 * HOUR],
  ['PT0S', 0],
  ['pt1h', HOUR],
])('%s is %i ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each([
  'P1M',
  'P1Y',
  '-PT1H',
  '+PT1H',
  'PT',
  'P',
  '',
  '1H',
  'PT1H ',
  'PT0.0001S',
  'P36526D',
  'PT1e3S',
  `PT${'9'.repeat(100)}S`,
  'PTNaNS',
])('%s is refused', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

test('what is written is read back', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 36_525 * 24 * HOUR }), (ms) => {
      expect(parseDuration(formatDuration(ms))).toBe(ms);
    }),
  );
  expect(formatDuration(1.5 * HOUR)).toBe('PT1H30M');
  expect(formatDuration(170 * HOUR)).toBe('P7DT2H');
  expect(() => formatDuration(0.5)).toThrow(RangeError);
});

test('any text is read or refused', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const ms = parseDuration(text);
      expect(ms === undefined || Number.isInteger(ms)).toBe(true);
    }),
  );
  expect(parseDuration('P1D')).toBe(24 * HOUR);
});
