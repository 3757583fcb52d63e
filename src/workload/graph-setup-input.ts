import type { Gpu } from '#catalog/gpu.ts';
import type { Region } from '#catalog/region.ts';
import { regionByCode } from '#catalog/regions.ts';
import type { Db } from '#db/open.ts';
import { builder } from '#graph/builder.ts';
import { badInput } from '#graph/errors.ts';
import { slugOf } from '#market/graph-filter.ts';
import { codeOf } from '#market/graph-region-named.ts';
import { gpuOf } from '#market/graph-gpu.ts';
import { BillingEnum } from '#market/graph-price.ts';
import { MAX_GPU_COUNT } from '#units/quote-laws.ts';
import { regionCode } from '#units/region.ts';
import { providerNamed } from './graph-provider-name.ts';
import { HOURS_AT_WORK, MODEL_GB, MOST_GPUS_AT_WORK, type SetupFault } from './setup-rules.ts';

type InputFields = PothosSchemaTypes.InputFieldBuilder<typeof builder.$inferSchemaTypes, 'InputObject'>;

export const utilizationField = (t: InputFields) =>
  t.float({
    required: true,
    defaultValue: 80,
    description: 'Percent of the time in which the GPUs are at work: 0 to 100.',
  });

/** GPUs at work for some time, and where. */
export function workFields(t: InputFields, mostGpus = MOST_GPUS_AT_WORK) {
  return {
    gpu: t.string({
      required: true,
      description:
        'The GPU by any name the catalog knows: "H100 SXM". One that means several ("H100") is an error that lists them.',
    }),
    gpuCount: t.int({
      required: true,
      defaultValue: 1,
      description: `GPUs that work together: 1 to ${mostGpus}.`,
    }),
    hours: t.float({
      required: true,
      description: `Hours of the clock that they run: ${HOURS_AT_WORK[0]} (a few seconds) to ${HOURS_AT_WORK[1]} (ten years).`,
    }),
    utilization: utilizationField(t),
    region: t.string({
      description:
        'Code of the region they stand in ("DE", "US-CA"; a country covers its states): it tells the grid’s carbon and the electricity’s price. Anywhere where it is absent.',
    }),
    provider: t.string({
      description:
        'The provider by id or name: "aws", "Lambda". Leave it out for any, and for machines of your own.',
    }),
  };
}

/** The same where they are rented. */
export function rentedWorkFields(t: InputFields) {
  return {
    ...workFields(t, MAX_GPU_COUNT),
    modelGb: t.float({
      description: `Gigabytes of the model’s weights, ${MODEL_GB[0]} to ${MODEL_GB[1]}: decides which GPUs hold it. The GPUs are taken to be full where it is absent.`,
    }),
    billing: t.field({
      type: BillingEnum,
      required: true,
      defaultValue: 'ON_DEMAND',
      description:
        'How they are rented: decides which prices count. Hours of what runs on spot hold its interruptions.',
    }),
    pricePerGpuHour: t.field({
      type: 'USD',
      description: 'What you pay for a GPU-hour, in place of the market’s price: above 0, at most 1000.',
    }),
  };
}

type Named = {
  readonly gpu: string;
  readonly region?: string | null | undefined;
  readonly provider?: string | null | undefined;
};

/** What names mean. Throws BAD_USER_INPUT for those nobody knows. */
export async function namedIn(
  { gpu: gpuName, region, provider }: Named,
  db: Db,
): Promise<{ readonly gpu: Gpu; readonly region: Region | null; readonly provider: string | null }> {
  const gpu = gpuOf(slugOf(gpuName, 'gpu'));
  if (!gpu) throw new RangeError(`${gpuName} is in the catalog`);
  return {
    gpu,
    region: region == null ? null : (regionByCode(regionCode(codeOf(region, 'region'))) ?? null),
    provider: provider == null ? null : await providerNamed(db, provider),
  };
}

/** Throws BAD_USER_INPUT for the first fault, if there is one. */
export function refuseFaults([first]: readonly SetupFault[]): void {
  if (first) throw badInput(first.field, first.message);
}
