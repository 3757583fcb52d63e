import type { Brand } from './brand.ts';

/** Whom workloads, runs, budgets and alerts belong to: every statement about those names it. */
export type OwnerId = Brand<string, 'OwnerId'>;

export function ownerId(text: string): OwnerId {
  if (!/^[\w-]{1,64}$/.test(text)) throw new RangeError(`not an owner: ${text}`);
  return text as OwnerId;
}

/** Whoever uses a server that is nobody else's: a laptop's. */
export const LOCAL_OWNER: OwnerId = ownerId('local');
