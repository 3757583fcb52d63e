import { mtbiOfMonthlyShare } from '#analytics/spot-overhead.ts';
import {
  LEAST_RELIABILITY,
  ratePerGb,
  usableFactors,
  usablePrice,
  type GbRates,
  type UsableFactors,
  type UsablePrice,
  type UsableTerms,
  type Usage,
} from '#analytics/usable-price.ts';
import { termsOf, type ProviderTerms } from '#catalog/provider-terms.ts';
import { microUsd } from '#units/money.ts';
import type { Billing, Traits } from '#units/quote.ts';
import type { OfferRow } from './store-offers.ts';

/** What of an offer its usable price depends on. */
export type UsableOffer = Pick<
  OfferRow,
  'provider' | 'billing' | 'price' | 'gpuCount' | 'reliability' | 'traits'
>;

/** A class of spot machines by how often they are interrupted: PRIOR where the offer does not say. */
export type RiskClass = number | 'PRIOR';

export type UsableOfferPrice = UsablePrice & {
  readonly usage: Usage;
  readonly terms: ProviderTerms;
  readonly factors: UsableFactors;
  readonly bootSuccess: number;
  readonly rates: GbRates;
  /** Null on demand. */
  readonly risk: RiskClass | null;
  readonly mtbiHours: number | null;
};

/**
 * The middles of AWS Spot Advisor's bands: of such machines less than 5 % are interrupted in a month, 5 to
 * 10 %, 10 to 15 %, 15 to 20 %, more than 20 %. A class of risk is a place in this list.
 */
const WIDEST_BAND = 0.6;
const SHARES: readonly number[] = [0.025, 0.075, 0.125, 0.175, WIDEST_BAND];

/** The last of the classes, and how many classes of a band's width a whole has. */
export const RISK_BANDS = { last: SHARES.length - 1, perWhole: 20 } as const;

/** What somebody who does not say is taken to want: a day of work on a disk that a model fits on. */
export const DEFAULT_USAGE: Usage = {
  hours: 24,
  diskGb: 50,
  egressGb: 10,
  ingressGb: 0,
  checkpointMinutes: 2,
  restartMinutes: 5,
};

export function usableOfferPrice(offer: UsableOffer, usage: Usage): UsableOfferPrice {
  const terms = termsOf(offer.provider);
  const risk = offer.billing === 'SPOT' ? riskOf(offer.traits) : null;
  const mtbiHours = mtbiOf(terms, risk);
  const factors = usableFactors(usage, usableTerms(terms, mtbiHours));
  const bootSuccess = bootSuccessOf(terms, offer.reliability);
  const rates = ratesOf(terms, offer.traits);
  const price = usablePrice(microUsd(offer.price), offer.gpuCount, factors, bootSuccess, rates);
  return { ...price, usage, terms, factors, bootSuccess, rates, risk, mtbiHours };
}

/** The factors of each kind of offer a provider of these terms may have, for a query that prices many. */
export function factorsByRisk(
  terms: ProviderTerms,
  usage: Usage,
): { readonly billing: Billing; readonly risk: RiskClass | null; readonly factors: UsableFactors }[] {
  const risks: RiskClass[] = ['PRIOR', ...SHARES.keys()];
  const factors = (risk: RiskClass | null) => usableFactors(usage, usableTerms(terms, mtbiOf(terms, risk)));
  return [
    { billing: 'ON_DEMAND', risk: null, factors: factors(null) },
    ...risks.map((risk) => ({ billing: 'SPOT' as const, risk, factors: factors(risk) })),
  ];
}

/** The share of machines of a class of risk that is interrupted in a month. */
export function shareOfRisk(risk: number): number {
  return SHARES[risk] ?? WIDEST_BAND;
}

/** The share that a band of interruption within a month stands for: its middle, as classes of risk have it. */
export function shareOfBand({ low, high }: { readonly low: number; readonly high: number }): number {
  return shareOfRisk(classOfBand(low, high));
}

/** The class that the middle of the offer's band lies in. store-usable has the same in SQL. */
function riskOf({ interruptionMonthlyLow: low, interruptionMonthlyHigh: high }: Traits): RiskClass {
  return low === undefined || high === undefined ? 'PRIOR' : classOfBand(low, high);
}

function classOfBand(low: number, high: number): number {
  const middle = (Math.min(low, 1) + Math.min(high, 1)) * (RISK_BANDS.perWhole / 2);
  return Math.min(Math.floor(middle), RISK_BANDS.last);
}

/** On demand nobody takes the machine back; that it breaks (once in some 50,000 GPU-hours) is left out. */
function mtbiOf(terms: ProviderTerms, risk: RiskClass | null): number | null {
  if (risk === null) return null;
  return risk === 'PRIOR' ? terms.spotMtbiHours.value : mtbiOfMonthlyShare(shareOfRisk(risk));
}

/** A boot works where the machine is up and nothing else goes wrong. store-usable has the same in SQL. */
function bootSuccessOf(
  { bootSuccess, reliabilityIsUptime }: ProviderTerms,
  reliability: number | null,
): number {
  if (!reliabilityIsUptime || reliability === null) return bootSuccess.value;
  return bootSuccess.value * Math.max(reliability, LEAST_RELIABILITY);
}

/** What the offer states goes before what its provider's terms say. store-usable has the same in SQL. */
function ratesOf(terms: ProviderTerms, traits: Traits): GbRates {
  return {
    storageMonth: ratePerGb(traits.storageUsdPerGbMonth ?? terms.storageUsdPerGbMonth.value),
    egress: ratePerGb(traits.uploadUsdPerGb ?? terms.egressUsdPerGb.value),
    ingress: ratePerGb(traits.downloadUsdPerGb ?? terms.ingressUsdPerGb.value),
  };
}

function usableTerms(terms: ProviderTerms, mtbiHours: number | null): UsableTerms {
  return {
    incrementSeconds: terms.incrementSeconds.value,
    minimumSeconds: terms.minimumSeconds.value,
    bootMinutes: terms.bootMinutes.value,
    bootBilled: terms.bootBilled,
    failedBootMinutes: terms.failedBootMinutes.value,
    hoursPerMonth: terms.hoursPerMonth,
    mtbiHours,
  };
}
