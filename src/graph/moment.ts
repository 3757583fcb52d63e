import { getArgumentValues, type FieldNode, type GraphQLResolveInfo, type SelectionSetNode } from 'graphql';
import { formatInstant, instant, type Instant } from '#units/time.ts';
import type { Context } from './context.ts';
import { badInput } from './errors.ts';

/** No market of GPUs was there before, and the periods that answers look back over stay instants. */
const EARLIEST = instant(Date.UTC(2000, 0, 1));

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
 * Whatever lies under one root field is answered for one moment. Throws BAD_USER_INPUT for a future one, and for one
 * before any market.
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
  if (asOf < EARLIEST) {
    throw badInput(
      'asOf',
      `\`asOf\` lies before ${formatInstant(EARLIEST)}, when nothing was recorded: ask of a later instant.`,
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
