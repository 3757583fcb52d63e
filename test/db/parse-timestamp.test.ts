import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseTimestamp } from '#db/parse-timestamp.ts';

test('reads what PostgreSQL writes of any instant, to the millisecond', () => {
  const asked = fc.record({
    at: fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
    finer: fc.constantFrom('', '1', '99', '999'),
  });
  fc.assert(
    fc.property(asked, ({ at, finer }) => {
      const [whole, ms = ''] = at.toISOString().replace('T', ' ').replace('Z', '').split('.');
      // Zeros at the end are not written.
      const part = `${ms}${finer}`.replace(/0+$/, '');
      expect(parseTimestamp(`${whole}${part && `.${part}`}+00`)).toBe(at.getTime());
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['2026-01-31 13:30:00.5+01:30', '2026-01-31T12:00:00.500Z'],
  ['2026-01-31 07:00:00-05', '2026-01-31T12:00:00Z'],
])('another zone: %s', (text, meant) => {
  expect(parseTimestamp(text)).toBe(Date.parse(meant));
});
