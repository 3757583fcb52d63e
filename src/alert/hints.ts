import type { Db } from '#db/open.ts';
import type { Instant } from '#units/time.ts';
import type { Alert } from './alert.ts';
import { offersInScope } from './store-hints.ts';

/** What whoever makes an alert may not have meant: nothing of it is wrong, but it may never fire. */
export async function hintsOf(db: Db, { scope, enabled }: Alert, now: Instant): Promise<readonly string[]> {
  const { known, listed, rentable } = await offersInScope(db, scope, now);
  const off = enabled ? [] : ['It is switched off (`enabled: false`): it does not fire.'];
  if (known === 0)
    return [
      ...off,
      `No provider has offered a ${scope.gpu} of this kind here so far: it fires only if one begins to. \`gpuAvailability\` tells where there are any.`,
    ];
  if (listed === 0)
    return [...off, 'Nothing that it is about is listed now: it waits for something that is.'];
  if (rentable === 0)
    return [...off, 'Everything that it is about is taken now, or its price is stale: it waits.'];
  return off;
}
