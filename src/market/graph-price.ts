import { builder } from '#graph/builder.ts';
import { microUsd, type MicroUsd } from '#units/money.ts';
import type { Instant } from '#units/time.ts';
import type { OfferRow } from './store-offers.ts';
import type { Summary } from './store-summary.ts';

export const BillingEnum = builder.enumType('Billing', {
  description: 'How a price is agreed.',
  values: {
    ON_DEMAND: { description: 'A fixed rate; the machine is kept until the renter ends it.' },
    SPOT: {
      description:
        'A lower rate at which the provider may take the machine back: interruptible, a bid, community spot.',
    },
  },
});

const PriceUnit = builder.enumType('PriceUnit', {
  description: 'What an amount pays for.',
  values: {
    PER_GPU_HOUR: { description: 'One GPU for one hour, without disk or network.' },
    PER_OFFER_HOUR: { description: 'Every GPU of the offer for one hour, without disk or network.' },
    PER_USEFUL_GPU_HOUR: {
      description: 'One GPU’s hour of work with everything on the bill: disk, network, boot, interruptions.',
    },
  },
});

export const PriceBasis = builder.enumType('PriceBasis', {
  description: 'How a figure came to be.',
  values: {
    OBSERVED: { description: 'Read from the market at the time given.' },
    LIST: { description: 'From a published price list.' },
    ESTIMATED: { description: 'A model’s estimate; its formula says how.' },
    DERIVED: { description: 'Computed from observed prices by the formula given.' },
  },
});

export type Price = {
  readonly amount: MicroUsd;
  readonly unit: 'PER_GPU_HOUR' | 'PER_OFFER_HOUR' | 'PER_USEFUL_GPU_HOUR';
  readonly basis: 'OBSERVED' | 'LIST' | 'ESTIMATED' | 'DERIVED';
  readonly source: string;
  readonly observedAt: Instant;
  readonly simulated: boolean;
  readonly stale: boolean;
  readonly formula: string | null;
};

export const PriceRef = builder.objectRef<Price>('Price').implement({
  description: 'An amount of money for an hour, with where it comes from.',
  fields: (t) => ({
    amount: t.expose('amount', {
      type: 'USD',
      description: 'US dollars per hour of the unit, rounded to the micro-dollar.',
    }),
    unit: t.field({ type: PriceUnit, description: 'What the amount pays for.', resolve: ({ unit }) => unit }),
    basis: t.field({
      type: PriceBasis,
      description: 'How the amount came to be.',
      resolve: ({ basis }) => basis,
    }),
    source: t.exposeString('source', {
      description:
        'Where it was read: a URL, a file, or for derived prices the ids of the providers it covers.',
    }),
    observedAt: t.expose('observedAt', {
      type: 'DateTime',
      description:
        'When the market last said so. For derived prices the earliest such time among its inputs: all of them were true then or later.',
    }),
    simulated: t.exposeBoolean('simulated', {
      description: 'True where the amount comes from the simulated market and means nothing outside it.',
    }),
    stale: t.exposeBoolean('stale', {
      description:
        'True where the provider has not answered for three of its polling intervals (at least a minute), no longer lists the offer, or asks a price for it that is in quarantine. Derived prices: true where any input is.',
    }),
    formula: t.exposeString('formula', {
      nullable: true,
      description:
        'How the amount is computed, for a reader to redo. Null where the market said the amount itself, for one GPU or for all of an offer together.',
    }),
  }),
});

export function offerPrice(offer: OfferRow): Price {
  const { price, source, observedAt, simulated, stale } = offer;
  return {
    amount: microUsd(price),
    unit: 'PER_GPU_HOUR',
    basis: 'OBSERVED',
    source,
    observedAt,
    simulated,
    stale,
    formula: null,
  };
}

export function wholeOfferPrice(offer: OfferRow): Price {
  return {
    ...offerPrice(offer),
    amount: microUsd(offer.price * offer.gpuCount),
    unit: 'PER_OFFER_HOUR',
    basis: 'DERIVED',
    formula: 'price per GPU-hour × gpuCount',
  };
}

/** What prices derived from several offers have in common. */
export type Provenance = Pick<Summary, 'providers' | 'observedAt' | 'stale' | 'simulated'>;

/** A price per GPU-hour computed from several offers; null where there are none. */
export function derivedPrice(
  micros: number | null | undefined,
  { providers, observedAt, stale, simulated }: Provenance,
  formula: string,
): Price | null {
  if (micros === null || micros === undefined || observedAt === null) return null;
  return {
    amount: microUsd(Math.round(micros)),
    unit: 'PER_GPU_HOUR',
    basis: 'DERIVED',
    source: (providers ?? []).join(', '),
    observedAt,
    simulated: simulated ?? false,
    stale: stale ?? false,
    formula,
  };
}
