import type { Db } from '#db/open.ts';
import type { OwnerId } from '#units/owner.ts';
import { formatInstant, SECOND_MS, type Clock, type Instant } from '#units/time.ts';
import { hashOf, isKeyText, isSameHash } from './key-text.ts';
import { keyByHash, noteUse, type ApiKey } from './store-keys.ts';

/** How long a key that was looked up is taken for what it was: a revoked one works that much longer. */
const KEEP_MS = 3 * SECOND_MS;
/** Keys that are kept at once. */
const MOST_KEPT = 10_000;

/** Whose key it is, or why it opens nothing. */
export type Verdict =
  | {
      readonly owner: OwnerId;
      /** Whether it would be taken now; of what lives on, such as a subscription. */
      readonly isStillGood: () => Promise<boolean>;
    }
  | { readonly refusal: string };

/** Looks keys up by their hash; the text is neither kept nor told. */
export function keyCheck(db: Db, now: Clock): (text: string) => Promise<Verdict> {
  const kept = new Map<string, { readonly key: ApiKey; readonly until: Instant }>();

  const lookUp = async (hash: string): Promise<ApiKey | undefined> => {
    const at = now();
    const known = kept.get(hash);
    if (known && at < known.until) return known.key;
    kept.delete(hash);
    const key = await keyByHash(db, hash);
    if (!key || !isSameHash(key.hash, hash)) return undefined;
    // The oldest goes first.
    if (kept.size >= MOST_KEPT) for (const [oldest] of kept) if (kept.delete(oldest)) break;
    kept.set(hash, { key, until: (at + KEEP_MS) as Instant });
    if (faultOf(key, at) === null) await noteUse(db, key.id, at);
    return key;
  };

  return async (text) => {
    const hash = hashOf(text);
    const key = isKeyText(text) ? await lookUp(hash) : undefined;
    if (!key) return { refusal: 'Nobody here has this key. Keys come from `npx spotgraph keys create`.' };
    const refusal = faultOf(key, now());
    if (refusal !== null) return { refusal };
    const isStillGood = async (): Promise<boolean> => {
      const found = await lookUp(hash);
      return found !== undefined && faultOf(found, now()) === null;
    };
    return { owner: key.owner, isStillGood };
  };
}

/** Whether a key is taken, in a word. */
export function keyState({ expiresAt, revokedAt }: ApiKey, now: Instant): 'valid' | 'revoked' | 'expired' {
  if (revokedAt !== null) return 'revoked';
  return expiresAt !== null && now >= expiresAt ? 'expired' : 'valid';
}

/** Why a key is taken no more. It is told only to who has the key. */
function faultOf({ expiresAt, revokedAt }: ApiKey, now: Instant): string | null {
  if (revokedAt !== null) return `This key was revoked at ${formatInstant(revokedAt)}. Make a new one.`;
  if (expiresAt === null || now < expiresAt) return null;
  return `This key expired at ${formatInstant(expiresAt)}. Make a new one.`;
}
