import { simpleWatts } from '#catalog/gpu-power.ts';
import { derived, fact, given } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import type { EnergyFigures, EnergySetup } from './energy.ts';

const ENERGY = formula('watts * gpus * hours * utilization * pue / 1000');
const CARBON = formula('energy * intensity');
const COST = formula('energy * price');
const CONVENTION = 'the simple method’s convention';

/** Energy by fixed factors: 8 × H100 for 72 h at 85 % are 445.54 kWh, 178.21 kg and $66.83. */
export function simpleEnergy({ gpu, gpuCount, hours, utilization }: EnergySetup): EnergyFigures {
  const energy = derived(
    ENERGY,
    {
      watts: fact(simpleWatts(gpu), 'W', 'ASSUMED', CONVENTION),
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
