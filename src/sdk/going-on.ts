import {
  getNullableType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
  Kind,
  OperationTypeNode,
  type FieldNode,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type SelectionSetNode,
} from 'graphql';
import type { Operation } from './read-operation.ts';

type Selectable = GraphQLObjectType | GraphQLInterfaceType;

/** How an operation goes on where the last answer ended: the cursor at `path` of the data is its next `variable`. */
export type GoingOn = {
  readonly variable: string;
  /** Keys from the data down to the cursor: `["ticker", "cursor"]`. */
  readonly path: readonly string[];
};

/** How a subscription goes on after its last event; undefined where it names no variable for that or no cursor. */
export function resumption(operation: Operation): GoingOn | undefined {
  if (operation.kind !== OperationTypeNode.SUBSCRIPTION) return undefined;
  const root = onlyField(operation);
  const variable = root && variableOf(root.node, 'after');
  if (!root || variable === undefined) return undefined;
  const cursor = keyOf(operation, root.type, root.node.selectionSet, 'cursor');
  return cursor === undefined ? undefined : { variable, path: [keyText(root.node), cursor] };
}

/** How a list goes on with its next page, and the key that tells whether there is one. */
export type Paging = GoingOn & { readonly more: readonly string[] };

/** How to turn the pages of a query of one list; undefined where it is none, or asks not for what that takes. */
export function paging(operation: Operation): Paging | undefined {
  if (operation.kind !== OperationTypeNode.QUERY) return undefined;
  const root = onlyField(operation);
  const variable = root && variableOf(root.node, 'after');
  if (!root || variable === undefined || !root.type.name.endsWith('Connection')) return undefined;
  const info = fieldsOf(operation, root.node.selectionSet).find(({ name }) => name.value === 'pageInfo');
  const [cursor, more] = ['endCursor', 'hasNextPage'].map((name) =>
    fieldsOf(operation, info?.selectionSet).find((node) => node.name.value === name),
  );
  if (!info || !cursor || !more) return undefined;
  const to = [keyText(root.node), keyText(info)];
  return { variable, path: [...to, keyText(cursor)], more: [...to, keyText(more)] };
}

function onlyField(operation: Operation): { node: FieldNode; type: Selectable } | undefined {
  const [node, ...others] = fieldsOf(operation, operation.definition.selectionSet);
  const root = operation.schema.getRootType(operation.kind);
  const field = node && root && operation.schema.getField(root, node.name.value);
  // What may be null, or are several, is no place to go on from.
  if (!field || others.length > 0 || !isNonNullType(field.type)) return undefined;
  const type = getNullableType(field.type);
  return isObjectType(type) || isInterfaceType(type) ? { node, type } : undefined;
}

/** The fields that a selection holds in any case: those of fragments for other types, or under a condition, left out. */
function fieldsOf(operation: Operation, set: SelectionSetNode | undefined): readonly FieldNode[] {
  return (set?.selections ?? []).flatMap((selection) => {
    if (selection.directives && selection.directives.length > 0) return [];
    if (selection.kind === Kind.FIELD) return [selection];
    if (selection.kind === Kind.INLINE_FRAGMENT)
      return selection.typeCondition ? [] : fieldsOf(operation, selection.selectionSet);
    const fragment = operation.document.definitions.find(
      (node) => node.kind === Kind.FRAGMENT_DEFINITION && node.name.value === selection.name.value,
    );
    if (fragment?.kind !== Kind.FRAGMENT_DEFINITION) return [];
    return fieldsOf(operation, fragment.selectionSet);
  });
}

/** The key under which every answer of `type` has its field `name`. */
function keyOf(
  operation: Operation,
  type: Selectable,
  set: SelectionSetNode | undefined,
  name: string,
): string | undefined {
  if (type.getFields()[name] === undefined) return undefined;
  const node = fieldsOf(operation, set).find((field) => field.name.value === name);
  return node && keyText(node);
}

function variableOf(node: FieldNode, argument: string): string | undefined {
  const value = node.arguments?.find(({ name }) => name.value === argument)?.value;
  return value?.kind === Kind.VARIABLE ? value.name.value : undefined;
}

function keyText(node: FieldNode): string {
  return (node.alias ?? node.name).value;
}
