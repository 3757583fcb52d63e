import { builder } from '#graph/builder.ts';
import { FigureRef } from '../graph-figure.ts';
import type { CountedEnergy } from './counted.ts';

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
