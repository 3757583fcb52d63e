import type { Db } from '#db/open.ts';
import { wholeMarket, type OfferScope } from '#market/offer-scope.ts';
import { MEAN_HOURS } from '#analytics/hourly-mean.ts';
import { HOUR_MS, plusMs, type Instant } from '#units/time.ts';
import type { AlertScope } from './alert.ts';
import { pastEvents, standingOffers } from './past-events.ts';
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
      await takePast(db, past, gpus, { deep, at });
      past.passBefore(at, () => {});
      for (const [{ series, scope }, { readings }] of walked) loaded.set(series, walk.add(scope, readings));
    }
    walk.take(await standingOffers(db, scopeOf(gpus), at), () => {});
  }
  return loaded;
}

/** Whose past is in memory at once. */
const GPUS_AT_ONCE = 16;

/** Takes what the tape says of GPUs up to an instant, as far back as it has to be known. */
async function takePast(
  db: Db,
  past: TapeWalk,
  gpus: readonly string[],
  { deep, at }: { readonly deep: boolean; readonly at: Instant },
): Promise<void> {
  // The mean of an hour is of the whole hours before it.
  const begin = deep ? plusMs(at, -(at % HOUR_MS) - MEAN_HOURS * HOUR_MS) : at;
  const ofFiles = new Set<number>();
  for await (const events of pastEvents(db, scopeOf(gpus), { begin, polled: begin, to: at, files: deep })) {
    past.take(events, () => {});
    for (const event of events)
      if (event.kind === 'OFFER' && event.facts.imported) ofFiles.add(event.facts.id);
  }
  // A file may tell of tomorrow: what is live is what polls tell, and nobody follows how a file goes on.
  past.take(
    Array.from(ofFiles, (id): TapeEvent => ({ kind: 'END', at, id })),
    () => {},
  );
}

function scopeOf(gpus: readonly string[]): OfferScope {
  return { ...wholeMarket(null), gpus };
}
