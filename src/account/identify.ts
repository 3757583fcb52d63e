import type { OwnerId } from '#units/owner.ts';
import type { Verdict } from './key-check.ts';
import type { keylessOwner } from './keyless.ts';

/** What a request says of who asks. */
export type Claim = {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** As an Authorization header has it: "Bearer KEY"; undefined for none. */
  readonly authorization: string | undefined;
};

type Identity = Verdict | { readonly owner: OwnerId | null };

/**
 * Says whose a request is. Only Bearer is ours: other schemes are for a proxy in front, and such a request has no key.
 */
export function identify(
  check: (text: string) => Promise<Verdict>,
  keyless: ReturnType<typeof keylessOwner>,
): (claim: Claim) => Promise<Identity> {
  return async ({ headers, authorization = '' }) => {
    const [scheme, key] = /^bearer(?:\s+([^]*))?$/i.exec(authorization.trim()) ?? [];
    if (key !== undefined) return check(key);
    if (scheme !== undefined)
      return { refusal: 'There is no key after `Bearer`: send `Authorization: Bearer KEY`.' };
    // Whoever sends a key means to be its owner, and not whoever sends none.
    if (/^(?:\S+\s+)?sg_/i.test(authorization.trim()))
      return { refusal: 'Write `Bearer` before the key: send `Authorization: Bearer KEY`.' };
    return { owner: keyless(headers) };
  };
}
