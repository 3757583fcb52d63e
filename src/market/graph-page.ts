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

/** The page of rows that are all in memory, in their order; keys are unique and stand for places. */
export function pageOfSorted<T>(page: Page, rows: readonly T[], keyOf: (row: T) => string): Connection<T> {
  const { direction, size, cursor } = page;
  const forward = direction === 'forward';
  const cursorOf = (row: T) => Buffer.from(keyOf(row)).toString('base64url');
  const place = cursor === null ? -1 : rows.findIndex((row) => cursorOf(row) === cursor);
  if (cursor !== null && place === -1) throw badCursor(forward ? 'after' : 'before');
  const end = cursor === null ? rows.length : place;
  const wanted = forward
    ? rows.slice(place + 1, place + 2 + size)
    : rows.slice(Math.max(end - size - 1, 0), end);
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
