import { GraphQLError, isInterfaceType, isObjectType, type GraphQLResolveInfo } from 'graphql';
import { stringFault } from './string-fault.ts';

export type NodeId = { readonly typename: string; readonly id: string };

const FORM = /^([A-Za-z]\w{0,63}):(.{1,200})$/su;

/** What `Node.id` is: the type and its own key, opaque to clients. */
export function encodeNodeId(typename: string, id: string | number | bigint): string {
  return Buffer.from(`${typename}:${id}`).toString('base64url');
}

/** The id of nothing: of a type that is there and is no node. */
const NOTHING: NodeId = { typename: 'Query', id: '' };

/**
 * Takes an id apart. It does not throw: the cost of an operation is worked out with its ids taken apart,
 * and has to come out. What was never an id, or names no type, comes back as the id of nothing.
 */
export function decodeNodeId(text: string, isType: (name: string) => boolean): NodeId {
  const [, typename, id] = FORM.exec(Buffer.from(text, 'base64url').toString()) ?? [];
  // What an id holds is not text yet at the door where NUL is refused.
  if (typename === undefined || id === undefined || stringFault(id)) return NOTHING;
  return isType(typename) ? { typename, id } : { typename: NOTHING.typename, id };
}

/** Whether an id is of a node type. Throws BAD_USER_INPUT where it never was an id. */
export function isNode({ typename, id }: NodeId, { schema }: Pick<GraphQLResolveInfo, 'schema'>): boolean {
  if (id === NOTHING.id) {
    throw new GraphQLError('That is no id: pass one from an `id` field, unchanged.', {
      extensions: { code: 'BAD_USER_INPUT', argument: 'id' },
    });
  }
  const node = schema.getType('Node');
  const type = schema.getType(typename);
  return isInterfaceType(node) && isObjectType(type) && schema.isSubType(node, type);
}
