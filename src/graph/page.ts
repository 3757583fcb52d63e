import { LIMITS } from './limits.ts';
import { refusal } from './errors.ts';

/** The arguments of a Relay connection, as GraphQL hands them over. */
export type PageArgs = {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
};

/** Which rows are wanted: at most `size`, beyond `cursor` in this direction; from the end where it is null. */
export type Page = {
  readonly direction: 'forward' | 'backward';
  readonly size: number;
  readonly cursor: string | null;
};

/**
 * Reads a connection's arguments. Forward by default, 20 rows.
 * Throws BAD_PAGE_SIZE above 100 rows, below 1, or where both directions are asked at once: a page is
 * never cut in silence.
 */
export function pageOf({ first, after, last, before }: PageArgs): Page {
  const forward = first != null || after != null;
  const backward = last != null || before != null;
  if (forward && backward) {
    throw refusal(
      'BAD_PAGE_SIZE',
      'Page forward with `first` and `after`, or backward with `last` and `before`, not both at once.',
    );
  }
  return backward
    ? { direction: 'backward', size: sizeOf('last', last), cursor: before ?? null }
    : { direction: 'forward', size: sizeOf('first', first), cursor: after ?? null };
}

function sizeOf(argument: 'first' | 'last', size: number | null | undefined): number {
  if (size == null) return LIMITS.defaultPageSize;
  if (Number.isInteger(size) && size >= 1 && size <= LIMITS.pageSize) return size;
  const advice = size > LIMITS.pageSize ? ` Ask for ${LIMITS.pageSize} and follow pageInfo for more.` : '';
  throw refusal(
    'BAD_PAGE_SIZE',
    `\`${argument}\` is ${size}, and takes 1 to ${LIMITS.pageSize}.${advice}`,
    size > LIMITS.pageSize
      ? { argument, limit: 'pageSize', max: LIMITS.pageSize, found: size }
      : { argument },
  );
}
