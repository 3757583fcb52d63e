import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import type { Page } from '#graph/page.ts';
import type { TraceStep } from '#graph/agent.ts';
import type { OwnerId } from '#units/owner.ts';
import type { Instant } from '#units/time.ts';
import type { Analysis, AnalysisBody, FallbackReason } from './analysis.ts';

/** An analysis as it is kept. */
export type KeptAnalysis = Analysis & { readonly digest: string };

export type NewAnalysis = {
  readonly workload: string | null;
  readonly idempotencyKey: string | null;
  readonly digest: string;
  readonly fallbackReason: FallbackReason | null;
  readonly body: AnalysisBody;
  readonly trace: readonly TraceStep[];
};

type Row = Omit<KeptAnalysis, keyof AnalysisBody> & { readonly body: AnalysisBody };

const COLUMNS = sql`id, workload, digest, created_at as "createdAt", fallback_reason as "fallbackReason", body`;

function analysisOf({ body, ...row }: Row): KeptAnalysis {
  return { ...body, ...row };
}

/** Keeps an analysis; undefined where its owner has one under the same key. */
export async function addAnalysis(
  db: Db,
  owner: OwnerId,
  { workload, idempotencyKey, digest, fallbackReason, body, trace }: NewAnalysis,
  now: Instant,
): Promise<KeptAnalysis | undefined> {
  const { rows } = await sql<Row>`
    insert into analysis (owner, workload, idempotency_key, digest, created_at, fallback_reason, body, trace)
    values (${owner}, ${workload}, ${idempotencyKey}, ${digest}, ${timestamp(now)}, ${fallbackReason},
      ${JSON.stringify(body)}::jsonb, ${JSON.stringify(trace)}::jsonb)
    on conflict (owner, idempotency_key) do nothing
    returning ${COLUMNS}`.execute(db);
  return rows.map(analysisOf)[0];
}

/** What an owner has asked under a key. */
export async function analysisUnderKey(
  db: Db,
  owner: OwnerId,
  key: string,
): Promise<KeptAnalysis | undefined> {
  const { rows } = await sql<Row>`
    select ${COLUMNS} from analysis where owner = ${owner} and idempotency_key = ${key}`.execute(db);
  return rows.map(analysisOf)[0];
}

/** Analyses of an owner by their ids, in no order; another owner’s are not there. */
export async function analysesById(
  db: Db,
  owner: OwnerId,
  ids: readonly string[],
): Promise<readonly KeptAnalysis[]> {
  const { rows } = await sql<Row>`
    select ${COLUMNS} from analysis where owner = ${owner} and id = any(${[...ids]}::uuid[])`.execute(db);
  return rows.map(analysisOf);
}

/** The traces of an owner’s analyses, in the order of the ids; empty for what is not there. */
export async function tracesOf(
  db: Db,
  owner: OwnerId,
  ids: readonly string[],
): Promise<readonly (readonly TraceStep[])[]> {
  const { rows } = await sql<{ id: string; trace: readonly TraceStep[] }>`
    select id, trace from analysis where owner = ${owner} and id = any(${[...ids]}::uuid[])`.execute(db);
  const traces = new Map(rows.map(({ id, trace }) => [id, trace]));
  return ids.map((id) => traces.get(id) ?? []);
}

/** How many an owner has asked for after an instant. */
export async function analysesSince(db: Db, owner: OwnerId, since: Instant): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from analysis where owner = ${owner} and created_at > ${timestamp(since)}`.execute(
    db,
  );
  return rows[0]?.count ?? 0;
}

/** Where an analysis stands among its owner’s. */
export type AnalysisPlace = Pick<Analysis, 'createdAt' | 'id'>;

export type AnalysisPage = Pick<Page, 'direction' | 'size'> & { readonly place: AnalysisPlace | null };

/**
 * The newest analyses of an owner first, of one workload or of all, one more than the page has where there are more:
 * the rows come in the order of the list, whichever end they are counted from.
 */
export async function analysesPage(
  db: Db,
  owner: OwnerId,
  workload: string | null,
  { direction, size, place }: AnalysisPage,
): Promise<readonly KeptAnalysis[]> {
  const isForward = direction === 'forward';
  const beyond = place
    ? isForward
      ? sql`(created_at, id) < (${timestamp(place.createdAt)}, ${place.id}::uuid)`
      : sql`(created_at, id) > (${timestamp(place.createdAt)}, ${place.id}::uuid)`
    : sql`true`;
  const order = isForward ? sql`created_at desc, id desc` : sql`created_at, id`;
  const { rows } = await sql<Row>`
    select ${COLUMNS} from analysis
    where owner = ${owner} and (${workload}::text is null or workload = ${workload}) and ${beyond}
    order by ${order} limit ${size + 1}`.execute(db);
  const found = rows.map(analysisOf);
  return isForward ? found : found.toReversed();
}
