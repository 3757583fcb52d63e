import type { GraphQLSchema } from 'graphql';
import { builder } from './builder.ts';
import './published-limits.ts';
import './scalars.ts';
import '#alert/graph.ts';
import '#budget/graph.ts';
import '#forecast/graph.ts';
import '#market/graph.ts';
import '#notice/graph.ts';
import '#sdk/graph-sdk-code.ts';
import '#workload/graph.ts';

builder.queryType({ description: 'What can be asked, at one instant.' });
builder.mutationType({
  description:
    'What can be told: each answers with what is kept of it, or with errors that say what to mend.',
});
builder.subscriptionType({
  description: 'What can be followed, over WebSocket (graphql-transport-ws) or server-sent events.',
});

/** The whole schema: every desk's types, once their modules are loaded. */
export function buildSchema(): GraphQLSchema {
  return builder.toSchema();
}
