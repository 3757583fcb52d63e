import { expect, test } from 'vitest';
import { checkedBudget, type AskedBudget } from '#budget/check-budget.ts';
import { nearestZones } from '#budget/time-zone.ts';
import { microUsd } from '#units/money.ts';

const good: AskedBudget = {
  name: 'Tuning',
  scope: 'PROJECT',
  scopeName: 'tuning',
  amount: microUsd(1_000_000),
  period: 'MONTH',
  timeZone: 'UTC',
  thresholds: [50],
  hardStop: false,
};

function wrong(asked: Partial<AskedBudget>): readonly string[] {
  const checked = checkedBudget({ ...good, ...asked });
  return 'faults' in checked ? checked.faults.map(({ message }) => message) : [];
}

test('an emoji is one character of a name, as in the database', () => {
  expect(wrong({ name: '🔥'.repeat(120) })).toEqual([]);
  expect(wrong({ name: '🔥'.repeat(121) })).toEqual(['`name` is over 120 characters long: give 1 to 120.']);
  expect(wrong({ name: 'x🔥'.repeat(65) })).toEqual(['`name` is 130 characters long: give 1 to 120.']);
  expect(wrong({ name: 'x'.repeat(9999) })).toEqual(['`name` is over 120 characters long: give 1 to 120.']);
  expect(wrong({ name: '  ' })).toEqual(['`name` is blank: give it 1 to 120 characters.']);
});

test('a name that spends are matched by has no space at its ends, where nobody sees it', () => {
  expect(wrong({ scopeName: 'two words' })).toEqual([]);
  expect(wrong({ scopeName: 'tuning ' })).toEqual([
    '`scopeName` begins or ends with a space: leave it out, for budgets and spends are matched to the letter.',
  ]);
});

test.each([
  ['pst', ['America/Los_Angeles']],
  ['CEST', ['Europe/Berlin']],
  ['berlin', ['Europe/Berlin']],
])('the zone meant by %s comes first', (asked, zones) => {
  expect(nearestZones(asked).slice(0, zones.length)).toEqual(zones);
});
