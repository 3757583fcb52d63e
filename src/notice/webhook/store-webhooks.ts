import { sql, type RawBuilder, type SqlBool } from 'kysely';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import type { Page } from '#graph/page.ts';
import type { OwnerId } from '#units/owner.ts';
import type { Instant } from '#units/time.ts';
import type { Which } from '#workload/which-own.ts';
import type { Webhook, WebhookStatus } from './webhook.ts';

const COLUMNS = sql`id, owner, idempotency_key as "idempotencyKey", digest, name, url, document, variables, kind, topics, status,
  status_reason as "statusReason", created_at as "createdAt", updated_at as "updatedAt"`;

/** With the digest of what was sent. */
export type KeptWebhook = Webhook & { readonly digest: string };

/** What is kept of a webhook that its owner says. */
export type WebhookPlan = Pick<Webhook, 'name' | 'url' | 'document' | 'variables' | 'kind' | 'topics'>;

export type NewWebhook = WebhookPlan & {
  readonly idempotencyKey: string | null;
  readonly digest: string;
  readonly secret: string;
};

/** Lets nobody else add webhooks of this owner until the transaction ends: they are counted, and looked up by key. */
export async function lockOwner(trx: Db, owner: OwnerId): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`webhooks of ${owner}`}, 0))`.execute(trx);
}

/** Adds a webhook with its first secret. The owner is locked, and has none under the same key. */
export async function addWebhook(
  trx: Db,
  owner: OwnerId,
  webhook: NewWebhook,
  now: Instant,
): Promise<Webhook> {
  const { rows } = await sql<Webhook>`
    with made as (
      insert into webhook_endpoint (owner, idempotency_key, digest, name, url, document, variables, kind, topics,
        status, created_at, updated_at)
      values (${owner}, ${webhook.idempotencyKey}, ${webhook.digest}, ${webhook.name}, ${webhook.url},
        ${webhook.document}, ${JSON.stringify(webhook.variables)}::text::jsonb, ${webhook.kind},
        ${listOrNull(webhook.topics)}, 'ACTIVE', ${timestamp(now)}, ${timestamp(now)})
      returning *
    ), signed as (
      insert into webhook_secret (endpoint, number, secret) select id, 1, ${webhook.secret} from made
    )
    select ${COLUMNS} from made`.execute(trx);
  return found(rows);
}

function isMeant(owner: OwnerId, which: Which): RawBuilder<SqlBool> {
  return 'id' in which
    ? sql<SqlBool>`owner = ${owner} and id = ${which.id}::uuid`
    : sql<SqlBool>`owner = ${owner} and idempotency_key = ${which.key}`;
}

export async function webhookMeant(db: Db, owner: OwnerId, which: Which): Promise<KeptWebhook | undefined> {
  const { rows } = await sql<KeptWebhook>`
    select ${COLUMNS} from webhook_endpoint where ${isMeant(owner, which)}`.execute(db);
  return rows[0];
}

/** The same, which nobody else changes until this transaction ends, and nothing is queued for. */
export async function lockWebhook(db: Db, owner: OwnerId, which: Which): Promise<Webhook | undefined> {
  const { rows } = await sql<Webhook>`
    select ${COLUMNS} from webhook_endpoint where ${isMeant(owner, which)} for update`.execute(db);
  return rows[0];
}

/** An owner's webhooks of these ids; what is not the owner's is not among them. */
export async function webhooksById(db: Db, owner: OwnerId, ids: readonly string[]): Promise<Webhook[]> {
  const { rows } = await sql<Webhook>`
    select ${COLUMNS} from webhook_endpoint where owner = ${owner} and id = any(${[...ids]}::uuid[])`.execute(
    db,
  );
  return rows;
}

export type WebhookPlace = Pick<Webhook, 'createdAt' | 'id'>;

/** A page of an owner's webhooks, the newest first, with one row more than was asked for. */
export async function webhookPage(
  db: Db,
  owner: OwnerId,
  { direction, size }: Page,
  place: WebhookPlace | null,
): Promise<Webhook[]> {
  const forward = direction === 'forward';
  const order = sql.raw(forward ? 'created_at desc, id desc' : 'created_at, id');
  const side = sql.raw(forward ? '<' : '>');
  const beyond = place
    ? sql`(created_at, id) ${side} (${timestamp(place.createdAt)}, ${place.id}::uuid)`
    : sql`true`;
  const { rows } = await sql<Webhook>`
    select ${COLUMNS} from webhook_endpoint where owner = ${owner} and ${beyond}
    order by ${order} limit ${size + 1}`.execute(db);
  return forward ? rows : rows.toReversed();
}

export async function webhookCount(db: Db, owner: OwnerId): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from webhook_endpoint where owner = ${owner}`.execute(db);
  return rows[0]?.count ?? 0;
}

/** Replaces what its owner says of a webhook that is locked, and its status. */
export async function changeWebhook(
  trx: Db,
  { id, owner }: Pick<Webhook, 'id' | 'owner'>,
  to: WebhookPlan & { readonly status: WebhookStatus; readonly statusReason: string | null },
  now: Instant,
): Promise<Webhook> {
  const { rows } = await sql<Webhook>`
    update webhook_endpoint set name = ${to.name}, url = ${to.url}, document = ${to.document},
      variables = ${JSON.stringify(to.variables)}::text::jsonb, kind = ${to.kind}, topics = ${listOrNull(to.topics)},
      failing = failing and url = ${to.url}, schema_digest = null, status = ${to.status}, status_reason = ${to.statusReason},
      updated_at = ${timestamp(now)}
    where owner = ${owner} and id = ${id}::uuid returning ${COLUMNS}`.execute(trx);
  return found(rows);
}

/** Moves a webhook that is locked; how its last attempt went counts no more. */
export async function setWebhookStatus(
  trx: Db,
  { id, owner }: Pick<Webhook, 'id' | 'owner'>,
  { status, reason }: { readonly status: WebhookStatus; readonly reason: string | null },
  now: Instant,
): Promise<Webhook> {
  const { rows } = await sql<Webhook>`
    update webhook_endpoint set status = ${status}, status_reason = ${reason}, failing = false,
      updated_at = ${timestamp(now)}
    where owner = ${owner} and id = ${id}::uuid returning ${COLUMNS}`.execute(trx);
  return found(rows);
}

/** Removes a webhook with its secrets and its log. */
export async function removeWebhook(db: Db, owner: OwnerId, which: Which): Promise<Webhook | undefined> {
  const { rows } = await sql<Webhook>`
    delete from webhook_endpoint where ${isMeant(owner, which)} returning ${COLUMNS}`.execute(db);
  return rows[0];
}

function listOrNull(topics: readonly string[] | null): RawBuilder<string[] | null> {
  return sql<string[] | null>`${topics === null ? null : JSON.stringify(topics)}::text::jsonb`;
}

function found(rows: readonly Webhook[]): Webhook {
  const [row] = rows;
  if (!row) throw new Error('a webhook that was locked, or made, is gone');
  return row;
}

/** Adds a secret to a webhook that is locked; those before it sign until `until` at the longest. Answers how many do. */
export async function addSecret(
  trx: Db,
  { id }: Pick<Webhook, 'id'>,
  secret: string,
  { until, now }: { readonly until: Instant; readonly now: Instant },
): Promise<void> {
  await sql`
    delete from webhook_secret where endpoint = ${id}::uuid and until <= ${timestamp(now)}`.execute(trx);
  await sql`
    with retired as (
      update webhook_secret set until = least(coalesce(until, 'infinity'::timestamptz), ${timestamp(until)})
      where endpoint = ${id}::uuid returning number
    )
    insert into webhook_secret (endpoint, number, secret)
    select ${id}::uuid, coalesce(max(number), 0) + 1, ${secret} from retired`.execute(trx);
}

/** How many secrets sign now. */
export async function secretCount(db: Db, endpoint: string, now: Instant): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from webhook_secret
    where endpoint = ${endpoint}::uuid and (until is null or until > ${timestamp(now)})`.execute(db);
  return rows[0]?.count ?? 0;
}

/** When each secret that still signs, but is not the newest, stops; the first to stop first. */
export async function retiringSecrets(
  db: Db,
  owner: OwnerId,
  ids: readonly string[],
  now: Instant,
): Promise<ReadonlyMap<string, readonly Instant[]>> {
  const { rows } = await sql<{ endpoint: string; until: Instant }>`
    select endpoint, until from webhook_endpoint as webhook join webhook_secret on endpoint = webhook.id
    where webhook.owner = ${owner} and webhook.id = any(${[...ids]}::uuid[]) and until > ${timestamp(now)}
    order by until`.execute(db);
  const byEndpoint = new Map<string, Instant[]>();
  for (const { endpoint, until } of rows)
    byEndpoint.set(endpoint, [...(byEndpoint.get(endpoint) ?? []), until]);
  return byEndpoint;
}
