import { AgentFault } from './agent-fault.ts';

/** An answer of 2,000 tokens takes 10 kB, one that was thought about at length 100 kB. */
export const MOST_BYTES = 512 * 1024;

/**
 * `fetch` for the endpoint of a model: reads the whole answer, at most MOST_BYTES of it, follows no redirect (the
 * key would go along), and says with an AgentFault what was wrong. Nothing is asked twice.
 */
export function boundedFetch(fetchNow: typeof fetch): typeof fetch {
  return async (url, init) => {
    let response: Response;
    let body: string;
    try {
      response = await fetchNow(url, { ...init, redirect: 'manual' });
      body = await textOf(response);
    } catch (error) {
      if (error instanceof AgentFault || init?.signal?.aborted) throw error;
      throw unreachable(error);
    }
    checkStatus(response);
    checkJson(body);
    return new Response(body, { status: response.status, headers: { 'content-type': 'application/json' } });
  };
}

async function textOf({ body, headers }: Response): Promise<string> {
  if (!body) return '';
  if (Number(headers.get('content-length')) > MOST_BYTES) {
    await body.cancel();
    throw tooLong();
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop cancels the stream, which closes the connection.
  for await (const chunk of body) {
    length += chunk.byteLength;
    if (length > MOST_BYTES) throw tooLong();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length).toString();
}

function tooLong(): AgentFault {
  return new AgentFault('TOO_LONG', `The endpoint sent more than ${MOST_BYTES} bytes for one message.`);
}

function unreachable(error: unknown): AgentFault {
  const { code } = ((error as Error).cause ?? {}) as { code?: unknown };
  // Codes of sockets and DNS alone: other text may hold the address.
  const known = typeof code === 'string' && /^[A-Z_]{3,40}$/.test(code) ? ` (${code})` : '';
  return new AgentFault('UNREACHABLE', `The endpoint could not be reached, or broke the connection${known}.`);
}

function checkStatus({ ok, status, headers }: Response): void {
  if (ok) return;
  if (status === 401 || status === 403)
    throw new AgentFault(
      'UNAUTHORIZED',
      `The endpoint answered ${status}: it does not take the server’s key.`,
    );
  if (status === 429) {
    const after = headers.get('retry-after') ?? '';
    const wait = /^\d{1,6}$/.test(after) ? ` It asks for ${after} seconds of patience.` : '';
    throw new AgentFault('RATE_LIMITED', `The endpoint answered 429: it is asked too often.${wait}`);
  }
  const redirects = status >= 300 && status < 400 ? ' and would send the request elsewhere' : '';
  throw new AgentFault('ENDPOINT_ERROR', `The endpoint answered ${status}${redirects}.`);
}

function checkJson(body: string): void {
  try {
    JSON.parse(body);
  } catch {
    const what = /^\s*</.test(body) ? 'a web page' : body.trim() === '' ? 'nothing' : 'something';
    throw new AgentFault('BAD_JSON', `The endpoint sent ${what} that is no JSON.`);
  }
}
