import {
  apiPerRequest,
  breakEven,
  breakEvenUtilisation,
  selfHostedBill,
  type ApiRates,
  type BreakEven,
  type RequestTokens,
} from '#analytics/self-hosting.ts';
import type { ApiPrice } from '#catalog/api-price.ts';
import { derived, fact, given, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { usdAsFloat } from '#units/money.ts';
import { costAt, type Cost } from './cost.ts';
import { askedApiPrice } from './graph-api-prices.ts';
import type { SelfHostedVsApiInputValue } from './graph-self-hosted-input.ts';
import { checkBill, MOST_USD_A_MONTH } from './rental.ts';
import type { SelfHostingSetup } from './self-hosting-setup.ts';

/** An API that is compared with, and what it asks. */
export type AskedApi = {
  /** Null where prices were told. */
  readonly price: ApiPrice | null;
  readonly rates: ApiRates;
};

const PER_MILLION = 'USD per million tokens';

/** Throws BAD_USER_INPUT for a name that means no price, or several. */
export function askedApi({ name, prices }: SelfHostedVsApiInputValue['apis'][number]): AskedApi {
  if (prices) {
    const rate = (amount: typeof prices.input): Figure => given(usdAsFloat(amount), PER_MILLION);
    const input = rate(prices.input);
    const cachedInput = prices.cachedInput == null ? input : rate(prices.cachedInput);
    return { price: null, rates: { input, output: rate(prices.output), cachedInput } };
  }
  const price = askedApiPrice(name ?? '');
  const source = `${price.source}, ${price.key}, ${price.asOf}`;
  const rate = (dollars: number): Figure => fact(dollars, PER_MILLION, 'LIST', source);
  const input = rate(price.input);
  const cachedInput =
    price.cachedInput === null
      ? fact(
          price.input,
          PER_MILLION,
          'ASSUMED',
          `as input: ${price.provider} lists no price of cached tokens`,
        )
      : rate(price.cachedInput);
  return { price, rates: { input, output: rate(price.output), cachedInput } };
}

/** Both costs of a month at one volume. */
export type Volume = {
  readonly requests: Figure;
  readonly replicas: Figure | null;
  readonly selfHosted: Cost;
  readonly api: Figure;
  readonly savingPercent: Figure | null;
  readonly cheaper: 'SELF_HOSTED' | 'API';
};

export type ApiComparison = {
  readonly api: AskedApi;
  readonly perRequest: Figure;
  readonly monthly: Figure;
  /** Null where serving oneself has no price, or does not fit. */
  readonly against: {
    readonly now: Volume;
    readonly savingPerMonth: Figure;
    readonly breakEven: BreakEven;
    /** Null where the bill was told, or the API asks nothing. */
    readonly utilisation: Figure | null;
    readonly volumes: readonly Volume[];
  } | null;
};

const API_MONTHLY = formula('requests * perRequest');
const SAVING = formula('api - selfHosted');
const SAVING_PERCENT = formula('100 * (1 - selfHosted / api)');

const TIMES = [0.1, 0.3, 1, 3, 10, 30, 100];

export function compareWithApi(
  input: SelfHostedVsApiInputValue,
  setup: SelfHostingSetup,
  api: AskedApi,
): ApiComparison {
  const requests = given(input.requestsPerMonth, 'requests');
  const tokens: RequestTokens = {
    input: given(input.promptTokens, 'tokens'),
    output: given(input.outputTokens, 'tokens'),
    cached: given(input.cachedPromptTokens, 'tokens'),
  };
  const perRequest = apiPerRequest(tokens, api.rates);
  const monthly = derived(API_MONTHLY, { requests, perRequest }, 'USD');
  const { hosting, capacity } = setup;
  if (!hosting) return { api, perRequest, monthly, against: null };
  const now = volumeOf(setup, requests, perRequest);
  const volumesOf = (volumes: readonly number[]): Volume[] =>
    volumes.toSorted((a, b) => a - b).map((volume) => volumeOf(setup, given(volume, 'requests'), perRequest));
  const asked = volumesOf(input.volumes ?? []);
  for (const { selfHosted } of asked) checkBill('volumes', selfHosted.figure.value);
  const usual = volumesOf(TIMES.map((times) => times * input.requestsPerMonth)).filter(
    ({ selfHosted }) => selfHosted.figure.value <= MOST_USD_A_MONTH,
  );
  return {
    api,
    perRequest,
    monthly,
    against: {
      now,
      savingPerMonth: derived(SAVING, { api: monthly, selfHosted: now.selfHosted.figure }, 'USD'),
      // An API that asks nothing is never caught up with.
      breakEven:
        perRequest.value > 0
          ? breakEven(hosting, perRequest)
          : { first: null, stays: null, crossings: [], count: 0 },
      utilisation:
        hosting.replica && capacity && perRequest.value > 0
          ? breakEvenUtilisation(hosting.replica.monthly, capacity.full, perRequest)
          : null,
      volumes: asked.length > 0 ? asked : usual,
    },
  };
}

function volumeOf(setup: SelfHostingSetup, requests: Figure, perRequest: Figure): Volume {
  const { hosting } = setup;
  if (!hosting) throw new RangeError('a volume is compared where both costs are known');
  const { replicas, monthly } = selfHostedBill(hosting, requests);
  const api = derived(API_MONTHLY, { requests, perRequest }, 'USD');
  const savingPercent = api.value > 0 ? derived(SAVING_PERCENT, { selfHosted: monthly, api }, '%') : null;
  const cheaper = monthly.value <= api.value ? 'SELF_HOSTED' : 'API';
  return {
    requests,
    replicas,
    selfHosted: selfHostedCost(setup, monthly, replicas),
    api,
    savingPercent,
    cheaper,
  };
}

/** Machines cost what they will; what is fixed stays. */
export function selfHostedCost(
  { rental, hosting }: SelfHostingSetup,
  monthly: Figure,
  replicas: Figure | null,
): Cost {
  const factors = rental?.factors ?? null;
  const simulated = rental?.simulated ?? false;
  const cost = costAt(monthly, factors, simulated);
  if (!factors || !hosting?.replica || !replicas) return { ...cost, later: null };
  const { hours, hasSkill } = factors;
  const machines = replicas.value * hosting.replica.monthly.value;
  const later = (factor: number): number => machines * factor + hosting.fixed.value;
  return {
    ...cost,
    later: { hours, hasSkill, p10: later(factors.p10), p50: later(factors.p50), p90: later(factors.p90) },
  };
}
