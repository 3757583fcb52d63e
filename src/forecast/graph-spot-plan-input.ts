import { builder } from '#graph/builder.ts';
import { badInput } from '#graph/errors.ts';
import type { MicroUsd } from '#units/money.ts';
import { MAX_GPU_COUNT, MAX_PRICE } from '#units/quote-laws.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#units/time.ts';
import type { AskedJob } from './planned-job.ts';

/** A leap year. */
const MAX_HOURS = 8784;
const MAX_NODES = 1024;
const MTBI_HOURS = { least: 0.01, most: 1_000_000 } as const;

export type SpotPlanInputValue = {
  readonly gpu: string;
  readonly gpuCount: number;
  readonly nodes: number;
  readonly provider?: string | null | undefined;
  readonly region?: string | null | undefined;
  readonly workHours: number;
  readonly checkpointDuration: number;
  readonly restartDuration: number;
  readonly resumeWait?: number | null | undefined;
  readonly warning?: number | null | undefined;
  readonly mtbiHours?: number | null | undefined;
  readonly bid?: MicroUsd | null | undefined;
};

export const SpotPlanInput = builder.inputType('SpotPlanInput', {
  description:
    'Work that could be done on spot machines: what on, how long, and what an interruption costs it.',
  fields: (t) => ({
    gpu: t.string({
      required: true,
      description:
        'The GPU by any name the catalog knows. One that means several ("H100") is an error that lists them.',
    }),
    gpuCount: t.int({
      required: true,
      defaultValue: 1,
      description: 'GPUs of each node: 1 to 1024.',
    }),
    nodes: t.int({
      required: true,
      defaultValue: 1,
      description: 'Machines that work together, so that all stop when one is interrupted: 1 to 1024.',
    }),
    provider: t.string({ description: 'Id of the provider ("vastai"). All of them where it is absent.' }),
    region: t.string({
      description:
        'Region code ("DE", "US-CA"; a country covers its states) or continent ("EUROPE"). Everywhere where it is absent.',
    }),
    workHours: t.float({
      required: true,
      description: 'Hours of work if nothing interrupted it and nothing was saved: above 0, at most 8784.',
    }),
    checkpointDuration: t.field({
      type: 'Duration',
      required: true,
      defaultValue: 2 * MINUTE_MS,
      description: 'What writing one checkpoint takes: at most a day.',
    }),
    restartDuration: t.field({
      type: 'Duration',
      required: true,
      defaultValue: 5 * MINUTE_MS,
      description: 'On a new machine until the work goes on, paid: boot, loading. At most a day.',
    }),
    resumeWait: t.field({
      type: 'Duration',
      description:
        'From an interruption until a new machine is had, unpaid: at most 30 days. Where it is absent the mean length of the interruptions seen, or none where that is not known.',
    }),
    warning: t.field({
      type: 'Duration',
      description:
        'How long before an interruption it is told: at most a day. Where it is absent what the provider named documents.',
    }),
    mtbiHours: t.float({
      description:
        'Your own assumption of the mean hours between interruptions of one machine, in place of what was measured: 0.01 to 1000000.',
    }),
    bid: t.field({
      type: 'USD',
      description:
        'The most you bid per GPU-hour: above 0, at most 1000. Offers above it are left out, and a price that rises above it is an interruption.',
    }),
  }),
});

/** Throws BAD_USER_INPUT for what no plan can be made of; names are resolved elsewhere. */
export function checkSpotPlanInput(input: SpotPlanInputValue): void {
  const { gpuCount, nodes, workHours, mtbiHours, bid } = input;
  if (!(workHours > 0 && workHours <= MAX_HOURS))
    throw badInput(
      'workHours',
      `\`workHours\` is above 0 and at most ${MAX_HOURS}, the hours of a leap year.`,
    );
  if (!(gpuCount >= 1 && gpuCount <= MAX_GPU_COUNT))
    throw badInput('gpuCount', `\`gpuCount\` is between 1 and ${MAX_GPU_COUNT}: the GPUs of one node.`);
  if (!(nodes >= 1 && nodes <= MAX_NODES))
    throw badInput('nodes', `\`nodes\` is between 1 and ${MAX_NODES}. Leave it out for one machine.`);
  if (mtbiHours != null && !(mtbiHours >= MTBI_HOURS.least && mtbiHours <= MTBI_HOURS.most))
    throw badInput(
      'mtbiHours',
      `\`mtbiHours\` is between ${MTBI_HOURS.least} and ${MTBI_HOURS.most}. Leave it out to plan by what was measured.`,
    );
  if (bid != null && !(bid > 0 && bid <= MAX_PRICE))
    throw badInput('bid', '`bid` is above 0 and at most 1000 US dollars per GPU-hour.');
  for (const [name, most, words] of LONGEST) {
    const ms = input[name];
    if (ms != null && ms > most)
      throw badInput(name, `\`${name}\` is at most ${words}: give a shorter duration.`);
  }
}

const LONGEST = [
  ['checkpointDuration', DAY_MS, 'a day'],
  ['restartDuration', DAY_MS, 'a day'],
  ['resumeWait', 30 * DAY_MS, '30 days'],
  ['warning', DAY_MS, 'a day'],
] as const;

/** The job asked for, in hours, with what the market says where the caller does not. */
export function jobOf(
  input: SpotPlanInputValue,
  measured: { readonly meanDownHours: number | null; readonly warningSeconds: number | null },
): AskedJob {
  const { resumeWait, warning, gpuCount, nodes, workHours } = input;
  return {
    workHours,
    gpuCount,
    nodes,
    checkpointHours: input.checkpointDuration / HOUR_MS,
    restartHours: input.restartDuration / HOUR_MS,
    resumeWaitHours: resumeWait == null ? (measured.meanDownHours ?? 0) : resumeWait / HOUR_MS,
    warningHours:
      warning != null
        ? warning / HOUR_MS
        : measured.warningSeconds === null
          ? null
          : measured.warningSeconds / 3600,
  };
}
