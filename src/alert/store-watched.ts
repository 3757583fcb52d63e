import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import { offersAt } from '#market/store-moment.ts';
import type { Instant } from '#units/time.ts';
import type { TapeEvent, TapeFacts, TapeState } from './tape-event.ts';

/** Offers of files are nobody's to rent. */
const POLLED = sql`offer.key not like 'import:%'`;

type Row = Omit<TapeFacts, 'gpu'> & TapeState & { readonly gpu: string | null };

/**
 * The offers of a provider that were written after an instant and by another, as they stood then: whatever a poll
 * changed of them, facts and quarantine too, and what was loaded of the provider's history meanwhile. An offer that
 * is not mapped any more is told as one of no GPU.
 */
export async function offersWritten(
  db: Db,
  provider: string,
  { after, by }: { readonly after: Instant; readonly by: Instant },
): Promise<TapeEvent[]> {
  const { rows } = await sql<Row>`
    select offer.id, offer.gpu, offer.provider, false as imported, provider.simulated, offer.billing, offer.region,
      offer.tier, offer.gpu_count as "gpuCount", offer.source, offer.held, offer.price, offer.listed, offer.rentable,
      offer.available, offer.units, offer.observed_at as "changedAt", offer.seq
    from ${offersAt({ asOf: by })} as offer join provider on provider.id = offer.provider
    where offer.provider = ${provider} and ${POLLED} and offer.recorded_at > ${timestamp(after)}`.execute(db);
  return rows.map((row) => ({
    kind: 'OFFER',
    at: by,
    facts: { ...row, gpu: row.gpu ?? '' },
    state: row,
  }));
}

/** The GPUs among these that each provider has ever had offers of. */
export async function sellersOf(db: Db, gpus: readonly string[]): Promise<ReadonlyMap<string, string[]>> {
  const { rows } = await sql<{ provider: string; gpus: string[] }>`
    select offer.provider, array_agg(distinct offer.gpu) as gpus from offer
    where offer.gpu = any(${[...gpus]}::text[]) and ${POLLED} group by offer.provider`.execute(db);
  return new Map(rows.map((row) => [row.provider, row.gpus]));
}
