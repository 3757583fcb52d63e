import type { Db } from '#db/open.ts';
import type { Outbox } from '#graph/outbox.ts';
import type { OwnerId } from '#units/owner.ts';
import type { Clock, Instant } from '#units/time.ts';
import { dueFrom } from './due.ts';
import { endedPeriods } from './ended-periods.ts';
import { tellForecasts } from './forecast-alerts.ts';
import { expireAll } from './ledger/expire.ts';
import { lockLedger } from './ledger/store-ledger.ts';
import { moveDue, ownersOfEnded, endedBudgets } from './store-due.ts';
import { tellInTime } from './tell-in-time.ts';

/** Budgets of an owner told in one transaction: who spends waits for no more than that. */
const BATCH = 50;

export type Telling = { readonly db: Db; readonly outbox: Outbox };

/**
 * What time alone does to budgets, each minute: reservations that are over let go, periods that have ended are told,
 * and forecasts that the amount will not do. Each is told with the instant it was due at, in one transaction with the
 * mark that it was: a run may be killed, come back, or have company, and nothing is told twice or not at all.
 */
export function budgetJob({ db, outbox }: Telling, now: Clock) {
  return {
    name: 'budgets',
    cron: '* * * * *',
    run: async (signal: AbortSignal): Promise<void> => {
      await expireAll(db, now(), signal);
      await tellEnds({ db, outbox }, now, signal);
      await tellForecasts({ db, outbox }, now, signal);
    },
  } as const;
}

/** Tells the periods that have ended since they were last told. */
export async function tellEnds(telling: Telling, now: Clock, signal?: AbortSignal): Promise<void> {
  for (const owner of await ownersOfEnded(telling.db, now())) {
    for (;;) {
      signal?.throwIfAborted();
      if ((await tellSomeEnds(telling, owner, now())) < BATCH) break;
    }
  }
}

async function tellSomeEnds({ db, outbox }: Telling, owner: OwnerId, now: Instant): Promise<number> {
  return db.transaction().execute(async (trx) => {
    await lockLedger(trx, owner);
    const budgets = await endedBudgets(trx, owner, now, BATCH);
    const ended = await endedPeriods(trx, owner, budgets, now);
    await moveDue(
      trx,
      owner,
      budgets.map((budget) => ({ id: budget.id, periodEndsAt: dueFrom(budget, now).periodEndsAt })),
    );
    await tellInTime(trx, ended, { now, outbox });
    return budgets.length;
  });
}
