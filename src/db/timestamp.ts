import { sql, type RawBuilder } from 'kysely';
import { formatInstant, type Instant } from '#units/time.ts';

/** An instant as a value that timestamps in a statement compare with. */
export function timestamp(at: Instant): RawBuilder<Instant> {
  return sql<Instant>`${formatInstant(at)}::timestamptz`;
}
