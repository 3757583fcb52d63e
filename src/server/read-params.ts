import type { IncomingMessage } from 'node:http';
import type { GraphQLParams } from 'graphql-yoga';
import { limitExceeded, refusal } from '#graph/errors.ts';

/**
 * Reads the GraphQL parameters of a request: the query string of a GET, the JSON body of a POST.
 * Rejects with a GraphQLError and its status: 400 malformed or without a query, 413 too large, 415 not JSON.
 */
export async function readParams(
  request: IncomingMessage,
  url: URL,
  limits: { readonly bodyBytes: number },
): Promise<GraphQLParams> {
  const params = await paramsOf(request, url, limits);
  if (params.query !== undefined && params.query !== null) return params;
  throw refusal('BAD_REQUEST', NO_QUERY, { status: 400 });
}

const NO_QUERY =
  'There is no query. POST {"query": "{ __typename }"} as `Content-Type: application/json`, or GET ' +
  '/graphql?query=%7B__typename%7D; a browser gets GraphiQL, to write one in.';

async function paramsOf(
  request: IncomingMessage,
  url: URL,
  limits: { readonly bodyBytes: number },
): Promise<GraphQLParams> {
  if (request.method === 'GET') return paramsOfQuery(url.searchParams);
  // A form can be posted by any page without asking first; JSON cannot (CSRF).
  if (!isJson(request.headers['content-type'])) {
    throw refusal(
      'UNSUPPORTED_MEDIA_TYPE',
      'Send the request as `Content-Type: application/json`, in UTF-8.',
      {
        status: 415,
      },
    );
  }
  if (request.headers['content-encoding'] !== undefined) {
    throw refusal('UNSUPPORTED_MEDIA_TYPE', 'Send the body without Content-Encoding.', { status: 415 });
  }
  return paramsOfBody(await readBody(request, limits.bodyBytes));
}

function isJson(contentType: string | undefined): boolean {
  const [type, ...parameters] = (contentType ?? '').toLowerCase().split(';');
  const charset = parameters.map((text) => text.trim()).find((text) => text.startsWith('charset='));
  return (
    type?.trim() === 'application/json' && (charset === undefined || /^charset="?utf-?8"?$/.test(charset))
  );
}

function paramsOfQuery(search: URLSearchParams): GraphQLParams {
  const params: Record<string, unknown> = {};
  for (const name of ['query', 'operationName']) {
    const text = search.get(name);
    if (text !== null && text !== '') params[name] = text;
  }
  for (const name of ['variables', 'extensions']) {
    const text = search.get(name);
    if (text !== null && text !== '') params[name] = parseJson(text, `The parameter \`${name}\``);
  }
  return params;
}

/** What the parameters hold is checked by the engine; here they must only be an object. */
function paramsOfBody(text: string): GraphQLParams {
  const body = parseJson(text, 'The body');
  if (Array.isArray(body)) {
    throw refusal('BAD_REQUEST', 'Batches are not taken: send each operation in a request of its own.', {
      status: 400,
    });
  }
  if (typeof body !== 'object' || body === null) {
    throw refusal('BAD_REQUEST', 'The body must be a JSON object with `query`.', { status: 400 });
  }
  return body;
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refusal('BAD_REQUEST', `${what} is not JSON.`, { status: 400 });
  }
}

/** Reads the body and stops at the byte over the limit, whatever Content-Length says. */
async function readBody(request: IncomingMessage, max: number): Promise<string> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > max) throw tooLarge(max, announced);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      size += (chunk as Buffer).length;
      if (size > max) break;
      chunks.push(chunk as Buffer);
    }
  } catch {
    throw refusal('BAD_REQUEST', 'The body was cut off.', { status: 400 });
  }
  if (size > max) throw tooLarge(max, `more than ${max}`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw refusal('BAD_REQUEST', 'The body is not UTF-8.', { status: 400 });
  }
}

function tooLarge(max: number, found: number | string) {
  const advice = 'Send less at once.';
  return limitExceeded({ limit: 'bodyBytes', max, found, what: 'Bytes in the body', advice, status: 413 });
}
