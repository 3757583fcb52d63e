import { SIGNAL_THRESHOLD, type SignalEnding, type SignalKind } from '#analytics/price-signals.ts';
import { builder } from '#graph/builder.ts';
import { gpuOf, GpuRef } from '#market/graph-gpu.ts';
import { BillingEnum, derivedPrice, PriceRef, type Provenance } from '#market/graph-price.ts';
import { loadProviders, ProviderRef } from '#market/graph-provider.ts';
import { regionOf, RegionRef } from '#market/graph-region.ts';
import { microUsd } from '#units/money.ts';
import { percentOf, rounded } from '#units/rounding.ts';
import { DAY_MS, plusMs } from '#units/time.ts';
import type { SignalLevel } from './signal-scope.ts';
import type { Signal } from './store-signals.ts';

export const SignalKindEnum = builder.enumType('SignalKind', {
  description: 'What stands out in a price.',
  values: {
    DROP: { description: 'More than 10 % under its mean of the last 24 whole hours.' },
    SURGE: { description: 'More than 20 % over its mean of the last 24 whole hours.' },
    ANOMALY: {
      description:
        'More than 3 × 1.4826 × MAD off the median of the last 24 whole hours and now (Hampel’s rule; the scale is at least 1 % of the median). A price that has lasted for three hours is none.',
    },
  } satisfies Record<SignalKind, { description: string }>,
});

export const SignalLevelEnum = builder.enumType('SignalLevel', {
  description: 'What a signal is of.',
  values: {
    INDEX: { description: 'All offers of a GPU under one billing, over all providers and regions.' },
    PROVIDER: { description: 'The offers of a GPU of one provider in one region, under one billing.' },
  } satisfies Record<SignalLevel, { description: string }>,
});

type Severity = 'NOTABLE' | 'STRONG' | 'EXTREME';

const SeverityEnum = builder.enumType('SignalSeverity', {
  description: 'How far over its threshold a signal was when it was raised.',
  values: {
    NOTABLE: { description: 'Less than twice its threshold: a drop of 10 to 20 %, a surge of 20 to 40 %.' },
    STRONG: { description: 'Twice its threshold or more: a drop of 20 to 30 %, a surge of 40 to 60 %.' },
    EXTREME: { description: 'Three times its threshold or more: a drop of 30 %, a surge of 60 %.' },
  } satisfies Record<Severity, { description: string }>,
});

const EndingEnum = builder.enumType('SignalEnding', {
  description: 'How a signal ended.',
  values: {
    RECOVERED: { description: 'The price moved back, to less than half the threshold.' },
    NEW_LEVEL: {
      description: 'The price stayed nearer to where it was raised, until it had become the usual one.',
    },
    UNOBSERVED: { description: 'There was no price any more, nor one in the 24 hours before.' },
  } satisfies Record<SignalEnding, { description: string }>,
});

function severityOf({ strength }: Signal): Severity {
  return strength >= 3 ? 'EXTREME' : strength >= 2 ? 'STRONG' : 'NOTABLE';
}

function provenance({ providers, observedAt, stale, simulated }: Signal): Provenance {
  return { providers, observedAt, stale, simulated };
}

/** Of the hours before, the first of which began a day before the last one ended. */
function pastProvenance(signal: Signal): Provenance {
  return { ...provenance(signal), observedAt: plusMs(signal.hoursTo, -DAY_MS), stale: false };
}

const NOW =
  'the lowest price that half of the offers that can be rented lie at or under, anomalies left out: p50 of priceTrend at this instant';
const HOURLY = 'priceTrend by the hour (p50)';

export const SignalRef = builder.objectRef<Signal>('PriceSignal').implement({
  description:
    'A price that stands out against its last 24 hours: one episode, raised when its threshold was crossed, ended when less than half of it was left. A quote in quarantine raises none. Prices are looked at each minute where offers changed; they move with repricing and also with who happens to be rentable.',
  fields: (t) => ({
    seq: t.field({
      type: 'BigInt',
      description: 'Its place in the feed: each signal has the number after the one before, without gaps.',
      resolve: ({ seq }) => seq,
    }),
    kind: t.field({ type: SignalKindEnum, description: 'What stands out.', resolve: ({ kind }) => kind }),
    level: t.field({
      type: SignalLevelEnum,
      description: 'Whether it is of the GPU everywhere or of one provider in one region.',
      resolve: ({ provider }) => (provider === null ? 'INDEX' : 'PROVIDER'),
    }),
    gpu: t.field({
      type: GpuRef,
      nullable: true,
      description: 'The GPU; null only for one the catalog has dropped.',
      resolve: ({ gpu }) => gpuOf(gpu),
    }),
    billing: t.field({
      type: BillingEnum,
      description: 'On-demand or spot.',
      resolve: ({ billing }) => billing,
    }),
    provider: t.loadable({
      type: ProviderRef,
      nullable: true,
      description: 'Whose offers; null where it is of all (level INDEX).',
      load: loadProviders,
      resolve: ({ provider }: Signal) => provider,
    }),
    region: t.field({
      type: RegionRef,
      nullable: true,
      description: 'Where; null where it is of every region, or the provider does not say.',
      resolve: ({ region }) => regionOf(region),
    }),
    price: t.field({
      type: PriceRef,
      description:
        'The price per GPU-hour it was raised at, computed as p50 of priceTrend, so that it can be held against the hours before. `priceMonitor` takes the middle between the two middle prices of an even number of offers, and may differ where they are few.',
      resolve: (signal) => derivedPrice(signal.price, provenance(signal), NOW)!,
    }),
    priceBefore: t.field({
      type: PriceRef,
      nullable: true,
      description: 'The median of the last whole hour before that had a price; null where none of 24 had.',
      resolve: (signal) =>
        derivedPrice(signal.previousPrice, pastProvenance(signal), `p50 of the last hour of ${HOURLY}`),
    }),
    mean24h: t.field({
      type: PriceRef,
      description: 'The mean of the 24 whole hours before.',
      resolve: (signal) =>
        derivedPrice(signal.mean24h, pastProvenance(signal), `mean of 24 hours of ${HOURLY}`)!,
    }),
    median24h: t.field({
      type: PriceRef,
      description: 'The median of the 24 whole hours before.',
      resolve: (signal) =>
        derivedPrice(signal.median24h, pastProvenance(signal), `median of 24 hours of ${HOURLY}`)!,
    }),
    hours: t.exposeInt('hours', {
      description: 'Of the 24 whole hours before, how many had a price: at least 6, or nothing is raised.',
    }),
    hoursTo: t.expose('hoursTo', {
      type: 'DateTime',
      description:
        'The end of the last of these hours: the hour that ran when it was raised is none of them.',
    }),
    changePercent: t.float({
      description: 'price ÷ mean24h − 1, in percent, to a tenth: 0.40 against 0.50 is −20.',
      resolve: ({ price, mean24h }) => percentOf(price / mean24h - 1, 1),
    }),
    strength: t.float({
      description:
        'The deviation as a multiple of the threshold of its kind when it was raised, to a hundredth: 1.5 is a drop of 15 %, a surge of 30 %, an anomaly 4.5 scaled MADs off.',
      resolve: ({ strength }) => rounded(strength, 2),
    }),
    severity: t.field({
      type: SeverityEnum,
      description: 'What the strength amounts to.',
      resolve: severityOf,
    }),
    offers: t.exposeInt('offers', { description: 'Offers that could be rented at that moment.' }),
    since: t.field({
      type: 'DateTime',
      description: 'When it was raised: the first look at the price that found it over the threshold.',
      resolve: ({ raisedAt }) => raisedAt,
    }),
    endedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it was over; null while it lasts.',
      resolve: ({ endedAt }) => endedAt,
    }),
    endedPrice: t.field({
      type: 'USD',
      nullable: true,
      description: 'The price per GPU-hour then; null while it lasts, and where there was none: see ending.',
      resolve: ({ endedPrice }) => (endedPrice === null ? null : microUsd(endedPrice)),
    }),
    ending: t.field({
      type: EndingEnum,
      nullable: true,
      description: 'How it ended; null while it lasts.',
      resolve: ({ ending }) => ending,
    }),
    rule: t.string({
      description: 'The rule that raised it, and the one that ends it, for a reader to redo.',
      resolve: ({ kind }) => RULES[kind],
    }),
    simulated: t.exposeBoolean('simulated', { description: 'True where it is of the simulated market.' }),
  }),
});

const RULES: Readonly<Record<SignalKind, string>> = {
  DROP: `price ÷ mean24h − 1 < −${SIGNAL_THRESHOLD.DROP}; over above −${SIGNAL_THRESHOLD.DROP / 2}`,
  SURGE: `price ÷ mean24h − 1 > ${SIGNAL_THRESHOLD.SURGE}; over below ${SIGNAL_THRESHOLD.SURGE / 2}`,
  ANOMALY: `|price − m| > ${SIGNAL_THRESHOLD.ANOMALY} × max(1.4826 × MAD, 0.01 × m), m and MAD of the 24 hourly medians and price; over below half of it, or once three in a row are as far`,
};
