import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { OwnerId } from '#units/owner.ts';
import { sendError } from './send.ts';

/** What a request says of who asks. */
export type Claim = {
  readonly headers: IncomingHttpHeaders;
  /** As an Authorization header has it; undefined for none. */
  readonly authorization: string | undefined;
};

/** Who asks; null for nobody known. Or why the request is answered to nobody. */
export type Identity =
  | {
      readonly owner: OwnerId | null;
      /** Whether what was verified still holds; absent where nothing was. */
      readonly isStillGood?: () => Promise<boolean>;
    }
  | { readonly refusal: string };

/** Tells who asks. What it is given is kept nowhere. */
export type Identify = (claim: Claim) => Promise<Identity>;

/** Nobody is known to a server that was told no way to know. */
export const NOBODY: Identify = () => Promise.resolve({ owner: null });

/** Answers a request whose key is not taken, before anything of it is read. */
export function sendUnauthenticated(response: ServerResponse, message: string): void {
  response.setHeader('WWW-Authenticate', 'Bearer realm="spotgraph", error="invalid_token"');
  response.setHeader('Cache-Control', 'no-store');
  sendError(response, 401, 'UNAUTHENTICATED', message);
}

/** The authorization in a connection_init's payload, as clients in browsers send it, which cannot set headers. */
export function authorizationIn(payload: unknown): string | undefined {
  const own =
    fieldOf(payload, /^authorization$/i) ?? fieldOf(fieldOf(payload, /^headers$/i), /^authorization$/i);
  return typeof own === 'string' ? own : undefined;
}

function fieldOf(object: unknown, name: RegExp): unknown {
  if (typeof object !== 'object' || object === null) return undefined;
  return Object.entries(object).find(([key]) => name.test(key))?.[1];
}

/** Calls `end` once what was verified holds no more; looks every so often. Answers how to stop looking. */
export function watchIdentity(
  isStillGood: (() => Promise<boolean>) | undefined,
  everyMs: number,
  end: () => void,
): () => void {
  if (!isStillGood) return () => {};
  const timer = setInterval(() => {
    isStillGood().then(
      (good) => good || end(),
      // A database that does not answer now proves nothing.
      () => {},
    );
  }, everyMs);
  return () => clearInterval(timer);
}
