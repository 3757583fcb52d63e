import { checkWithin } from '#graph/bounds.ts';
import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { namedIn, refuseFaults, workFields } from '../graph-setup-input.ts';
import { workFaults } from '../setup-rules.ts';
import { estimateEnergy, type EnergyEstimate, type EnergySetup } from './energy.ts';
import { EnergyEstimateRef } from './graph-energy.ts';

export const EnergyEstimateInput = builder.inputType('EnergyEstimateInput', {
  description: 'GPUs at work for some time, and where they stand as far as that is known.',
  fields: (t) => ({
    ...workFields(t),
    pue: t.float({
      description:
        'Your own power usage effectiveness, 1 to 3, in place of the provider’s; the simple method keeps 1.3.',
    }),
    kgPerKwh: t.float({
      description:
        'Your own carbon intensity in kg CO₂e per kWh, 0 to 2, in place of the region’s; the simple method keeps 0.4.',
    }),
    usdPerKwh: t.float({
      description:
        'Your own electricity price in USD per kWh, 0 to 10, in place of the region’s; the simple method keeps 0.15.',
    }),
  }),
});

/** Throws BAD_USER_INPUT for what nobody runs. */
async function askedSetup(
  input: typeof EnergyEstimateInput.$inferInput,
  context: Context,
): Promise<EnergySetup> {
  const { gpuCount, hours, utilization, pue, kgPerKwh, usdPerKwh } = input;
  refuseFaults(workFaults(input));
  if (pue != null) checkWithin('pue', pue, 1, 3);
  if (kgPerKwh != null) checkWithin('kgPerKwh', kgPerKwh, 0, 2);
  if (usdPerKwh != null) checkWithin('usdPerKwh', usdPerKwh, 0, 10);
  return {
    ...(await namedIn(input, context.db)),
    gpuCount,
    hours,
    utilization: utilization / 100,
    known: { pue, kgPerKwh, usdPerKwh },
  };
}

builder.queryField('energyEstimate', (t) =>
  t.field({
    type: EnergyEstimateRef,
    description:
      'What GPUs at work draw, emit and cost in electricity: kWh, kg CO₂e and USD by a simple method and by a detailed one with ranges, each factor with source and year.',
    complexity: { field: 10 },
    args: {
      input: t.arg({
        type: EnergyEstimateInput,
        required: true,
        description: 'The GPUs, how long they work, and where.',
      }),
    },
    resolve: async (_root, { input }, context): Promise<EnergyEstimate> =>
      estimateEnergy(await askedSetup(input, context)),
  }),
);
