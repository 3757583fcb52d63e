import type { Db } from '#db/open.ts';
import type { Instant } from '#units/time.ts';
import { memoryOf } from './store-memory.ts';

/** The first instant of which every single change is still kept; null where none has been dropped yet. */
export async function rawFrom(db: Db): Promise<Instant | null> {
  return (await memoryOf(db)).rawFrom;
}
