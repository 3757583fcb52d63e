import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import type { OwnerId } from '#units/owner.ts';
import type { Instant } from '#units/time.ts';
import type { MessageType } from './webhook.ts';

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

/** Lets what waits to be told wait without a next attempt: the tasks that are queued for it find nothing to do. */
export async function holdWaiting(trx: Db, endpoint: string, reason: string): Promise<void> {
  await sql`
    update webhook_delivery set next_attempt_at = null, reason = ${reason}
    where endpoint = ${endpoint}::uuid and status = 'WAITING' and notice_seq is not null`.execute(trx);
}

/** Writes a message about the webhook itself. */
export async function addMessage(
  trx: Db,
  { id, owner }: Pick<Marked, 'id' | 'owner'>,
  { type, body }: { readonly type: MessageType; readonly body: string },
  now: Instant,
): Promise<{ readonly id: string; readonly endpoint: string }> {
  const { rows } = await sql<{ id: string; endpoint: string }>`
    insert into webhook_delivery (owner, endpoint, type, body, status, created_at, next_attempt_at)
    values (${owner}, ${id}::uuid, ${type}, ${body}, 'WAITING', ${timestamp(now)}, ${timestamp(now)})
    returning id, endpoint`.execute(trx);
  const [made] = rows;
  if (!made) throw new Error('a message was not written');
  return made;
}
