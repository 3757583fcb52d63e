import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import type { OwnerId } from '#units/owner.ts';
import { formatInstant, MINUTE_MS, plusMs, type Instant } from '#units/time.ts';

/** A key as it is kept. */
export type ApiKey = {
  readonly id: number;
  readonly owner: OwnerId;
  readonly name: string;
  readonly hash: string;
  /** How its text begins. */
  readonly prefix: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant | null;
  readonly revokedAt: Instant | null;
  /** To the minute; null where it never was. */
  readonly lastUsedAt: Instant | null;
};

export type NewKey = Pick<ApiKey, 'owner' | 'name' | 'hash' | 'prefix' | 'createdAt' | 'expiresAt'>;

const COLUMNS = sql`id, owner, name, hash, prefix, created_at as "createdAt", expires_at as "expiresAt",
  revoked_at as "revokedAt", last_used_at as "lastUsedAt"`;

export async function addKey(db: Db, key: NewKey): Promise<ApiKey> {
  const expires = key.expiresAt === null ? null : formatInstant(key.expiresAt);
  const { rows } = await sql<ApiKey>`
    insert into api_key (owner, name, hash, prefix, created_at, expires_at)
    values (${key.owner}, ${key.name}, ${key.hash}, ${key.prefix}, ${timestamp(key.createdAt)}, ${expires}::timestamptz)
    returning ${COLUMNS}`.execute(db);
  const [added] = rows;
  if (!added) throw new Error('a key was not written');
  return added;
}

/** All keys, of every owner, in the order they were made. */
export async function allKeys(db: Db): Promise<ApiKey[]> {
  const { rows } = await sql<ApiKey>`select ${COLUMNS} from api_key order by id`.execute(db);
  return rows;
}

export async function keyByHash(db: Db, hash: string): Promise<ApiKey | undefined> {
  const { rows } = await sql<ApiKey>`select ${COLUMNS} from api_key where hash = ${hash}`.execute(db);
  return rows[0];
}

/** Ends a key for good; undefined where there is none. Of one that was revoked before, the first time stays. */
export async function revokeKey(db: Db, id: number, now: Instant): Promise<ApiKey | undefined> {
  const { rows } = await sql<ApiKey>`
    update api_key set revoked_at = coalesce(revoked_at, ${timestamp(now)}) where id = ${id}
    returning ${COLUMNS}`.execute(db);
  return rows[0];
}

/** Notes that a key was used, once a minute at most. */
export async function noteUse(db: Db, id: number, now: Instant): Promise<void> {
  await sql`
    update api_key set last_used_at = ${timestamp(now)}
    where id = ${id} and (last_used_at is null or last_used_at < ${timestamp(plusMs(now, -MINUTE_MS))})`.execute(
    db,
  );
}
