import { USABLE_COMPONENTS, type UsableComponent } from '#analytics/usable-price.ts';
import { builder } from '#graph/builder.ts';
import { microUsd, type MicroUsd } from '#units/money.ts';
import { roundedHours } from '#units/rounding.ts';
import { OfferRef } from './graph-offer.ts';
import { offerPrice, PriceBasis, PriceRef, type Price } from './graph-price.ts';
import { checkUsage, UsageInput } from './graph-usage.ts';
import type { OfferRow } from './store-offers.ts';
import { explainedComponents, type ExplainedComponent } from './usable-explanations.ts';
import { DEFAULT_USAGE, usableOfferPrice } from './usable-offer.ts';

type UsableAnswer = {
  readonly total: Price;
  readonly components: readonly ExplainedComponent[];
  readonly usefulHours: number;
  readonly heldHours: number;
  readonly billedHours: number;
  readonly bill: MicroUsd;
};

const KINDS: Record<UsableComponent, { readonly description: string }> = {
  GPU: { description: 'The price of the GPU itself for the hour of work.' },
  STORAGE: { description: 'Disk, for as long as the machine is held.' },
  EGRESS: { description: 'Data sent, and data received where that is billed.' },
  BILLING_INCREMENT: { description: 'Time billed and not used: the last increment, or the minimum.' },
  BOOT: { description: 'Time billed until the machine works.' },
  FAILED_BOOTS: { description: 'Time billed of boots that come to nothing, as many as have to be expected.' },
  INTERRUPTION: {
    description: 'Time billed for checkpoints, for work lost to interruptions and for restarts; 0 on demand.',
  },
};

const ComponentKind = builder.enumType('UsablePriceComponentKind', {
  description: 'What an hour of work costs beside the price of the GPU, and that price.',
  values: KINDS,
});

const ComponentRef = builder.objectRef<ExplainedComponent>('UsablePriceComponent').implement({
  description: 'One part of a usable price.',
  fields: (t) => ({
    kind: t.field({ type: ComponentKind, description: 'What it pays for.', resolve: ({ kind }) => kind }),
    amount: t.expose('amount', {
      type: 'USD',
      description: 'US dollars for one GPU’s hour of work, rounded to the micro-dollar; 0 or more.',
    }),
    basis: t.field({
      type: PriceBasis,
      description: 'How it is known: the least certain of the figures it rests on.',
      resolve: ({ basis }) => basis,
    }),
    source: t.exposeString('source', {
      description:
        'Where its figures are from: a page with the day it was read, a measurement, or an assumption with its reason. The offer’s own prices go before those of its provider.',
    }),
    explanation: t.exposeString('explanation', {
      description:
        'How it is computed: words, and after the last colon the arithmetic in US dollars to redo.',
    }),
  }),
});

const UsablePriceRef = builder.objectRef<UsableAnswer>('UsablePrice').implement({
  description:
    'What an hour of work on one GPU of an offer costs, everything on the bill counted. Billing terms are those known today, also where offers of the past are asked for.',
  fields: (t) => ({
    total: t.field({
      type: PriceRef,
      description: 'The sum of the components, exactly.',
      resolve: ({ total }) => total,
    }),
    components: t.field({
      type: [ComponentRef],
      complexity: { field: 1, multiplier: USABLE_COMPONENTS.length },
      description: 'What it is made of: each kind once, in the order of the kinds.',
      resolve: ({ components }) => [...components],
    }),
    usefulHours: t.exposeFloat('usefulHours', { description: 'Hours of work of each GPU, as asked for.' }),
    heldHours: t.exposeFloat('heldHours', {
      description:
        'Hours from renting to giving back: work, boot, checkpoints, restarts and work done twice.',
    }),
    billedHours: t.exposeFloat('billedHours', {
      description:
        'Hours of machine time on the bill: those held, without the boot where it is free, in whole increments. Failed boots come on top.',
    }),
    bill: t.expose('bill', {
      type: 'USD',
      description:
        'US dollars to expect on the bill for the whole offer and all the hours: total × usefulHours × gpuCount, so rounded as often as the total is.',
    }),
  }),
});

builder.objectField(OfferRef, 'usablePrice', (t) =>
  t.field({
    type: UsablePriceRef,
    description:
      'What an hour of work costs here: price, disk, data, billing increment, boot, boots that fail and interruptions. `offers` sorts by it as USABLE_PRICE.',
    args: {
      usage: t.arg({
        type: UsageInput,
        required: true,
        defaultValue: DEFAULT_USAGE,
        description: 'What it would be rented for.',
      }),
    },
    resolve: (offer, { usage }) => usableAnswer(offer, checkUsage(usage, 'usage')),
  }),
);

const FORMULA =
  'sum of the components: (price × hours + disk + data + round-up + boot + failed boots + interruptions) ÷ hours of work, for one GPU';

function usableAnswer(offer: OfferRow, usage: typeof DEFAULT_USAGE): UsableAnswer {
  const price = usableOfferPrice(offer, usage);
  const components = explainedComponents(offer, price);
  const estimated = components.some(({ basis }) => basis === 'ESTIMATED');
  return {
    total: {
      ...offerPrice(offer),
      amount: price.total,
      unit: 'PER_USEFUL_GPU_HOUR',
      basis: estimated ? 'ESTIMATED' : 'DERIVED',
      source: offer.provider,
      formula: FORMULA,
    },
    components,
    usefulHours: usage.hours,
    heldHours: roundedHours(price.factors.heldHours),
    billedHours: roundedHours(price.factors.billedHours),
    bill: microUsd(Math.round(price.total * usage.hours * offer.gpuCount)),
  };
}
