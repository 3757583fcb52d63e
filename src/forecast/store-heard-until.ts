import { sql, type RawBuilder } from 'kysely';

/**
 * Until when what a list says of `provider` is known to hold, at the latest `to`: until the answer after its last
 * one is due. Beyond that a machine is on a list that nobody has read.
 */
export function heardUntil(to: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`least(${to},
    provider.last_success_at + coalesce(provider.cadence_ms, 0) * interval '1 millisecond')`;
}
