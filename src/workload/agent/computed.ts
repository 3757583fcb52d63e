import type { Context } from '#graph/context.ts';
import type { Moment } from '#graph/moment.ts';
import { derived, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { estimateEnergy } from '../energy/energy.ts';
import type { WorkloadInsights } from '../insight/insight.ts';
import { insightsOf } from '../insight/insights.ts';
import type { WorkloadSetup } from '../insight/workload-setup.ts';
import type { AnalysisQuestion } from './asked-analysis.ts';
import { brief, type Estimate, type Quantity } from './claims.ts';
import { byMeter, savedByMeter } from './measured.ts';

/** What is computed of a workload without any model: what answers in its place, and what its numbers are held to. */
export type Computed = {
  /** Energy, carbon and electricity always; rent where there is a price. */
  readonly estimates: readonly Estimate[];
  readonly insights: WorkloadInsights;
};

export async function computeWorkload(
  context: Context,
  { setup, measured }: Pick<AnalysisQuestion, 'setup' | 'measured'>,
  moment: Moment,
): Promise<Computed> {
  const { low, middle, high } = estimateEnergy(setup).detailed;
  const insights = await insightsOf(context, setup, moment);
  const rent = insights.now?.cost.figure;
  const estimated: readonly Estimate[] = [
    { quantity: 'ENERGY', low: low.energy, middle: middle.energy, high: high.energy },
    { quantity: 'CARBON', low: low.carbon, middle: middle.carbon, high: high.carbon },
    { quantity: 'ELECTRICITY', low: low.cost, middle: middle.cost, high: high.cost },
  ];
  const estimates = measured ? byMeter(estimated, measured) : [...estimated];
  if (rent) estimates.push({ quantity: 'RENT', low: rent, middle: rent, high: rent });
  return { estimates, insights: measured ? savedByMeter(insights, measured, middle) : insights };
}

export function estimateOf({ estimates }: Computed, quantity: Quantity): Estimate | undefined {
  return estimates.find((estimate) => estimate.quantity === quantity);
}

const PAID = formula('rent + electricity');

/** All of a kind that the workload takes at most, to hold amounts in texts to; null where it is not known. */
export function wholeOf(computed: Computed, what: Quantity | 'MONEY'): Figure | null {
  if (what !== 'MONEY') return estimateOf(computed, what)?.high ?? null;
  const [rent, electricity] = [wholeOf(computed, 'RENT'), wholeOf(computed, 'ELECTRICITY')];
  return rent && electricity ? derived(PAID, { rent, electricity }, 'USD') : null;
}

/** The answer in two or three sentences, where no model gives one. */
export function summaryOf(setup: WorkloadSetup, { estimates, insights }: Computed): string {
  const { gpu, gpuCount, hours, utilization } = setup;
  const amounts = estimates.map(({ quantity, low, middle, high, estimated }) => {
    const range = low.value < high.value ? ` (${brief(low.value)} to ${brief(high.value)})` : '';
    const how = middle.basis === 'MEASURED' ? 'measured' : 'by what was measured';
    const both = estimated ? ` (${how}, where ${brief(estimated.value)} had been estimated)` : '';
    return `${brief(middle.value)} ${UNITS[quantity]}${both || range}`;
  });
  const what = `${gpuCount} × ${gpu.name} for ${brief(hours)} h at ${brief(utilization * 100)} % take ${amounts.join(', ')}.`;
  const [best] = insights.insights;
  if (!best) return `${what} No change is known that would save anything.`;
  const { cost, carbon } = best.saves;
  const saves = cost ? `$${brief(cost.value)}` : carbon ? `${brief(carbon.value)} kg CO₂e` : 'some';
  return `${what} The change that saves most is “${best.title}”: ${saves}.`;
}

const UNITS: Readonly<Record<Quantity, string>> = {
  ENERGY: 'kWh',
  CARBON: 'kg CO₂e',
  ELECTRICITY: 'USD of electricity',
  RENT: 'USD of rent',
};
