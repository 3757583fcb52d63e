import type { Db } from '#db/open.ts';
import type { Instant } from '#units/time.ts';

/** The first instant of which every single change is still kept; null where none has been dropped yet. */
export async function rawFrom(_db: Db): Promise<Instant | null> {
  return null;
}
