import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ErrorCode } from '#graph/errors.ts';

/** Sends a JSON document. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' });
  response.end(`${JSON.stringify(body)}\n`);
}

/** An error in the shape GraphQL errors have. */
export function errorBody(code: ErrorCode, message: string) {
  return { errors: [{ message, extensions: { code } }] };
}

/** Sends an error in the shape GraphQL errors have, for paths and refusals outside of GraphQL. */
export function sendError(response: ServerResponse, status: number, code: ErrorCode, message: string): void {
  const requestId = response.getHeader('X-Request-Id');
  sendJson(response, status, { ...errorBody(code, message), extensions: { requestId } });
}

/** Sends a fetch Response. A stream is read only as fast as the peer reads, and cancelled when it leaves. */
export async function sendFetched(
  fetched: Response,
  { request, response }: { readonly request: IncomingMessage; readonly response: ServerResponse },
): Promise<void> {
  for (const [name, value] of fetched.headers) {
    if (name !== 'connection' && name !== 'transfer-encoding') response.setHeader(name, value);
  }
  // A body that was not read to its end would be read as the next request.
  if (!request.complete) response.setHeader('Connection', 'close');
  response.statusCode = fetched.status;
  if (isStream(fetched) && fetched.body) await sendStream(fetched.body, response);
  else response.end(await fetched.text());
}

function isStream(fetched: Response): boolean {
  return /^(text\/event-stream|multipart\/mixed)/.test(fetched.headers.get('content-type') ?? '');
}

async function sendStream(stream: ReadableStream<Uint8Array>, response: ServerResponse): Promise<void> {
  const reader = stream.getReader();
  let goOn: (() => void) | undefined;
  response.on('drain', () => goOn?.());
  response.once('close', () => {
    goOn?.();
    reader.cancel().catch(() => {});
  });
  response.flushHeaders();
  for (;;) {
    const { done, value } = await reader.read();
    if (done || response.destroyed) break;
    if (!response.write(value)) await new Promise<void>((resolve) => (goOn = resolve));
  }
  response.end();
}
