import { complexityFromQuery, type ComplexityResult } from '@pothos/plugin-complexity';
import { getOperationAST, getVariableValues, GraphQLError, Kind, type ExecutionArgs } from 'graphql';
import { limitExceeded, refusal } from './errors.ts';
import type { Limits } from './limits.ts';
import { stringFault } from './string-fault.ts';

/**
 * The cost of the operation chosen, before anything of it runs; undefined where its variables do not fit
 * their types, for which execution refuses all of it. Throws the GraphQLError of an argument that cannot be
 * read: such an operation would run in part, at a cost nobody knows.
 */
export function costOf(args: ExecutionArgs): number | undefined {
  const operation = getOperationAST(args.document, args.operationName);
  if (!operation) return undefined;
  const fragments = args.document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  try {
    const { complexity }: ComplexityResult = complexityFromQuery(
      { kind: Kind.DOCUMENT, definitions: [operation, ...fragments] },
      { schema: args.schema, ctx: {}, variables: { ...args.variableValues } },
    );
    return complexity;
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const { variableDefinitions = [] } = operation;
    const { errors } = getVariableValues(args.schema, variableDefinitions, { ...args.variableValues });
    if (errors) return undefined;
    throw error;
  }
}

/** Why this operation is not run, or undefined: its variables are too many or malformed, or it costs too much. */
export function operationFault(
  args: ExecutionArgs,
  limits: Pick<Limits, 'cost' | 'variableValues' | 'variableDepth'>,
): { readonly error: GraphQLError | undefined; readonly cost: number | undefined } {
  const error = variablesFault(args.variableValues, limits);
  if (error) return { error, cost: undefined };
  let cost: number | undefined;
  try {
    cost = costOf(args);
  } catch (fault) {
    if (!(fault instanceof GraphQLError)) throw fault;
    return { error: refusal('BAD_USER_INPUT', fault.message, { status: 400 }), cost: undefined };
  }
  if (cost === undefined || cost <= limits.cost) return { error: undefined, cost };
  return {
    cost,
    error: limitExceeded({
      limit: 'cost',
      max: limits.cost,
      found: cost,
      what: 'Cost of the operation',
      advice: 'Ask for smaller pages (`first`), or for fewer lists inside lists.',
    }),
  };
}

/** Walks the variables without recursion, as how deep they are is what is in question. */
export function variablesFault(
  variables: unknown,
  limits: Pick<Limits, 'variableValues' | 'variableDepth'>,
): GraphQLError | undefined {
  let found = 0;
  const open: { value: unknown; depth: number }[] = [{ value: variables, depth: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, depth } = next;
    if (typeof value === 'string') {
      const fault = stringFault(value);
      if (fault) return refusal('BAD_USER_INPUT', `A string in the variables ${fault}`, { status: 400 });
    }
    if (typeof value !== 'object' || value === null) continue;
    if (depth > limits.variableDepth) {
      return limitExceeded({
        limit: 'variableDepth',
        max: limits.variableDepth,
        found: depth,
        what: 'Lists and objects nested in the variables',
        advice: 'No input of this schema nests as deep: compare the variables with the types they are for.',
      });
    }
    for (const inner of Object.values(value)) {
      found++;
      open.push({ value: inner, depth: depth + 1 });
    }
    if (found > limits.variableValues) {
      return limitExceeded({
        limit: 'variableValues',
        max: limits.variableValues,
        found,
        what: 'Values in the variables',
        advice: 'Send them in several requests.',
      });
    }
  }
  return undefined;
}
