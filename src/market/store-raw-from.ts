import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import type { Instant } from '#units/time.ts';
import { memoryOf } from './store-memory.ts';
import { offersAt } from './store-moment.ts';

/** The first instant of which every single change is still kept; null where none has been dropped yet. */
export async function rawFrom(db: Db): Promise<Instant | null> {
  return (await memoryOf(db)).rawFrom;
}

/** Whether nothing is known of the market of a past instant: none had been recorded by then, or it is not kept any more. */
export async function isUnknownPast(db: Db, asOf: Instant): Promise<boolean> {
  const from = await rawFrom(db);
  if (from !== null && asOf < from) return true;
  const { rows } = await sql<{ known: boolean }>`
    select exists (select from ${offersAt({ asOf })} as offer) as known`.execute(db);
  return rows[0]?.known !== true;
}
