import type { Gpu } from '#catalog/gpu.ts';
import { regionByCode } from '#catalog/regions.ts';
import { checkAboveZero, checkWithin } from '#graph/bounds.ts';
import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { codeOf, slugOf } from '#market/graph-filter.ts';
import { gpuOf } from '#market/graph-gpu.ts';
import { regionCode } from '#units/region.ts';
import { checkUtilization } from '../utilization.ts';
import { estimateEnergy, type EnergyEstimate, type EnergySetup } from './energy.ts';
import { providerNamed } from './graph-provider-name.ts';
import { EnergyEstimateRef } from './graph-energy.ts';

/** More than any cluster that was built. */
const MOST_GPUS = 1_000_000;
/** Ten years. */
const MOST_HOURS = 87_600;

export const EnergyEstimateInput = builder.inputType('EnergyEstimateInput', {
  description: 'GPUs at work for some time, and where they stand as far as that is known.',
  fields: (t) => ({
    gpu: t.string({
      required: true,
      description:
        'The GPU by any name the catalog knows. One that means several ("H100") is an error that lists them.',
    }),
    gpuCount: t.int({
      required: true,
      defaultValue: 1,
      description: `GPUs at work: 1 to ${MOST_GPUS}.`,
    }),
    hours: t.float({ required: true, description: `Hours of the clock: above 0, at most ${MOST_HOURS}.` }),
    utilization: t.float({
      required: true,
      defaultValue: 80,
      description: 'Percent of the time in which the GPUs are busy: 0 to 100.',
    }),
    region: t.string({
      description:
        'Region code ("DE", "US-CA"), for the grid’s carbon and price. Where it is absent the world’s average is taken, with a wide range.',
    }),
    provider: t.string({
      description:
        'Provider by id or name ("aws", "RunPod"), for its data centres. Some data centre where it is absent.',
    }),
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
  checkWithin('gpuCount', gpuCount, 1, MOST_GPUS);
  checkAboveZero('hours', hours, MOST_HOURS);
  checkUtilization(utilization);
  if (pue != null) checkWithin('pue', pue, 1, 3);
  if (kgPerKwh != null) checkWithin('kgPerKwh', kgPerKwh, 0, 2);
  if (usdPerKwh != null) checkWithin('usdPerKwh', usdPerKwh, 0, 10);
  return {
    gpu: gpuNamed(input.gpu),
    gpuCount,
    hours,
    utilization: utilization / 100,
    region: input.region == null ? null : (regionByCode(regionCode(codeOf(input.region, 'region'))) ?? null),
    provider: input.provider == null ? null : await providerNamed(context.db, input.provider),
    known: { pue, kgPerKwh, usdPerKwh },
  };
}

function gpuNamed(name: string): Gpu {
  const gpu = gpuOf(slugOf(name, 'gpu'));
  if (!gpu) throw new RangeError(`${name} is in the catalog`);
  return gpu;
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
