import { openLog } from '#src/log.ts';
import { startServer, type Server, type ServerOptions } from '#server/server.ts';
import { testSchema, type Probe } from './test-schema.ts';

export type TestServer = Server & {
  readonly probe: Probe;
  /** Every line logged so far, parsed. */
  readonly logged: readonly Record<string, unknown>[];
  /** Posts a document; answers the status, the headers and the body. */
  post(body: unknown, headers?: Record<string, string>): Promise<Answer>;
};

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: {
    data?: Record<string, unknown> | null;
    errors?: {
      message: string;
      path?: unknown[];
      extensions: { code: string; id?: string; limit?: string; max?: number; found?: number | string };
    }[];
    extensions?: { requestId?: string; cost?: { requested: number; max: number } };
  };
};

export const GRAPHQL_RESPONSE = 'application/graphql-response+json';

/** A server on a free port with the schema of trouble, ended with the scope that holds it. */
export async function testServer(options: Partial<ServerOptions> = {}): Promise<TestServer> {
  const { schema, probe } = testSchema();
  const logged: Record<string, unknown>[] = [];
  const server = await startServer({
    schema,
    context: () => ({}),
    host: '127.0.0.1',
    port: 0,
    origins: { kind: 'local' },
    shutdownMs: 2000,
    log: openLog({
      level: 'debug',
      format: 'lines',
      write: (line) => void logged.push(JSON.parse(line) as Record<string, unknown>),
    }),
    ready: () => ({ ready: true }),
    ...options,
  });
  return Object.assign(server, {
    probe,
    logged,
    async post(body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
      const response = await fetch(`${server.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: GRAPHQL_RESPONSE, ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
      return answerOf(response);
    },
  });
}

/** Reads an answer to its end; a body that is not JSON gives an empty one. */
export async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  const body = (isJson ? JSON.parse(text) : {}) as Answer['body'];
  return { status: response.status, headers: response.headers, text, body };
}

/** The code of the only error. */
export function codeOf({ body }: Answer): string | undefined {
  return body.errors?.length === 1 ? body.errors[0]?.extensions.code : undefined;
}
