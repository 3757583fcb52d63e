import type { Context } from '#graph/context.ts';
import type { Db } from '#db/open.ts';
import { digestOf } from '#forecast/take-report.ts';
import { ring } from '#market/store-record.ts';
import type { OwnerId } from '#units/owner.ts';
import type { Instant } from '#units/time.ts';
import { inputFault, inputTextFaults, type InputFault } from '#workload/graph-input-error.ts';
import { noSuch, type Which } from '#workload/which-own.ts';
import { scopeName, type Alert, type AlertPlan } from './alert.ts';
import { BOUNDS, plannedAlert, type AskedAlert } from './asked-alert.ts';
import { hintsOf } from './hints.ts';
import { addAlert, alertCount, alertOfKey, beginEdit, changeAlert, removeAlert } from './store-alerts.ts';
import { ALERT, alertMeant } from './which-alert.ts';

/** What became of something told about an alert. */
export type AlertAnswer = {
  /** As it stands now, or stood before it was deleted; null where nothing was taken. */
  readonly alert: Alert | null;
  readonly replayed: boolean;
  /** Sentences about what can hardly be meant. */
  readonly hints: readonly string[];
  readonly errors: readonly InputFault[];
};

export const ALERTS_OF_OWNER = 10_000;

export function refusedAlert(...errors: readonly InputFault[]): AlertAnswer {
  return { alert: null, replayed: false, hints: [], errors };
}

type Place = Pick<Context, 'db' | 'simulated'>;

/** Keeps an alert; once for each idempotency key of an owner. The leader judges it as soon as it is there. */
export async function createAlert(
  { db, simulated }: Place,
  owner: OwnerId,
  { idempotencyKey, ...asked }: AskedAlert & { readonly idempotencyKey?: string | null | undefined },
  now: Instant,
): Promise<AlertAnswer> {
  const key = idempotencyKey ?? null;
  const keyFaults = inputTextFaults('idempotencyKey', key, [1, BOUNDS.key]);
  const planned = await plannedAlert(asked, { db, simulated });
  if ('faults' in planned) return refusedAlert(...keyFaults, ...planned.faults);
  if (keyFaults.length > 0) return refusedAlert(...keyFaults);
  const { plan } = planned;
  const digest = digestOfPlan(plan);
  const made = await db.transaction().execute(async (trx): Promise<AlertAnswer> => {
    const edit = await beginEdit(trx);
    const known = key === null ? undefined : await alertOfKey(trx, owner, key);
    if (known) return replayOf(known, digest);
    const all = { states: null, gpus: null, enabled: null };
    if ((await alertCount(trx, owner, all)) >= ALERTS_OF_OWNER) return refusedAlert(tooMany());
    const alert = await addAlert(trx, owner, { ...plan, idempotencyKey: key, digest, edit }, now);
    await ring(trx);
    return { alert, replayed: false, hints: [], errors: [] };
  });
  return withHints(db, made, now);
}

/** A change as GraphQL hands it over: what is absent stays as it is. */
export type AskedChange = Partial<AskedAlert>;

/** Changes an alert of the owner's. What it is about or waits for changed, it begins anew, as if just made. */
export async function updateAlert(
  { db, simulated }: Place,
  owner: OwnerId,
  which: Which,
  changes: AskedChange,
  now: Instant,
): Promise<AlertAnswer> {
  const changed = await db.transaction().execute(async (trx): Promise<AlertAnswer> => {
    const edit = await beginEdit(trx);
    const known = await alertMeant(trx, owner, which);
    if (!known) return refusedAlert(noSuch(ALERT, which));
    const planned = await plannedAlert(askedOf(known, changes), { db: trx, simulated });
    if ('faults' in planned) return refusedAlert(...planned.faults);
    const plan = withKind(planned.plan, known, changes);
    const anew = rulePart(plan) !== rulePart(known);
    if (!anew && plan.name === known.name) return { alert: known, replayed: true, hints: [], errors: [] };
    const alert = await changeAlert(trx, known, { ...plan, edit }, { now, anew });
    await ring(trx);
    return { alert, replayed: false, hints: [], errors: [] };
  });
  return withHints(db, changed, now);
}

/** Removes an alert of the owner's; what it told stays to be read. */
export function deleteAlert(db: Db, owner: OwnerId, which: Which): Promise<AlertAnswer> {
  return db.transaction().execute(async (trx) => {
    await beginEdit(trx);
    const known = await alertMeant(trx, owner, which);
    if (!known) return refusedAlert(noSuch(ALERT, which));
    await removeAlert(trx, known);
    return { alert: known, replayed: false, hints: [], errors: [] };
  });
}

async function withHints(db: Db, answer: AlertAnswer, now: Instant): Promise<AlertAnswer> {
  return answer.alert === null ? answer : { ...answer, hints: await hintsOf(db, answer.alert, now) };
}

function replayOf(known: Alert, digest: string): AlertAnswer {
  if (known.digest === digest) return { alert: known, replayed: true, hints: [], errors: [] };
  const message =
    'Another alert was made under this key: take a new one, or change that one by `updateAlert`.';
  return refusedAlert(inputFault('IDEMPOTENCY_CONFLICT', 'idempotencyKey', message));
}

function tooMany(): InputFault {
  return {
    code: 'TOO_MANY',
    message: `An owner keeps at most ${ALERTS_OF_OWNER} alerts: delete one that is not needed any more.`,
    path: ['input'],
  };
}

/** The alert as if it were asked for now, with the changes. */
function askedOf(known: Alert, changes: AskedChange): AskedAlert {
  const { scope, condition, threshold } = known;
  const field = {
    BELOW: 'below',
    ABOVE: 'above',
    DROP: 'dropPercent',
    SURGE: 'surgePercent',
    AVAILABLE: 'availableAtLeast',
  }[condition];
  return {
    name: changes.name ?? known.name,
    gpu: changes.gpu ?? scope.gpu,
    billing: changes.billing === undefined ? scope.billing : changes.billing,
    providers: changes.providers === undefined ? scope.providers : changes.providers,
    regions: changes.regions === undefined ? known.askedRegions : changes.regions,
    condition: changes.condition ?? { [field]: threshold },
    hysteresisPercent: changes.hysteresisPercent ?? known.hysteresis,
    forAtLeast: changes.forAtLeast ?? known.forMs,
    coolDown: changes.coolDown ?? known.coolDownMs,
    enabled: changes.enabled ?? known.enabled,
  };
}

/** Which kind of market an alert is about stays, unless its providers are named or no longer are. */
function withKind(plan: AlertPlan, known: Alert, { providers }: AskedChange): AlertPlan {
  if (providers !== undefined) return plan;
  return { ...plan, scope: { ...plan.scope, simulated: known.scope.simulated } };
}

/** Everything of an alert that its state depends on. */
function rulePart({
  scope,
  condition,
  threshold,
  hysteresis,
  forMs,
  coolDownMs,
  enabled,
}: AlertPlan): string {
  return JSON.stringify([scopeName(scope), condition, threshold, hysteresis, forMs, coolDownMs, enabled]);
}

function digestOfPlan(plan: AlertPlan): string {
  return digestOf('alert', plan.name, plan.askedRegions, rulePart(plan));
}
