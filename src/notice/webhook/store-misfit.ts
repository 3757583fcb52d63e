import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import type { OwnerId } from '#units/owner.ts';
import type { Instant } from '#units/time.ts';
import { FAILING, type Queued } from './store-queue.ts';
import type { MessageType, Webhook } from './webhook.ts';

type Marked = { readonly id: string; readonly owner: OwnerId; readonly name: string };

/** Marks an active webhook as misfit, and locks it; undefined where it is not active any more. */
export async function markMisfit(
  trx: Db,
  endpoint: string,
  reason: string,
  now: Instant,
): Promise<Marked | undefined> {
  const { rows } = await sql<Marked>`
    update webhook_endpoint set status = 'MISFIT', status_reason = ${reason}, updated_at = ${timestamp(now)}
    where id = ${endpoint}::uuid and status = 'ACTIVE' returning id, owner, name`.execute(trx);
  return rows[0];
}

/** Marks a misfit webhook as active again, and locks it; false where it is not misfit any more. */
export async function unmarkMisfit(trx: Db, endpoint: string, now: Instant): Promise<boolean> {
  const { rows } = await sql`
    update webhook_endpoint set status = 'ACTIVE', status_reason = null, updated_at = ${timestamp(now)}
    where id = ${endpoint}::uuid and status = 'MISFIT' returning id`.execute(trx);
  return rows.length > 0;
}

type Unchecked = Pick<Webhook, 'id' | 'status' | 'document' | 'variables'>;

/** Webhooks whose documents were not judged by this schema yet, at most `limit`. */
export async function uncheckedWebhooks(
  db: Db,
  schemaDigest: string,
  limit: number,
): Promise<readonly Unchecked[]> {
  const { rows } = await sql<Unchecked>`
    select id, status, document, variables from webhook_endpoint
    where status in ('ACTIVE', 'MISFIT') and schema_digest is distinct from ${schemaDigest}
    order by id limit ${limit}`.execute(db);
  return rows;
}

/** Notes that these were judged. */
export async function setChecked(db: Db, ids: readonly string[], schemaDigest: string): Promise<void> {
  if (ids.length === 0) return;
  await sql`
    update webhook_endpoint set schema_digest = ${schemaDigest} where id = any(${[...ids]}::uuid[])`.execute(
    db,
  );
}

/** Lets what waits to be told wait without a next attempt: the tasks that are queued for it find nothing to do. */
export async function holdWaiting(trx: Db, endpoint: string, reason: string): Promise<void> {
  await sql`
    update webhook_delivery set next_attempt_at = null, reason = ${reason}
    where endpoint = ${endpoint}::uuid and status = 'WAITING' and notice_seq is not null`.execute(trx);
}

/** Pings of a webhook since an instant. */
export async function recentPings(db: Db, endpoint: string, since: Instant): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from webhook_delivery
    where endpoint = ${endpoint}::uuid and type = 'ping' and created_at > ${timestamp(since)}`.execute(db);
  return rows[0]?.count ?? 0;
}

/** Writes a message about the webhook itself. */
export async function addMessage(
  trx: Db,
  { id, owner }: Pick<Marked, 'id' | 'owner'>,
  { type, body }: { readonly type: MessageType; readonly body: string },
  now: Instant,
): Promise<Queued> {
  const { rows } = await sql<Queued>`
    insert into webhook_delivery (owner, endpoint, type, body, status, created_at, next_attempt_at)
    values (${owner}, ${id}::uuid, ${type}, ${body}, 'WAITING', ${timestamp(now)}, ${timestamp(now)})
    returning id, endpoint, attempts, ${FAILING} as failing`.execute(trx);
  const [made] = rows;
  if (!made) throw new Error('a message was not written');
  return made;
}
