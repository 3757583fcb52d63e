import { setTimeout as sleep } from 'node:timers/promises';
import { cleaned } from '#units/quote-laws.ts';
import { SECOND_MS, type Clock } from '#units/time.ts';
import { ProviderError, type PollContext } from './provider.ts';
import { readBounded } from './read-bounded.ts';

const DEFAULT_TIMEOUT_MS = 30 * SECOND_MS;
const DEFAULT_MAX_BYTES = 32 * 1024 * 1024;
const MAX_EXCERPT = 200;
const MIN_KEY_LENGTH = 16;
const MAX_RETRY_AFTER_MS = 24 * 60 * 60 * SECOND_MS;

export type JsonRequest = {
  /** The provider's name, for messages. */
  readonly name: string;
  readonly url: URL;
  /** Sent as JSON with POST. */
  readonly body: unknown;
  /** Sent as a bearer token. What comes back is searched for it, so that no message repeats it. */
  readonly apiKey?: string | undefined;
  /** For everything together: connecting, waiting, reading, and trying again. Default 30 s. */
  readonly timeoutMs?: number;
  /** Of the body as decompressed. Default 32 MiB. */
  readonly maxBytes?: number;
  /** Statuses beside 2xx whose body is an answer too. */
  readonly alsoAccept?: readonly number[];
  /** Statuses, and broken connections, worth another try at once; none by default. */
  readonly retry?: {
    readonly statuses: readonly number[];
    readonly tries: number;
    readonly firstDelayMs: number;
  };
};

/**
 * One bounded exchange of JSON over HTTP. Resolves with the parsed body, as unchecked as it came.
 * Rejects with a ProviderError that says what the other side did, or with the poll's own abort reason.
 */
export async function fetchJson(request: JsonRequest, poll: PollContext): Promise<unknown> {
  const timeoutMs = request.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  poll.signal.throwIfAborted();
  const ended = new AbortController();
  const onAbort = (): void => ended.abort();
  poll.signal.addEventListener('abort', onAbort, { once: true });
  const timer = setTimeout(() => ended.abort(), timeoutMs);
  try {
    return await tryRepeatedly(request, { ...poll, signal: ended.signal });
  } catch (error) {
    poll.signal.throwIfAborted();
    if (ended.signal.aborted)
      throw new ProviderError(
        'TIMEOUT',
        `${request.name} did not finish its answer within ${timeoutMs / SECOND_MS} s`,
      );
    throw error;
  } finally {
    clearTimeout(timer);
    poll.signal.removeEventListener('abort', onAbort);
  }
}

async function tryRepeatedly(request: JsonRequest, poll: PollContext): Promise<unknown> {
  const { tries, firstDelayMs } = request.retry ?? { tries: 1, firstDelayMs: 0 };
  for (let attempt = 1; ; attempt++) {
    const outcome = await exchange(request, poll);
    if (!('error' in outcome)) return outcome.json;
    if (!outcome.again || attempt >= tries) throw outcome.error;
    await sleep(firstDelayMs * 1.5 ** (attempt - 1), undefined, { signal: poll.signal });
  }
}

type Outcome = { readonly json: unknown } | { readonly error: ProviderError; readonly again: boolean };

async function exchange(request: JsonRequest, poll: PollContext): Promise<Outcome> {
  const { name, url, body, apiKey, maxBytes = DEFAULT_MAX_BYTES } = request;
  const mayRetry = request.retry !== undefined;
  const headers = {
    accept: 'application/json',
    'content-type': 'application/json',
    'user-agent': 'spotgraph',
  };
  let response: Response;
  try {
    response = await poll.fetch(url, {
      method: 'POST',
      headers: apiKey === undefined ? headers : { ...headers, authorization: `Bearer ${apiKey}` },
      body: JSON.stringify(body),
      signal: poll.signal,
    });
  } catch (cause) {
    return {
      error: new ProviderError('NETWORK', `${name} could not be reached: ${rootOf(cause)}`, { cause }),
      again: mayRetry,
    };
  }
  let bytes: Buffer | 'TOO_LARGE';
  try {
    bytes = await readBounded(response, maxBytes);
  } catch (cause) {
    return {
      error: new ProviderError('NETWORK', `${name} broke off its answer: ${rootOf(cause)}`, { cause }),
      again: mayRetry,
    };
  }
  if (bytes === 'TOO_LARGE')
    return {
      error: new ProviderError('TOO_LARGE', `${name} answered with more than ${maxBytes} bytes`),
      again: false,
    };
  const text = withoutKey(new TextDecoder().decode(bytes), apiKey);
  if (!response.ok && !request.alsoAccept?.includes(response.status))
    return {
      error: statusError(name, response, text, poll.now),
      again:
        request.retry?.statuses.includes(response.status) === true && !response.headers.has('retry-after'),
    };
  try {
    return { json: JSON.parse(text) as unknown };
  } catch {
    const message = `${name} answered ${response.status} with ${described(text)}, not JSON`;
    return { error: new ProviderError('MALFORMED', message), again: false };
  }
}

function statusError(name: string, response: Response, text: string, now: Clock): ProviderError {
  const { status } = response;
  const retryAfterMs = retryAfter(response.headers.get('retry-after'), now);
  const message = `${name} answered ${status} with ${described(text)}`;
  if (status === 429) return new ProviderError('RATE_LIMITED', message, { retryAfterMs });
  if (status === 401 || status === 403) return new ProviderError('UNAUTHORIZED', message);
  return new ProviderError('HTTP_ERROR', message, { retryAfterMs });
}

/** Reads Retry-After, in seconds or as an HTTP date; undefined where it is neither. At most a day. */
function retryAfter(header: string | null, now: Clock): number | undefined {
  if (header === null) return undefined;
  const waitMs = /^\s*\d+\s*$/.test(header)
    ? Number(header) * SECOND_MS
    : /^[A-Za-z]{3},/.test(header.trim())
      ? Date.parse(header) - now()
      : NaN;
  return Number.isNaN(waitMs) ? undefined : Math.min(Math.max(waitMs, 0), MAX_RETRY_AFTER_MS);
}

function described(text: string): string {
  const start = text.trimStart();
  if (start === '') return 'an empty body';
  if (start.startsWith('<')) return 'an HTML page';
  return `“${cleaned(start.slice(0, MAX_EXCERPT * 2), MAX_EXCERPT)}”`;
}

/** A key shorter than any real one is left in: it might be a word of the answer. */
function withoutKey(text: string, apiKey: string | undefined): string {
  return apiKey === undefined || apiKey.length < MIN_KEY_LENGTH ? text : text.replaceAll(apiKey, '[key]');
}

/** What went wrong on the wire: fetch hides it as the cause of a bare "fetch failed". */
function rootOf(error: unknown): string {
  let root = error;
  while (root instanceof Error && root.cause instanceof Error) root = root.cause;
  if (root instanceof AggregateError && root.errors[0] instanceof Error) root = root.errors[0];
  return root instanceof Error ? cleaned(root.message, MAX_EXCERPT) || root.name : 'for no reason given';
}
