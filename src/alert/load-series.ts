import type { Db } from '#db/open.ts';
import { wholeMarket, type OfferScope } from '#market/offer-scope.ts';
import { MEAN_HOURS } from '#analytics/hourly-mean.ts';
import { HOUR_MS, plusMs, type Instant } from '#units/time.ts';
import type { AlertScope } from './alert.ts';
import {
  changedOffers,
  describedOffers,
  heardProviders,
  importedOffers,
  standingOffers,
} from './store-series-tape.ts';
import type { TapeEvent } from './tape-event.ts';
import { tapeWalk, type TapeWalk, type WalkedSeries } from './tape-walk.ts';

/** A series to be read; `deep` where what it is held against has to be known: its last 24 hours. */
export type SeriesWanted = { readonly series: number; readonly scope: AlertScope; readonly deep: boolean };

/** Adds series to a walk as they read at an instant, up to which the walk has come. */
export async function loadSeries(
  db: Db,
  walk: TapeWalk,
  wanted: readonly SeriesWanted[],
  at: Instant,
): Promise<ReadonlyMap<number, WalkedSeries>> {
  const loaded = new Map<number, WalkedSeries>();
  const byGpu = [...Map.groupBy(wanted, ({ scope }) => scope.gpu)];
  for (let from = 0; from < byGpu.length; from += GPUS_AT_ONCE) {
    const some = byGpu.slice(from, from + GPUS_AT_ONCE);
    const gpus = some.map(([gpu]) => gpu);
    const ofSome = some.flatMap(([, same]) => same);
    for (const [deep, same] of Map.groupBy(ofSome, (one) => one.deep)) {
      // They walk through their own past alone, and then on with the others.
      const past = tapeWalk();
      const walked = same.map((one) => [one, past.add(one.scope)] as const);
      past.take(await pastOf(db, gpus, { deep, at }), () => {});
      past.passBefore(at, () => {});
      for (const [{ series, scope }, { readings }] of walked) loaded.set(series, walk.add(scope, readings));
    }
    walk.take(await standingOffers(db, scopeOf(gpus), at), () => {});
  }
  return loaded;
}

/** Read in one statement each. */
const GPUS_AT_ONCE = 16;

async function pastOf(
  db: Db,
  gpus: readonly string[],
  { deep, at }: { readonly deep: boolean; readonly at: Instant },
): Promise<readonly TapeEvent[]> {
  const scope = scopeOf(gpus);
  // The mean of an hour is of the whole hours before it.
  const after = deep ? plusMs(at, -(at % HOUR_MS) - MEAN_HOURS * HOUR_MS) : at;
  const stretch = { after, to: at };
  const standing = await standingOffers(db, scope, after);
  const heard = await heardProviders(db, scope, stretch);
  if (!deep) return [...standing, ...heard];
  const described = await describedOffers(db, scope, stretch);
  const changed = await changedOffers(db, scope, stretch);
  return [...standing, ...heard, ...described, ...changed, ...(await importedOffers(db, scope, stretch))];
}

function scopeOf(gpus: readonly string[]): OfferScope {
  return { ...wholeMarket(null), gpus };
}
