import { setTimeout as sleep } from 'node:timers/promises';
import { cleaned } from '#units/quote-laws.ts';
import { SECOND_MS, type Clock } from '#units/time.ts';
import type { Credentials } from './credentials.ts';
import { ProviderError, type PollContext } from './provider.ts';
import { readBounded } from './read-bounded.ts';
import { readJson, readJsonp } from './read-json.ts';
import { described, withoutSecrets } from './shown-answer.ts';
import { withinTime } from './within-time.ts';

/** Of an answer, and of all pages of one together, unless said otherwise. */
export const DEFAULT_MAX_BYTES = 32 * 1024 * 1024;
const MAX_EXCERPT = 200;
const MAX_RETRY_AFTER_MS = 24 * 60 * 60 * SECOND_MS;

export type ProviderRequest = {
  /** The provider's name, for messages. */
  readonly name: string;
  readonly url: URL;
  /** Sent as JSON with POST; without a body the request is a GET. */
  readonly body?: unknown;
  /**
   * Sent along. What comes back is searched for the secrets, so that no message repeats one, and a
   * redirect is not followed: it could lead to a host the key is not for.
   */
  readonly credentials?: Credentials | undefined;
  /** How the body is read; JSON unless said otherwise. */
  readonly format?: 'JSON' | 'JSONP' | 'TEXT';
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

/** A body as it was read, unchecked, and its length. */
export type Answer = { readonly value: unknown; readonly bytes: number };

/**
 * One bounded exchange of JSON (or JSONP) over HTTP. Resolves with the parsed body, as unchecked as it
 * came. Rejects with a ProviderError that says what the other side did, or with the poll's own abort reason.
 */
export async function fetchJson(request: ProviderRequest, poll: PollContext): Promise<unknown> {
  return (await fetchAnswer(request, poll)).value;
}

/** As `fetchJson`, but the body is text that is not looked into: XML, CSV. */
export async function fetchText(request: ProviderRequest, poll: PollContext): Promise<string> {
  const { value } = await fetchAnswer({ ...request, format: 'TEXT' }, poll);
  return value as string;
}

/** As `fetchJson`, told with the body's length: for who adds several up. */
export async function fetchAnswer(request: ProviderRequest, poll: PollContext): Promise<Answer> {
  return withinTime(request.name, poll, (within) => tryRepeatedly(request, within), request.timeoutMs);
}

async function tryRepeatedly(request: ProviderRequest, poll: PollContext): Promise<Answer> {
  const { tries, firstDelayMs } = request.retry ?? { tries: 1, firstDelayMs: 0 };
  for (let attempt = 1; ; attempt++) {
    const outcome = await exchange(request, poll);
    if (!('error' in outcome)) return outcome;
    if (!outcome.again || attempt >= tries) throw outcome.error;
    await sleep(firstDelayMs * 1.5 ** (attempt - 1), undefined, { signal: poll.signal });
  }
}

type Outcome = Answer | { readonly error: ProviderError; readonly again: boolean };

async function exchange(request: ProviderRequest, poll: PollContext): Promise<Outcome> {
  const { name, credentials, maxBytes = DEFAULT_MAX_BYTES, format = 'JSON' } = request;
  const mayRetry = request.retry !== undefined;
  let response: Response;
  try {
    response = await poll.fetch(request.url, { ...messageOf(request), signal: poll.signal });
  } catch (cause) {
    return {
      error: new ProviderError('NETWORK', `${name} could not be reached: ${rootOf(cause)}`, { cause }),
      again: mayRetry,
    };
  }
  let body: Buffer | 'TOO_LARGE';
  try {
    body = await readBounded(response, maxBytes);
  } catch (cause) {
    return {
      error: new ProviderError('NETWORK', `${name} broke off its answer: ${rootOf(cause)}`, { cause }),
      again: mayRetry,
    };
  }
  if (body === 'TOO_LARGE')
    return {
      error: new ProviderError('TOO_LARGE', `${name} answered with more than ${maxBytes} bytes`),
      again: false,
    };
  const text = withoutSecrets(new TextDecoder().decode(body), credentials?.secrets ?? []);
  if (!response.ok && !request.alsoAccept?.includes(response.status))
    return {
      error: statusError(name, response, text, poll.now),
      again:
        request.retry?.statuses.includes(response.status) === true && !response.headers.has('retry-after'),
    };
  const value = READ[format](text);
  if (value === undefined) {
    const message = `${name} answered ${response.status} with ${described(text)}, not ${format}`;
    return { error: new ProviderError('MALFORMED', message), again: false };
  }
  return { value, bytes: body.length };
}

/** Undefined where the text is not of the format. */
const READ = { JSON: readJson, JSONP: readJsonp, TEXT: (text: string): unknown => text } as const;

function messageOf({ body, credentials, format = 'JSON' }: ProviderRequest): RequestInit {
  const headers = {
    accept: format === 'JSON' ? 'application/json' : '*/*',
    'user-agent': 'spotgraph',
    ...credentials?.headers,
  };
  const redirect = credentials ? 'manual' : 'follow';
  if (body === undefined) return { method: 'GET', headers, redirect };
  const sent = { ...headers, 'content-type': 'application/json' };
  return { method: 'POST', headers: sent, body: JSON.stringify(body), redirect };
}

function statusError(name: string, response: Response, text: string, now: Clock): ProviderError {
  const { status } = response;
  const retryAfterMs = retryAfter(response.headers.get('retry-after'), now);
  const message =
    status >= 300 && status < 400
      ? `${name} answered ${status}, a redirect, which is not followed with a key`
      : `${name} answered ${status} with ${described(text)}`;
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

/** What went wrong on the wire: fetch hides it as the cause of a bare "fetch failed". */
function rootOf(error: unknown): string {
  let root = error;
  while (root instanceof Error && root.cause instanceof Error) root = root.cause;
  if (root instanceof AggregateError && root.errors[0] instanceof Error) root = root.errors[0];
  return root instanceof Error ? cleaned(root.message, MAX_EXCERPT) || root.name : 'for no reason given';
}
