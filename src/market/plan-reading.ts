import { badInput } from '#graph/errors.ts';
import type { Moment } from '#graph/moment.ts';
import { DAY_MS, formatInstant, HOUR_MS, instant, type Instant } from '#units/time.ts';
import type { OfferScope } from './offer-scope.ts';
import type { DirtyStretch, Memory } from './store-memory.ts';

/** A stretch, start ≤ t < to, and what its quotes are read from. */
export type Reading =
  | {
      readonly from: 'FIGURES';
      readonly grain: 'HOUR' | 'DAY';
      readonly start: Instant;
      readonly to: Instant;
    }
  | {
      readonly from: 'CELLS';
      readonly grain: 'HOUR' | 'DAY';
      readonly start: Instant;
      readonly to: Instant;
    }
  | { readonly from: 'RAW'; readonly start: Instant; readonly to: Instant };

type Asked = {
  readonly scope: OfferScope;
  readonly buckets: { readonly start: Instant; readonly count: number; readonly lengthMs: number };
  readonly moment: Moment;
  readonly byGpu: boolean;
};

/**
 * What the buckets are read from: figures of whole GPUs where a bucket is an hour or a day of one, else the
 * cells' days and hours, as far as they are rolled up and no late change waits to be taken in; raw changes for
 * the rest. Throws BAD_USER_INPUT where raw changes would be needed that are gone.
 */
export function planReading(asked: Asked, memory: Memory, dirty: readonly DirtyStretch[]): Reading[] {
  const { buckets, moment } = asked;
  const { start, count, lengthMs } = buckets;
  const end = Math.min(start + count * lengthMs, Math.max(moment.at, start));
  const plan: Reading[] = [];
  const add = (
    reading: { from: 'FIGURES' | 'CELLS'; grain: 'HOUR' | 'DAY' } | { from: 'RAW' },
    a: number,
    b: number,
  ) => {
    if (a < b) plan.push({ ...reading, start: instant(a), to: instant(b) });
  };
  const until = rolledUntil(asked, memory, dirty, end);
  const isWhole = isOneMarket(asked);
  let at: number = start;
  // Days first, then the hours of the day that has not ended.
  for (const [grain, grainMs] of [
    ['DAY', DAY_MS],
    ['HOUR', HOUR_MS],
  ] as const) {
    if (!isRolledUpBy(asked, grainMs) || (grain === 'HOUR' && at < (memory.hoursFrom ?? Infinity))) continue;
    const to = Math.floor(until / grainMs) * grainMs;
    if (to <= at) continue;
    const whole = start + Math.floor((to - start) / lengthMs) * lengthMs;
    if (isWhole && lengthMs === grainMs) {
      add({ from: 'FIGURES', grain }, at, whole);
      at = Math.max(at, whole);
    } else {
      add({ from: 'CELLS', grain }, at, to);
      at = Math.max(at, to);
    }
  }
  const { rawFrom } = memory;
  if (rawFrom !== null && at < rawFrom && at < end) {
    const since = formatInstant(rawFrom);
    throw badInput(
      'period',
      `Every single change is kept since ${since} alone; before that there are prices by the hour and the day. ` +
        'Ask for buckets of whole days (or of whole hours, over the last 400 days), without gpuCount, minReliability, ' +
        'verifiedOnly, minVramGb on GPUs that are not mapped and rentableOnly: false, or for a later period.',
    );
  }
  add({ from: 'RAW' }, at, end);
  return plan;
}

/** Up to when roll-ups hold, for this question. */
function rolledUntil(
  { scope, moment }: Asked,
  { rolledTo, rawFrom }: Memory,
  dirty: readonly DirtyStretch[],
  end: number,
): number {
  if (rolledTo === null || !isOfCells(scope)) return -Infinity;
  // What was known then is told by raw changes, as far as there are any.
  if (moment.asOf !== null) return Math.min(rawFrom ?? -Infinity, end);
  const late = dirty
    .filter(({ provider }) => scope.providers?.includes(provider) ?? true)
    .map(({ from }) => from);
  return Math.min(rolledTo, end, Math.max(Math.min(...late), rawFrom ?? -Infinity));
}

function isRolledUpBy({ buckets: { start, lengthMs } }: Asked, grainMs: number): boolean {
  return start % grainMs === 0 && lengthMs % grainMs === 0;
}

/** True where the scope asks for nothing that cells do not tell apart. */
export function isOfCells({
  gpuCount,
  minReliability,
  verifiedOnly,
  minVram,
  rentableOnly,
}: OfferScope): boolean {
  return !gpuCount && minReliability === null && !verifiedOnly && minVram === null && rentableOnly;
}

/** True where the scope is all offers of each GPU, under one billing on one kind of market. */
function isOneMarket({ scope, byGpu }: Asked): boolean {
  const { gpus, gpuNames, providers, regions, tiers, billing, simulated } = scope;
  const narrow = gpuNames ?? providers ?? regions ?? tiers;
  return narrow === null && billing !== null && simulated !== null && (byGpu || gpus?.length === 1);
}
