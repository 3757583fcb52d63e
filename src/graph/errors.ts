import { GraphQLError } from 'graphql';
import { builder } from './builder.ts';

/**
 * Every `extensions.code` a caller may meet in top-level errors, and what it means. Codes are part of the
 * contract: they are added, never renamed.
 */
export const ERROR_CODES = {
  BAD_REQUEST: 'The request is not a GraphQL request: the body, a parameter or the JSON is malformed.',
  GRAPHQL_PARSE_FAILED: 'The document is not GraphQL.',
  GRAPHQL_VALIDATION_FAILED: 'The document does not fit the schema.',
  OPERATION_RESOLUTION_FAILURE: 'The document names no operation, or `operationName` does not choose one.',
  BAD_USER_INPUT: 'A variable or an argument has a value that cannot be used.',
  BAD_PAGE_SIZE: '`first` or `last` is missing its range, or both are given.',
  BAD_CURSOR: 'A cursor is not one this list handed out.',
  LIMIT_EXCEEDED: 'A published limit was passed: `limit`, `max` and `found` say which, and by how much.',
  UNAUTHENTICATED: 'What is asked for belongs to an owner, and the request says not who asks: send a key.',
  METHOD_NOT_ALLOWED: 'The HTTP method does not do this: mutations need POST.',
  NOT_ACCEPTABLE: 'The Accept header names no media type this answer can be given in.',
  UNSUPPORTED_MEDIA_TYPE: 'The body is not `application/json`.',
  NOT_FOUND: 'Nothing is served at this path.',
  FORBIDDEN_ORIGIN: 'The page that asks is not on the list of allowed origins.',
  TIMEOUT: 'The answer took longer than the published time; nothing of it is kept.',
  INTERNAL: 'A fault of ours. `id` is in our log.',
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

export type RefusalDetails = {
  /** The HTTP status where nothing was executed; 200 where the error belongs to one field. */
  readonly status?: number;
  readonly headers?: Record<string, string>;
  /** The argument at fault, as the caller wrote it: "first". */
  readonly argument?: string;
  readonly limit?: string;
  readonly max?: number;
  readonly found?: number | string;
};

/**
 * A deliberate error: its message reaches the caller and says what to do next. Thrown in a resolver it
 * belongs to that field; with a `status` it answers the whole request.
 */
export function refusal(code: ErrorCode, message: string, details: RefusalDetails = {}): GraphQLError {
  const { status, headers, ...facts } = details;
  // `spec` leaves 200 to callers who accept application/json alone, as GraphQL over HTTP asks where the
  // request is a GraphQL request at all.
  const spec = status === 400 && code !== 'BAD_REQUEST';
  const http = status === undefined ? {} : { http: { status, headers: headers ?? {}, spec } };
  return new GraphQLError(message, { extensions: { code, ...facts, ...http } });
}

/** Says that an argument has a value that cannot be used; the message names a good one. */
export function badInput(argument: string, message: string): GraphQLError {
  return refusal('BAD_USER_INPUT', message, { argument });
}

/** Says that `after` or `before` is not a cursor of this list. */
export function badCursor(argument: 'after' | 'before'): GraphQLError {
  return refusal(
    'BAD_CURSOR',
    `\`${argument}\` is not a cursor of this list: pass one from its pageInfo or edges, unchanged.`,
    { argument },
  );
}

export type LimitPassed = {
  /** The limit's name in `limits`: "depth". */
  readonly limit: string;
  readonly max: number;
  readonly found: number | string;
  /** What was counted, as a sentence's beginning: "The document nests fields". */
  readonly what: string;
  readonly advice: string;
  readonly status?: number;
};

/** Says that a published limit was passed: which one, by how much, and what to do. */
export function limitExceeded({ what, advice, status = 400, ...facts }: LimitPassed): GraphQLError {
  const message = `${what}: ${facts.found}, where the limit is ${facts.max}. ${advice}`;
  return refusal('LIMIT_EXCEEDED', message, { ...facts, status });
}

/**
 * What a caller is shown of an error. Deliberate errors pass; what the caller's variables and arguments
 * caused gets a code; everything else becomes INTERNAL with an id, under which `report` is told the rest.
 */
export function publicError(error: unknown, report: (error: unknown, id: string) => void): GraphQLError {
  if (error instanceof GraphQLError && isByGraphql(error)) {
    if (typeof error.extensions['code'] === 'string') return error;
    if (error.path === undefined)
      return withCode(error, codeOf(error), { http: { status: 400, spec: true } });
    if (error.message.startsWith('Argument ')) return withCode(error, 'BAD_USER_INPUT');
  }
  const id = crypto.randomUUID();
  report(error, id);
  const place = error instanceof GraphQLError ? { nodes: error.nodes, path: error.path } : {};
  return new GraphQLError(`Something failed on our side. Quote ${id} when you report it.`, {
    ...place,
    // `unexpected` makes the status 500 where there is no data at all; it is not sent.
    extensions: { code: 'INTERNAL' satisfies ErrorCode, id, unexpected: true },
  });
}

/** True where the error was made as a GraphQLError, not wrapped around something that was thrown. */
function isByGraphql(error: GraphQLError): boolean {
  const { cause } = error;
  return cause === undefined || cause === null || (cause instanceof GraphQLError && isByGraphql(cause));
}

/** Without a path it is the document, or a variable, that execution could not start with. */
function codeOf(error: GraphQLError): ErrorCode {
  return error.message.startsWith('Syntax Error') ? 'GRAPHQL_PARSE_FAILED' : 'BAD_USER_INPUT';
}

function withCode(error: GraphQLError, code: ErrorCode, extensions: object = {}): GraphQLError {
  const { message, nodes, source, positions, path } = error;
  return new GraphQLError(message, {
    nodes,
    source,
    positions,
    path,
    extensions: { ...error.extensions, code, ...extensions },
  });
}

/** What every typed error in a union shares, so that clients can read any of them, later ones too. */
export type TypedError = { readonly code: string; readonly message: string };

/** The interface to name in `interfaces` of each typed error; a desk adds its own fields beside these. */
export const ErrorInterface = builder.interfaceRef<TypedError>('Error').implement({
  description: 'A mistake a caller can make and mend, answered as data beside the result it prevented.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'Stable name of the mistake, for programs: "NOT_FOUND".' }),
    message: t.exposeString('message', { description: 'What went wrong and what to do next, for people.' }),
  }),
});
