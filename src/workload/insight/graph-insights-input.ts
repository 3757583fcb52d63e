import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { badInput } from '#graph/errors.ts';
import { namedIn, refuseFaults, rentedWorkFields } from '../graph-setup-input.ts';
import { rentedWorkFaults } from '../setup-rules.ts';
import type { WorkloadSetup } from './workload-setup.ts';

const MOST_USE_CASE = 500;

export const WorkloadInsightsInput = builder.inputType('WorkloadInsightsInput', {
  description:
    'What is run. Where it must run (provider, region) is kept to by every change but the one that moves it; what is not told may be any.',
  fields: (t) => ({
    ...rentedWorkFields(t),
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
  const { modelGb, gpuCount, hours, utilization, billing, pricePerGpuHour, useCase } = input;
  refuseFaults(rentedWorkFaults(input));
  if (useCase != null && useCase.length > MOST_USE_CASE)
    throw badInput('useCase', `\`useCase\` has ${useCase.length} characters: give ${MOST_USE_CASE} at most.`);
  return {
    ...(await namedIn(input, db)),
    modelGb: modelGb ?? null,
    gpuCount,
    hours,
    utilization: utilization / 100,
    billing,
    price: pricePerGpuHour ?? null,
    useCase: useCase ?? null,
  };
}
