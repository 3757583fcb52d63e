import type { Db } from '#db/open.ts';
import type { Outbox } from '#graph/outbox.ts';
import type { Clock } from '#units/time.ts';
import { messageBody } from './message.ts';
import { queueWaiting, sendTasks } from './store-queue.ts';
import { addMessage, holdWaiting, markMisfit, unmarkMisfit } from './store-misfit.ts';

type World = { readonly db: Db; readonly now: Clock; readonly outbox: Outbox };

/**
 * Says that the schema no longer fits a webhook's document: nothing is sent by it until its owner changes it, what
 * waits is kept, and the webhook is sent word of it. Done once, by whoever finds out first.
 */
export async function declareMisfit(
  { db, now, outbox }: World,
  endpoint: string,
  faults: readonly { readonly message: string }[],
): Promise<void> {
  const at = now();
  const what = faults.map(({ message }) => message).join(' ');
  const reason = `The schema no longer fits the document: ${what}`.slice(0, 2000);
  await db.transaction().execute(async (trx) => {
    const webhook = await markMisfit(trx, endpoint, reason, at);
    if (!webhook) return;
    await holdWaiting(trx, endpoint, reason);
    const body = messageBody('webhook.misfit', at, {
      webhook: webhook.id,
      name: webhook.name,
      errors: faults.map(({ message }) => message),
      next: 'Send a document that fits with `updateWebhook`: what has waited since is sent then.',
    });
    const made = await addMessage(trx, webhook, { type: 'webhook.misfit', body }, at);
    await sendTasks(trx, [made], outbox);
  });
}

/** Says that the schema fits a webhook's document again: it is sent what has waited. */
export async function declareFit({ db, now, outbox }: World, endpoint: string): Promise<void> {
  const at = now();
  await db.transaction().execute(async (trx) => {
    if (await unmarkMisfit(trx, endpoint, at)) await queueWaiting(trx, endpoint, { at, outbox });
  });
}
