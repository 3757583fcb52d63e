import type { OwnerId } from '#units/owner.ts';
import type { Context } from './context.ts';
import { refusal } from './errors.ts';

/** Whose things are asked for. Throws UNAUTHENTICATED for a caller who is nobody. */
export function ownerOf({ owner }: Pick<Context, 'owner'>): OwnerId {
  if (owner !== null) return owner;
  throw refusal(
    'UNAUTHENTICATED',
    'This is kept for its owner alone: send your key as `Authorization: Bearer KEY`. Keys come from `npx spotgraph keys create`.',
  );
}
