import SchemaBuilder, { brandWithType } from '@pothos/core';
import ComplexityPlugin from '@pothos/plugin-complexity';
import DataloaderPlugin from '@pothos/plugin-dataloader';
import ErrorsPlugin from '@pothos/plugin-errors';
import RelayPlugin from '@pothos/plugin-relay';
import type { MicroUsd } from '#units/money.ts';
import type { Instant } from '#units/time.ts';
import type { Context } from './context.ts';
import { costOfField } from './field-cost.ts';
import { decodeNodeId, encodeNodeId, isNode, type NodeId } from './node-id.ts';

/** The only schema builder: every desk adds its types to it, and graph/schema makes the schema of it. */
export const builder = new SchemaBuilder<{
  Context: Context;
  DefaultFieldNullability: false;
  DefaultEdgesNullability: false;
  DefaultNodeNullability: false;
  Scalars: {
    ID: { Input: string; Output: string | number };
    DateTime: { Input: Instant; Output: Instant };
    /** Milliseconds inside, ISO 8601 outside. */
    Duration: { Input: number; Output: number };
    USD: { Input: MicroUsd; Output: MicroUsd };
    BigInt: { Input: bigint; Output: bigint | number };
    JSON: { Input: unknown; Output: unknown };
  };
}>({
  plugins: [ErrorsPlugin, RelayPlugin, DataloaderPlugin, ComplexityPlugin],
  defaultFieldNullability: false,
  relay: {
    clientMutationId: 'omit',
    cursorType: 'String',
    edgesFieldOptions: { nullable: false, description: 'The rows of this page, each with its cursor.' },
    nodeFieldOptions: { nullable: false, description: 'The row itself.' },
    cursorFieldOptions: { description: 'Its place in the list: what `after` and `before` take. Opaque.' },
    pageInfoFieldOptions: {
      description: 'Whether there are more rows, and where this page begins and ends.',
    },
    pageInfoTypeOptions: { description: 'Where a page begins and ends, and whether there are more.' },
    hasNextPageFieldOptions: { description: 'True where rows follow this page.' },
    hasPreviousPageFieldOptions: { description: 'True where rows come before this page.' },
    startCursorFieldOptions: { description: 'Cursor of the first row; null on an empty page.' },
    endCursorFieldOptions: {
      description: 'Cursor of the last row, to go on `after`; null on an empty page.',
    },
    firstArgOptions: {
      description: 'At most this many rows from the beginning, 1 to 100; 20 where it is absent.',
    },
    afterArgOptions: { description: 'Go on after this cursor of the same list.' },
    lastArgOptions: { description: 'At most this many rows from the end, 1 to 100.' },
    beforeArgOptions: { description: 'Go back from this cursor of the same list.' },
    nodeTypeOptions: { description: 'Anything that can be had again by its id.' },
    idFieldOptions: { description: 'Opaque id, for `node`.' },
    encodeGlobalID: encodeNodeId,
    decodeGlobalID: (text): NodeId => decodeNodeId(text, (name) => builder.configStore.hasConfig(name)),
    nodeQueryOptions: {
      resolve: (_root, { id }, _context, info, resolveNode) => (isNode(id, info) ? resolveNode(id) : null),
      description: 'The thing of this id; null where there is none.',
      args: { id: { description: 'An id that some answer held.' } },
    },
    nodesQueryOptions: {
      resolve: async (_root, { ids }, _context, info, resolveNodes) => {
        const asked = [...ids];
        // Pothos loads the list it made of the argument, whatever it is handed: that list has to hold nodes alone.
        ids.splice(0, ids.length, ...asked.filter((id) => isNode(id, info)));
        const found = await resolveNodes(ids);
        return asked.map((id) => (ids.includes(id) ? marked(found[ids.indexOf(id)], id) : null));
      },
      description: 'The things of these ids, in their order; null for each there is none of.',
      args: { ids: { description: 'Ids that answers held.' } },
    },
  },
  errors: { directResult: true },
  complexity: { fieldComplexity: costOfField },
});

/** Pothos marks a node with its type, but not one that it is still loading for another field of the operation. */
async function marked(loading: unknown, { typename }: NodeId): Promise<unknown> {
  const node = await loading;
  if (typeof node === 'object' && node !== null && !(node instanceof Error))
    brandWithType(node, typename as never);
  return node;
}
