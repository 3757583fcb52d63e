import type { Db } from '#db/open.ts';
import type { Outbox } from '#graph/outbox.ts';
import type { Instant } from '#units/time.ts';
import type { NewNotice, Notice } from './notice.ts';
import { addNotices } from './store-notices.ts';
import { queueDeliveries } from './webhook/store-queue.ts';

/**
 * Tells owners, as the last step of the transaction that makes it true: numbers the notices in each owner's feed, in
 * the order given, writes them, queues what their webhooks are to be sent, and rings for those who listen. The feeds
 * stay locked until the transaction ends, in one order for all, so that no two writers wait for each other in turn.
 */
export async function tell(
  trx: Db,
  notices: readonly NewNotice[],
  { at, outbox }: { readonly at: Instant; readonly outbox: Outbox },
): Promise<readonly Notice[]> {
  if (notices.length === 0) return [];
  const told = await addNotices(trx, notices, at);
  await queueDeliveries(trx, told, { at, outbox });
  return told;
}
