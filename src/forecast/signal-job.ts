import type { Db } from '#db/open.ts';
import { memoryOf } from '#market/store-memory.ts';
import { ring } from '#market/store-record.ts';
import { tapeHead } from '#market/store-tape.ts';
import { DAY_MS, HOUR_MS, instant, plusMs, type Clock, type Instant } from '#units/time.ts';
import { judgePrices, type DayBefore } from './judge-prices.ts';
import { currentPrices, gpusOffered, hourlyMedians, type CurrentPrice } from './store-price-levels.ts';
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
export const SIGNALS_KEPT_MS = 400 * DAY_MS;

/**
 * Judges prices each minute: of the GPUs whose offers changed since, and once an hour of all, as what they are
 * held against has moved on. What is open is in the database alone, so that a run may be killed, come back, or
 * have company: of two at once one writes, and neither raises what is raised.
 */
export function signalJob({ db }: { readonly db: Db }, now: Clock) {
  let day: DayBefore | undefined;
  return {
    name: 'signals',
    cron: '* * * * *',
    run: async (signal: AbortSignal): Promise<void> => {
      const { rolledTo } = await memoryOf(db);
      if (rolledTo === null || now() - rolledTo > LATE_MS) return;
      // Read once for each hour that passes.
      if (day?.to !== rolledTo) day = await dayBefore(db, rolledTo, signal);
      await judgeNow(db, now, day);
    },
  } as const;
}

/** Medians of the 24 whole hours before an instant, an hour at a time. */
export async function dayBefore(db: Db, to: Instant, signal?: AbortSignal): Promise<DayBefore> {
  const hours: ReadonlyMap<string, number>[] = [];
  for (let back = HOURS; back > 0; back--) {
    signal?.throwIfAborted();
    hours.push(await hourlyMedians(db, plusMs(to, -back * HOUR_MS)));
    await othersTurn();
  }
  return { to, hours };
}

/** PGlite answers without ever returning to the event loop, and on its one connection others wait. */
async function othersTurn(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
}

/** Judges what changed since the last time; everything, where the hours before are others than then. */
export async function judgeNow(db: Db, now: Clock, day: DayBefore): Promise<void> {
  const before = await signalFeed(db);
  const { seq: head } = await tapeHead(db);
  const isNewHour = before.judgedHour === null || before.judgedHour < day.to;
  const gpus = isNewHour ? null : await gpusChangedSince(db, before.judgedSeq);
  if (gpus?.length === 0 || (before.judgedHour ?? 0) > day.to) return;
  const current: CurrentPrice[] = [];
  const asked = gpus ?? (await gpusOffered(db));
  for (let from = 0; from < asked.length; from += GPUS_AT_ONCE) {
    current.push(...(await currentPrices(db, now(), asked.slice(from, from + GPUS_AT_ONCE))));
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
