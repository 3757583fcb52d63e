import type { Db } from '#db/open.ts';
import { DAY_MS, HOUR_MS, instant, MINUTE_MS, plusMs, type Instant } from '#units/time.ts';
import { advanceMemory, dirtyStretches, ownMemory } from './store-memory.ts';
import { firstChange, forgetDirty } from './store-retention.ts';
import { mergeDays, rollUpChunk, type RollupChunk } from './store-rollup.ts';

/** Roll-ups by the hour are kept this long, those by the day for good. */
const HOURLY_MS = 400 * DAY_MS;

/** An hour is rolled up this long after it ended, so that polls under way are in it. */
export const GRACE_MS = 2 * MINUTE_MS;

/** Days whose hours are not kept are read from raw changes, this many in one transaction. */
const DAYS_AT_ONCE_MS = 30 * DAY_MS;

/** How a backlog is worked off. */
export type Pace = {
  /** Hours rolled up in one transaction, which keeps writers waiting: a divisor or a multiple of 24. */
  readonly hoursAtOnce: number;
  /** Between transactions, for whoever else waits for the connection. */
  readonly pauseMs: number;
};

const PACE: Pace = { hoursAtOnce: 24, pauseMs: 0 };

export type RollUpOptions = { readonly signal?: AbortSignal | undefined; readonly pace?: Pace };

export type RolledUp = { readonly chunks: number; readonly to: Instant | null };

/**
 * Brings the roll-ups up to date: hours and days that have ended since the last run, and those that late
 * changes went to. One chunk is one transaction; a run that was cut short is gone on with by the next, and
 * several at once take turns.
 */
export async function rollUp(
  db: Db,
  now: Instant,
  { signal, pace = PACE }: RollUpOptions = {},
): Promise<RolledUp> {
  const hoursAtOnceMs = pace.hoursAtOnce * HOUR_MS;
  let chunks = 0;
  const target = floorTo(instant(Math.max(now - GRACE_MS, 0)), HOUR_MS);
  const hoursFrom = floorTo(instant(Math.max(target - HOURLY_MS, 0)), DAY_MS);
  for (;;) {
    signal?.throwIfAborted();
    const to = await db.transaction().execute(async (trx) => {
      const memory = await ownMemory(trx);
      const from = memory.rolledTo ?? floorTo((await firstChange(trx)) ?? target, HOUR_MS);
      if (from >= target) return undefined;
      const isOld = from < hoursFrom;
      const atMost = isOld
        ? Math.min(plusMs(floorTo(from, DAY_MS), DAYS_AT_ONCE_MS), hoursFrom)
        : plusMs(floorTo(from, hoursAtOnceMs), hoursAtOnceMs);
      const end = instant(Math.min(atMost, target));
      await rollUpStretch(trx, { from, to: end, hoursFrom }, null);
      await advanceMemory(trx, { rolledTo: end, hoursFrom });
      return end;
    });
    if (to === undefined) break;
    chunks++;
    await rest(pace);
  }
  chunks += await rollUpDirty(db, pace, signal);
  return { chunks, to: target };
}

/** Computes anew what late changes went to. */
async function rollUpDirty(db: Db, pace: Pace, signal?: AbortSignal): Promise<number> {
  const dirty = await dirtyStretches(db);
  const groups = Map.groupBy(dirty, ({ provider, imported }) => `${provider} ${imported}`);
  let chunks = 0;
  for (const group of groups.values()) {
    const { provider, imported } = group[0]!;
    let from = floorTo(instant(Math.min(...group.map((stretch) => stretch.from))), DAY_MS);
    const until = ceilTo(instant(Math.max(...group.map((stretch) => stretch.to))), DAY_MS);
    for (let done = false; !done; chunks++) {
      signal?.throwIfAborted();
      await db.transaction().execute(async (trx) => {
        const memory = await ownMemory(trx);
        const { rolledTo, hoursFrom } = memory;
        if (rolledTo !== null && hoursFrom !== null) {
          // What was polled before raw_from is sealed.
          if (!imported && memory.rawFrom !== null && from < memory.rawFrom) from = memory.rawFrom;
          const atMost = plusMs(from, from < hoursFrom ? DAYS_AT_ONCE_MS : pace.hoursAtOnce * HOUR_MS);
          const border = from < hoursFrom && atMost > hoursFrom ? hoursFrom : atMost;
          const end = instant(Math.min(border, rolledTo));
          if (from < end) await rollUpStretch(trx, { from, to: end, hoursFrom }, { provider, imported });
          from = end;
          done = from >= until || from >= rolledTo;
        } else done = true;
        if (done)
          await forgetDirty(
            trx,
            group.map(({ id }) => id),
          );
      });
      await rest(pace);
    }
  }
  return chunks;
}

/**
 * PGlite answers without ever returning to the event loop: even without a pause it is given a turn, or
 * no socket is read and no timer fires until the backlog is done.
 */
async function rest({ pauseMs }: Pace): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, pauseMs));
}

type Stretch = {
  readonly from: Instant;
  readonly to: Instant;
  readonly hoursFrom: Instant;
};

/** The hours of a stretch, and the days that end in it. */
async function rollUpStretch(
  trx: Db,
  { from, to, hoursFrom }: Stretch,
  only: { readonly provider: string; readonly imported: boolean } | null,
): Promise<void> {
  const cells: Pick<RollupChunk, 'provider' | 'imported'> = only ?? { provider: null, imported: null };
  const hours = instant(Math.max(from, hoursFrom));
  if (hours < to) await rollUpChunk(trx, { grain: 'HOUR', from: hours, to, ...cells });
  const firstDay = floorTo(from, DAY_MS);
  const lastDay = floorTo(to, DAY_MS);
  const border = instant(Math.min(Math.max(firstDay, hoursFrom), lastDay));
  if (firstDay < border) await rollUpChunk(trx, { grain: 'DAY', from: firstDay, to: border, ...cells });
  if (border < lastDay) await mergeDays(trx, { grain: 'DAY', from: border, to: lastDay, ...cells });
}

export function floorTo(at: Instant, lengthMs: number): Instant {
  return instant(Math.floor(at / lengthMs) * lengthMs);
}

function ceilTo(at: Instant, lengthMs: number): Instant {
  return instant(Math.ceil(at / lengthMs) * lengthMs);
}
