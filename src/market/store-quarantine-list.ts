import { sql } from 'kysely';
import type { Moment } from '#graph/moment.ts';
import type { Page } from '#graph/page.ts';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import type { Billing } from '#units/quote.ts';
import { formatInstant, type Instant } from '#units/time.ts';
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
  readonly lastAt: Instant;
  readonly times: number;
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
  { at, asOf }: Moment,
  providers: readonly string[],
): Promise<Map<string, number>> {
  const then = sql`first_at <= ${timestamp(at)} and (resolved_at is null or resolved_at > ${timestamp(at)})`;
  const { rows } = await sql<{ provider: string; n: number }>`
    select provider, count(*) as n from quarantine
    where ${asOf === null ? sql`outcome = 'HELD'` : then} and provider = any(${[...providers]}::text[]) group by provider`.execute(
    db,
  );
  return new Map(rows.map(({ provider, n }) => [provider, n]));
}

function quarantined({ providers, gpus, outcomes, simulated }: QuarantineScope, { at }: Moment) {
  const open = sql`(resolved_at is null or resolved_at > ${timestamp(at)})`;
  const outcome = sql`case when ${open} then 'HELD' else outcome end`;
  return sql`
    select quarantine.id, provider, key, billing, gpu, gpu_name as "gpuName", gpu_count as "gpuCount", region,
      price, previous_price as "previousPrice", usual_price as "usualPrice", reason, detail,
      first_at as "firstAt", least(last_at, ${formatInstant(at)}::timestamptz) as "lastAt", times,
      ${outcome} as outcome, case when ${open} then null else resolved_at end as "resolvedAt"
    from quarantine join provider on provider.id = quarantine.provider
    where first_at <= ${timestamp(at)} and provider.simulated = ${simulated}
      and ${providers ? sql`provider = any(${[...providers]}::text[])` : sql`true`}
      and ${gpus ? sql`gpu = any(${[...gpus]}::text[])` : sql`true`}
      and ${outcomes ? sql`${outcome} = any(${[...outcomes]}::text[])` : sql`true`}`;
}
