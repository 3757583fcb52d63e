import { sql, type RawBuilder } from 'kysely';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import type { Moment } from '#graph/moment.ts';
import type { Billing } from '#units/quote.ts';
import type { Instant } from '#units/time.ts';
import type { HoldReason, HoldState } from './gate.ts';
import { providersAt } from './store-moment.ts';

/** A price in quarantine, as it stood at a moment. */
export type QuarantineRow = {
  readonly id: number;
  readonly provider: string;
  readonly source: string;
  readonly simulated: boolean;
  readonly key: string;
  readonly billing: Billing;
  readonly gpu: string | null;
  readonly gpuName: string;
  readonly gpuCount: number;
  readonly region: string | null;
  /** Micro-dollars per GPU-hour, as the other prices. */
  readonly price: number;
  readonly acceptedPrice: number | null;
  readonly usualPrice: number | null;
  readonly reason: HoldReason;
  readonly detail: string;
  readonly firstAt: Instant;
  /** Null, as `times`, where it was said again after the moment: how often by then is not kept. */
  readonly lastAt: Instant | null;
  readonly times: number | null;
  readonly state: HoldState;
  readonly resolution: string | null;
  readonly resolvedAt: Instant | null;
};

export type QuarantineRequest = {
  readonly providers: readonly string[] | null;
  readonly simulated: boolean | null;
  readonly state: HoldState | null;
  /** At most this many, newest first, beyond the row of this id. */
  readonly limit: number;
  readonly from: number | null;
  readonly backward: boolean;
  readonly withTotal: boolean;
};

/** One page of the quarantine, newest first, in one statement. */
export async function pageQuarantine(
  db: Db,
  moment: Moment,
  request: QuarantineRequest,
): Promise<{ readonly rows: readonly QuarantineRow[]; readonly total: number | null }> {
  const { providers, simulated, state, limit, from, backward, withTotal } = request;
  const at = timestamp(moment.at);
  const open = openAt(moment);
  const beyond = backward ? sql`id > ${from}` : sql`id < ${from}`;
  const { rows } = await sql<QuarantineRow & { id: number | null; total: number | null }>`
    with chosen as (
      select quarantine.id, quarantine.provider, provider.source, provider.simulated, quarantine.key,
        quarantine.billing, quarantine.gpu, quarantine.gpu_name as "gpuName", quarantine.gpu_count as "gpuCount",
        quarantine.region, quarantine.price, quarantine.accepted_price as "acceptedPrice",
        quarantine.usual_price as "usualPrice", quarantine.reason, quarantine.detail,
        quarantine.first_at as "firstAt",
        case when quarantine.last_at <= ${at} then quarantine.last_at end as "lastAt",
        case when quarantine.last_at <= ${at} then quarantine.times end as times,
        case when ${open} then 'HELD' else quarantine.state end as state,
        case when not ${open} then quarantine.resolution end as resolution,
        case when not ${open} then quarantine.resolved_at end as "resolvedAt"
      from quarantine join ${providersAt(moment)} as provider on provider.id = quarantine.provider
      where quarantine.first_at <= ${at}
        and ${simulated === null ? sql`true` : sql`provider.simulated = ${simulated}`}
        and ${providers ? sql`quarantine.provider = any(${[...providers]}::text[])` : sql`true`}
        and ${state ? sql`case when ${open} then 'HELD' else quarantine.state end = ${state}` : sql`true`}
    )
    select page.*, all_chosen.total
    from (select ${withTotal ? sql`(select count(*) from chosen)` : sql`null::bigint`} as total) as all_chosen
    left join lateral (
      select * from chosen where ${from === null ? sql`true` : beyond}
      order by id ${backward ? sql`asc` : sql`desc`} limit ${limit}
    ) as page on true
    order by page.id desc`.execute(db);
  return { rows: rows.filter(({ id }) => id !== null), total: rows[0]?.total ?? null };
}

/** How many prices of these providers were held at a moment. */
export async function countHeld(
  db: Db,
  moment: Moment,
  providers: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ provider: string; held: number }>`
    select quarantine.provider, count(*) as held from quarantine
    where quarantine.provider = any(${[...providers]}::text[]) and ${openAt(moment)}
      and quarantine.first_at <= ${timestamp(moment.at)}
    group by quarantine.provider`.execute(db);
  return new Map(rows.map(({ provider, held }) => [provider, held]));
}

/** Now, whatever is not resolved is held; the clock of a poll may run ahead of ours. */
function openAt({ asOf }: Moment): RawBuilder<boolean> {
  if (asOf === null) return sql<boolean>`(quarantine.resolved_at is null)`;
  return sql<boolean>`(quarantine.resolved_at is null or quarantine.resolved_at > ${timestamp(asOf)})`;
}
