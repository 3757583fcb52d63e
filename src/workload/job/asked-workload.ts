import type { Db } from '#db/open.ts';
import { slugOf } from '#market/graph-filter.ts';
import { codeOf } from '#market/graph-region-named.ts';
import type { GpuSlug } from '#units/gpu.ts';
import type { MicroUsd } from '#units/money.ts';
import type { Billing } from '#units/quote.ts';
import { DAY_MS, formatInstant, HOUR_MS, plusMs, type Instant } from '#units/time.ts';
import { inputFault, inputTextFaults, setupFaults, takenOr, type InputFault } from '../graph-input-error.ts';
import { providerNamed } from '../graph-provider-name.ts';
import { rentedWorkFaults } from '../setup-rules.ts';
import type { WorkloadPlan } from './workload.ts';

type Maybe<T> = T | null | undefined;

/** A submission, as GraphQL hands it over. */
export type AskedWorkload = {
  readonly idempotencyKey?: Maybe<string>;
  readonly name?: Maybe<string>;
  readonly project?: Maybe<string>;
  readonly notes?: Maybe<string>;
  readonly gpu: string;
  readonly gpuCount: number;
  readonly modelGb?: Maybe<number>;
  readonly hours: number;
  /** 0 to 100. */
  readonly utilization: number;
  readonly region?: Maybe<string>;
  readonly provider?: Maybe<string>;
  readonly billing: Billing;
  readonly pricePerGpuHour?: Maybe<MicroUsd>;
  readonly startedAt?: Maybe<Instant>;
};

export const MOST = {
  key: 100,
  name: 120,
  notes: 4000,
} as const;

/** How long ago a job may have begun or ended that is told today: two years, as reports of interruptions may. */
export const OLDEST_MS = 730 * DAY_MS;

export type Checked =
  | { readonly plan: WorkloadPlan; readonly startedAt: Instant | null }
  | { readonly faults: readonly InputFault[] };

/** What is submitted, names resolved; or every mistake in it at once. */
export async function checkedWorkload(db: Db, asked: AskedWorkload, now: Instant): Promise<Checked> {
  const { name = null, project = null, notes = null, modelGb = null, startedAt = null } = asked;
  const { gpuCount, hours, utilization, billing, pricePerGpuHour = null } = asked;
  const faults: InputFault[] = [
    ...inputTextFaults('idempotencyKey', asked.idempotencyKey, [1, MOST.key]),
    ...inputTextFaults('name', name, [1, MOST.name]),
    ...inputTextFaults('project', project, [1, MOST.name]),
    ...inputTextFaults('notes', notes, [0, MOST.notes]),
    ...setupFaults(rentedWorkFaults(asked)),
    ...pastFaults('startedAt', startedAt, now),
  ];
  const gpu = await takenOr('UNKNOWN_NAME', 'gpu', () => slugOf(asked.gpu, 'gpu'), faults);
  const region = await takenOr('UNKNOWN_NAME', 'region', () => regionNamed(asked.region), faults);
  const provider = await takenOr(
    'UNKNOWN_NAME',
    'provider',
    () => (asked.provider == null ? null : providerNamed(db, asked.provider)),
    faults,
  );
  if (faults.length > 0 || gpu === null) return { faults };
  const plan: WorkloadPlan = {
    name,
    project,
    notes,
    gpu: gpu as GpuSlug,
    gpuCount,
    modelGb,
    plannedMs: Math.round(hours * HOUR_MS),
    utilization: utilization / 100,
    region,
    provider,
    billing,
    pricePerGpuHour,
  };
  return { plan, startedAt };
}

/** What is wrong with an instant that has to have happened. */
export function pastFaults(path: string, at: Maybe<Instant>, now: Instant): readonly InputFault[] {
  if (at == null) return [];
  if (at > now) {
    const message = `\`${path}\` lies in the future: it is ${formatInstant(now)} here. Tell it when it has happened.`;
    return [inputFault('BAD_TIME', path, message)];
  }
  if (at >= now - OLDEST_MS) return [];
  const oldest = formatInstant(plusMs(now, -OLDEST_MS));
  return [
    inputFault(
      'BAD_TIME',
      path,
      `\`${path}\` is ${formatInstant(at)}, and what is over two years old (before ${oldest}) is not taken: check the year.`,
    ),
  ];
}

function regionNamed(region: Maybe<string>): string | null {
  return region == null ? null : codeOf(region, 'region');
}
