import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextAttempt, STANDARD_SCHEDULE } from '#notice/sending/next-attempt.ts';
import { retryAfter } from '#notice/sending/retry-after.ts';
import { instant, parseInstant, plusMs } from '#units/time.ts';

const at = parseInstant('2026-11-22T12:00:00Z')!;
const none = () => 0;

test('ten attempts over three days, as Standard Webhooks has them', () => {
  const waits = Array.from({ length: 12 }, (_, i) => {
    const next = nextAttempt({ attempts: i + 1, endedAt: at }, none);
    return next === undefined ? undefined : (next - at) / 1000;
  });
  expect(waits).toEqual([
    5,
    300,
    1800,
    7200,
    18_000,
    36_000,
    50_400,
    72_000,
    86_400,
    undefined,
    undefined,
    undefined,
  ]);
});

test('chance makes a wait longer by a fifth at most', () => {
  expect(nextAttempt({ attempts: 2, endedAt: at }, () => 0.5)).toBe(plusMs(at, 330_000));
  expect(nextAttempt({ attempts: 2, endedAt: at }, () => 0.999_999)).toBe(plusMs(at, 360_000));
});

test('the receiver’s own wish counts where it is later, up to a day, and never after the last attempt', () => {
  const asked = (attempts: number, seconds: number) =>
    nextAttempt({ attempts, endedAt: at, askedUntil: plusMs(at, seconds * 1000) }, none);
  expect(asked(1, 2)).toBe(plusMs(at, 5000));
  expect(asked(1, 90)).toBe(plusMs(at, 90_000));
  expect(asked(1, 10 * 86_400)).toBe(plusMs(at, 86_400_000));
  expect(asked(10, 90)).toBeUndefined();
});

test('a next attempt is never before its turn nor a day and a fifth after it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      fc.option(fc.integer({ min: -1e9, max: 1e12 }), { nil: undefined }),
      (attempts, chance, askedMs) => {
        const askedUntil = askedMs === undefined ? undefined : instant(Math.max(0, at + askedMs));
        const next = nextAttempt({ attempts, endedAt: at, askedUntil }, () => chance)!;
        expect(next - at).toBeGreaterThanOrEqual(STANDARD_SCHEDULE[attempts - 1]!);
        expect(next - at).toBeLessThanOrEqual(86_400_000 * 1.2);
      },
    ),
    { numRuns: 300 },
  );
});

test('Retry-After is seconds or a date, and nothing else', () => {
  expect(retryAfter('2', at)).toBe(plusMs(at, 2000));
  expect(retryAfter(' 0 ', at)).toBe(at);
  expect(retryAfter('Sun, 22 Nov 2026 12:01:30 GMT', at)).toBe(plusMs(at, 90_000));
  // Years ahead, and numbers beyond any, are bounded, not believed and not a fault.
  expect(retryAfter('9'.repeat(400), at)).toBe(plusMs(at, 366 * 86_400_000));
  expect(retryAfter('Sun, 22 Nov 9999 12:01:30 GMT', at)).toBe(plusMs(at, 366 * 86_400_000));
  for (const text of [
    undefined,
    '',
    '-1',
    '1.5',
    '1e3',
    'soon',
    '0x10',
    'Sun, 22 Nov 2026 11:00:00 GMT',
    '2026-11-22T13:00:00Z',
    'Sun, 99 Nov 2026 99:99:99 GMT',
  ])
    expect([text, retryAfter(text, at)]).toEqual([text, undefined]);
});
