import { sql, type RawBuilder } from 'kysely';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import type { Page } from '#graph/page.ts';
import type { OwnerId } from '#units/owner.ts';
import type { Instant } from '#units/time.ts';
import { scopeName, type Alert, type AlertPlan, type AlertScope } from './alert.ts';
import type { AlertPlace } from './alert-cursor.ts';

type Row = Omit<Alert, 'scope'> & AlertScope;

const COLUMNS = sql`alert.id, alert.owner, alert.idempotency_key as "idempotencyKey", alert.name, alert.digest, alert.series,
  series.gpu, series.billing, series.providers, series.regions, series.simulated, alert.asked_regions as "askedRegions", alert.condition,
  alert.threshold, alert.hysteresis, alert.for_ms as "forMs", alert.cool_down_ms as "coolDownMs", alert.enabled,
  alert.created_at as "createdAt", alert.updated_at as "updatedAt", state.state, state.since,
  state.due_at as "dueAt", state.fired_at as "firedAt", state.fired, series.reading`;

const FROM = sql`alert join alert_series as series on series.id = alert.series
  join alert_state as state on state.alert = alert.id`;

function alertOf({ gpu, billing, providers, regions, simulated, ...row }: Row): Alert {
  return { ...row, scope: { gpu, billing, providers, regions, simulated } };
}

/** Begins a change of alerts: nobody judges or changes any until this transaction ends. Returns the change's number. */
export async function beginEdit(trx: Db): Promise<number> {
  const { rows } = await sql<{ edits: number }>`
    update alert_judged set edits = edits + 1 returning edits`.execute(trx);
  return rows[0]?.edits ?? 0;
}

/** The series of a scope, which is added where no alert was about it yet. */
async function seriesOf(trx: Db, scope: AlertScope): Promise<number> {
  const name = scopeName(scope);
  const { rows } = await sql<{ id: number }>`
    insert into alert_series (name, gpu, billing, providers, regions, simulated)
    values (${name}, ${scope.gpu}, ${scope.billing}, ${textsOf(scope.providers)}, ${textsOf(scope.regions)},
      ${scope.simulated})
    on conflict (name) do update set name = excluded.name
    returning id`.execute(trx);
  if (!rows[0]) throw new Error('a series was neither written nor there');
  return rows[0].id;
}

function textsOf(texts: readonly string[] | null): RawBuilder<unknown> {
  return texts === null ? sql`null::text[]` : sql`${[...texts]}::text[]`;
}

export type NewAlert = AlertPlan & {
  readonly idempotencyKey: string | null;
  readonly digest: string;
  readonly edit: number;
};

/** Adds an alert in the state it begins in. */
export async function addAlert(trx: Db, owner: OwnerId, plan: NewAlert, now: Instant): Promise<Alert> {
  const series = await seriesOf(trx, plan.scope);
  const { rows } = await sql<{ id: string }>`
    with made as (
      insert into alert (owner, name, series, asked_regions, condition, threshold, hysteresis, for_ms, cool_down_ms,
        enabled, idempotency_key, digest, created_at, updated_at, edit)
      values (${owner}, ${plan.name}, ${series}, ${textsOf(plan.askedRegions)}, ${plan.condition}, ${plan.threshold},
        ${plan.hysteresis}, ${plan.forMs}, ${plan.coolDownMs}, ${plan.enabled}, ${plan.idempotencyKey}, ${plan.digest},
        ${timestamp(now)}, ${timestamp(now)}, ${plan.edit})
      returning id
    )
    insert into alert_state (alert, state, since) select id, 'NORMAL', ${timestamp(now)} from made
    returning alert as id`.execute(trx);
  const [made] = await alertsById(trx, owner, [rows[0]?.id ?? '']);
  if (!made) throw new Error('an alert was written and is not there');
  return made;
}

/** Makes an alert what is planned; `anew` has it begin as if it had just been made. */
export async function changeAlert(
  trx: Db,
  { id, owner }: Alert,
  plan: AlertPlan & { readonly edit: number },
  { now, anew }: { readonly now: Instant; readonly anew: boolean },
): Promise<Alert> {
  const series = await seriesOf(trx, plan.scope);
  await sql`
    update alert set name = ${plan.name}, series = ${series}, asked_regions = ${textsOf(plan.askedRegions)},
      condition = ${plan.condition}, threshold = ${plan.threshold}, hysteresis = ${plan.hysteresis},
      for_ms = ${plan.forMs}, cool_down_ms = ${plan.coolDownMs}, enabled = ${plan.enabled},
      updated_at = ${timestamp(now)}, edit = ${plan.edit}
    where id = ${id}::uuid and owner = ${owner}`.execute(trx);
  if (anew) {
    await sql`
      update alert_state set state = 'NORMAL', since = ${timestamp(now)}, due_at = null,
        machine = '{"kind": "NORMAL"}', begun = false
      where alert = ${id}::uuid`.execute(trx);
  }
  const [changed] = await alertsById(trx, owner, [id]);
  if (!changed) throw new Error('an alert was changed and is not there');
  return changed;
}

/** Removes an alert with its state; what was told of it stays. */
export async function removeAlert(trx: Db, { id, owner }: Alert): Promise<void> {
  await sql`delete from alert where id = ${id}::uuid and owner = ${owner}`.execute(trx);
}

/** An owner’s alert that was made under a key. */
export async function alertOfKey(db: Db, owner: OwnerId, key: string): Promise<Alert | undefined> {
  const { rows } = await sql<Row>`
    select ${COLUMNS} from ${FROM} where alert.owner = ${owner} and alert.idempotency_key = ${key}`.execute(
    db,
  );
  return rows[0] && alertOf(rows[0]);
}

/** An owner’s alerts of these ids; what is not the owner’s is not among them. */
export async function alertsById(db: Db, owner: OwnerId, ids: readonly string[]): Promise<Alert[]> {
  const { rows } = await sql<Row>`
    select ${COLUMNS} from ${FROM} where alert.owner = ${owner} and alert.id = any(${[...ids]}::uuid[])`.execute(
    db,
  );
  return rows.map(alertOf);
}

export type AlertsWanted = {
  readonly states: readonly string[] | null;
  readonly gpus: readonly string[] | null;
  readonly enabled: boolean | null;
};

function wanted(owner: OwnerId, { states, gpus, enabled }: AlertsWanted): RawBuilder<unknown> {
  return sql.join(
    [
      sql`alert.owner = ${owner}`,
      ...(states === null ? [] : [sql`state.state = any(${[...states]}::text[])`]),
      ...(gpus === null ? [] : [sql`series.gpu = any(${[...gpus]}::text[])`]),
      ...(enabled === null ? [] : [sql`alert.enabled = ${enabled}`]),
    ],
    sql` and `,
  );
}

/** A page of an owner’s alerts, the newest first, with one row more than was asked for. */
export async function alertPage(
  db: Db,
  owner: OwnerId,
  which: AlertsWanted,
  { direction, size }: Page,
  place: AlertPlace | null,
): Promise<Alert[]> {
  const forward = direction === 'forward';
  const order = sql.raw(forward ? 'alert.created_at desc, alert.id desc' : 'alert.created_at, alert.id');
  const side = sql.raw(forward ? '<' : '>');
  const beyond = place
    ? sql`(alert.created_at, alert.id) ${side} (${timestamp(place.createdAt)}, ${place.id}::uuid)`
    : sql`true`;
  const { rows } = await sql<Row>`
    select ${COLUMNS} from ${FROM} where ${wanted(owner, which)} and ${beyond}
    order by ${order} limit ${size + 1}`.execute(db);
  const alerts = rows.map(alertOf);
  return forward ? alerts : alerts.toReversed();
}

export async function alertCount(db: Db, owner: OwnerId, which: AlertsWanted): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from ${FROM} where ${wanted(owner, which)}`.execute(db);
  return rows[0]?.count ?? 0;
}
