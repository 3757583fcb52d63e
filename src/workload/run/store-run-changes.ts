import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import type { Page } from '#graph/page.ts';
import type { OwnerId } from '#units/owner.ts';
import type { Instant } from '#units/time.ts';
import type { FactChange } from './merge-run.ts';

export type RunChange = FactChange & { readonly id: number; readonly recordedAt: Instant };

/** A page of what changed in an owner's run, the newest first, and one more than the page holds. */
export async function changePage(
  db: Db,
  owner: OwnerId,
  run: number,
  { direction, size }: Page,
  place: number | null,
): Promise<RunChange[]> {
  const forward = direction === 'forward';
  const beyond = place === null ? sql`true` : forward ? sql`change.id < ${place}` : sql`change.id > ${place}`;
  const { rows } = await sql<RunChange>`
    select change.id, change.recorded_at as "recordedAt", change.field, change.previous, change.value, change.kind
    from training_run_change as change join training_run as run on run.id = change.run
    where run.owner = ${owner} and run.id = ${run} and ${beyond}
    order by change.id ${forward ? sql`desc` : sql`asc`} limit ${size + 1}`.execute(db);
  return forward ? rows : rows.toReversed();
}
