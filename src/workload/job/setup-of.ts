import { gpuOf } from '#market/graph-gpu.ts';
import { regionOf } from '#market/graph-region.ts';
import { HOUR_MS } from '#units/time.ts';
import type { WorkloadSetup } from '../insight/workload-setup.ts';
import { countedHours } from './counted.ts';
import type { Workload, WorkloadPlan } from './workload.ts';

/** A workload as changes to it are looked for; null where the catalog has dropped its GPU. */
export function setupOf(workload: Workload): WorkloadSetup | null {
  return setupOfPlan(workload, hoursOf(workload));
}

/** The hours that count; of a job that ended before it began, those that were planned. */
function hoursOf(workload: Workload): number {
  const { value } = countedHours(workload);
  return value > 0 ? value : workload.plannedMs / HOUR_MS;
}

/** The same of what is not submitted. */
export function setupOfPlan(
  plan: WorkloadPlan,
  hours: number = plan.plannedMs / HOUR_MS,
): WorkloadSetup | null {
  const { modelGb, gpuCount, utilization, provider, billing, pricePerGpuHour: price, notes, name } = plan;
  const gpu = gpuOf(plan.gpu);
  if (!gpu) return null;
  const region = regionOf(plan.region);
  const useCase = notes ?? name;
  return { modelGb, gpu, gpuCount, hours, utilization, region, provider, billing, price, useCase };
}
