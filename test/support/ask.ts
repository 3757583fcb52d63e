import { execute, parse, validate, type ExecutionResult } from 'graphql';
import { sharedResults } from '#bus/shared-results.ts';
import type { Db } from '#db/open.ts';
import type { Context } from '#graph/context.ts';
import { limitRules } from '#graph/document-limits.ts';
import { LIMITS } from '#graph/limits.ts';
import { costOf } from '#graph/operation-limits.ts';
import { buildSchema } from '#graph/schema.ts';
import { ownerId } from '#units/owner.ts';
import { NOON } from './seed-market.ts';

const schema = buildSchema();

export type Asked = {
  readonly simulated?: boolean;
  readonly variables?: Record<string, unknown>;
  readonly context?: Partial<Context>;
};

/** What resolvers are given of a real market, at NOON, where nothing is listened to. */
export function contextOf(db: Db): Context {
  return {
    db,
    now: () => NOON,
    tail: { position: 0, subscribe: () => () => {} },
    signals: { position: 0, subscribe: () => () => {} },
    notices: { follow: () => ({ past: async () => false, failed: async () => false, end: () => {} }) },
    shared: sharedResults(),
    answers: { keep: () => {} },
    outbox: { send: async () => {} },
    webhookTargets: 'public',
    agent: null,
    owner: ownerId('tester'),
    requestId: 'test',
    simulated: false,
  };
}

/** Runs an operation as the server would, at NOON, within the published limits. */
export async function ask(
  db: Db,
  source: string,
  { simulated = false, variables = {}, context = {} }: Asked = {},
): Promise<ExecutionResult> {
  const document = parse(source, { maxTokens: LIMITS.tokens });
  const errors = validate(schema, document, limitRules(LIMITS));
  if (errors.length > 0) return { errors };
  const contextValue: Context = { ...contextOf(db), simulated, ...context };
  const args = { schema, document, variableValues: variables, contextValue };
  const cost = costOf(args);
  if (cost === undefined || cost > LIMITS.cost) throw new Error(`the operation costs ${cost}`);
  return JSON.parse(JSON.stringify(await execute(args))) as ExecutionResult;
}

/** The data of an operation that has to succeed. */
export async function data<T = Record<string, never>>(db: Db, source: string, asked?: Asked): Promise<T> {
  const { data, errors } = await ask(db, source, asked);
  if (errors) throw new AggregateError(errors, errors.map(({ message }) => message).join('; '));
  return data as T;
}

/** The one error an operation has to fail with. */
export async function refusalOf(
  db: Db,
  source: string,
  asked?: Asked,
): Promise<{ code: unknown; message: string; nearest: unknown; argument: unknown }> {
  const { errors = [] } = await ask(db, source, asked);
  if (errors.length !== 1) throw new Error(`expected one error, got ${JSON.stringify(errors)}`);
  const { message = '', extensions } = errors[0] ?? {};
  const { code, nearest, argument } = extensions ?? {};
  return { code, message, nearest, argument };
}
