import type { GraphQLSchema } from 'graphql';
import { builder } from './builder.ts';
import './published-limits.ts';
import './scalars.ts';
import '#forecast/graph.ts';
import '#market/graph.ts';

builder.queryType({ description: 'What can be asked, at one instant.' });
builder.subscriptionType({
  description: 'What can be followed, over WebSocket (graphql-transport-ws) or server-sent events.',
});

/** The whole schema: every desk's types, once their modules are loaded. */
export function buildSchema(): GraphQLSchema {
  return builder.toSchema();
}
