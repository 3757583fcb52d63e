import {
  getOperationAST,
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
} from 'graphql';
import type { Context } from '#graph/context.ts';
import { shareForNow } from '#graph/share-for-now.ts';
import { SECOND_MS } from '#units/time.ts';

/** How old an answer may be while the next is computed. */
const KEEP_MS = 2 * SECOND_MS;

/** An answer, and itself as JSON: it is written once for all who are given it. */
export type SharedResult = ExecutionResult & { readonly stringify?: (result: ExecutionResult) => string };

/**
 * Makes what executes an operation once for all who ask the same at the same time, who may be given an answer up
 * to two seconds old while the next is computed: a query of nothing but fields that say they are the same for all
 * who ask within a second (`extensions: { sharedForNow: true }`). Undefined for an operation that is not. An
 * answer with errors is given to those who waited for it, and kept for nobody.
 */
export function shareExecutions() {
  // Yoga hands out the same document for the same text.
  const numbers = new WeakMap<DocumentNode, number>();
  let seen = 0;
  return (args: ExecutionArgs, run: () => Promise<ExecutionResult>): Promise<SharedResult> | undefined => {
    if (!isShared(args)) return undefined;
    const { document, operationName, variableValues, contextValue } = args;
    const number = numbers.get(document) ?? ++seen;
    numbers.set(document, number);
    const question = ['operation', number, operationName ?? null, variableValues ?? null];
    const context = contextValue as Context;
    const moment = { at: context.now(), asOf: null };
    const shared = shareForNow(context, question, moment, () => written(run), { keepMs: KEEP_MS });
    return shared.catch((error: unknown) => {
      if (error instanceof NotKept) return error.result;
      throw error;
    });
  };
}

function isShared({ document, operationName, schema }: ExecutionArgs): boolean {
  const operation = getOperationAST(document, operationName);
  if (operation?.operation !== OperationTypeNode.QUERY) return false;
  const fields = schema.getQueryType()?.getFields() ?? {};
  const { selections } = operation.selectionSet;
  // None is what "{}" selects.
  return (
    selections.length > 0 &&
    selections.every(
      (selection) =>
        selection.kind === Kind.FIELD && fields[selection.name.value]?.extensions['sharedForNow'] === true,
    )
  );
}

async function written(run: () => Promise<ExecutionResult>): Promise<SharedResult> {
  const result = await run();
  if (result.errors) throw new NotKept(result);
  const data = JSON.stringify(result.data);
  const stringify = ({ extensions = {} }: ExecutionResult) =>
    `{"data":${data},"extensions":${JSON.stringify(extensions)}}`;
  return { ...result, stringify };
}

class NotKept extends Error {
  readonly result: ExecutionResult;

  constructor(result: ExecutionResult) {
    super('an answer with errors');
    this.result = result;
  }
}
