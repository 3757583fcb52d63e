import { checkpointInterval } from '#analytics/spot-overhead.ts';
import { USABLE_COMPONENTS, type UsableComponent } from '#analytics/usable-price.ts';
import type { Term } from '#catalog/provider-terms.ts';
import type { MicroUsd } from '#units/money.ts';
import { shareOfRisk, type UsableOffer, type UsableOfferPrice } from './usable-offer.ts';

/** One part of a usable price, for a reader to follow and to redo. */
export type ExplainedComponent = {
  readonly kind: UsableComponent;
  readonly amount: MicroUsd;
  readonly basis: 'OBSERVED' | 'LIST' | 'ESTIMATED' | 'DERIVED';
  readonly source: string;
  /** Words, a colon, and the arithmetic in dollars. */
  readonly explanation: string;
};

type Account = Omit<ExplainedComponent, 'kind' | 'amount'>;

export function explainedComponents(
  offer: UsableOffer & { readonly source: string },
  price: UsableOfferPrice,
): ExplainedComponent[] {
  return USABLE_COMPONENTS.map((kind) => ({
    kind,
    amount: price.components[kind],
    ...ACCOUNTS[kind](offer, price),
  }));
}

const ACCOUNTS: Record<
  UsableComponent,
  (offer: UsableOffer & { readonly source: string }, price: UsableOfferPrice) => Account
> = {
  GPU: (offer) => ({
    basis: 'OBSERVED',
    source: offer.source,
    explanation: `What the market asks for one GPU and hour: ${dollars(offer)}`,
  }),

  STORAGE: (offer, { usage, terms, factors, rates }) => ({
    ...ofRates(offer, [[usage.diskGb, offer.traits.storageUsdPerGbMonth, terms.storageUsdPerGbMonth]]),
    explanation: `GB of disk × USD per GB-month × hours held ÷ hours of a month ÷ (hours of work × GPUs): ${number(usage.diskGb)} × ${rate(rates.storageMonth)} × ${number(factors.heldHours)} ÷ ${terms.hoursPerMonth} ÷ ${perGpuHour(offer, usage.hours)}`,
  }),

  EGRESS: (offer, { usage, terms, rates }) => ({
    ...ofRates(offer, [
      [usage.egressGb, offer.traits.uploadUsdPerGb, terms.egressUsdPerGb],
      [usage.ingressGb, offer.traits.downloadUsdPerGb, terms.ingressUsdPerGb],
    ]),
    explanation: `(GB sent × USD per GB + GB received × USD per GB) ÷ (hours of work × GPUs): (${number(usage.egressGb)} × ${rate(rates.egress)} + ${number(usage.ingressGb)} × ${rate(rates.ingress)}) ÷ ${perGpuHour(offer, usage.hours)}`,
  }),

  BILLING_INCREMENT: (offer, { usage, terms, factors }) => {
    const { incrementSeconds: step, minimumSeconds: minimum } = terms;
    return {
      ...known([step, minimum]),
      explanation: `Time is billed in steps of ${number(step.value)} s, ${number(minimum.value)} s at least, which adds ${number(factors.roundUp * usage.hours * 3600)} s and makes ${number(factors.billedHours)} h on the bill; price × hours added ÷ hours of work: ${dollars(offer)} × ${number(factors.roundUp * usage.hours)} ÷ ${number(usage.hours)}`,
    };
  },

  BOOT: (offer, { usage, terms, factors }) => ({
    ...known([terms.bootMinutes]),
    explanation: `A boot takes ${number(terms.bootMinutes.value)} min and ${terms.bootBilled ? 'is billed' : 'its GPU time is not billed'}; price × billed hours ÷ hours of work: ${dollars(offer)} × ${number(factors.boot * usage.hours)} ÷ ${number(usage.hours)}`,
  }),

  FAILED_BOOTS: (offer, { usage, terms, bootSuccess }) => {
    const byOffer = terms.reliabilityIsUptime && offer.reliability !== null;
    const chance = byOffer
      ? `${number(terms.bootSuccess.value)} × the offer’s reliability of ${number(offer.reliability ?? 0)}, taken for the share of time it is up`
      : 'of every boot with the provider';
    return {
      ...known([terms.bootSuccess, terms.failedBootMinutes]),
      basis: 'ESTIMATED',
      explanation: `A boot succeeds with a chance of ${number(bootSuccess)} (${chance}), and ${number(terms.failedBootMinutes.value)} min of one that does not are billed; price × hours billed × (1 − chance) ÷ chance ÷ hours of work: ${dollars(offer)} × ${number(terms.failedBootMinutes.value)} ÷ 60 × (1 − ${number(bootSuccess)}) ÷ ${number(bootSuccess)} ÷ ${number(usage.hours)}`,
    };
  },

  INTERRUPTION: (offer, { usage, terms, factors, risk, mtbiHours }) => {
    if (mtbiHours === null) {
      return {
        basis: 'DERIVED',
        source: 'on demand',
        explanation: 'On demand nobody takes the machine back; that one breaks by itself is not counted: 0',
      };
    }
    const risks = {
      mtbiHours,
      checkpointHours: usage.checkpointMinutes / 60,
      restartHours: usage.restartMinutes / 60,
    };
    const source =
      typeof risk === 'number'
        ? `${offer.source}: of such machines ${percent(risk)} are interrupted in a month; those given back sooner count too, so one that is kept may be interrupted more often`
        : terms.spotMtbiHours.source;
    return {
      basis: 'ESTIMATED',
      source,
      explanation: `Interrupted every M = ${number(mtbiHours)} h on average, with checkpoints of C = ${number(usage.checkpointMinutes)} min every τ = ${number(checkpointInterval(risks) * 60)} min and restarts of R = ${number(usage.restartMinutes)} min, work takes longer by the share M·e^(R/M)·(e^((τ+C)/M) − 1)/τ − 1, or e^(R/M) − 1 where checkpoints cost nothing (Daly 2006); price × share: ${dollars(offer)} × ${number(factors.interruption)}`,
    };
  },
};

/** Of volumes, each with its rate as the offer states it and as its provider's terms say; what is 0 GB needs none. */
function ofRates(
  { source }: { readonly source: string },
  volumes: readonly (readonly [gb: number, stated: number | undefined, term: Term])[],
): { basis: 'OBSERVED' | 'LIST' | 'ESTIMATED' | 'DERIVED'; source: string } {
  const used = volumes.filter(([gb]) => gb > 0);
  const unstated = used.filter(([, stated]) => stated === undefined).map(([, , term]) => term);
  if (used.length === 0) return { basis: 'DERIVED', source: 'none asked for' };
  return unstated.length === 0 ? { basis: 'OBSERVED', source } : known(unstated);
}

/** As good as the least known of the terms it rests on. */
function known(terms: readonly Term[]): { basis: 'LIST' | 'ESTIMATED'; source: string } {
  return {
    basis: terms.every(({ basis }) => basis === 'LIST') ? 'LIST' : 'ESTIMATED',
    source: [...new Set(terms.map(({ source }) => source))].join('; '),
  };
}

function dollars({ price }: UsableOffer): string {
  return number(price / 1_000_000);
}

function rate(micros: MicroUsd): string {
  return number(micros / 1_000_000);
}

function perGpuHour({ gpuCount }: UsableOffer, hours: number): string {
  return `(${number(hours)} × ${gpuCount})`;
}

function percent(risk: number): string {
  return `${number(shareOfRisk(risk) * 100)} %`;
}

/** Ten digits are more than the micro-dollar needs; never with an exponent, which nobody redoes by hand. */
const TEN_DIGITS = new Intl.NumberFormat('en', { maximumSignificantDigits: 10, useGrouping: false });

function number(value: number): string {
  return TEN_DIGITS.format(value);
}
