import {
  COLD_STARTS_PER_DAY,
  SECONDS_PER_DAY,
  type ColdStarts,
  type ServerlessLoad,
} from '#analytics/serverless-cost.ts';
import { checkDuration, checkWithin } from '#graph/bounds.ts';
import { builder } from '#graph/builder.ts';
import { badInput } from '#graph/errors.ts';
import { given } from '#units/figure.ts';
import { SECOND_MS } from '#units/time.ts';
import { RentalInput } from './graph-rental.ts';

/** One in three years. */
const MIN_REQUESTS_PER_DAY = 0.001;
export const MAX_REQUESTS_PER_DAY = 1e9;
export const MAX_WORKERS = 1000;

const ColdStartsEnum = builder.enumType('ColdStarts', {
  description: 'How often a worker that stopped has to start again.',
  values: {
    ARRIVALS: {
      description:
        'As often as no request comes within the idle timeout, by a Poisson process of the mean rate.',
    },
    HOURLY: { description: '24 times a day, each worker.' },
    DAILY: { description: 'Once a day, each worker.' },
    RARELY: { description: '0.1 times a day, each worker.' },
  } satisfies Record<ColdStarts, { description: string }>,
});

export type ServerlessInputValue = {
  readonly requestsPerDay: number;
  readonly requestDuration: number;
  readonly coldStart: number;
  readonly coldStarts: ColdStarts;
  readonly idleTimeout: number;
  readonly workers: number;
};

export const ServerlessInput = builder.inputType('ServerlessInput', {
  description: 'Requests to workers that are billed by the second and stop when idle.',
  fields: (t) => ({
    rental: t.field({ type: RentalInput, required: true, description: 'What each worker is.' }),
    requestsPerDay: t.float({ required: true, description: '0.001 to 1000000000.' }),
    requestDuration: t.field({
      type: 'Duration',
      required: true,
      description: 'What a request keeps a warm worker busy: above 0, at most a day.',
    }),
    coldStart: t.field({
      type: 'Duration',
      required: true,
      defaultValue: 45 * SECOND_MS,
      description: 'From the start of a stopped worker until it serves, billed: at most a day.',
    }),
    coldStarts: t.field({
      type: ColdStartsEnum,
      required: true,
      defaultValue: 'ARRIVALS',
      description: 'How often workers start cold.',
    }),
    idleTimeout: t.field({
      type: 'Duration',
      required: true,
      defaultValue: 15 * SECOND_MS,
      description: 'How long a worker without a request waits before it stops, billed: at most a day.',
    }),
    workers: t.int({
      required: true,
      defaultValue: 1,
      description: 'Workers that requests are dealt to evenly, each with its own idle timeout: 1 to 1000.',
    }),
  }),
});

/** Throws BAD_USER_INPUT for what no worker can do. */
export function checkedServerlessLoad(input: ServerlessInputValue): ServerlessLoad {
  const { requestsPerDay, workers, coldStarts } = input;
  checkWithin('requestsPerDay', requestsPerDay, MIN_REQUESTS_PER_DAY, MAX_REQUESTS_PER_DAY);
  checkWithin('workers', workers, 1, MAX_WORKERS);
  checkDuration('requestDuration', input.requestDuration, { least: 1 });
  checkDuration('coldStart', input.coldStart);
  checkDuration('idleTimeout', input.idleTimeout);
  const requestSeconds = input.requestDuration / SECOND_MS;
  const coldSeconds = input.coldStart / SECOND_MS;
  const stated = coldStarts === 'ARRIVALS' ? 0 : COLD_STARTS_PER_DAY[coldStarts];
  const cold = Math.min(stated * workers, requestsPerDay) * coldSeconds;
  const seconds = requestsPerDay * requestSeconds + cold;
  // Where arrivals are by chance, a queue that is busy all day has no end.
  const isTooMuch =
    coldStarts === 'ARRIVALS' ? seconds >= workers * SECONDS_PER_DAY : seconds > workers * SECONDS_PER_DAY;
  if (isTooMuch) {
    const least = Math.floor(seconds / SECONDS_PER_DAY) + 1;
    const advice =
      least > MAX_WORKERS ? 'Ask for fewer or shorter requests.' : `Say \`workers: ${least}\` or more.`;
    throw badInput(
      'workers',
      `These requests take ${Math.round(seconds)} s a day, and ${workers} ${workers === 1 ? 'worker has' : 'workers have'} ${workers * SECONDS_PER_DAY}. ${advice}`,
    );
  }
  return {
    requestsPerDay: given(requestsPerDay, '1'),
    requestSeconds: given(requestSeconds, 's'),
    coldSeconds: given(coldSeconds, 's'),
    idleTimeout: given(input.idleTimeout / SECOND_MS, 's'),
    workers: given(workers, '1'),
  };
}
