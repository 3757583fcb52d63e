import type { Gpu } from '#catalog/gpu.ts';
import { pueOf } from '#catalog/pue.ts';
import type { Region } from '#catalog/region.ts';
import { derived, fact, given, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { carbonOf } from './carbon.ts';
import { electricityPriceOf } from './electricity-price.ts';
import { embodiedOf } from './embodied.ts';
import { atEachEnd, certain, rangeOfProduct, type FigureRange } from './figure-range.ts';
import { powerOf } from './power.ts';
import { simpleEnergy } from './simple.ts';

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
  /** What is known of the place; it wins over the catalog. The simple method keeps to its conventions. */
  readonly known?: KnownPlace;
};

/** Figures of a place that the caller knows better. */
export type KnownPlace = {
  readonly pue?: number | null | undefined;
  readonly kgPerKwh?: number | null | undefined;
  readonly usdPerKwh?: number | null | undefined;
};

/** Energy, its carbon and its cost as electricity. */
export type EnergyFigures = {
  /** kWh. */
  readonly energy: Figure;
  /** kg CO₂e of generating it; what the hardware took to make is apart. */
  readonly carbon: Figure;
  /** USD, of the electricity alone. */
  readonly cost: Figure;
};

/** A factor of the detailed method. */
export type EnergyFactor = {
  readonly name: EnergyFactorName;
  readonly range: FigureRange;
  /** The year it is of; null where it is of none. */
  readonly year: number | null;
};

export type EnergyFactorName =
  'GPU_IDLE' | 'GPU_BUSY' | 'HOST' | 'PUE' | 'CARBON_INTENSITY' | 'ELECTRICITY_PRICE' | 'EMBODIED';

export type EnergyEstimate = {
  /** By one line of arithmetic and fixed factors: to compare with other calculators. */
  readonly simple: EnergyFigures;
  /** By what the hardware and the place are known to draw; low and high are meant to hold the truth in 9 of 10 cases. */
  readonly detailed: {
    readonly low: EnergyFigures;
    readonly middle: EnergyFigures;
    readonly high: EnergyFigures;
  };
  /** What the detailed method is made of. */
  readonly factors: readonly EnergyFactor[];
  /** kg CO₂e of making the hardware, for its share of the hardware’s life; in none of the figures above. */
  readonly embodied: FigureRange;
};

const ENERGY = formula('watts * gpus * hours * pue / 1000');
const CARBON = formula('energy * intensity');
const COST = formula('energy * price');

/** Said of what is computed: the factors say who says each. */
const METHOD = 'the detailed method';

/** The year that figures of hardware are of. */
const HARDWARE_YEAR = 2025;

/** What GPUs draw, emit and cost at work. */
export function estimateEnergy(setup: EnergySetup): EnergyEstimate {
  const { gpu, gpuCount, hours, utilization, region, provider, known } = setup;
  const power = powerOf(gpu, utilization);
  const pue = pueRange(provider, known?.pue);
  const carbon = carbonOf(region, provider);
  const intensity = known?.kgPerKwh == null ? carbon : certain(given(known.kgPerKwh, 'kg/kWh'));
  const electricity = electricityPriceOf(region, provider);
  const price = known?.usdPerKwh == null ? electricity : certain(given(known.usdPerKwh, 'USD/kWh'));
  const embodied = embodiedOf(gpu, gpuCount, hours);

  const watts = power.total;
  const energy = rangeOfProduct(
    derived(
      ENERGY,
      {
        watts: watts.middle,
        gpus: given(gpuCount, 'GPUs'),
        hours: given(hours, 'h'),
        pue: pue.middle,
      },
      'kWh',
      { basis: 'ESTIMATED', source: METHOD },
    ),
    { watts, pue },
  );
  const emitted = rangeOfProduct(
    derived(CARBON, { energy: energy.middle, intensity: intensity.middle }, 'kg', { source: METHOD }),
    { energy, intensity },
  );
  const cost = rangeOfProduct(
    derived(COST, { energy: energy.middle, price: price.middle }, 'USD', { source: METHOD }),
    {
      energy,
      price,
    },
  );
  const at = (end: 'low' | 'middle' | 'high'): EnergyFigures => ({
    energy: energy[end],
    carbon: emitted[end],
    cost: cost[end],
  });
  return {
    simple: simpleEnergy(setup),
    detailed: { low: at('low'), middle: at('middle'), high: at('high') },
    factors: [
      { name: 'GPU_IDLE', range: power.idle, year: HARDWARE_YEAR },
      { name: 'GPU_BUSY', range: power.busy, year: HARDWARE_YEAR },
      { name: 'HOST', range: power.host, year: HARDWARE_YEAR },
      { name: 'PUE', range: pue, year: known?.pue == null ? pueOf(provider).year : null },
      {
        name: 'CARBON_INTENSITY',
        range: intensity,
        year: known?.kgPerKwh == null ? carbon.year : null,
      },
      {
        name: 'ELECTRICITY_PRICE',
        range: price,
        year: known?.usdPerKwh == null ? electricity.year : null,
      },
      { name: 'EMBODIED', range: embodied, year: null },
    ],
    embodied,
  };
}

function pueRange(provider: string | null, known: number | null | undefined): FigureRange {
  if (known != null) return certain(given(known, '1'));
  const pue = pueOf(provider);
  return atEachEnd((end) => fact(pue[end], '1', pue.basis, pue.source));
}
