/**
 * What a request may cost before it is refused. Published by `Query.limits`; each has a test that stays
 * under it and one that passes it. Suggestions ("Did you mean") stay on: the schema is open to
 * introspection, so they tell nobody anything new.
 */
export const LIMITS = {
  /** Bytes of an HTTP body. */
  bodyBytes: 100_000,
  /** Lexical tokens of a document. */
  tokens: 1_000,
  /** Fields nested in each other, fragments resolved. The introspection query of graphql-js needs 15. */
  depth: 15,
  /** Aliased fields in a document, `__typename` among them. */
  aliases: 15,
  /** Directives in a document. */
  directives: 5,
  /** Comparisons to find out whether fields of one name can be merged; the number is graphql-js' own. */
  fieldComparisons: 500_000,
  /** Cost of an operation: fields, multiplied by the rows they are asked for. */
  cost: 5_000,
  /** Values inside the variables, those in lists and objects counted singly. */
  variableValues: 1_000,
  /** Lists and objects nested in each other inside the variables. */
  variableDepth: 10,
  /** Rows of a page where `first` and `last` are absent. */
  defaultPageSize: 20,
  /** Rows of a page. */
  pageSize: 100,
  /** Operations running at once on one WebSocket. */
  socketOperations: 100,
  /** Bytes of one WebSocket message. */
  socketMessageBytes: 65_536,
  /** WebSockets one address may hold that have not been initialised yet. */
  pendingSockets: 50,
  /** Event streams one address may hold open over HTTP. */
  eventStreams: 100,
  /** Seconds from an open WebSocket to its connection_init. */
  socketInitSeconds: 3,
  /** Seconds to send the headers of a request. */
  headerSeconds: 10,
  /** Seconds to send a request whole, and again to answer it; event streams may stay open. */
  requestSeconds: 30,
  /** Analyses that ask a model at once, of all callers. */
  analyses: 8,
  /** The same, of one owner. */
  analysesPerOwner: 2,
} as const;

export type Limits = { readonly [Name in keyof typeof LIMITS]: number };
