import type { GraphQLResolveInfo } from 'graphql';
import { badCursor } from '#graph/errors.ts';
import type { Page } from '#graph/page.ts';

export type Edge<T> = { readonly cursor: string; readonly node: T };

/** A page of a Relay connection. `totalCount` is null where nobody asked for it. */
export type Connection<T> = {
  readonly edges: Edge<T>[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly totalCount: number | null;
};

/** Makes a connection of the rows of a page, of which one more than its size was asked for. */
export function connectionOf<T>(
  { direction, size, cursor }: Page,
  rows: readonly T[],
  totalCount: number | null,
  cursorOf: (row: T) => string,
): Connection<T> {
  const more = rows.length > size;
  const forward = direction === 'forward';
  const shown = forward ? rows.slice(0, size) : rows.slice(Math.max(rows.length - size, 0));
  const edges = shown.map((node) => ({ cursor: cursorOf(node), node }));
  return {
    edges,
    pageInfo: {
      hasNextPage: forward ? more : cursor !== null,
      hasPreviousPage: forward ? cursor !== null : more,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount,
  };
}

/**
 * The page of rows that are all in memory. `order` holds them, and whatever else a cursor may stand
 * for, in their order: a row that has left the list since still tells where to go on. Keys are unique.
 */
export function pageOfSorted<T>(
  page: Page,
  rows: readonly T[],
  keyOf: (row: T) => string,
  order: readonly T[] = rows,
): Connection<T> {
  const { direction, size, cursor } = page;
  const forward = direction === 'forward';
  const cursorOf = (row: T): string => Buffer.from(keyOf(row)).toString('base64url');
  const places = new Map(order.map((row, place) => [cursorOf(row), place]));
  const placeOf = (row: T): number => places.get(cursorOf(row)) ?? -1;
  const from = cursor === null ? null : places.get(cursor);
  if (from === undefined) throw badCursor(forward ? 'after' : 'before');
  const beyond = rows.filter((row) => from === null || (forward ? placeOf(row) > from : placeOf(row) < from));
  const wanted = forward ? beyond.slice(0, size + 1) : beyond.slice(-size - 1);
  return connectionOf(page, wanted, rows.length, cursorOf);
}

/** Whether a field's selection asks for `name`, in the open or in fragments. */
export function asksFor(info: GraphQLResolveInfo, name: string): boolean {
  const within = (set: GraphQLResolveInfo['fieldNodes'][number]['selectionSet']): boolean =>
    (set?.selections ?? []).some((selection) => {
      if (selection.kind === 'Field') return selection.name.value === name;
      return within(
        selection.kind === 'InlineFragment'
          ? selection.selectionSet
          : info.fragments[selection.name.value]?.selectionSet,
      );
    });
  return info.fieldNodes.some((node) => within(node.selectionSet));
}
