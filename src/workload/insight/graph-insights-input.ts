import { regionByCode } from '#catalog/regions.ts';
import { checkAboveZero, checkWithin } from '#graph/bounds.ts';
import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { badInput } from '#graph/errors.ts';
import { codeOf, providersNamed, slugOf } from '#market/graph-filter.ts';
import { gpuOf } from '#market/graph-gpu.ts';
import { BillingEnum } from '#market/graph-price.ts';
import { usdAsFloat } from '#units/money.ts';
import { MAX_GPU_COUNT, MAX_PRICE } from '#units/quote-laws.ts';
import { regionCode } from '#units/region.ts';
import { checkUtilization } from '../utilization.ts';
import type { WorkloadSetup } from './workload-setup.ts';

/** Half of what the largest model known takes in 32 bits is far below. */
const MOST_GB = 100_000;
/** A leap year. */
const MOST_HOURS = 8784;
const MOST_USE_CASE = 500;

export const WorkloadInsightsInput = builder.inputType('WorkloadInsightsInput', {
  description:
    'What is run. Where it must run (provider, region) is kept to by every change but the one that moves it; what is not told may be any.',
  fields: (t) => ({
    modelGb: t.float({
      required: true,
      description: `Gigabytes of the model’s weights: above 0, at most ${MOST_GB}.`,
    }),
    gpu: t.string({
      required: true,
      description:
        'The GPU by any name the catalog knows. One that means several ("H100") is an error that lists them.',
    }),
    gpuCount: t.int({
      required: true,
      defaultValue: 1,
      description: `GPUs that work together: 1 to ${MAX_GPU_COUNT}.`,
    }),
    hours: t.float({ required: true, description: `Hours that they run: above 0, at most ${MOST_HOURS}.` }),
    utilization: t.float({
      required: true,
      defaultValue: 80,
      description: 'Percent of the time in which the GPUs are at work: 0 to 100.',
    }),
    region: t.string({
      description: 'Region code ("DE", "US-CA"; a country covers its states) it runs in.',
    }),
    provider: t.string({ description: 'Id of the provider it runs at ("runpod").' }),
    billing: t.field({
      type: BillingEnum,
      required: true,
      defaultValue: 'ON_DEMAND',
      description: 'How it is rented now. Hours of what runs on spot hold its interruptions.',
    }),
    pricePerGpuHour: t.field({
      type: 'USD',
      description: `What you pay for a GPU-hour now: above 0, at most 1000. The cheapest offer of the moment where it is absent.`,
    }),
    useCase: t.string({
      description: `What it is for, in your words ("fine-tuning Llama 70B", "production API"; ${MOST_USE_CASE} characters at most): decides what memory it takes and whether spot will do. Where it is absent it is taken for training, which takes the most.`,
    }),
  }),
});

/** Throws BAD_USER_INPUT for names nobody knows and numbers nobody means. */
export async function askedWorkload(
  input: typeof WorkloadInsightsInput.$inferInput,
  { db }: Context,
): Promise<WorkloadSetup> {
  const { modelGb, gpuCount, hours, utilization, pricePerGpuHour, useCase } = input;
  checkAboveZero('modelGb', modelGb, MOST_GB);
  checkWithin('gpuCount', gpuCount, 1, MAX_GPU_COUNT);
  checkAboveZero('hours', hours, MOST_HOURS);
  checkUtilization(utilization);
  if (pricePerGpuHour != null)
    checkAboveZero('pricePerGpuHour', usdAsFloat(pricePerGpuHour), usdAsFloat(MAX_PRICE));
  if (useCase != null && useCase.length > MOST_USE_CASE)
    throw badInput('useCase', `\`useCase\` has ${useCase.length} characters: give ${MOST_USE_CASE} at most.`);
  const gpu = gpuOf(slugOf(input.gpu, 'gpu'));
  if (!gpu) throw new RangeError(`${input.gpu} is in the catalog`);
  const providers = input.provider == null ? null : await providersNamed(db, [input.provider], 'provider');
  return {
    modelGb,
    gpu,
    gpuCount,
    hours,
    utilization: utilization / 100,
    region: input.region == null ? null : (regionByCode(regionCode(codeOf(input.region, 'region'))) ?? null),
    provider: providers?.[0] ?? null,
    billing: input.billing,
    price: pricePerGpuHour ?? null,
    useCase: useCase ?? null,
  };
}
