import {
  getOperationAST,
  getVariableValues,
  GraphQLError,
  Kind,
  OperationTypeNode,
  validate,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { explainAborted, limitRules, parseWithin } from '#graph/document-limits.ts';
import { refusal, type ErrorCode } from '#graph/errors.ts';
import type { Limits } from '#graph/limits.ts';
import { operationFault, variablesFault } from '#graph/operation-limits.ts';

/** A request as a client would send it. */
export type Asked = {
  readonly document: string;
  readonly operationName: string | null;
  /** An object, or the text of one. */
  readonly variables: unknown;
};

/** An operation the API would run, with the variables it would run it with. */
export type Operation = {
  readonly schema: GraphQLSchema;
  /** The document as it was given, to the character. */
  readonly text: string;
  readonly document: DocumentNode;
  readonly definition: OperationDefinitionNode;
  readonly kind: OperationTypeNode;
  /** Null for an operation without a name. */
  readonly name: string | null;
  /** What was given for the variables the operation declares. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Variables that were given and that the operation does not declare. */
  readonly unknownVariables: readonly string[];
};

/**
 * Reads a request as the server does before it runs one, in the same order and within the same limits, and answers
 * with the errors the server would answer with, each with a code.
 */
export function readOperation(
  schema: GraphQLSchema,
  asked: Asked,
  limits: Limits,
): { readonly operation: Operation } | { readonly errors: readonly GraphQLError[] } {
  let document: DocumentNode;
  try {
    document = parseWithin(limits, asked.document);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return { errors: [coded(error, 'GRAPHQL_PARSE_FAILED')] };
  }
  let faults = validate(schema, document, limitRules(limits));
  if (faults.length === 0) faults = validate(schema, document);
  if (faults.length > 0)
    return {
      errors: faults.map((error) => coded(explainAborted(limits, error), 'GRAPHQL_VALIDATION_FAILED')),
    };
  const definition = getOperationAST(document, asked.operationName);
  if (!definition) return { errors: [unresolved(document, asked.operationName)] };

  const given = readVariables(asked.variables);
  if (given instanceof GraphQLError) return { errors: [given] };
  const tooMuch = variablesFault(given, limits);
  if (tooMuch) return { errors: [tooMuch] };
  const declared = new Set(definition.variableDefinitions?.map(({ variable }) => variable.name.value));
  const variables = Object.fromEntries(Object.entries(given).filter(([name]) => declared.has(name)));
  const { errors } = getVariableValues(schema, definition.variableDefinitions ?? [], variables);
  if (errors) return { errors: errors.map((error) => coded(error, 'BAD_USER_INPUT')) };
  const { error } = operationFault(
    { schema, document, operationName: definition.name?.value ?? null, variableValues: variables },
    limits,
  );
  if (error) return { errors: [error] };
  return {
    operation: {
      schema,
      text: asked.document,
      document,
      definition,
      kind: definition.operation,
      name: definition.name?.value ?? null,
      variables,
      unknownVariables: Object.keys(given).filter((name) => !declared.has(name)),
    },
  };
}

function coded(error: GraphQLError, code: ErrorCode): GraphQLError {
  if (typeof error.extensions['code'] === 'string') return error;
  const { message, nodes, source, positions } = error;
  return new GraphQLError(message, { nodes, source, positions, extensions: { code } });
}

function unresolved({ definitions }: DocumentNode, asked: string | null): GraphQLError {
  const names = definitions.flatMap((node) =>
    node.kind === Kind.OPERATION_DEFINITION
      ? [node.name ? `"${node.name.value}"` : 'one without a name']
      : [],
  );
  const message =
    names.length === 0
      ? 'The document has no operation: write a query, a mutation or a subscription.'
      : `${asked === null ? 'The document has several operations' : `The document has no operation "${asked}"`}: choose by \`operationName\` one of ${names.join(', ')}.`;
  return refusal('OPERATION_RESOLUTION_FAILURE', message);
}

function readVariables(variables: unknown): Readonly<Record<string, unknown>> | GraphQLError {
  let value = variables ?? {};
  if (typeof value === 'string') {
    try {
      value = value.trim() === '' ? {} : ((JSON.parse(value) as unknown) ?? {});
    } catch (error) {
      const why = error instanceof Error ? `: ${error.message}` : '';
      return refusal('BAD_USER_INPUT', `\`variables\` is text that is no JSON${why}.`, {
        argument: 'variables',
      });
    }
  }
  if (typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  const message = '`variables` is no object: give one with a value by the name of each variable.';
  return refusal('BAD_USER_INPUT', message, { argument: 'variables' });
}
