import { derived, type Figure } from '#units/figure.ts';
import { formula, type Formula } from '#units/formula.ts';

/** Requests that come by chance at a steady rate. */
export type SteadyLoad = {
  /** Requests a second. */
  readonly rate: Figure;
  readonly requestSeconds: Figure;
  /** The squared coefficient of variation of how long requests take: 1 is exponential, 0 always the same. */
  readonly variation: Figure;
  readonly coldSeconds: Figure;
};

const LOAD = formula('rate * requestSeconds');

/** Erlangs: workers that are busy on average. */
export function offeredLoad({ rate, requestSeconds }: SteadyLoad): Figure {
  return derived(LOAD, { rate, requestSeconds }, '1');
}

const ERLANG_C =
  'Erlang C (1917), scaled by the variation of service as Lee and Longton (1959): exact for exponential service and for one worker';

/** 1 ÷ Erlang B − 1 by its recursion, written out: c/a·(1 + (c − 1)/a·(1 + … 1/a)). */
function inverseOf(workers: number): string {
  let text = '1 / load';
  for (let worker = 2; worker <= workers; worker++) text = `${worker} / load * (1 + ${text})`;
  return text;
}

/** The probability of waiting for one of so many workers, times the mean wait of those who do. */
function delayFormula(workers: number): Formula {
  return formula(
    `1 / (1 + (1 - load / ${workers}) * (${inverseOf(workers)})) * requestSeconds / (${workers} - load) * (1 + variation) / 2`,
  );
}

/** Seconds a request waits on average for one of so many workers that never stop; they are not all busy. */
export function alwaysOnDelay(load: SteadyLoad, workers: number): Figure {
  const { requestSeconds, variation } = load;
  return derived(delayFormula(workers), { load: offeredLoad(load), requestSeconds, variation }, 's', {
    source: ERLANG_C,
  });
}

const WELCH =
  'M/G/1 with exceptional first service: Welch (Operations Research 12(5), 1964), exact for Poisson arrivals';
const COLD_GAP = formula('exp(-rate * idleTimeout)');
const COLD = formula('coldGap * (1 - load) / (1 + rate * coldGap * coldSeconds)');
const RUNNING = formula('1 - coldGap * (1 - load) / (1 + rate * coldGap * coldSeconds)');
const DELAY = formula(
  'rate * requestSeconds ^ 2 * (1 + variation) / (2 * (1 - load)) + coldGap * (2 * coldSeconds + rate * coldSeconds ^ 2) / (2 * (1 + rate * coldGap * coldSeconds))',
);

export type StoppingWorker = {
  /** The share of requests that start the worker. */
  readonly coldProbability: Figure;
  /** Workers that run on average: starting, busy or idle. */
  readonly running: Figure;
  /** Seconds a request waits on average, cold starts included. */
  readonly delay: Figure;
};

/** One worker that stops when it has been idle for a while; it is not always busy. */
export function stoppingWorker(steady: SteadyLoad, idleTimeout: Figure): StoppingWorker {
  const load = offeredLoad(steady);
  const coldGap = derived(COLD_GAP, { rate: steady.rate, idleTimeout }, '1');
  const inputs = { ...steady, load, coldGap };
  return {
    coldProbability: derived(COLD, inputs, '1', { source: WELCH }),
    running: derived(RUNNING, inputs, '1', { source: WELCH }),
    delay: derived(DELAY, inputs, 's', { source: WELCH }),
  };
}
