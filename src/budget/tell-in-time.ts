import type { Db } from '#db/open.ts';
import type { Outbox } from '#graph/outbox.ts';
import { tell } from '#notice/tell.ts';
import type { Instant } from '#units/time.ts';
import { noticeOf, type BudgetAlert } from './budget-alert.ts';
import { keepTold, toldInTime } from './store-told.ts';

/**
 * Tells what time alone causes, each once for its budget, kind and period: what was told before is left out. The
 * owner's ledger is locked.
 */
export async function tellInTime(
  trx: Db,
  alerts: readonly BudgetAlert[],
  { now, outbox }: { readonly now: Instant; readonly outbox: Outbox },
): Promise<readonly BudgetAlert[]> {
  const before = await toldInTime(trx, alerts);
  const fresh = alerts.filter((_, place) => !before.has(place));
  const notices = await tell(trx, fresh.map(noticeOf), { at: now, outbox });
  await keepTold(
    trx,
    fresh.map((alert, place) => ({ ...alert, notice: notices[place]?.seq ?? 0 })),
  );
  return fresh;
}
