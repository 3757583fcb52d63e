import { expect, test } from 'vitest';
import { partsOf, publishedHistories } from '../../bench/published-histories.ts';

test('a history’s parts are its lines, each in one of them', () => {
  const history = publishedHistories.find(({ name }) => name.startsWith('AWS spot, p3'))!;
  const lines = ['us-east-1a', 'us-east-2b', 'us-east-1c', 'us-west-2a'].map(
    (zone, day) => `2020-01-0${day + 1}T00:00:00Z,aws,V100,1,${zone},p3.2xlarge,spot,0.918`,
  );
  expect(partsOf(history, ['header', ...lines, ''].join('\n'))).toEqual({
    chosen: ['header', lines[0], lines[2]].join('\n'),
    other: ['header', lines[1], lines[3]].join('\n'),
  });
});

test('a history nothing is chosen on has no parts', () => {
  const history = publishedHistories.find(({ chosenOn }) => chosenOn === null)!;
  expect(partsOf(history, 'header\nline')).toBeNull();
});
