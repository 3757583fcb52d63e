import { gpuBySlug } from '#catalog/gpus.ts';
import type { Db } from '#db/open.ts';
import type { Instant } from '#units/time.ts';
import type { Alert, AlertRule } from './alert.ts';
import { offersInScope } from './store-hints.ts';

/** What whoever makes an alert may not have meant: nothing of it is wrong, but it may never fire, or too often. */
export async function hintsOf(db: Db, alert: Alert, now: Instant): Promise<readonly string[]> {
  const { scope, enabled } = alert;
  const off = enabled ? [] : ['It is switched off (`enabled: false`): it does not fire.'];
  return [...off, ...smallPercent(alert), ...scarce(scope.gpu, await offersInScope(db, scope, now))];
}

function smallPercent({ condition, threshold }: AlertRule): readonly string[] {
  if ((condition !== 'DROP' && condition !== 'SURGE') || threshold >= 1) return [];
  const percent = Number((100 * threshold).toPrecision(6));
  return [
    `It waits for ${threshold} %, less than one in a hundred: give ${percent} if you mean ${percent} %.`,
  ];
}

function scarce(
  gpu: Alert['scope']['gpu'],
  { known, listed, rentable }: Awaited<ReturnType<typeof offersInScope>>,
): readonly string[] {
  if (known === 0) {
    const name = gpuBySlug(gpu)?.name ?? gpu;
    return [
      `No provider has offered ${name} of this kind here so far: it fires only if one begins to. \`availability\` tells where there are any.`,
    ];
  }
  if (listed === 0) return ['Nothing that it is about is listed now: it waits for something that is.'];
  if (rentable === 0) return ['Everything that it is about is taken now, or its price is stale: it waits.'];
  return [];
}
