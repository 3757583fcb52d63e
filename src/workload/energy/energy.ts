import type { Gpu } from '#catalog/gpu.ts';
import type { Region } from '#catalog/region.ts';
import { derived, fact, given, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';

/** GPUs at work for some time: what energy is estimated of. */
export type EnergySetup = {
  readonly gpu: Gpu;
  readonly gpuCount: number;
  readonly hours: number;
  /** 0 to 1, of the GPUs’ time. */
  readonly utilization: number;
  /** Where they stand; null where it is not known. */
  readonly region: Region | null;
  /** Id of the provider, which may tell PUE and grid; null where it is not known. */
  readonly provider: string | null;
};

/** Energy, its carbon and its cost as electricity. */
export type EnergyFigures = {
  /** kWh. */
  readonly energy: Figure;
  /** kg CO₂e. */
  readonly carbon: Figure;
  /** USD. */
  readonly cost: Figure;
};

export type EnergyEstimate = {
  /** By one line of arithmetic and fixed factors: to compare with other calculators. */
  readonly simple: EnergyFigures;
  /** By what the hardware and the place are known to draw; low and high hold the truth in 9 of 10 cases. */
  readonly detailed: {
    readonly low: EnergyFigures;
    readonly middle: EnergyFigures;
    readonly high: EnergyFigures;
  };
};

const ENERGY = formula('watts * gpus * hours * utilization * pue / 1000');
const CARBON = formula('energy * intensity');
const COST = formula('energy * price');
const CONVENTION = 'the simple method’s convention';

/** What GPUs draw, emit and cost at work. */
export function estimateEnergy(setup: EnergySetup): EnergyEstimate {
  const simple = simpleEnergy(setup);
  return { simple, detailed: { low: simple, middle: simple, high: simple } };
}

function simpleEnergy({ gpu, gpuCount, hours, utilization }: EnergySetup): EnergyFigures {
  const energy = derived(
    ENERGY,
    {
      watts: fact(gpu.tdpWatts, 'W', 'ASSUMED', CONVENTION),
      gpus: given(gpuCount, 'GPUs'),
      hours: given(hours, 'h'),
      utilization: given(utilization, '1'),
      pue: fact(1.3, '1', 'ASSUMED', CONVENTION),
    },
    'kWh',
  );
  const intensity = fact(0.4, 'kg/kWh', 'ASSUMED', CONVENTION);
  const price = fact(0.15, 'USD/kWh', 'ASSUMED', CONVENTION);
  return {
    energy,
    carbon: derived(CARBON, { energy, intensity }, 'kg'),
    cost: derived(COST, { energy, price }, 'USD'),
  };
}
