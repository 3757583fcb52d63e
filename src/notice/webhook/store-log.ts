import { sql, type RawBuilder, type SqlBool } from 'kysely';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import type { Page } from '#graph/page.ts';
import type { OwnerId } from '#units/owner.ts';
import type { Instant } from '#units/time.ts';
import { FAILING, type Queued } from './store-queue.ts';
import type { Attempt, Delivery, DeliveryStatus, MessageType, Webhook } from './webhook.ts';

const COLUMNS = sql`delivery.id, delivery.endpoint as webhook, delivery.type, delivery.body, delivery.status,
  delivery.reason, delivery.attempts, delivery.next_attempt_at as "nextAttemptAt", delivery.created_at as "createdAt",
  delivery.ended_at as "endedAt"`;

/** Which deliveries of a log are meant; null leaves nothing out. */
export type DeliveryScope = {
  readonly statuses: readonly DeliveryStatus[] | null;
  readonly types: readonly MessageType[] | null;
};

export type DeliveryPlace = Pick<Delivery, 'createdAt' | 'id'>;

function within(owner: OwnerId, { statuses, types }: DeliveryScope): RawBuilder<SqlBool> {
  const conditions = [
    sql`delivery.owner = ${owner}`,
    ...(statuses === null ? [] : [sql`delivery.status = any(${[...statuses]}::text[])`]),
    ...(types === null ? [] : [sql`delivery.type = any(${[...types]}::text[])`]),
  ];
  return sql<SqlBool>`${sql.join(conditions, sql` and `)}`;
}

/** A page of the log of each of an owner's webhooks, the newest first, with one row more than was asked for. */
export async function deliveryPages(
  db: Db,
  owner: OwnerId,
  webhooks: readonly string[],
  scope: DeliveryScope,
  { direction, size }: Page,
  place: DeliveryPlace | null,
): Promise<ReadonlyMap<string, readonly Delivery[]>> {
  const forward = direction === 'forward';
  const order = sql.raw(
    forward ? 'delivery.created_at desc, delivery.id desc' : 'delivery.created_at, delivery.id',
  );
  const side = sql.raw(forward ? '<' : '>');
  const beyond = place
    ? sql`(delivery.created_at, delivery.id) ${side} (${timestamp(place.createdAt)}, ${place.id}::uuid)`
    : sql`true`;
  const { rows } = await sql<Delivery>`
    select delivery.* from unnest(${[...webhooks]}::uuid[]) as asked (id) cross join lateral (
      select ${COLUMNS} from webhook_delivery as delivery
      where delivery.endpoint = asked.id and ${within(owner, scope)} and ${beyond}
      order by ${order} limit ${size + 1}
    ) as delivery`.execute(db);
  const pages = Map.groupBy(rows, ({ webhook }) => webhook);
  return new Map([...pages].map(([webhook, page]) => [webhook, page.toSorted(inOrder)]));
}

function inOrder({ createdAt: a, id: x }: Delivery, { createdAt: b, id: y }: Delivery): number {
  return b - a || (x < y ? 1 : -1);
}

export async function deliveryCounts(
  db: Db,
  owner: OwnerId,
  webhooks: readonly string[],
  scope: DeliveryScope,
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ webhook: string; count: number }>`
    select delivery.endpoint as webhook, count(*) as count from webhook_delivery as delivery
    where delivery.endpoint = any(${[...webhooks]}::uuid[]) and ${within(owner, scope)}
    group by delivery.endpoint`.execute(db);
  return new Map(rows.map(({ webhook, count }) => [webhook, count]));
}

/** An owner's deliveries of these ids; what is not the owner's is not among them. */
export async function deliveriesById(db: Db, owner: OwnerId, ids: readonly string[]): Promise<Delivery[]> {
  const { rows } = await sql<Delivery>`
    select ${COLUMNS} from webhook_delivery as delivery
    where delivery.owner = ${owner} and delivery.id = any(${[...ids]}::uuid[])`.execute(db);
  return rows;
}

/** Attempts of a delivery that are shown: those of some ten rounds. */
export const SHOWN_ATTEMPTS = 100;

/** The newest attempts of each of an owner's deliveries, the first of them first. */
export async function attemptsOf(
  db: Db,
  owner: OwnerId,
  deliveries: readonly string[],
): Promise<ReadonlyMap<string, readonly Attempt[]>> {
  const { rows } = await sql<Attempt & { readonly delivery: string }>`
    select attempt.delivery, number, started_at as "startedAt", took_ms as "tookMs", status_code as "statusCode", error,
      attempt.next_attempt_at as "nextAttemptAt"
    from webhook_delivery as delivery join webhook_attempt as attempt on attempt.delivery = delivery.id
    where delivery.owner = ${owner} and delivery.id = any(${[...deliveries]}::uuid[])
      and number > delivery.attempts - ${SHOWN_ATTEMPTS}
    order by number`.execute(db);
  return Map.groupBy(rows, ({ delivery }) => delivery);
}

/** What is to be sent again of a webhook that is locked: one delivery, or those that ended so since an instant. */
export type ReplayScope =
  | { readonly delivery: string }
  | { readonly since: Instant; readonly statuses: readonly DeliveryStatus[]; readonly most: number };

/**
 * Lets deliveries that have ended wait again, the oldest first, under their own ids and with the same bytes; the
 * schedule begins anew. Where the webhook is not active they wait until it is. Pings are not told again.
 */
export async function replay(
  trx: Db,
  { id, owner, status, statusReason }: Webhook,
  scope: ReplayScope,
  now: Instant,
): Promise<readonly Queued[]> {
  const which =
    'delivery' in scope
      ? sql`id = ${scope.delivery}::uuid and status <> 'WAITING'`
      : sql`created_at >= ${timestamp(scope.since)} and status = any(${[...scope.statuses]}::text[])
          and status <> 'WAITING' and notice_seq is not null
        order by created_at, id limit ${scope.most}`;
  const { rows } = await sql<Queued>`
    update webhook_delivery set status = 'WAITING', reason = ${statusReason}, earlier_attempts = attempts,
      ended_at = null, next_attempt_at = case when ${status === 'ACTIVE'}::boolean then ${timestamp(now)} end
    where id = any(array(
      select id from webhook_delivery where owner = ${owner} and endpoint = ${id}::uuid and ${which}))
    returning id, endpoint, attempts, ${FAILING} as failing`.execute(trx);
  return rows;
}

/** Removes what was written before an instant, a bounded number at a time; answers how many were. */
export async function removeOldDeliveries(db: Db, before: Instant, most: number): Promise<number> {
  const { rows } = await sql`
    delete from webhook_delivery where id = any(array(
      select id from webhook_delivery where created_at < ${timestamp(before)} order by created_at limit ${most}))
    returning id`.execute(db);
  return rows.length;
}
