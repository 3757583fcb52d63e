import { HOUR_MS, plusMs, type Instant } from '#units/time.ts';
import { inputFault, type InputFault } from '#workload/graph-input-error.ts';
import { fieldOf, noSuch, type Which } from '#workload/which-own.ts';
import type { WebhookDesk } from './answered.ts';
import { messageBody } from './message.ts';
import { deliveriesById, replay } from './store-log.ts';
import { addMessage, recentPings } from './store-misfit.ts';
import { sendTasks } from './store-queue.ts';
import { lockWebhook } from './store-webhooks.ts';
import type { Delivery, DeliveryStatus, Webhook } from './webhook.ts';
import { WEBHOOK } from './which-webhook.ts';

/** What became of a message that was asked for. */
export type Sent = { readonly delivery: Delivery | null; readonly errors: readonly InputFault[] };

/** What became of several. */
export type Replayed = {
  readonly queued: number;
  /** True where as many were queued as are taken at once: there may be more. */
  readonly more: boolean;
  readonly errors: readonly InputFault[];
};

/** Pings of one webhook within an hour: a test needs few, and its receiver may be somebody else's. */
const MOST_PINGS = 60;

/** Sends a message that tells nothing, through the same queue as all others, also where the webhook is paused. */
export async function pingWebhook(desk: WebhookDesk, which: Which): Promise<Sent> {
  const { db, owner, now, outbox } = desk;
  return db.transaction().execute(async (trx): Promise<Sent> => {
    const webhook = await lockWebhook(trx, owner, which);
    if (!webhook) return { delivery: null, errors: [noSuch(WEBHOOK, which)] };
    if (webhook.status === 'GONE') return { delivery: null, errors: [goneFault(webhook, which)] };
    if ((await recentPings(trx, webhook.id, plusMs(now, -HOUR_MS))) >= MOST_PINGS) {
      const message = `${MOST_PINGS} pings of one webhook are sent within an hour: try again later.`;
      return { delivery: null, errors: [inputFault('TOO_MANY', fieldOf(WEBHOOK, which), message)] };
    }
    const body = messageBody('ping', now, {
      webhook: webhook.name,
      message: 'A test, sent because its owner asked for one. It tells of nothing that happened.',
    });
    const made = await addMessage(trx, webhook, { type: 'ping', body }, now);
    await sendTasks(trx, [made], outbox);
    const [delivery = null] = await deliveriesById(trx, owner, [made.id]);
    return { delivery, errors: [] };
  });
}

function goneFault(webhook: Webhook, which: Which): InputFault {
  return inputFault('ILLEGAL_MOVE', fieldOf(WEBHOOK, which), goneMessage(webhook));
}

function goneMessage({ statusReason }: Webhook): string {
  return statusReason ?? 'It takes nothing more: `resumeWebhook` lets it take again.';
}

export const NO_DELIVERY: InputFault = {
  code: 'NOT_FOUND',
  path: ['id'],
  message: 'No delivery of yours has this id. `Webhook.deliveries` lists those of the last 90 days.',
};

function illegal(message: string): InputFault {
  return { code: 'ILLEGAL_MOVE', path: ['id'], message };
}

/** Sends a delivery that has ended once more, under its own id. */
export async function replayDelivery(desk: WebhookDesk, id: string): Promise<Sent> {
  const { db, owner, now, outbox } = desk;
  return db.transaction().execute(async (trx): Promise<Sent> => {
    const [before] = await deliveriesById(trx, owner, [id]);
    if (before?.type === 'ping' || before?.type === 'webhook.misfit') {
      const message = 'It tells of the webhook alone, as that was then: `pingWebhook` sends a new test.';
      return { delivery: null, errors: [illegal(message)] };
    }
    const webhook = before && (await lockWebhook(trx, owner, { id: before.webhook }));
    if (!webhook) return { delivery: null, errors: [NO_DELIVERY] };
    if (webhook.status === 'GONE') return { delivery: null, errors: [illegal(goneMessage(webhook))] };
    const queued = await replay(trx, webhook, { delivery: id }, now);
    if (queued.length === 0) {
      const message = 'It waits for its next attempt already: replay what was delivered, or is dead.';
      return { delivery: null, errors: [illegal(message)] };
    }
    if (webhook.status === 'ACTIVE') await sendTasks(trx, queued, outbox);
    const [delivery = null] = await deliveriesById(trx, owner, [id]);
    return { delivery, errors: [] };
  });
}

/** Deliveries that are queued again at once. */
export const MOST_REPLAYED = 1000;

/** Sends what a webhook was to be told since an instant once more, each delivery under its own id. */
export async function replayDeliveries(
  desk: WebhookDesk,
  which: Which,
  { since, statuses }: { readonly since: Instant; readonly statuses: readonly DeliveryStatus[] },
): Promise<Replayed> {
  const { db, owner, now, outbox } = desk;
  return db.transaction().execute(async (trx): Promise<Replayed> => {
    const webhook = await lockWebhook(trx, owner, which);
    if (!webhook) return { queued: 0, more: false, errors: [noSuch(WEBHOOK, which)] };
    if (webhook.status === 'GONE') return { queued: 0, more: false, errors: [goneFault(webhook, which)] };
    const queued = await replay(trx, webhook, { since, statuses, most: MOST_REPLAYED }, now);
    if (webhook.status === 'ACTIVE') await sendTasks(trx, queued, outbox);
    return { queued: queued.length, more: queued.length === MOST_REPLAYED, errors: [] };
  });
}
