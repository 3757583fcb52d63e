import {
  createYoga,
  isAsyncIterable,
  mapAsyncIterator,
  type GraphQLParams,
  type Plugin,
  type YogaServerInstance,
} from 'graphql-yoga';
import {
  AbortedGraphQLExecutionError,
  execute,
  subscribe,
  validate,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLError,
  type GraphQLSchema,
} from 'graphql';
import { explainAborted, limitRules, parseWithin } from '#graph/document-limits.ts';
import { publicError, refusal, type ErrorCode } from '#graph/errors.ts';
import type { Limits } from '#graph/limits.ts';
import { operationFault } from '#graph/operation-limits.ts';
import type { Log } from '#src/log.ts';
import type { OwnerId } from '#units/owner.ts';
import { boundedCache } from './bounded-cache.ts';
import { endAtOnce } from './end-at-once.ts';
import { shareExecutions } from './share-execution.ts';

/** What is known of a request before its document is read: what a context is made of. */
export type RequestInfo = {
  readonly requestId: string;
  /** The address of the peer, where the connection has one. */
  readonly address: string | undefined;
  /** Who asks; null for nobody known. */
  readonly owner: OwnerId | null;
  /** The URL the caller reached /graphql by, where the request says it. */
  readonly endpoint: string | undefined;
};

/** Makes the context resolvers are given, one for each operation. */
export type ContextFactory = (request: RequestInfo) => object | Promise<object>;

/** What a transport hands to the engine with each operation. */
export type EngineContext = RequestInfo & {
  /** Reads the GraphQL parameters; throws a GraphQLError for the caller. */
  readonly readParams: () => Promise<GraphQLParams>;
  /** Ends the execution: the caller left. */
  readonly signal: AbortSignal;
  /** Called before a subscription starts; answers why it must not. */
  readonly beforeStream: () => GraphQLError | undefined;
};

export type Engine = YogaServerInstance<EngineContext, object>;

export type EngineOptions = {
  readonly schema: GraphQLSchema;
  readonly context: ContextFactory;
  readonly limits: Limits;
  readonly log: Log;
};

/**
 * Parses, checks and executes, for HTTP and for sockets alike: both share its caches, limits and masks.
 */
export function createEngine({ schema, context, limits, log }: EngineOptions): Engine {
  return createYoga<EngineContext, object>({
    schema,
    context: ({ requestId, address, owner, endpoint }) => context({ requestId, address, owner, endpoint }),
    plugins: [guards(limits, log)],
    maskedErrors: {
      maskError: (error) =>
        publicError(error, (fault, id) => log.error({ err: fault, errorId: id }, 'a request failed')),
    },
    parserAndValidationCache: { documentCache: boundedCache(), errorCache: boundedCache() },
    maxRequestBodySize: false,
    multipart: false,
    batching: false,
    cors: false,
    graphiql: false,
    landingPage: false,
    logging: false,
  });
}

function guards(limits: Limits, log: Log): Plugin<Partial<EngineContext>, EngineContext> {
  const rules = limitRules(limits);
  const checked = new WeakMap<DocumentNode, ReturnType<typeof validate>>();
  /** Done here as well as by Yoga, as here it is known which request failed where. */
  const mask = (result: ExecutionResult, requestId: string | undefined): ExecutionResult => {
    if (!result.errors) return result;
    const errors = result.errors.map((error) =>
      publicError(error, (_, errorId) => {
        const path = error.path?.join('.');
        log.error({ err: error.cause ?? error, errorId, requestId, path }, 'a field failed');
      }),
    );
    return { ...result, errors };
  };
  const share = shareExecutions();
  return {
    onRequestParse({ serverContext, setRequestParser }) {
      setRequestParser(() => serverContext.readParams());
    },
    onParse({ setParseFn }) {
      setParseFn((source: string) => parseWithin(limits, source));
    },
    onValidate({ params: { schema, documentAST }, setResult }) {
      let errors = checked.get(documentAST);
      if (!errors) checked.set(documentAST, (errors = validate(schema, documentAST, rules)));
      if (errors.length > 0) setResult(errors);
      return ({ result, setResult }) => {
        setResult((result as readonly GraphQLError[]).map((error) => explainAborted(limits, error)));
      };
    },
    onExecute({ args, setExecuteFn, setResultAndStopExecution }) {
      const { error, cost } = operationFault(args, limits);
      const { requestId, signal } = args.contextValue as Partial<EngineContext>;
      const extensions = {
        ...(requestId === undefined ? {} : { requestId }),
        ...(cost === undefined ? {} : { cost: { requested: cost, max: limits.cost } }),
      };
      if (error) return setResultAndStopExecution({ errors: [error], extensions });
      const run = (leaving?: AbortSignal) => executeWithin(args, limits.requestSeconds, leaving);
      // Who leaves does not end what others wait for too.
      const shared = share(args, () => run());
      setExecuteFn(() => shared ?? run(signal));
      return {
        onExecuteDone({ result, setResult }) {
          if (isAsyncIterable(result)) return;
          const { errors, ...rest } = mask(result, requestId);
          setResult({
            ...(errors ? { errors } : {}),
            ...rest,
            extensions: { ...rest.extensions, ...extensions },
          });
        },
      };
    },
    onSubscribe({ args, setSubscribeFn, setResultAndStopExecution }) {
      setSubscribeFn(subscribe);
      const { requestId, signal, beforeStream } = args.contextValue as Partial<EngineContext>;
      const error = operationFault(args, limits).error ?? beforeStream?.();
      if (error) return setResultAndStopExecution({ errors: [error] });
      return {
        onSubscribeResult({ result, setResult }) {
          if (!isAsyncIterable(result)) return;
          const masked = mapAsyncIterator(result, (event: ExecutionResult) => mask(event, requestId));
          const stream = endAtOnce(masked);
          const end = () => {
            stream.return().catch((error: unknown) => {
              log.error({ err: error, requestId }, 'the source of a subscription ended badly');
            });
          };
          if (signal?.aborted) end();
          else signal?.addEventListener('abort', end, { once: true });
          setResult(stream);
        },
      };
    },
    onResultProcess(payload) {
      const { result, serverContext } = payload;
      if (Array.isArray(result) || isAsyncIterable(result)) return;
      const { requestId } = serverContext;
      for (const error of result.errors ?? []) nameMethod(error);
      payload.setResult({ ...result, extensions: { ...result.extensions, requestId } });
    },
  };
}

/** Executes; where it was aborted, rejects with the reason: its time is over, or the caller left. */
async function executeWithin(
  args: ExecutionArgs,
  seconds: number,
  leaving: AbortSignal | undefined,
): Promise<ExecutionResult> {
  const deadline = startDeadline(seconds, leaving);
  try {
    return await execute({ ...args, abortSignal: deadline.signal });
  } catch (error) {
    throw error instanceof AbortedGraphQLExecutionError ? error.cause : error;
  } finally {
    deadline.end();
  }
}

/** A mutation by GET is refused by Yoga, as one bad request among others. */
function nameMethod({ extensions }: GraphQLError): void {
  const { http } = extensions as { http?: { status?: number } };
  if (http?.status === 405) extensions['code'] = 'METHOD_NOT_ALLOWED' satisfies ErrorCode;
}

/** Aborts when the time is over, or when the caller leaves. */
function startDeadline(seconds: number, signal: AbortSignal | undefined) {
  const controller = new AbortController();
  const leave = () => {
    clearTimeout(timer);
    controller.abort(signal?.reason);
  };
  const timer = setTimeout(() => {
    const message = `No answer within ${seconds} seconds. Ask for less at once, or ask again later.`;
    const details = { status: 503, limit: 'requestSeconds', max: seconds, headers: { 'Retry-After': '5' } };
    controller.abort(refusal('TIMEOUT', message, details));
  }, seconds * 1000);
  signal?.addEventListener('abort', leave, { once: true });
  return {
    signal: controller.signal,
    end() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', leave);
    },
  };
}
