import { derived, fact, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';

/** How often a worker starts cold: a stated number a day for each worker, or by when requests come. */
export const COLD_STARTS_PER_DAY = { HOURLY: 24, DAILY: 1, RARELY: 0.1 } as const;

export type ColdStarts = keyof typeof COLD_STARTS_PER_DAY | 'ARRIVALS';

export const SECONDS_PER_DAY = 86_400;

/** What is asked of workers that stop when idle. Figures in the units their names say. */
export type ServerlessLoad = {
  readonly requestsPerDay: Figure;
  readonly requestSeconds: Figure;
  readonly coldSeconds: Figure;
  readonly idleTimeout: Figure;
  readonly workers: Figure;
};

/** What is billed a day, in seconds of all workers together. */
export type ServerlessSeconds = {
  readonly busy: Figure;
  readonly coldStartsPerDay: Figure;
  /** The share of requests that start a worker. */
  readonly coldProbability: Figure;
  readonly cold: Figure;
  /** Null where the arrival process is not asked about. */
  readonly idlePerGap: Figure | null;
  readonly idle: Figure;
};

const DAYS = fact(30, 'days', 'ASSUMED', 'a month of 30 days');
const DAY = fact(SECONDS_PER_DAY, 's', 'ASSUMED', 'a day of 24 hours');

/** An M/G/1 queue whose first service after an idle gap is longer by the cold start. */
const WELCH =
  'Poisson arrivals; Welch, "On a generalized M/G/1 queuing process in which the first customer of each busy period receives exceptional service" (Operations Research 12(5), 1964)';

const BUSY = formula('requestsPerDay * requestSeconds');
const COLD = formula('coldStartsPerDay * coldSeconds');
const COLD_PROBABILITY = formula('coldStartsPerDay / requestsPerDay');
const STATED_COLD = formula('min(perWorker * workers, requestsPerDay)');
const WHOLE_TIMEOUTS = formula('min(requestsPerDay * idleTimeout, day * workers - busy - cold)');
const RATE = formula('requestsPerDay / workers / day');
const COLD_GAP = formula('exp(-rate * idleTimeout)');
const GAPS = formula(
  'requestsPerDay * (1 - rate * requestSeconds) / (1 + rate * coldGapProbability * coldSeconds)',
);
const COLD_GAPS = formula('gapsPerDay * coldGapProbability');
const IDLE_PER_GAP = formula('(1 - exp(-rate * idleTimeout)) / rate');
const IDLE = formula('gapsPerDay * idlePerGap');

/**
 * Seconds a day that workers are billed for. Where the frequency of cold starts is stated, each request
 * is followed by its whole idle timeout, as far as the day goes: the most that can be billed. By the
 * arrivals, requests come by a Poisson process that is split evenly among the workers, in any order of
 * service: exact for one worker, and for several that requests are dealt to at random.
 */
export function serverlessSeconds(load: ServerlessLoad, coldStarts: ColdStarts): ServerlessSeconds {
  const { requestsPerDay } = load;
  const busy = derived(BUSY, load, 's');
  if (coldStarts !== 'ARRIVALS') {
    const perWorker = fact(
      COLD_STARTS_PER_DAY[coldStarts],
      '1',
      'ASSUMED',
      `cold starts a day, ${coldStarts.toLowerCase()}`,
    );
    const coldStartsPerDay = derived(STATED_COLD, { ...load, perWorker }, '1');
    const cold = derived(COLD, { ...load, coldStartsPerDay }, 's');
    return {
      busy,
      coldStartsPerDay,
      coldProbability: derived(COLD_PROBABILITY, { coldStartsPerDay, requestsPerDay }, '1'),
      cold,
      idlePerGap: null,
      idle: derived(WHOLE_TIMEOUTS, { ...load, day: DAY, busy, cold }, 's'),
    };
  }
  const rate = derived(RATE, { ...load, day: DAY }, '1/s');
  const coldGapProbability = derived(COLD_GAP, { ...load, rate }, '1');
  const gapsPerDay = derived(GAPS, { ...load, rate, coldGapProbability }, '1', { source: WELCH });
  const coldStartsPerDay = derived(COLD_GAPS, { gapsPerDay, coldGapProbability }, '1');
  const idlePerGap = derived(IDLE_PER_GAP, { ...load, rate }, 's');
  return {
    busy,
    coldStartsPerDay,
    coldProbability: derived(COLD_PROBABILITY, { coldStartsPerDay, requestsPerDay }, '1'),
    cold: derived(COLD, { ...load, coldStartsPerDay }, 's'),
    idlePerGap,
    idle: derived(IDLE, { gapsPerDay, idlePerGap }, 's'),
  };
}

/** What a month costs at a price per GPU-hour. */
export type ServerlessCost = {
  readonly compute: Figure;
  readonly coldStarts: Figure;
  readonly idle: Figure;
  readonly withoutIdle: Figure;
  readonly total: Figure;
  /** As many workers that never stop. */
  readonly alwaysOn: Figure;
  readonly perRequest: Figure;
};

const MONTHLY = formula('secondsPerDay / 3600 * days * gpuCount * price');
const ALWAYS_ON = formula('24 * days * workers * gpuCount * price');
const WITHOUT_IDLE = formula('compute + coldStarts');
const TOTAL = formula('compute + coldStarts + idle');
const PER_REQUEST = formula('total / (requestsPerDay * days)');

/** `price` in USD/h for one GPU. */
export function serverlessCost(
  load: ServerlessLoad,
  seconds: ServerlessSeconds,
  { price, gpuCount }: { readonly price: Figure; readonly gpuCount: Figure },
): ServerlessCost {
  const monthly = (secondsPerDay: Figure): Figure =>
    derived(MONTHLY, { secondsPerDay, days: DAYS, gpuCount, price }, 'USD');
  const compute = monthly(seconds.busy);
  const coldStarts = monthly(seconds.cold);
  const idle = monthly(seconds.idle);
  const total = derived(TOTAL, { compute, coldStarts, idle }, 'USD');
  return {
    compute,
    coldStarts,
    idle,
    withoutIdle: derived(WITHOUT_IDLE, { compute, coldStarts }, 'USD'),
    total,
    alwaysOn: derived(ALWAYS_ON, { days: DAYS, workers: load.workers, gpuCount, price }, 'USD'),
    perRequest: derived(PER_REQUEST, { total, requestsPerDay: load.requestsPerDay, days: DAYS }, 'USD'),
  };
}

const BILLED_HOURS = formula('(busy + cold + idle) / 3600 * days');
const PREMIUM = formula('24 * days * workers / billedHours');

/** Hours of workers billed a month, and how many times as dear by the hour they may be as ones that never stop. */
export function billedHours(
  { workers }: ServerlessLoad,
  { busy, cold, idle }: ServerlessSeconds,
): { readonly hours: Figure; readonly breakEvenPremium: Figure } {
  const hours = derived(BILLED_HOURS, { busy, cold, idle, days: DAYS }, 'h');
  return { hours, breakEvenPremium: derived(PREMIUM, { days: DAYS, workers, billedHours: hours }, '1') };
}
