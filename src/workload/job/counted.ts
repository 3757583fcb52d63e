import { gpuBySlug } from '#catalog/gpus.ts';
import { regionOf } from '#market/graph-region.ts';
import { derived, fact, given, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { usdAsFloat } from '#units/money.ts';
import { HOUR_MS } from '#units/time.ts';
import { estimateEnergy, type EnergyEstimate, type EnergyFigures } from '../energy/energy.ts';
import { powerOf } from '../energy/power.ts';
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

/** What was estimated of no work tells no carbon by the kWh: factors are read of this. */
const HOUR_AT_WORK = { hours: 1, utilization: 1 };

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
  const energy = wholeEnergy(measured, workload);
  const hour = estimateFor(workload, HOUR_AT_WORK)?.detailed.middle;
  if (!energy || !hour) return null;
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

const WITH_COOLING = formula('metered * pue');
const WITH_MACHINE_AND_COOLING = formula('metered * machine / (machine - host) * pue');

/** All that the facility drew for it: what the meter leaves out is counted on top as it is estimated. */
function wholeEnergy(measured: MeasuredEnergy, workload: Workload): Figure | null {
  const metered = told(measured.kwh, 'kWh', measured);
  if (measured.of === 'FACILITY') return metered;
  const gpu = gpuBySlug(workload.gpu);
  const pue = estimateFor(workload, HOUR_AT_WORK)?.factors.find(({ name }) => name === 'PUE')?.range.middle;
  if (!gpu || !pue) return null;
  if (measured.of === 'MACHINE')
    return derived(WITH_COOLING, { metered, pue }, 'kWh', { basis: 'ESTIMATED' });
  const { host, total } = powerOf(gpu, workload.utilization);
  const watts = { machine: total.middle, host: host.middle };
  return derived(WITH_MACHINE_AND_COOLING, { metered, ...watts, pue }, 'kWh', { basis: 'ESTIMATED' });
}
