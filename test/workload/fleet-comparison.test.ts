import { expect, test } from 'vitest';
import { given } from '#units/figure.ts';
import { roiOf, yearlySaving } from '#workload/fleet-comparison.ts';

const saving = (usd: number) => ({
  cost: null,
  saving: given(usd, 'USD'),
  savingPercent: null,
  missing: [],
});

test('266 USD in 100 hours are 23,302 in the 8,760 hours of a year', () => {
  const yearly = yearlySaving(saving(266), given(100, 'h'));
  expect(yearly?.value).toBeCloseTo(23_301.6, 6);
  expect(yearly?.explain?.inputs['yearHours']?.value).toBe(8760);
});

test('804 USD saved on 96 are a return of 837.5 %', () => {
  expect(roiOf(saving(804), given(96, 'USD'))?.value).toBe(837.5);
});
