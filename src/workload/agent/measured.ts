import { derived, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import type { EnergyFigures } from '../energy/energy.ts';
import type { Insight, WorkloadInsights } from '../insight/insight.ts';
import type { CountedEnergy } from '../job/counted.ts';
import { brief, type Estimate, type Quantity } from './claims.ts';

const BY_METER = formula('estimatedEnd * counted / estimated');
const SAVED = formula('estimatedSaving * counted / estimated');

const COUNTED: Readonly<Partial<Record<Quantity, keyof EnergyFigures>>> = {
  ENERGY: 'energy',
  CARBON: 'carbon',
  ELECTRICITY: 'cost',
};

/**
 * Estimates, what was measured in their place. What a meter told has no interval; what follows from it keeps the
 * estimate’s, as a share of its middle.
 */
export function byMeter(estimates: readonly Estimate[], measured: CountedEnergy): Estimate[] {
  return estimates.map((estimate): Estimate => {
    const name = COUNTED[estimate.quantity];
    if (name === undefined) return estimate;
    const { quantity, low, middle: estimated, high } = estimate;
    const counted = measured[name];
    const at = (estimatedEnd: Figure): Figure =>
      counted.basis === 'MEASURED' || estimated.value === 0
        ? counted
        : derived(BY_METER, { estimatedEnd, counted, estimated }, counted.unit, { basis: 'ESTIMATED' });
    return { quantity, low: at(low), middle: counted, high: at(high), estimated };
  });
}

/** Changes with the energy and carbon they save in the ratio of what was measured to what was estimated of the work. */
export function savedByMeter(
  insights: WorkloadInsights,
  measured: CountedEnergy,
  estimated: EnergyFigures,
): WorkloadInsights {
  const scaled = (saving: Figure | null, name: 'energy' | 'carbon'): Figure | null => {
    const [counted, before] = [measured[name], estimated[name]];
    if (saving === null || !(counted.value > 0 && before.value > 0)) return null;
    return derived(SAVED, { estimatedSaving: saving, counted, estimated: before }, saving.unit, {
      basis: 'ESTIMATED',
    });
  };
  const told = (insight: Insight): Insight => {
    const { saves, reasoning } = insight;
    if (saves.energy === null && saves.carbon === null) return insight;
    const note = `Energy and carbon in these sentences are estimates; what it saves of them is told in the ratio of the ${brief(measured.energy.value)} kWh by the meter to the ${brief(estimated.energy.value)} estimated.`;
    return {
      ...insight,
      reasoning: `${reasoning} ${note}`,
      saves: { ...saves, energy: scaled(saves.energy, 'energy'), carbon: scaled(saves.carbon, 'carbon') },
    };
  };
  return {
    ...insights,
    insights: insights.insights.map(told),
    combined: insights.combined && told(insights.combined),
  };
}
