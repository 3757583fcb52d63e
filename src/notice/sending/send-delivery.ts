import type { Db } from '#db/open.ts';
import type { Instant } from '#units/time.ts';
import { deliveryToSend, type QueuedAttempt, type SendingWorld } from '../webhook/graph-delivery-to-send.ts';
import { WEBHOOK_QUEUE } from '../webhook/store-queue.ts';
import {
  recordAttempt,
  setFailing,
  type AttemptOutcome,
  type DueDelivery,
} from '../webhook/store-sending.ts';
import { nextAttempt, type Schedule } from './next-attempt.ts';
import { postMessage, type Dialling, type Posted } from './post-message.ts';
import { retryAfter } from './retry-after.ts';
import { signedHeaders } from './sign.ts';

export type Sending = SendingWorld & {
  readonly dialling: Dialling;
  readonly chance: () => number;
  readonly schedule?: Schedule;
  /** Is told of each attempt that failed: nothing of it is secret. */
  readonly onFailure: (failure: FailedDelivery) => void;
};

export type FailedDelivery = {
  readonly endpoint: string;
  readonly delivery: string;
  readonly attempt: number;
  readonly statusCode: number | null;
  readonly error: string;
  readonly next: AttemptOutcome['status'];
};

export type SendOptions = {
  readonly signal: AbortSignal;
  /** Marks the task done, in the transaction which writes what came of it. */
  readonly done: (trx: Db) => Promise<void>;
  /** The receiver is waited for by it: how long that takes is the receiver's affair. */
  readonly outside: <T>(wait: () => Promise<T>) => Promise<T>;
};

type Attempted = {
  readonly statusCode: number | null;
  readonly error: string | null;
  readonly wish?: Instant | undefined;
  readonly endedAt: Instant;
};

/** Receivers that ask to be left alone for a while say so with one of these. */
const ASK_FOR_A_PAUSE: ReadonlySet<number> = new Set([429, 503]);

const GONE = 410;

/**
 * Makes one attempt at a delivery, and writes what came of it together with the next attempt's task: at least once
 * under the same id, with the same bytes. A worker that is killed between the two has said nothing, and the attempt is
 * made again. Deliveries are sent beside each other and tried again at times of their own: their order is not kept.
 */
export async function sendDelivery(
  sending: Sending,
  queued: QueuedAttempt,
  { signal, done, outside }: SendOptions,
): Promise<void> {
  const { db, now, outbox, onFailure } = sending;
  const due = await deliveryToSend(sending, queued);
  if (due.kind === 'NOTHING') return;
  const { delivery } = due;
  const startedAt = now();
  const attempted: Attempted =
    due.kind === 'SEND'
      ? await outside(async () => {
          const posted = await post(sending, { ...due.delivery, at: startedAt }, signal);
          return attemptedOf(posted, now());
        })
      : { statusCode: null, error: due.error, endedAt: startedAt };
  const number = delivery.attempts + 1;
  const outcome = outcomeOf(sending, delivery, attempted);
  const { statusCode, error, endedAt } = attempted;
  const recorded = await db.transaction().execute(async (trx) => {
    const tookMs = Math.max(0, endedAt - startedAt);
    const made = { delivery: delivery.id, number, startedAt, tookMs, statusCode, error, outcome, endedAt };
    // What is a fault of ours says nothing of the receiver.
    const failing = due.kind === 'SEND' ? error !== null : delivery.endpoint.failing;
    if (failing !== delivery.endpoint.failing) await setFailing(trx, delivery.endpoint.id, failing);
    const isNew = await recordAttempt(trx, made);
    if (isNew && outcome.status === 'WAITING') {
      const data: QueuedAttempt = { delivery: delivery.id, attempts: number };
      const startAt = outcome.nextAttemptAt;
      const group = delivery.endpoint.id;
      await outbox.send(trx, [{ queue: WEBHOOK_QUEUE, data, group, doubtful: failing, startAt }]);
    }
    await done(trx);
    return isNew;
  });
  if (recorded && error !== null) {
    const { status: next } = outcome;
    onFailure({
      endpoint: delivery.endpoint.id,
      delivery: delivery.id,
      attempt: number,
      statusCode,
      error,
      next,
    });
  }
}

type Due = DueDelivery & { readonly body: string; readonly at: Instant };

function post(
  { dialling }: Sending,
  { id, at, body, endpoint, secrets }: Due,
  signal: AbortSignal,
): Promise<Posted> {
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'spotgraph',
    ...signedHeaders({ id, at, body }, secrets),
  };
  return postMessage({ url: endpoint.url, headers, body }, dialling, signal);
}

function attemptedOf(posted: Posted, endedAt: Instant): Attempted {
  if ('error' in posted) return { statusCode: null, error: posted.error, endedAt };
  const { statusCode } = posted;
  if (statusCode >= 200 && statusCode < 300) return { statusCode, error: null, endedAt };
  const redirects = statusCode >= 300 && statusCode < 400;
  return {
    statusCode,
    error: redirects
      ? `the receiver answered ${statusCode}, a redirect, which is not followed: give the webhook the URL it leads to`
      : `the receiver answered ${statusCode}`,
    endedAt,
    wish: ASK_FOR_A_PAUSE.has(statusCode) ? retryAfter(posted.retryAfter, endedAt) : undefined,
  };
}

function outcomeOf(
  { chance, schedule }: Sending,
  { attempts, earlierAttempts }: DueDelivery,
  { statusCode, error, wish, endedAt }: Attempted,
): AttemptOutcome {
  if (error === null) return { status: 'DELIVERED' };
  if (statusCode === GONE)
    return {
      status: 'GONE',
      reason:
        'The receiver answered 410 Gone: it takes nothing more at this URL. `resumeWebhook` lets it take again.',
    };
  const made = attempts - earlierAttempts + 1;
  const nextAttemptAt = nextAttempt({ attempts: made, endedAt, askedUntil: wish }, chance, schedule);
  if (nextAttemptAt !== undefined) return { status: 'WAITING', nextAttemptAt };
  return { status: 'DEAD', reason: `Attempt ${made} was the last, and failed: ${error}.` };
}
