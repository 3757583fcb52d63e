import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import type { OwnerId } from '#units/owner.ts';
import { formatInstant, type Instant } from '#units/time.ts';
import type { Notice, NoticeKind } from '../notice.ts';
import type { MessageType, WebhookStatus } from './webhook.ts';

/** A delivery with all that sending it takes. */
export type DueDelivery = {
  readonly id: string;
  readonly owner: OwnerId;
  readonly type: MessageType;
  readonly createdAt: Instant;
  /** Of all its attempts, and of those before it was last replayed. */
  readonly attempts: number;
  readonly earlierAttempts: number;
  /** The bytes to send; null where no attempt was made yet. */
  readonly body: string | null;
  /** What the body is to tell; null for a message that has its body from the beginning. */
  readonly notice: Notice | null;
  readonly endpoint: {
    readonly id: string;
    readonly name: string;
    readonly url: string;
    readonly document: string;
    readonly variables: Readonly<Record<string, unknown>>;
    readonly kind: NoticeKind;
    readonly status: WebhookStatus;
    /** Whether its last attempt failed. */
    readonly failing: boolean;
  };
  /** All that sign now, the newest first: each makes one signature of the header. */
  readonly secrets: readonly string[];
};

/**
 * A delivery that waits to be sent; undefined for one that was sent, is dead, was removed, or whose webhook takes
 * nothing now: its task has nothing to do.
 */
export async function dueDelivery(db: Db, id: string, now: Instant): Promise<DueDelivery | undefined> {
  type Row = Omit<DueDelivery, 'notice' | 'endpoint'> & {
    readonly seq: number | null;
    readonly topic: string;
    readonly at: Instant;
    readonly toldAt: Instant;
    readonly noticeBody: Notice['body'];
    readonly feed: string;
    readonly endpointId: string;
  } & Omit<DueDelivery['endpoint'], 'id'>;
  const { rows } = await sql<Row>`
    select delivery.id, delivery.owner, delivery.type, delivery.created_at as "createdAt", delivery.attempts,
      delivery.earlier_attempts as "earlierAttempts", delivery.body, notice.seq, notice.topic, notice.at,
      notice.told_at as "toldAt", notice.body as "noticeBody", feed.id as feed, endpoint.id as "endpointId", endpoint.name, endpoint.url,
      endpoint.document, endpoint.variables, endpoint.kind, endpoint.status, endpoint.failing,
      (select array_agg(secret order by number desc) from webhook_secret as kept
        where kept.endpoint = endpoint.id and (until is null or until > ${timestamp(now)})) as secrets
    from webhook_delivery as delivery
    join webhook_endpoint as endpoint on endpoint.id = delivery.endpoint
    left join notice on notice.owner = delivery.owner and notice.seq = delivery.notice_seq
    left join owner_feed as feed on feed.owner = delivery.owner
    where delivery.id = ${id}::uuid and delivery.status = 'WAITING' and delivery.next_attempt_at is not null`.execute(
    db,
  );
  const [row] = rows;
  if (!row) return undefined;
  const { seq, topic, at, toldAt, noticeBody, feed, endpointId, name, url, document, variables, ...rest } =
    row;
  const { kind, status, failing, ...delivery } = rest;
  const { owner } = delivery;
  return {
    ...delivery,
    notice: seq === null ? null : { owner, seq, kind, topic, at, toldAt, feed, body: noticeBody },
    endpoint: { id: endpointId, name, url, document, variables, kind, status, failing },
  };
}

/** Keeps what is sent, once: whoever comes second is given what was kept first. Undefined where the delivery is gone. */
export async function keepBody(db: Db, id: string, body: string): Promise<string | undefined> {
  const { rows } = await sql<{ body: string }>`
    update webhook_delivery set body = coalesce(body, ${body}) where id = ${id}::uuid returning body`.execute(
    db,
  );
  return rows[0]?.body;
}

/** What is next after an attempt. */
export type AttemptOutcome =
  | { readonly status: 'DELIVERED' }
  | { readonly status: 'DEAD'; readonly reason: string }
  /** The receiver said 410: its webhook takes nothing more, and whatever else waits for it is dead too. */
  | { readonly status: 'GONE'; readonly reason: string }
  | { readonly status: 'WAITING'; readonly nextAttemptAt: Instant };

export type MadeAttempt = {
  readonly delivery: string;
  /** The delivery's `attempts` + 1. */
  readonly number: number;
  readonly startedAt: Instant;
  readonly tookMs: number;
  /** Null where no answer came. */
  readonly statusCode: number | null;
  /** Why it failed, for people, without the URL's query and without secrets; null where it did not. */
  readonly error: string | null;
  readonly outcome: AttemptOutcome;
  readonly endedAt: Instant;
};

/** Notes how the last attempt at a webhook went. Before `recordAttempt`: webhooks are locked before their deliveries. */
export async function setFailing(trx: Db, endpoint: string, failing: boolean): Promise<void> {
  await sql`
    update webhook_endpoint set failing = ${failing} where id = ${endpoint}::uuid and failing <> ${failing}`.execute(
    trx,
  );
}

/**
 * Writes an attempt and what is next. False where another has told of this attempt, or the delivery no longer waits
 * (somebody else delivered it, or its webhook was removed): then nothing is changed, and nothing is to be queued.
 */
export async function recordAttempt(trx: Db, made: MadeAttempt): Promise<boolean> {
  const { delivery, number, startedAt, tookMs, statusCode, error, outcome, endedAt } = made;
  const gone = outcome.status === 'GONE' ? await lockEndpointOf(trx, delivery) : undefined;
  const next = outcome.status === 'WAITING' ? formatInstant(outcome.nextAttemptAt) : null;
  const ended = outcome.status === 'WAITING' ? null : formatInstant(endedAt);
  const { rows } = await sql`
    with moved as (
      update webhook_delivery set attempts = ${number}, status = ${outcome.status === 'GONE' ? 'DEAD' : outcome.status},
        reason = ${'reason' in outcome ? outcome.reason : null}, next_attempt_at = ${next}::timestamptz,
        ended_at = ${ended}::timestamptz
      where id = ${delivery}::uuid and status = 'WAITING' and attempts = ${number - 1}
      returning id
    )
    insert into webhook_attempt (delivery, number, started_at, took_ms, status_code, error, next_attempt_at)
    select id, ${number}::integer, ${timestamp(startedAt)}, ${Math.round(tookMs)}::integer, ${statusCode}::integer,
      ${error}::text, ${next}::timestamptz
    from moved returning delivery`.execute(trx);
  if (rows.length > 0 && gone !== undefined && outcome.status === 'GONE')
    await endEndpoint(trx, gone, outcome.reason, endedAt);
  return rows.length > 0;
}

/** Webhooks are locked before their deliveries, by all who change both. */
async function lockEndpointOf(trx: Db, delivery: string): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select id from webhook_endpoint
    where id = (select endpoint from webhook_delivery where id = ${delivery}::uuid) for update`.execute(trx);
  return rows[0]?.id;
}

async function endEndpoint(trx: Db, endpoint: string, reason: string, now: Instant): Promise<void> {
  await sql`
    update webhook_endpoint set status = 'GONE', status_reason = ${reason}, updated_at = ${timestamp(now)}
    where id = ${endpoint}::uuid`.execute(trx);
  await endWaiting(trx, endpoint, reason, now);
}

/** Declares dead whatever waits for a webhook. */
export async function endWaiting(trx: Db, endpoint: string, reason: string, now: Instant): Promise<void> {
  await sql`
    update webhook_delivery set status = 'DEAD', reason = ${reason}, next_attempt_at = null,
      ended_at = ${timestamp(now)}
    where endpoint = ${endpoint}::uuid and status = 'WAITING'`.execute(trx);
}
