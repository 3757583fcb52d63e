import { GraphQLError } from 'graphql';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { pageOf, type PageArgs } from '#graph/page.ts';

test.each<[PageArgs, ReturnType<typeof pageOf>]>([
  [{}, { direction: 'forward', size: 20, cursor: null }],
  [
    { first: null, last: null },
    { direction: 'forward', size: 20, cursor: null },
  ],
  [{ first: 1 }, { direction: 'forward', size: 1, cursor: null }],
  [
    { first: 100, after: 'c' },
    { direction: 'forward', size: 100, cursor: 'c' },
  ],
  [{ after: 'c' }, { direction: 'forward', size: 20, cursor: 'c' }],
  [{ last: 5 }, { direction: 'backward', size: 5, cursor: null }],
  [{ before: 'c' }, { direction: 'backward', size: 20, cursor: 'c' }],
])('%j', (args, page) => {
  expect(pageOf(args)).toEqual(page);
});

test.each<[PageArgs, string]>([
  [{ first: 101 }, 'first` is 101, and takes 1 to 100. Ask for 100'],
  [{ first: 0 }, 'first` is 0'],
  [{ last: -1 }, 'last` is -1'],
  [{ first: 1, last: 1 }, 'not both'],
  [{ first: 1, before: 'c' }, 'not both'],
  [{ after: 'a', before: 'b' }, 'not both'],
])('%j is refused', (args, message) => {
  expect(() => pageOf(args)).toThrow(message);
});

/** The size taken, or the code of the refusal. */
function sizeOrCode(first: number): unknown {
  try {
    return pageOf({ first }).size;
  } catch (error) {
    return error instanceof GraphQLError && error.extensions['code'];
  }
}

test('a size is taken as it is or refused, never changed', () => {
  fc.assert(
    fc.property(fc.integer(), (first) => {
      expect(sizeOrCode(first)).toBe(first >= 1 && first <= 100 ? first : 'BAD_PAGE_SIZE');
    }),
  );
  expect(sizeOrCode(100)).toBe(100);
});
