import { gpuBySlug } from '#catalog/gpus.ts';
import type { Db } from '#db/open.ts';
import { digestOf } from '#forecast/take-report.ts';
import { regionOf } from '#market/graph-region.ts';
import type { OwnerId } from '#units/owner.ts';
import { HOUR_MS, type Instant } from '#units/time.ts';
import { estimateEnergy } from '../energy/energy.ts';
import { inputFault, type InputFault } from '../graph-input-error.ts';
import { checkedWorkload, type AskedWorkload } from './asked-workload.ts';
import { addWorkload, workloadMeant, type KeptWorkload } from './store-workloads.ts';
import type { EstimateThen, Workload, WorkloadPlan } from './workload.ts';

/** What became of something told about a workload. */
export type Answered = {
  /** As it stands now; null where nothing was taken. */
  readonly workload: Workload | null;
  /** True where it had been told before, and nothing was changed. */
  readonly replayed: boolean;
  readonly errors: readonly InputFault[];
};

export function refused(...errors: readonly InputFault[]): Answered {
  return { workload: null, replayed: false, errors };
}

/** Keeps what somebody runs; once for each idempotency key of an owner. */
export async function submitWorkload(
  db: Db,
  owner: OwnerId,
  asked: AskedWorkload,
  now: Instant,
): Promise<Answered> {
  const checked = await checkedWorkload(db, asked, now);
  if ('faults' in checked) return refused(...checked.faults);
  const { plan, startedAt } = checked;
  const key = asked.idempotencyKey ?? null;
  const digest = digestOf('workload', Object.entries(plan), startedAt);
  const submission = { ...plan, idempotencyKey: key, digest, startedAt, estimate: estimateOf(plan) };
  const made = await addWorkload(db, owner, submission, now);
  if (made) return { workload: made, replayed: false, errors: [] };
  const known = key === null ? undefined : await workloadMeant(db, owner, { key });
  if (!known) throw new Error('a workload was neither written nor there');
  return replayOf(known, digest);
}

function replayOf(known: KeptWorkload, digest: string): Answered {
  if (known.digest === digest) return { workload: known, replayed: true, errors: [] };
  const message = 'Another workload was submitted under this key: take a new one.';
  return refused(inputFault('IDEMPOTENCY_CONFLICT', 'idempotencyKey', message));
}

/** What energy the plan takes, as numbers to be kept: the tables behind them change. */
function estimateOf({
  gpu: slug,
  gpuCount,
  plannedMs,
  utilization,
  region,
  provider,
}: WorkloadPlan): EstimateThen {
  const gpu = gpuBySlug(slug);
  if (!gpu) throw new Error(`the catalog lost ${slug}`);
  const { simple, detailed } = estimateEnergy({
    gpu,
    gpuCount,
    hours: plannedMs / HOUR_MS,
    utilization,
    region: regionOf(region),
    provider,
  });
  return {
    simpleKwh: simple.energy.value,
    lowKwh: detailed.low.energy.value,
    middleKwh: detailed.middle.energy.value,
    highKwh: detailed.high.energy.value,
    middleKg: detailed.middle.carbon.value,
    middleUsd: detailed.middle.cost.value,
  };
}
