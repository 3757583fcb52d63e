import { getArgumentValues, type FieldNode, type GraphQLResolveInfo, type SelectionSetNode } from 'graphql';
import type { Instant } from '#units/time.ts';
import type { Context } from './context.ts';
import { badInput } from './errors.ts';

/** The instant an answer is true for, and whether that is a past one that was asked for. */
export type Moment = {
  readonly at: Instant;
  /** The past instant asked for: only what had been recorded by then counts. Null for now. */
  readonly asOf: Instant | null;
};

/** What a field needs to know of where it stands in the operation. */
type Place = Pick<
  GraphQLResolveInfo,
  'path' | 'operation' | 'fragments' | 'variableValues' | 'schema' | 'parentType'
>;

/**
 * The moment a field is answered for: the `asOf` argument of the root field it stands under, or now.
 * Whatever lies under one root field is answered for one moment. Throws BAD_USER_INPUT for a future one.
 */
export function momentOf({ now }: Pick<Context, 'now'>, place: Place): Moment {
  const present = now();
  const asOf = askedInstant(place);
  if (asOf === null) return { at: present, asOf: null };
  if (asOf > present) {
    throw badInput(
      'asOf',
      '`asOf` lies in the future: nothing is known of then yet. Leave it out to ask of now.',
    );
  }
  return { at: asOf, asOf };
}

function askedInstant({ path, operation, fragments, variableValues, schema }: Place): Instant | null {
  let root = path;
  while (root.prev) root = root.prev;
  const field = fieldOf(operation.selectionSet, String(root.key), fragments);
  const type = schema.getRootType(operation.operation);
  const definition = field && type?.getFields()[field.name.value];
  if (!field || !definition?.args.some(({ name }) => name === 'asOf')) return null;
  return (getArgumentValues(definition, field, variableValues)['asOf'] as Instant | null | undefined) ?? null;
}

/** The first field that answers under this key, fragments looked through. */
function fieldOf(
  { selections }: SelectionSetNode,
  key: string,
  fragments: Place['fragments'],
): FieldNode | undefined {
  for (const selection of selections) {
    if (selection.kind === 'Field') {
      if ((selection.alias ?? selection.name).value === key) return selection;
      continue;
    }
    const inner = selection.kind === 'InlineFragment' ? selection : fragments[selection.name.value];
    const found = inner && fieldOf(inner.selectionSet, key, fragments);
    if (found) return found;
  }
  return undefined;
}
