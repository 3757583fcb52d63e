import type { Db } from '#db/open.ts';
import { DAY_MS, plusMs } from '#units/time.ts';
import { inputFault } from '#workload/graph-input-error.ts';
import { fieldOf, noSuch, type Which } from '#workload/which-own.ts';
import { refused, taken, type Answered, type WebhookDesk } from './answered.ts';
import { plannedWebhook, type AskedWebhook } from './asked-webhook.ts';
import { makeSecret } from './secret.ts';
import { holdWaiting } from './store-misfit.ts';
import { queueWaiting } from './store-queue.ts';
import { endWaiting } from './store-sending.ts';
import {
  addSecret,
  changeWebhook,
  lockWebhook,
  removeWebhook,
  secretCount,
  setWebhookStatus,
} from './store-webhooks.ts';
import type { Webhook } from './webhook.ts';
import { WEBHOOK } from './which-webhook.ts';

/** Changes a webhook that nobody else changes meanwhile. */
async function changed(
  { db, owner }: WebhookDesk,
  which: Which,
  change: (trx: Db, webhook: Webhook) => Promise<Answered>,
): Promise<Answered> {
  return db.transaction().execute(async (trx) => {
    const webhook = await lockWebhook(trx, owner, which);
    return webhook ? change(trx, webhook) : refused(noSuch(WEBHOOK, which));
  });
}

/** Changes what an owner says of a webhook. One whose document fits again is told what has waited since. */
export async function updateWebhook(desk: WebhookDesk, which: Which, asked: AskedWebhook): Promise<Answered> {
  const { now, outbox } = desk;
  return changed(desk, which, async (trx, webhook) => {
    const planned = plannedWebhook(asked, webhook, desk);
    if ('faults' in planned) return refused(...planned.faults);
    const fitsAgain = webhook.status === 'MISFIT';
    const status = fitsAgain ? 'ACTIVE' : webhook.status;
    const statusReason = fitsAgain ? null : webhook.statusReason;
    const kept = await changeWebhook(trx, webhook, { ...planned.plan, status, statusReason }, now);
    if (fitsAgain) await queueWaiting(trx, webhook.id, { at: now, outbox });
    return taken(kept);
  });
}

/** The longest that a secret signs beside the one that follows it. */
export const LONGEST_OVERLAP_MS = 7 * DAY_MS;

/** Secrets that sign at once: each makes a signature of some 50 bytes in the header of every message. */
const MOST_SECRETS = 5;

/**
 * Gives a webhook a new secret, which signs at once; those before it go on signing beside it for the overlap at the
 * longest, whatever was said when they were replaced: 0 ends them at once.
 */
export async function rotateSecret(desk: WebhookDesk, which: Which, overlapMs: number): Promise<Answered> {
  const { now } = desk;
  return changed(desk, which, async (trx, webhook) => {
    if (overlapMs > 0 && (await secretCount(trx, webhook.id, now)) >= MOST_SECRETS) {
      const message = `${MOST_SECRETS} secrets of this webhook sign already: wait until the first of \`retiringSecrets\` ends, or give \`overlap\` as PT0S, which ends all but the new one.`;
      return refused(inputFault('TOO_MANY', 'overlap', message));
    }
    const secret = makeSecret();
    await addSecret(trx, webhook, secret, { until: plusMs(now, overlapMs), now });
    return taken(webhook, { secret });
  });
}

const PAUSED = 'Paused by its owner. `resumeWebhook` sends what has waited since.';

/** Lets a webhook send nothing until it is resumed; what it is to be told waits. */
export async function pauseWebhook(desk: WebhookDesk, which: Which): Promise<Answered> {
  return changed(desk, which, async (trx, webhook) => {
    if (webhook.status === 'PAUSED') return taken(webhook, { replayed: true });
    if (webhook.status !== 'ACTIVE') {
      const message = `It is ${webhook.status} and sends nothing already: ${webhook.statusReason}`;
      return refused(inputFault('ILLEGAL_MOVE', fieldOf(WEBHOOK, which), message));
    }
    await holdWaiting(trx, webhook.id, PAUSED);
    return taken(await setWebhookStatus(trx, webhook, { status: 'PAUSED', reason: PAUSED }, desk.now));
  });
}

/** Lets a webhook that was paused, or is gone, send again: what has waited is sent now, or given up. */
export async function resumeWebhook(
  desk: WebhookDesk,
  which: Which,
  { dropWaiting }: { readonly dropWaiting: boolean },
): Promise<Answered> {
  const { now, outbox } = desk;
  return changed(desk, which, async (trx, webhook) => {
    if (webhook.status === 'ACTIVE') return taken(webhook, { replayed: true });
    const checked = desk.check(webhook);
    if ('faults' in checked) {
      const what = checked.faults.map(({ message }) => message).join(' ');
      const message = `The schema no longer fits its document: send one that does with \`updateWebhook\`. ${what}`;
      return refused(inputFault('ILLEGAL_MOVE', fieldOf(WEBHOOK, which), message));
    }
    const reason = 'Given up by its owner when the webhook was resumed.';
    if (dropWaiting) await endWaiting(trx, webhook.id, reason, now);
    const resumed = await setWebhookStatus(trx, webhook, { status: 'ACTIVE', reason: null }, now);
    await queueWaiting(trx, webhook.id, { at: now, outbox });
    return taken(resumed);
  });
}

/** Removes a webhook with its secrets and its log; nothing more is sent, but what is under way may still arrive. */
export async function deleteWebhook({ db, owner }: WebhookDesk, which: Which): Promise<Answered> {
  const removed = await removeWebhook(db, owner, which);
  return removed ? taken(removed) : refused(noSuch(WEBHOOK, which));
}
