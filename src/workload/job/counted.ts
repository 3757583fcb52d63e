import { gpuBySlug } from '#catalog/gpus.ts';
import { regionOf } from '#market/graph-region.ts';
import { derived, fact, given, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { usdAsFloat } from '#units/money.ts';
import { HOUR_MS } from '#units/time.ts';
import { estimateEnergy, type EnergyEstimate, type EnergyFigures } from '../energy/energy.ts';
import { hasEnded } from './status-machine.ts';
import type { MeasuredEnergy, Workload } from './workload.ts';

const RAN = formula('(ended - started) / 3600000');

/** How long it ran where it has ended, and else how long it is planned to run, in hours. */
export function countedHours({ status, plannedMs, startedAt, endedAt }: Workload): Figure {
  if (!hasEnded(status) || endedAt === null) return given(plannedMs / HOUR_MS, 'h');
  if (startedAt === null) return fact(0, 'h', 'GIVEN', 'the caller: it ended before it began');
  const [started, ended] = [given(startedAt, 'ms since 1970'), given(endedAt, 'ms since 1970')];
  return derived(RAN, { ended, started }, 'h');
}

/** What it is estimated to draw in the hours that count; null where the catalog has dropped the GPU. */
export function estimateOf(workload: Workload): EnergyEstimate | null {
  const { utilization } = workload;
  return estimateFor(workload, { hours: countedHours(workload).value, utilization });
}

function estimateFor(
  { gpu: slug, gpuCount, region, provider }: Workload,
  work: { readonly hours: number; readonly utilization: number },
): EnergyEstimate | null {
  const gpu = gpuBySlug(slug);
  return gpu ? estimateEnergy({ gpu, gpuCount, ...work, region: regionOf(region), provider }) : null;
}

/** The energy that counts. */
export type CountedEnergy = EnergyFigures & { readonly isMeasured: boolean };

const CARBON = formula('energy * estimatedCarbon / estimatedEnergy');
const COST = formula('energy * estimatedCost / estimatedEnergy');

/** What was measured, and else the middle of what is estimated; null where neither is known. */
export function countedEnergy(workload: Workload): CountedEnergy | null {
  const { measured } = workload;
  if (measured === null) {
    const estimate = estimateOf(workload);
    return estimate && { ...estimate.detailed.middle, isMeasured: false };
  }
  const energy = wholeEnergy(measured);
  // Of an hour at full load: what was estimated of no work tells no carbon by the kWh.
  const hour = estimateFor(workload, { hours: 1, utilization: 1 })?.detailed.middle;
  if (!hour) return null;
  const inputs = { energy, estimatedEnergy: hour.energy };
  return {
    energy,
    carbon:
      measured.kg === null
        ? derived(CARBON, { ...inputs, estimatedCarbon: hour.carbon }, 'kg')
        : told(measured.kg, 'kg', measured),
    cost:
      measured.cost === null
        ? derived(COST, { ...inputs, estimatedCost: hour.cost }, 'USD')
        : told(usdAsFloat(measured.cost), 'USD', measured),
    isMeasured: true,
  };
}

function told(value: number, unit: string, { by }: MeasuredEnergy): Figure {
  return fact(value, unit, 'MEASURED', `the caller, by ${by}`);
}

const CONVENTION = 'the simple method’s convention';
const WITH_COOLING = formula('metered * pue');

/** All that the facility drew for it, cooling included. */
function wholeEnergy(measured: MeasuredEnergy): Figure {
  const metered = told(measured.kwh, 'kWh', measured);
  if (measured.of === 'FACILITY') return metered;
  const pue = fact(1.3, '1', 'ASSUMED', CONVENTION);
  return derived(WITH_COOLING, { metered, pue }, 'kWh');
}
