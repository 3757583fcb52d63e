import { builder } from '#graph/builder.ts';
import { badInput } from '#graph/errors.ts';
import { BillingEnum } from '#market/graph-price.ts';
import type { MicroUsd } from '#units/money.ts';
import type { Billing } from '#units/quote.ts';
import { MAX_GPU_COUNT, MAX_PRICE } from '#units/quote-laws.ts';
import { DAY_MS, formatInstant, HOUR_MS, MINUTE_MS, plusMs, type Instant } from '#units/time.ts';
import type { AskedRun, Pricing } from './run-situation.ts';

/** A leap year. */
const MAX_HOURS = 8784;
const MTBI_HOURS = { least: 0.01, most: 1_000_000 } as const;
const LATEST_DEADLINE_MS = 2 * 366 * DAY_MS;

export const PricingEnum = builder.enumType('RunPricing', {
  description: 'Which price a job pays.',
  values: {
    LOCKED: { description: 'That of its start, until it ends: on-demand machines, reserved bids.' },
    FLOATING: { description: 'That of each hour it runs: spot prices that move under a running machine.' },
  } satisfies Record<Pricing, object>,
});

type Maybe<T> = T | null | undefined;

export type RunOrWaitInputValue = {
  readonly gpu?: Maybe<string>;
  readonly gpuName?: Maybe<string>;
  readonly provider?: Maybe<string>;
  readonly region?: Maybe<string>;
  readonly billing: Billing;
  readonly gpuHours?: Maybe<number>;
  readonly hours?: Maybe<number>;
  readonly gpuCount: number;
  readonly deadline?: Maybe<Instant>;
  readonly within?: Maybe<number>;
  readonly maxPrice?: Maybe<MicroUsd>;
  readonly pricing: Pricing;
  readonly checkpointDuration: number;
  readonly restartDuration: number;
  readonly mtbiHours?: Maybe<number>;
};

export const RunOrWaitInput = builder.inputType('RunNowOrWaitInput', {
  description: 'A job that could begin now or later: what on, how long, and until when it has to be done.',
  fields: (t) => ({
    gpu: t.string({ description: 'The GPU by any name the catalog knows ("RTX 4090"). This or gpuName.' }),
    gpuName: t.string({
      description:
        'The GPU by its name exactly as providers write it: the way to those the catalog does not map, such as an imported "H100".',
    }),
    provider: t.string({
      description: 'Only prices of this provider, by its id ("vastai"). All of them where it is absent.',
    }),
    region: t.string({
      description:
        'Only offers in this region, by its code ("DE", "US-CA"; a country covers its states). Everywhere where it is absent.',
    }),
    billing: t.field({
      type: BillingEnum,
      required: true,
      defaultValue: 'ON_DEMAND',
      description: 'What is rented: on-demand, or spot with on-demand to fall back on.',
    }),
    gpuHours: t.float({
      description: 'The work in GPU-hours, over all GPUs: above 0. This or hours.',
    }),
    hours: t.float({
      description: 'Hours the work takes on gpuCount GPUs, undisturbed: above 0, at most 8784.',
    }),
    gpuCount: t.int({
      required: true,
      defaultValue: 1,
      description: 'GPUs that work together on one machine: 1 to 1024.',
    }),
    deadline: t.field({
      type: 'DateTime',
      description: 'When the job has to be done: in the future, within two years. This or within.',
    }),
    within: t.field({
      type: 'Duration',
      description: 'How long from now until the job has to be done: more than nothing, at most P732D.',
    }),
    maxPrice: t.field({
      type: 'USD',
      description:
        'The most you pay per GPU-hour: above 0, at most 1000. The job does not begin at more. On spot it stands for your bid.',
    }),
    pricing: t.field({
      type: PricingEnum,
      required: true,
      defaultValue: 'LOCKED',
      description: 'Whether it pays the price of its start throughout, or that of each hour.',
    }),
    checkpointDuration: t.field({
      type: 'Duration',
      required: true,
      defaultValue: 2 * MINUTE_MS,
      description: 'What writing one checkpoint takes, on spot: at most a day.',
    }),
    restartDuration: t.field({
      type: 'Duration',
      required: true,
      defaultValue: 5 * MINUTE_MS,
      description: 'From the start of a new machine until work goes on, on spot: at most a day.',
    }),
    mtbiHours: t.float({
      description:
        'Your own assumption of the mean hours between interruptions of one spot machine, in place of what was measured: 0.01 to 1000000.',
    }),
  }),
});

/** The job asked about. Throws BAD_USER_INPUT for one that cannot be; names are resolved elsewhere. */
export function askedRun(input: RunOrWaitInputValue, at: Instant): AskedRun {
  const { gpuCount, maxPrice, mtbiHours, billing, pricing } = input;
  if ((input.gpu == null) === (input.gpuName == null))
    throw badInput('gpu', 'Name one GPU: `gpu` by the catalog, or `gpuName` as its provider writes it.');
  if (!(gpuCount >= 1 && gpuCount <= MAX_GPU_COUNT))
    throw badInput('gpuCount', `\`gpuCount\` is between 1 and ${MAX_GPU_COUNT}.`);
  if (maxPrice != null && !(maxPrice > 0 && maxPrice <= MAX_PRICE))
    throw badInput('maxPrice', '`maxPrice` is above 0 and at most 1000 US dollars per GPU-hour.');
  if (mtbiHours != null && !(mtbiHours >= MTBI_HOURS.least && mtbiHours <= MTBI_HOURS.most))
    throw badInput(
      'mtbiHours',
      `\`mtbiHours\` is between ${MTBI_HOURS.least} and ${MTBI_HOURS.most}. Leave it out to go by what was measured.`,
    );
  for (const name of ['checkpointDuration', 'restartDuration'] as const) {
    if (input[name] > DAY_MS) throw badInput(name, `\`${name}\` is at most a day: give a shorter duration.`);
  }
  return {
    at,
    deadline: deadlineOf(input, at),
    workHours: workHoursOf(input),
    gpuCount,
    billing,
    pricing,
    mostPrice: maxPrice ?? null,
    checkpointHours: input.checkpointDuration / HOUR_MS,
    restartHours: input.restartDuration / HOUR_MS,
  };
}

function deadlineOf({ deadline, within }: RunOrWaitInputValue, at: Instant): Instant {
  if ((deadline == null) === (within == null))
    throw badInput('deadline', 'Say once until when: `deadline`, an instant, or `within`, from now on.');
  const name = deadline == null ? 'within' : 'deadline';
  const aheadMs = deadline == null ? (within ?? 0) : deadline - at;
  if (!(aheadMs > 0)) {
    const now = formatInstant(at);
    throw badInput(
      name,
      `\`${name}\` is not after ${now}, the time asked of: give one that is still to come.`,
    );
  }
  if (aheadMs > LATEST_DEADLINE_MS)
    throw badInput(name, `\`${name}\` is more than two years ahead: give an earlier one.`);
  return plusMs(at, aheadMs);
}

function workHoursOf({ gpuHours, hours, gpuCount }: RunOrWaitInputValue): number {
  if ((gpuHours == null) === (hours == null))
    throw badInput('hours', 'Give the work once: `hours` on gpuCount GPUs, or `gpuHours` over all of them.');
  const workHours = hours ?? (gpuHours ?? 0) / gpuCount;
  if (workHours > 0 && workHours <= MAX_HOURS) return workHours;
  const name = hours == null ? 'gpuHours' : 'hours';
  throw badInput(
    name,
    `\`${name}\` makes ${workHours} hours of work on ${gpuCount} GPUs: give more than 0 and at most ${MAX_HOURS} hours.`,
  );
}
