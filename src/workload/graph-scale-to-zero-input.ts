import { checkDuration, checkWithin } from '#graph/bounds.ts';
import { builder } from '#graph/builder.ts';
import { badInput } from '#graph/errors.ts';
import { SECOND_MS } from '#units/time.ts';
import { RentalInput } from './graph-rental.ts';
import type { ScalingTarget } from './scaling-choice.ts';
import type { ScalingPolicy, ScalingQuestion } from './scaling-option.ts';

/** One in three years: time is counted in floating-point seconds, which stand still where they are too many. */
const FEWEST_REQUESTS_PER_DAY = 0.001;
const MOST_REQUESTS_PER_DAY = 10_000_000;
/** With hours of a day each simulation is a whole day at least. */
const MOST_REQUESTS_BY_HOUR = 50_000;
const MOST_WORKERS = 100;
const MOST_OPTIONS = 8;

const PolicyInput = builder.inputType('ScalingPolicyInput', {
  description: 'How many workers run, and when they stop.',
  fields: (t) => ({
    minWorkers: t.int({ required: true, description: `Workers that never stop: 0 to ${MOST_WORKERS}.` }),
    maxWorkers: t.int({
      description: `The most that run: 1 to ${MOST_WORKERS}, at least minWorkers. The input’s maxWorkers where it is absent.`,
    }),
    idleTimeout: t.field({
      type: 'Duration',
      required: true,
      defaultValue: 60 * SECOND_MS,
      description: 'How long a worker waits for another request before it stops: at most a day.',
    }),
  }),
});

export const ScaleToZeroInput = builder.inputType('ScaleToZeroInput', {
  description: 'Requests that come by chance, and the ways of keeping workers for them that are compared.',
  fields: (t) => ({
    rental: t.field({ type: RentalInput, required: true, description: 'What each worker is.' }),
    requestsPerDay: t.float({
      required: true,
      description: `${FEWEST_REQUESTS_PER_DAY} to ${MOST_REQUESTS_PER_DAY}; at most ${MOST_REQUESTS_BY_HOUR} with hourlyShares.`,
    }),
    hourlyShares: t.floatList({
      description:
        '24 weights, one for each hour of the day, of any size: how requests are divided over it. A steady rate where it is absent.',
    }),
    requestDuration: t.field({
      type: 'Duration',
      required: true,
      description: 'What a request keeps a warm worker busy, on average: above 0, at most a day.',
    }),
    requestVariation: t.float({
      required: true,
      defaultValue: 1,
      description:
        'The squared coefficient of variation of that: 0 where every request takes the same, 1 where it is exponential, at most 100.',
    }),
    coldStart: t.field({
      type: 'Duration',
      required: true,
      defaultValue: 45 * SECOND_MS,
      description: 'From the start of a worker until it serves: at most a day.',
    }),
    scaleUpAfter: t.field({
      type: 'Duration',
      required: true,
      defaultValue: 3 * SECOND_MS,
      description:
        'How long a request waits before another worker is started for it (queue delay), while fewer than maxWorkers run. Where none runs one is started at once.',
    }),
    maxWorkers: t.int({
      required: true,
      defaultValue: 5,
      description: `The most workers that run: 1 to ${MOST_WORKERS}.`,
    }),
    policies: t.field({
      type: [PolicyInput],
      description: `What is compared: at most ${MOST_OPTIONS}. Min 0 with an idle timeout of 15 s and of 60 s, min 1 and min 2 where it is absent.`,
    }),
    targetDelay: t.field({
      type: 'Duration',
      required: true,
      defaultValue: 5 * SECOND_MS,
      description: 'What 95 of 100 requests are to wait at most, cold starts included.',
    }),
    maxColdProbability: t.float({
      required: true,
      defaultValue: 1,
      description: 'The most of the requests that may start a worker, 0 to 1: any where it is absent.',
    }),
  }),
});

type Input = typeof ScaleToZeroInput.$inferInput;

export type AskedScaling = {
  readonly question: ScalingQuestion;
  readonly policies: readonly ScalingPolicy[];
  readonly target: ScalingTarget;
};

/** What is compared where nothing is named. */
export const USUAL: readonly Omit<ScalingPolicy, 'max'>[] = [
  { min: 0, idleTimeout: 15 },
  { min: 0, idleTimeout: 60 },
  { min: 1, idleTimeout: 60 },
  { min: 2, idleTimeout: 60 },
];

/** Throws BAD_USER_INPUT for what no worker can do. */
export function askedScaling(input: Input): AskedScaling {
  const { requestsPerDay, requestVariation, maxWorkers, maxColdProbability } = input;
  const hourlyShares = input.hourlyShares?.length ? input.hourlyShares : null;
  const most = hourlyShares ? MOST_REQUESTS_BY_HOUR : MOST_REQUESTS_PER_DAY;
  checkWithin('requestsPerDay', requestsPerDay, FEWEST_REQUESTS_PER_DAY, most);
  if (hourlyShares && !isDay(hourlyShares))
    throw badInput('hourlyShares', '`hourlyShares` is 24 weights from 0 to 1000000, not all 0.');
  checkWithin('requestVariation', requestVariation, 0, 100);
  checkWithin('maxColdProbability', maxColdProbability, 0, 1);
  checkDuration('requestDuration', input.requestDuration, { least: 1 });
  for (const name of ['coldStart', 'scaleUpAfter', 'targetDelay'] as const) checkDuration(name, input[name]);
  checkWithin('maxWorkers', maxWorkers, 1, MOST_WORKERS);
  const requestSeconds = input.requestDuration / SECOND_MS;
  const busy = (requestsPerDay * requestSeconds) / 86_400;
  if (busy >= MOST_WORKERS)
    throw badInput(
      'requestsPerDay',
      `These requests keep ${Math.ceil(busy)} workers busy all day, and ${MOST_WORKERS} are the most that can be compared: split them among several endpoints.`,
    );
  return {
    question: {
      load: { requestsPerDay, hourlyShares, requestSeconds, variation: requestVariation },
      coldSeconds: input.coldStart / SECOND_MS,
      scaleUpAfter: input.scaleUpAfter / SECOND_MS,
    },
    policies: policiesOf(input, busy),
    target: { p95Delay: input.targetDelay / SECOND_MS, coldProbability: maxColdProbability },
  };
}

function policiesOf({ policies, maxWorkers }: Input, busy: number): ScalingPolicy[] {
  if ((policies?.length ?? 0) > MOST_OPTIONS)
    throw badInput('policies', `\`policies\` has at most ${MOST_OPTIONS}.`);
  const asked = policies?.map((policy) => {
    checkWithin('minWorkers', policy.minWorkers, 0, MOST_WORKERS);
    checkDuration('idleTimeout', policy.idleTimeout);
    const max = policy.maxWorkers ?? Math.max(maxWorkers, policy.minWorkers);
    checkWithin('maxWorkers', max, Math.max(1, policy.minWorkers), MOST_WORKERS);
    return { min: policy.minWorkers, max, idleTimeout: policy.idleTimeout / SECOND_MS };
  });
  const all = asked?.length
    ? asked
    : USUAL.filter(({ min }) => min <= maxWorkers).map((policy) => ({ ...policy, max: maxWorkers }));
  for (const { max } of all)
    // A queue whose workers are busy all day has no end.
    if (busy >= max)
      throw badInput(
        'maxWorkers',
        `These requests keep ${Number(busy.toPrecision(3))} workers busy all day: say \`maxWorkers: ${Math.floor(busy) + 1}\` or more, as ${max} would never be done.`,
      );
  return all;
}

function isDay(shares: readonly number[]): boolean {
  return (
    shares.length === 24 &&
    shares.every((share) => share >= 0 && share <= 1e6) &&
    shares.some((share) => share > 0)
  );
}
