import type { Db } from '#db/open.ts';
import { memoryOf } from '#market/store-memory.ts';
import { ring } from '#market/store-record.ts';
import { tapeHead } from '#market/store-tape.ts';
import { DAY_MS, HOUR_MS, instant, plusMs, type Clock, type Instant } from '#units/time.ts';
import { judgePrices, type DayBefore } from './judge-prices.ts';
import {
  currentPrices,
  gpusKnown,
  gpusOffered,
  hourlyMedians,
  type CurrentPrice,
} from './store-price-levels.ts';
import {
  advanceSignalFeed,
  endSignals,
  forgetSignals,
  gpusChangedSince,
  lockSignalFeed,
  openSignals,
  raiseSignals,
  signalFeed,
} from './store-signals.ts';

const HOURS = 24;

/** Read in one statement. */
const GPUS_AT_ONCE = 16;

/** Hours that ended longer ago than this do not tell what was usual until now. */
const LATE_MS = 3 * HOUR_MS;

/** Signals are kept this long after they ended. */
const SIGNALS_KEPT_MS = 400 * DAY_MS;

/**
 * Judges prices each minute: of the GPUs whose offers changed since, and once an hour of all, as what they are
 * held against has moved on. What is open is in the database alone, so that a run may be killed, come back, or
 * have company: of two at once one writes, and neither raises what is raised.
 */
export function signalJob({ db }: { readonly db: Db }, now: Clock) {
  const known: KnownHours = { revision: undefined, medians: new Map() };
  return {
    name: 'signals',
    cron: '* * * * *',
    run: async (signal: AbortSignal): Promise<void> => {
      const { rolledTo, revision } = await memoryOf(db);
      if (rolledTo === null || now() - rolledTo > LATE_MS) return;
      if (known.revision !== revision) known.medians.clear();
      known.revision = revision;
      await judgeNow(db, now, await dayBefore(db, rolledTo, known, signal));
    },
  } as const;
}

/** Whole hours that were read already: each is read once, and again where another past was taken in. */
type KnownHours = {
  revision: number | undefined;
  readonly medians: Map<Instant, ReadonlyMap<string, number>>;
};

/** Medians of the 24 whole hours before an instant. */
async function dayBefore(
  db: Db,
  to: Instant,
  { medians }: KnownHours,
  signal: AbortSignal,
): Promise<DayBefore> {
  const starts = Array.from({ length: HOURS }, (_, index) => plusMs(to, (index - HOURS) * HOUR_MS));
  for (const start of medians.keys()) if (!starts.includes(start)) medians.delete(start);
  const missing = starts.filter((start) => !medians.has(start));
  const gpus = missing.length === 0 ? [] : await gpusKnown(db);
  for (const start of missing) {
    const hour = new Map<string, number>();
    for (const some of inGroups(gpus)) {
      signal.throwIfAborted();
      for (const [name, median] of await hourlyMedians(db, start, some)) hour.set(name, median);
      await othersTurn();
    }
    medians.set(start, hour);
  }
  signal.throwIfAborted();
  return { to, hours: starts.map((start) => medians.get(start) ?? new Map()) };
}

function inGroups(gpus: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(gpus.length / GPUS_AT_ONCE) }, (_, index) =>
    gpus.slice(index * GPUS_AT_ONCE, (index + 1) * GPUS_AT_ONCE),
  );
}

/** PGlite answers without ever returning to the event loop, and on its one connection others wait. */
async function othersTurn(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
}

/** Judges what changed since the last time; everything, where the hours before are others than then. */
async function judgeNow(db: Db, now: Clock, day: DayBefore): Promise<void> {
  const before = await signalFeed(db);
  const { seq: head } = await tapeHead(db);
  const isNewHour = before.judgedHour === null || before.judgedHour < day.to;
  const gpus = isNewHour ? null : await gpusChangedSince(db, before.judgedSeq);
  if (gpus?.length === 0 || (before.judgedHour ?? 0) > day.to) return;
  const current: CurrentPrice[] = [];
  for (const some of inGroups(gpus ?? (await gpusOffered(db)))) {
    current.push(...(await currentPrices(db, now(), some)));
    await othersTurn();
  }
  await db.transaction().execute(async (trx) => {
    const feed = await lockSignalFeed(trx);
    // Another judge came first; what it has not seen, the next run will.
    if (feed.judgedSeq !== before.judgedSeq || feed.judgedHour !== before.judgedHour) return;
    const at = instant(Math.max(now(), feed.judgedAt ?? 0));
    const { raised, ended } = judgePrices(current, await openSignals(trx, gpus), day, {
      seq: feed.seq,
      at,
    });
    await raiseSignals(trx, raised);
    await endSignals(trx, at, ended);
    if (isNewHour) await forgetSignals(trx, plusMs(at, -SIGNALS_KEPT_MS));
    const seq = feed.seq + raised.length;
    await advanceSignalFeed(trx, { seq, judgedSeq: head, judgedHour: day.to, judgedAt: at });
    if (raised.length > 0) await ring(trx);
  });
}
