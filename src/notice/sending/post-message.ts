import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { SECOND_MS } from '#units/time.ts';
import { addressFault } from './address-fault.ts';
import { AddressRefused, NameUnresolved } from './checked-lookup.ts';
import type { WebhookTargets } from './public-address.ts';

/** For everything: the name, the connection, the answer. Source: Standard Webhooks, 15 to 30 s. */
export const ATTEMPT_MS = 15 * SECOND_MS;

/** Of an answer's body nothing is used; what is read of it lets the receiver end in peace. */
const MOST_READ_BYTES = 16 * 1024;

/** And how long it may take to: an answer is one once its status came, and who sends no end of it waits in vain. */
const MOST_READ_MS = SECOND_MS;

/** Of what comes before an answer: some 100 Continue, and its headers, which Node bounds at 16 KiB. */
const MOST_BEFORE_ANSWER_BYTES = 64 * 1024;

export type Message = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export type Dialling = {
  readonly targets: WebhookTargets;
  readonly lookup: LookupFunction;
  readonly timeoutMs: number;
  /** Certificates to trust instead of the usual ones, as PEM. */
  readonly ca?: string;
};

/** What the receiver said; or why it said nothing, in words that hold no address and no part of the URL but its host. */
export type Posted =
  { readonly statusCode: number; readonly retryAfter: string | undefined } | { readonly error: string };

/**
 * Posts a message once. No redirect is followed, no proxy of the environment is used, certificates are verified
 * whatever the environment says. Rejects where `signal` asks it to end, and then alone.
 */
export async function postMessage(
  message: Message,
  dialling: Dialling,
  signal: AbortSignal,
): Promise<Posted> {
  const fault = addressFault(message.url, dialling.targets);
  if (fault !== undefined) return { error: fault };
  const timeout = AbortSignal.timeout(dialling.timeoutMs);
  try {
    return await exchange(message, dialling, AbortSignal.any([signal, timeout]));
  } catch (error) {
    signal.throwIfAborted();
    return {
      error: timeout.aborted ? `no answer within ${dialling.timeoutMs / SECOND_MS} s` : whyNot(error),
    };
  }
}

function exchange(
  { url, headers, body }: Message,
  { lookup, ca }: Dialling,
  signal: AbortSignal,
): Promise<Posted> {
  const { promise, resolve, reject } = Promise.withResolvers<Posted>();
  const target = new URL(url);
  const send = target.protocol === 'https:' ? requestHttps : requestHttp;
  let answered: Posted | undefined;
  const request = send(
    target,
    {
      method: 'POST',
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      // A connection of its own: one that is kept was made to an address judged long ago.
      agent: false,
      lookup,
      signal,
      rejectUnauthorized: true,
      ...(ca === undefined ? {} : { ca }),
    },
    (response) => {
      // The status is the answer, whatever becomes of the body.
      const posted = { statusCode: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] };
      answered = posted;
      let bytes = 0;
      const end = () => {
        clearTimeout(timer);
        request.destroy();
        resolve(posted);
      };
      const timer = setTimeout(end, MOST_READ_MS);
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MOST_READ_BYTES) end();
      });
      for (const event of ['end', 'error', 'close']) response.on(event, end);
    },
  );
  // Without this a flood of 100 Continue, or of empty lines, keeps the parser at it until the time is over.
  request.on('socket', (socket) => {
    const count = () => {
      if (answered) socket.off('data', count);
      else if (socket.bytesRead > MOST_BEFORE_ANSWER_BYTES) request.destroy(new Flood());
    };
    socket.on('data', count);
  });
  // Without a listener Node closes the connection of a 101, and tells nobody: no answer, no error, no end of time.
  request.on('upgrade', ({ statusCode = 101 }, socket) => {
    socket.destroy();
    resolve({ statusCode, retryAfter: undefined });
  });
  request.on('error', (error) => (answered ? resolve(answered) : reject(error)));
  request.on('close', () => (answered ? resolve(answered) : reject(new Closed())));
  request.end(body);
  return promise;
}

class Flood extends Error {
  readonly code = 'FLOOD';
}

class Closed extends Error {
  readonly code = 'ECONNRESET';
}

const REASONS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ECONNREFUSED: 'the connection was refused',
    ECONNRESET: 'the connection was closed before an answer came',
    EPIPE: 'the connection was closed before an answer came',
    ETIMEDOUT: 'the connection could not be made in time',
    EHOSTUNREACH: 'the host cannot be reached',
    ENETUNREACH: 'the host’s network cannot be reached',
    EPROTO: 'the TLS handshake failed',
    FLOOD: `${MOST_BEFORE_ANSWER_BYTES / 1024} KiB came, and no answer among them`,
    HPE_HEADER_OVERFLOW: 'the headers of the answer are too long',
  }),
);

function whyNot(error: unknown): string {
  if (error instanceof AddressRefused || error instanceof NameUnresolved) return error.message;
  const code = codeOf(error);
  const known = REASONS.get(code);
  if (known !== undefined) return known;
  if (code.startsWith('HPE_')) return `the answer is not HTTP (${code})`;
  if (/CERT|SIGNATURE|ALTNAME|ISSUER|CRL/.test(code)) return `the certificate is not valid (${code})`;
  if (code.startsWith('ERR_SSL')) return `the TLS handshake failed (${code})`;
  return `the connection failed (${code || 'for a reason unknown'})`;
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}
