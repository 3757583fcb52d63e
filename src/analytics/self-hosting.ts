import { derived, fact, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';

/** Hours of a month: 8,760 ÷ 12. */
export const HOURS_PER_MONTH: Figure = fact(730, 'h', 'ASSUMED', 'a month of 8,760 ÷ 12 hours');

/** Prices of an API in dollars per million tokens. */
export type ApiRates = { readonly input: Figure; readonly output: Figure; readonly cachedInput: Figure };

/** Tokens of one request; cached ones are part of the input. */
export type RequestTokens = { readonly input: Figure; readonly output: Figure; readonly cached: Figure };

const API_REQUEST = formula(
  '((inputTokens - cachedTokens) * inputPrice + cachedTokens * cachedPrice + outputTokens * outputPrice) / 1e6',
);

/** What an API asks for one request, in dollars. */
export function apiPerRequest(tokens: RequestTokens, rates: ApiRates): Figure {
  const inputs = {
    inputTokens: tokens.input,
    cachedTokens: tokens.cached,
    outputTokens: tokens.output,
    inputPrice: rates.input,
    cachedPrice: rates.cachedInput,
    outputPrice: rates.output,
  };
  return derived(API_REQUEST, inputs, 'USD');
}

/**
 * What serving oneself costs: whole replicas, as many as the requests take, each `replicaMonthly` dollars a
 * month, with `spares` more, and `fixed` dollars whatever is served. One replica can be given `usable`
 * requests a month. Where `replica` is null the bill is `fixed` alone.
 */
export type SelfHosting = {
  readonly fixed: Figure;
  readonly replica: {
    readonly monthly: Figure;
    readonly usable: Figure;
    readonly spares: Figure;
  } | null;
};

const REPLICAS = formula('ceil(requests / usable) + spares');
const STAIRCASE = formula('replicas * replicaMonthly + fixed');

export type SelfHostedBill = {
  /** Null where the bill does not depend on a number of replicas. */
  readonly replicas: Figure | null;
  readonly monthly: Figure;
};

export function selfHostedBill({ fixed, replica }: SelfHosting, requests: Figure): SelfHostedBill {
  if (!replica) return { replicas: null, monthly: fixed };
  const { usable, spares, monthly: replicaMonthly } = replica;
  const replicas = derived(REPLICAS, { requests, usable, spares }, '1');
  return { replicas, monthly: derived(STAIRCASE, { replicas, replicaMonthly, fixed }, 'USD') };
}

/** Volumes at which one way becomes the cheaper one, in requests a month. */
export type Crossing = { readonly requests: Figure; readonly cheaper: 'SELF_HOSTED' | 'API' };

export type BreakEven = {
  /** The first volume at which serving oneself costs no more; null where it never does. */
  readonly first: Figure | null;
  /** From here on it costs no more at any volume; null where it never stays so. */
  readonly stays: Figure | null;
  /** By ascending volume, alternating; at most `MOST_CROSSINGS`. */
  readonly crossings: readonly Crossing[];
  /** How many there are in all: more than are listed where each new replica makes the API cheaper for a while. */
  readonly count: number;
};

export const MOST_CROSSINGS = 20;

const FLAT_CROSSING = formula('fixed / apiPerRequest');
const FIRST_STEP = formula(
  'max(1, ceil((fixed + spares * replicaMonthly) / (usable * apiPerRequest - replicaMonthly)))',
);
const LAST_STEP = formula(
  'ceil((fixed + spares * replicaMonthly + usable * apiPerRequest) / (usable * apiPerRequest - replicaMonthly)) - 1',
);
const STEP_CROSSING = formula('(fixed + (step + spares) * replicaMonthly) / apiPerRequest');
const STEP_END = formula('step * usable');

/**
 * Where a straight line of API costs crosses the staircase. On the step of n replicas, (n − 1)·usable to
 * n·usable requests, the line passes it at (fixed + (n + spares)·replica) ÷ perRequest, where that lies on the
 * step; at its end the next replica may put the staircase above the line again. Where a full replica costs no
 * less than the API asks for its requests, the line never catches up.
 */
export function breakEven({ fixed, replica }: SelfHosting, perRequest: Figure): BreakEven {
  if (!replica) {
    const at = derived(FLAT_CROSSING, { fixed, apiPerRequest: perRequest }, 'requests');
    return { first: at, stays: at, crossings: [{ requests: at, cheaper: 'SELF_HOSTED' }], count: 1 };
  }
  const { usable, monthly: replicaMonthly, spares } = replica;
  if (usable.value * perRequest.value <= replicaMonthly.value)
    return { first: null, stays: null, crossings: [], count: 0 };
  const known = { fixed, spares, usable, replicaMonthly, apiPerRequest: perRequest };
  const first = derived(FIRST_STEP, known, '1');
  const last = derived(LAST_STEP, known, '1');
  const stepFigure = (step: number): Figure =>
    step === first.value
      ? first
      : step >= last.value
        ? last
        : fact(step, '1', 'CATALOG', 'the number of replicas of a step of the staircase');
  const upAt = (step: number): Figure =>
    derived(STEP_CROSSING, { ...known, step: stepFigure(step) }, 'requests');
  // Rounding may put the last step before the first where they are one.
  const end = Math.max(first.value, last.value);
  const crossings: Crossing[] = [];
  for (let step = first.value; step <= end && crossings.length < MOST_CROSSINGS; step++) {
    crossings.push({ requests: upAt(step), cheaper: 'SELF_HOSTED' });
    if (step < end && crossings.length < MOST_CROSSINGS)
      crossings.push({
        requests: derived(STEP_END, { step: stepFigure(step), usable }, 'requests'),
        cheaper: 'API',
      });
  }
  return {
    first: upAt(first.value),
    stays: upAt(end),
    crossings,
    count: 2 * (end - first.value) + 1,
  };
}

const BREAK_EVEN_UTILISATION = formula('replicaMonthly / (capacity * apiPerRequest)');

/** The share of a replica's time that has to be in use for its requests to cost what the API asks; above 1 never. */
export function breakEvenUtilisation(replicaMonthly: Figure, capacity: Figure, perRequest: Figure): Figure {
  return derived(BREAK_EVEN_UTILISATION, { replicaMonthly, capacity, apiPerRequest: perRequest }, '1');
}
