import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import type { Outbox } from '#graph/outbox.ts';
import type { Instant } from '#units/time.ts';
import { NOTICE_FIELDS } from '../notice-fields.ts';
import type { Notice } from '../notice.ts';

/** The queue of deliveries: a task's data is `{delivery, attempts}`, its group the endpoint. */
export const WEBHOOK_QUEUE = 'webhook';

/** Whether the last attempt at a delivery's webhook failed. */
export const FAILING = sql<boolean>`(select failing from webhook_endpoint as webhook where webhook.id = endpoint)`;

/** A delivery that waits, and the attempts made of it so far: of two tasks for one attempt the second finds nothing to do. */
export type Queued = {
  readonly id: string;
  readonly endpoint: string;
  readonly attempts: number;
  /** Whether the last attempt at its webhook failed. */
  readonly failing: boolean;
};

/**
 * Writes a delivery of each notice to each webhook of its owner that wants it, and queues those that can be sent; a
 * webhook that is paused, or whose document no longer fits, keeps its own for later. The webhooks' rows are locked
 * against a change of their status until the transaction ends: what is written as waiting is seen by whoever resumes.
 */
export async function queueDeliveries(
  trx: Db,
  notices: readonly Notice[],
  { at, outbox }: { readonly at: Instant; readonly outbox: Outbox },
): Promise<void> {
  if (notices.length === 0) return;
  const told = notices.map(({ owner, seq, kind, topic }) => ({
    owner,
    seq,
    kind,
    topic,
    type: NOTICE_FIELDS[kind].message,
  }));
  const { rows } = await sql<Queued>`
    with wanted as (
      select endpoint.owner, endpoint.id as endpoint, notice.seq, notice.type, endpoint.status, endpoint.status_reason
      from jsonb_to_recordset(${JSON.stringify(told)}::text::jsonb)
        as notice (owner text, seq bigint, kind text, topic uuid, type text)
      join webhook_endpoint as endpoint on endpoint.owner = notice.owner and endpoint.kind = notice.kind
        and (endpoint.topics is null or endpoint.topics @> to_jsonb(notice.topic::text))
      where endpoint.status <> 'GONE'
      order by notice.seq, endpoint.id
      for share of endpoint
    ), made as (
      insert into webhook_delivery (owner, endpoint, notice_seq, type, status, reason, created_at, next_attempt_at)
      select owner, endpoint, seq, type, 'WAITING', status_reason, ${timestamp(at)},
        case when status = 'ACTIVE' then ${timestamp(at)} end
      from wanted
      returning id, endpoint, attempts, next_attempt_at
    )
    select id, endpoint, attempts, ${FAILING} as failing from made where next_attempt_at is not null`.execute(
    trx,
  );
  await sendTasks(trx, rows, outbox);
}

/** Queues what waits of a webhook that has become active again. */
export async function queueWaiting(
  trx: Db,
  endpoint: string,
  { at, outbox }: { readonly at: Instant; readonly outbox: Outbox },
): Promise<void> {
  const { rows } = await sql<Queued>`
    update webhook_delivery set next_attempt_at = ${timestamp(at)}, reason = null
    where endpoint = ${endpoint}::uuid and status = 'WAITING' and notice_seq is not null
    returning id, endpoint, attempts, ${FAILING} as failing`.execute(trx);
  await sendTasks(trx, rows, outbox);
}

/** Queues deliveries that are written already. */
export async function sendTasks(trx: Db, queued: readonly Queued[], outbox: Outbox): Promise<void> {
  if (queued.length === 0) return;
  await outbox.send(
    trx,
    queued.map(({ id, endpoint, attempts, failing }) => ({
      queue: WEBHOOK_QUEUE,
      data: { delivery: id, attempts },
      group: endpoint,
      doubtful: failing,
    })),
  );
}
