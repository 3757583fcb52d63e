import { expect, test } from 'vitest';
import { nearestRegions } from '#catalog/nearest-regions.ts';

const near = (written: string, withContinents = true): string[] =>
  nearestRegions(written, 3, { withContinents }).map(({ code }) => code);

test.each([
  ['Germany', 'DE'],
  ['germny', 'DE'],
  ['UK', 'GB'],
  ['usa', 'US'],
  ['us-east-1', 'US-VA'],
  ['DE1', 'DE'],
  ['California', 'US-CA'],
  ['Califronia', 'US-CA'],
  ['eu', 'EUROPE'],
  ['Europ', 'EUROPE'],
  ['north america', 'NORTH_AMERICA'],
])('%s is near %s', (written, code) => {
  expect(near(written)[0]).toBe(code);
});

test('what is like nothing has none near, and a continent only where one may be meant', () => {
  for (const written of ['', 'xx', 'Atlantis', 'q'.repeat(10_000)]) expect(near(written)).toEqual([]);
  expect(near('Europ', false)).not.toContain('EUROPE');
});
