import type { Db } from '#db/open.ts';
import { wholeMarket } from '#market/offer-scope.ts';
import { MEAN_HOURS } from '#analytics/hourly-mean.ts';
import { HOUR_MS, plusMs, type Instant } from '#units/time.ts';
import type { AlertScope } from './alert.ts';
import { heardProviders, importedOffers, recordedOffers, standingOffers } from './store-series-tape.ts';
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
  for (const [gpu, ofGpu] of Map.groupBy(wanted, ({ scope }) => scope.gpu)) {
    const scope = { ...wholeMarket(null), gpus: [gpu] };
    const standing = await standingOffers(db, scope, at);
    for (const [deep, same] of Map.groupBy(ofGpu, (one) => one.deep)) {
      // They walk through their own past alone, and then on with the others.
      const past = tapeWalk();
      const walked = same.map((one) => [one, past.add(one.scope)] as const);
      const after = deep ? plusMs(at, -(at % HOUR_MS) - MEAN_HOURS * HOUR_MS) : at;
      const stretch = { after, to: at };
      past.take(
        [
          ...(deep ? await standingOffers(db, scope, after) : standing),
          ...(deep ? await recordedOffers(db, scope, stretch) : []),
          ...(deep ? await importedOffers(db, scope, stretch) : []),
          ...(await heardProviders(db, scope, stretch)),
        ],
        () => {},
      );
      past.passBefore(at, () => {});
      for (const [{ series, scope: own }, { readings }] of walked)
        loaded.set(series, walk.add(own, readings));
    }
    walk.take(standing, () => {});
  }
  return loaded;
}
