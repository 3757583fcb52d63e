import type { Region } from '#catalog/region.ts';
import { derived, fact } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { carbonOf } from './carbon.ts';
import { electricityPriceOf } from './electricity-price.ts';
import type { EnergyFigures } from './energy.ts';

const CARBON = formula('energy * intensity');
const COST = formula('energy * price');

/** Energy that was metered, in kWh, with the carbon and the cost of it where it was drawn. */
export function measuredEnergy(
  kwh: number,
  { region, provider, source }: { region: Region | null; provider: string | null; source: string },
): EnergyFigures {
  const energy = fact(kwh, 'kWh', 'MEASURED', source);
  const intensity = carbonOf(region, provider).middle;
  const price = electricityPriceOf(region, provider).middle;
  return {
    energy,
    carbon: derived(CARBON, { energy, intensity }, 'kg'),
    cost: derived(COST, { energy, price }, 'USD'),
  };
}
