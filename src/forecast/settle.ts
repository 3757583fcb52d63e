import { settleDecision } from '#analytics/settle-decision.ts';
import { settlePrediction } from '#analytics/settle-prediction.ts';
import type { Db } from '#db/open.ts';
import { memoryOf } from '#market/store-memory.ts';
import { DAY_MS, HOUR_MS, plusMs, type Clock, type Instant } from '#units/time.ts';
import {
  dueAnswers,
  forgetAnswers,
  hourlyTruth,
  lookLater,
  writeSettlements,
  type DueAnswer,
  type HourlyTruth,
  type Settlement,
} from './store-answers.ts';

/** What is read at once: PGlite answers nobody else meanwhile. */
const AT_ONCE = { answers: 500, hours: 2000 };

/** What was not to be seen is looked for again so often, and until so long after: files may bring it late. */
const LOOK_AGAIN_MS = 6 * HOUR_MS;
export const GIVE_UP_MS = 2 * DAY_MS;

/** Answers are kept this long. */
const ANSWERS_KEPT_MS = 400 * DAY_MS;

/**
 * Settles answers whose time has come. Each batch is written in one statement, and what is settled stays: a run
 * that is killed, or has company, leaves to the next what it did not write.
 */
export function settleJob({ db }: { readonly db: Db }, now: Clock) {
  return {
    name: 'settle',
    cron: '*/5 * * * *',
    run: async (signal: AbortSignal): Promise<void> => {
      await settleAnswers(db, now(), signal);
      await forgetAnswers(db, plusMs(now(), -ANSWERS_KEPT_MS));
    },
  } as const;
}

/** Settles all that is due; returns how many were. */
export async function settleAnswers(db: Db, now: Instant, signal?: AbortSignal): Promise<number> {
  const { rolledTo } = await memoryOf(db);
  if (rolledTo === null) return 0;
  let count = 0;
  for (;;) {
    signal?.throwIfAborted();
    const due = await dueAnswers(db, rolledTo, now, AT_ONCE);
    if (due.length === 0) return count;
    const truths = await hourlyTruth(db, due);
    const settled: Settlement[] = [];
    const later: number[] = [];
    for (const [index, answer] of due.entries()) {
      const settlement = settle(answer, truths[index] ?? new Map());
      if (settlement.outcome === 'UNSETTLEABLE' && now - answer.to < GIVE_UP_MS) later.push(answer.id);
      else settled.push(settlement);
    }
    await writeSettlements(db, now, settled);
    await lookLater(db, plusMs(now, LOOK_AGAIN_MS), later);
    count += settled.length;
    // PGlite answers without ever returning to the event loop.
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

/** What became of an answer, by the prices of the hours since its first. Pure. */
export function settle(answer: DueAnswer, truth: ReadonlyMap<number, HourlyTruth>): Settlement {
  const { id, kind, price } = answer;
  const seen = (hour: number): number | undefined => {
    const { price: actual, isObserved } = truth.get(hour) ?? { price: null, isObserved: false };
    return isObserved ? (actual ?? undefined) : undefined;
  };
  if (kind === 'PREDICTION') {
    const actual = seen(0);
    const { low, median, high } = answer;
    if (actual === undefined || low === null || median === null || high === null)
      return unsettleable(id, truth);
    return { id, outcome: 'SETTLED', actual, ...settlePrediction({ price, low, median, high }, actual) };
  }
  const { waits, isLocked, takeAt, startHours, runHours, horizonHours } = answer;
  const hours = Array.from({ length: (answer.to - answer.from) / HOUR_MS }, (_, hour) => seen(hour));
  const settled = settleDecision(
    {
      price,
      waits: waits ?? false,
      isLocked: isLocked ?? true,
      takeAt,
      startHours: startHours ?? 0,
      deadlineHours: horizonHours,
      runHours: runHours ?? 1,
    },
    hours,
  );
  if (!settled) return unsettleable(id, truth);
  const { paid: actual, ...rest } = settled;
  return { id, outcome: 'SETTLED', actual, ...rest };
}

/** Nobody looked, where there was a price that was carried forward; else nothing was on offer. */
function unsettleable(id: number, truth: ReadonlyMap<number, HourlyTruth>): Settlement {
  const isCarried = [...truth.values()].some(({ price, isObserved }) => price !== null && !isObserved);
  return { id, outcome: 'UNSETTLEABLE', reason: isCarried ? 'STALE' : 'NOT_OBSERVED' };
}
