import { sql, type RawBuilder, type SqlBool } from 'kysely';
import type { Moment } from '#graph/moment.ts';
import type { Page } from '#graph/page.ts';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import type { Billing } from '#units/quote.ts';
import type { Instant } from '#units/time.ts';
import type { HoldOutcome, HoldReason } from './gate.ts';

export type QuarantinedRow = {
  readonly id: number;
  readonly provider: string;
  readonly key: string;
  readonly billing: Billing;
  readonly gpu: string | null;
  readonly gpuName: string;
  readonly gpuCount: number;
  readonly region: string | null;
  readonly price: number;
  readonly previousPrice: number | null;
  readonly usualPrice: number | null;
  readonly reason: HoldReason;
  readonly detail: string;
  readonly firstAt: Instant;
  /** Null as of a past instant after which it was seen again. */
  readonly lastAt: Instant | null;
  readonly times: number | null;
  readonly outcome: HoldOutcome;
  readonly resolvedAt: Instant | null;
};

export type QuarantineScope = {
  readonly providers: readonly string[] | null;
  readonly gpus: readonly string[] | null;
  readonly outcomes: readonly HoldOutcome[] | null;
  readonly simulated: boolean;
};

/** A page of quarantine as it was known at a moment, the newest first, one row more than its size. */
export async function quarantinePage(
  db: Db,
  scope: QuarantineScope,
  moment: Moment,
  { direction, size }: Pick<Page, 'direction' | 'size'>,
  from: number | null,
): Promise<QuarantinedRow[]> {
  const forward = direction === 'forward';
  const beyond = from === null ? sql`true` : forward ? sql`id < ${from}` : sql`id > ${from}`;
  const { rows } = await sql<QuarantinedRow>`
    select * from (${quarantined(scope, moment)}) as row where ${beyond}
    order by id ${forward ? sql`desc` : sql`asc`} limit ${size + 1}`.execute(db);
  return forward ? rows : rows.toReversed();
}

export async function quarantineCount(db: Db, scope: QuarantineScope, moment: Moment): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from (${quarantined(scope, moment)}) as row`.execute(db);
  return rows[0]?.n ?? 0;
}

/** How many quotes of each of these providers were held at a moment. */
export async function heldCounts(
  db: Db,
  moment: Moment,
  providers: readonly string[],
): Promise<Map<string, number>> {
  const { rows } = await sql<{ provider: string; n: number }>`
    select provider, count(*) as n from quarantine
    where ${knownBy(sql`first_at`, moment)} and ${openAt(moment)}
      and provider = any(${[...providers]}::text[]) group by provider`.execute(db);
  return new Map(rows.map(({ provider, n }) => [provider, n]));
}

/** True of what was known of at a moment. Now that is everything: clocks of instances differ. */
function knownBy(instant: RawBuilder<unknown>, { asOf }: Moment): RawBuilder<SqlBool> {
  return asOf === null ? sql<SqlBool>`true` : sql<SqlBool>`${instant} <= ${timestamp(asOf)}`;
}

/** True of what a moment found held, of what had been held by then. */
function openAt(moment: Moment): RawBuilder<SqlBool> {
  return sql<SqlBool>`(resolved_at is null or not ${knownBy(sql`resolved_at`, moment)})`;
}

function quarantined({ providers, gpus, outcomes, simulated }: QuarantineScope, moment: Moment) {
  const open = openAt(moment);
  const complete = knownBy(sql`last_at`, moment);
  const outcome = sql`case when ${open} then 'HELD' else outcome end`;
  return sql`
    select quarantine.id, provider, key, billing, gpu, gpu_name as "gpuName", gpu_count as "gpuCount", region,
      price, previous_price as "previousPrice", usual_price as "usualPrice", reason, detail,
      first_at as "firstAt", case when ${complete} then last_at end as "lastAt",
      case when ${complete} then times end as times,
      ${outcome} as outcome, case when ${open} then null else resolved_at end as "resolvedAt"
    from quarantine join provider on provider.id = quarantine.provider
    where ${knownBy(sql`first_at`, moment)} and provider.simulated = ${simulated}
      and ${providers ? sql`provider = any(${[...providers]}::text[])` : sql`true`}
      and ${gpus ? sql`gpu = any(${[...gpus]}::text[])` : sql`true`}
      and ${outcomes ? sql`${outcome} = any(${[...outcomes]}::text[])` : sql`true`}`;
}
