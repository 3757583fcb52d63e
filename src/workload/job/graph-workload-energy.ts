import { builder } from '#graph/builder.ts';
import type { EnergyEstimate, EnergyFigures } from '../energy/energy.ts';
import { FigureRef } from '../graph-figure.ts';
import type { CountedEnergy } from './counted.ts';

const EnergyFiguresRef = builder.objectRef<EnergyFigures>('EnergyFigures').implement({
  description: 'Energy, its carbon and its cost as electricity.',
  fields: (t) => ({
    energy: t.field({ type: FigureRef, description: 'kWh.', resolve: ({ energy }) => energy }),
    carbon: t.field({ type: FigureRef, description: 'kg CO₂e.', resolve: ({ carbon }) => carbon }),
    cost: t.field({
      type: FigureRef,
      description: 'US dollars of electricity.',
      resolve: ({ cost }) => cost,
    }),
  }),
});

export const EnergyEstimateRef = builder.objectRef<EnergyEstimate>('EnergyEstimate').implement({
  description: 'What GPUs draw, emit and cost at work, by two methods.',
  fields: (t) => ({
    simple: t.field({
      type: EnergyFiguresRef,
      description: 'By one line of arithmetic and fixed factors: to compare with other calculators.',
      resolve: ({ simple }) => simple,
    }),
    low: t.field({
      type: EnergyFiguresRef,
      description: 'By the detailed method, its low end.',
      resolve: ({ detailed }) => detailed.low,
    }),
    middle: t.field({
      type: EnergyFiguresRef,
      description: 'By the detailed method, its middle.',
      resolve: ({ detailed }) => detailed.middle,
    }),
    high: t.field({
      type: EnergyFiguresRef,
      description: 'By the detailed method, its high end.',
      resolve: ({ detailed }) => detailed.high,
    }),
  }),
});

export const WorkloadEnergyRef = builder.objectRef<CountedEnergy>('WorkloadEnergy').implement({
  description:
    'The energy that counts: what was measured, and until then the middle of the detailed estimate.',
  fields: (t) => ({
    measured: t.exposeBoolean('isMeasured', {
      description: 'True where the owner reported what was measured; false for an estimate.',
    }),
    energy: t.field({ type: FigureRef, description: 'kWh.', resolve: ({ energy }) => energy }),
    carbon: t.field({
      type: FigureRef,
      description: 'kg CO₂e: as reported, or the energy at as much a kWh as is estimated.',
      resolve: ({ carbon }) => carbon,
    }),
    cost: t.field({
      type: FigureRef,
      description: 'US dollars of electricity: as reported, or the energy at as much a kWh as is estimated.',
      resolve: ({ cost }) => cost,
    }),
  }),
});
