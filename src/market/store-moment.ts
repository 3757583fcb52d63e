import { sql, type RawBuilder } from 'kysely';
import type { Moment } from '#graph/moment.ts';

/** The offers as they were known at a moment, with the columns of `offer`: for `from ${offersAt(moment)}`. */
export function offersAt(_moment: Moment): RawBuilder<unknown> {
  return sql`offer`;
}

/** The providers as they were known at a moment, with the columns of `provider`. */
export function providersAt(_moment: Moment): RawBuilder<unknown> {
  return sql`provider`;
}
