import { rentalCost } from '#analytics/rental-cost.ts';
import { referenceRegions } from '#catalog/cloud-prices.ts';
import { clouds } from '#catalog/cloud-skus.ts';
import type { Gpu } from '#catalog/gpu.ts';
import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { badInput } from '#graph/errors.ts';
import type { Moment } from '#graph/moment.ts';
import type { MicroUsd } from '#units/money.ts';
import type { Billing } from '#units/quote.ts';
import { MAX_GPU_COUNT, MAX_PRICE } from '#units/quote-laws.ts';
import type { Instant } from '#units/time.ts';
import { comparatorOf } from './cloud-comparator.ts';
import { AbsenceEnum, absenceOf, type Absence } from './graph-absence.ts';
import { CloudSavingRef, type CloudSaving, type Job } from './graph-cloud-saving.ts';
import { ANY_OFFER, OfferFilter, scopeOf, slugOf, type FilterInput } from './graph-filter.ts';
import { askedMoment } from './graph-moment.ts';
import { gpuOf, GpuRef } from './graph-gpu.ts';
import { OfferRef } from './graph-offer.ts';
import { BillingEnum, offerPrice, PriceRef, type Price } from './graph-price.ts';
import { FIGURES, figureOf } from './graph-summary.ts';
import type { OfferScope } from './offer-scope.ts';
import { cloudQuotes } from './store-cloud-quotes.ts';
import { pageOffers, type OfferRow } from './store-offers.ts';
import { summarise } from './store-summary.ts';

/** A leap year. It keeps the dearest price of the most GPUs exact in micro-dollars. */
const MAX_HOURS = 8784;

const RateEnum = builder.enumType('RateHere', {
  description: 'Which price of the market here is compared.',
  values: {
    CHEAPEST: { description: 'That of the cheapest rentable offer in the filter.' },
    MEDIAN: { description: 'The middle price of the rentable offers in the filter.' },
    GIVEN: { description: 'The price the caller gives as `price`.' },
  },
});

type Rate = typeof RateEnum.$inferType;

/** What the market here asks. */
type Here = {
  readonly price: Price | null;
  readonly amount: MicroUsd | null;
  readonly offer: OfferRow | null;
  readonly absence: Absence | null;
};

type Savings = {
  readonly gpu: Gpu;
  readonly at: Instant;
  readonly rate: Rate;
  readonly here: Here;
  readonly job: Job;
  readonly simulated: boolean;
  readonly against: readonly CloudSaving[];
};

const SavingsRef = builder.objectRef<Savings>('Savings').implement({
  description: 'What renting a GPU on the market here costs, and what it saves against AWS, Azure and GCP.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'The instant it is true for.' }),
    gpu: t.field({
      type: GpuRef,
      description: 'The GPU asked about.',
      resolve: ({ gpu }) => gpu,
    }),
    gpuCount: t.int({ description: 'How many of it, as asked.', resolve: ({ job }) => job.gpuCount }),
    hours: t.float({ description: 'For how many hours, as asked.', resolve: ({ job }) => job.hours }),
    rate: t.field({
      type: RateEnum,
      description: 'Which price here is compared.',
      resolve: ({ rate }) => rate,
    }),
    price: t.field({
      type: PriceRef,
      nullable: true,
      description:
        'The price here per GPU-hour. Null where the caller gave one, and where there is none: see absence.',
      resolve: ({ here }) => here.price,
    }),
    pricePerGpuHour: t.field({
      type: 'USD',
      nullable: true,
      description: 'The price compared, the caller’s own included, in US dollars. Null where there is none.',
      resolve: ({ here }) => here.amount,
    }),
    offer: t.field({
      type: OfferRef,
      nullable: true,
      description: 'The cheapest offer, where its price is the one compared; null otherwise.',
      resolve: ({ here }) => here.offer,
    }),
    cost: t.field({
      type: 'USD',
      nullable: true,
      description:
        'pricePerGpuHour × gpuCount × hours, in US dollars: the GPUs alone. Null where there is no price.',
      resolve: ({ here, job: { gpuCount, hours } }) =>
        here.amount === null ? null : rentalCost({ rate: here.amount, rateGpus: 1, gpuCount, hours }),
    }),
    absence: t.field({
      type: AbsenceEnum,
      nullable: true,
      description: 'Why there is no price here; null where there is one.',
      resolve: ({ here }) => here.absence,
    }),
    simulated: t.exposeBoolean('simulated', {
      description:
        'True where the price here is of the simulated market: prices of the clouds are always real ones.',
    }),
    note: t.string({
      nullable: true,
      description: 'What to know to read the savings rightly; null where there is nothing.',
      resolve: ({ simulated }) =>
        simulated
          ? 'The price here is simulated and those of the clouds are real: no such saving can be had.'
          : null,
    }),
    against: t.field({
      type: [CloudSavingRef],
      description: 'AWS, Azure and GCP, in that order: always all three.',
      complexity: { multiplier: 3 },
      resolve: ({ against }) => [...against],
    }),
  }),
});

async function hereOf(context: Context, scope: OfferScope, moment: Moment, rate: Rate): Promise<Here> {
  const { db } = context;
  const [[summary], page] = await Promise.all([
    summarise(db, scope, moment, [['gpu']]),
    rate === 'CHEAPEST'
      ? pageOffers(db, {
          scope,
          order: { by: 'PRICE', direction: 'ASC' },
          catalog: [],
          limit: 1,
          from: null,
          backward: false,
          withTotal: false,
          moment,
        })
      : null,
  ]);
  const offer = page?.offers[0] ?? null;
  const price = page ? offer && offerPrice(offer) : figureOf(summary, FIGURES.median);
  return { price, amount: price?.amount ?? null, offer, absence: price ? null : absenceOf(summary) };
}

type Asked = {
  readonly slug: string;
  readonly billing: Billing;
  readonly rate: Rate;
  readonly given: MicroUsd | null;
  readonly filter: FilterInput;
  readonly gpuCount: number;
  readonly hours: number;
  readonly yearlyHours: number;
};

async function savingsOf(asked: Asked, context: Context, moment: Moment): Promise<Savings> {
  const { slug, billing, rate, given, filter, gpuCount, hours, yearlyHours } = asked;
  const offers = { ...filter, billing: filter.billing ?? billing, rentableOnly: true };
  const scope = { ...(await scopeOf(offers, context)), gpus: [slug] };
  const [here, quotes] = await Promise.all([
    given === null
      ? hereOf(context, scope, moment, rate)
      : { price: null, amount: given, offer: null, absence: null },
    cloudQuotes(context.db, moment, {
      providers: clouds,
      billing,
      regionNames: clouds.flatMap((cloud) => referenceRegions[cloud]),
    }),
  ]);
  const gpu = gpuOf(slug);
  if (!gpu) throw new Error(`a name was resolved to ${slug}, which is not in the catalog`);
  const job = { gpuCount, hours, yearlyHours, rateHere: here.amount };
  const compared = { gpu, gpuCount, billing, at: moment.at };
  return {
    gpu,
    at: moment.at,
    rate,
    here,
    job,
    simulated: here.price?.simulated ?? false,
    against: clouds.map((cloud) => ({ ...comparatorOf(cloud, quotes, compared), job, billing })),
  };
}

function checkHours(argument: string, hours: number): void {
  if (!(hours > 0 && hours <= MAX_HOURS))
    throw badInput(
      argument,
      `\`${argument}\` is above 0 and at most ${MAX_HOURS}, the hours of a leap year.`,
    );
}

builder.queryField('savings', (t) =>
  t.field({
    type: SavingsRef,
    description:
      'What renting a GPU for some hours costs here and at AWS, Azure and GCP, with the instance type compared, the saving and its percent. Where a cloud has no such GPU, the nearest one and why.',
    complexity: { field: 20 },
    args: {
      gpu: t.arg.string({
        required: true,
        description:
          'The GPU by any name the catalog knows. One that means several ("H100") is an error that lists them.',
      }),
      gpuCount: t.arg.int({ required: true, defaultValue: 1, description: 'How many of it: 1 to 1024.' }),
      hours: t.arg.float({
        required: true,
        defaultValue: 100,
        description: 'For how many hours: above 0, at most 8784.',
      }),
      yearlyHours: t.arg.float({
        required: true,
        defaultValue: 8760,
        description: 'Hours a year of the yearly figures: above 0, at most 8784.',
      }),
      billing: t.arg({
        type: BillingEnum,
        required: true,
        defaultValue: 'ON_DEMAND',
        description:
          'Of the clouds, and of the market here where the filter does not say: on-demand or spot.',
      }),
      rate: t.arg({
        type: RateEnum,
        required: true,
        defaultValue: 'CHEAPEST',
        description: 'Which price here is compared. With `price` it is GIVEN, whatever is said here.',
      }),
      price: t.arg({
        type: 'USD',
        description:
          'A price per GPU-hour to compare in place of the market’s: "what if". Above 0, at most 1000.',
      }),
      filter: t.arg({
        type: OfferFilter,
        required: true,
        defaultValue: ANY_OFFER,
        description: 'Which rentable offers count here; `gpus` of it stays out.',
      }),
      asOf: t.arg({
        type: 'DateTime',
        description:
          'A past instant: prices here as recorded by then, and the clouds’ as they held then. Now where absent.',
      }),
    },
    resolve: async (_root, { gpu, price, rate, filter, ...rest }, context, info) => {
      const { gpuCount, hours, yearlyHours } = rest;
      checkHours('hours', hours);
      checkHours('yearlyHours', yearlyHours);
      if (gpuCount < 1 || gpuCount > MAX_GPU_COUNT)
        throw badInput('gpuCount', `\`gpuCount\` is between 1 and ${MAX_GPU_COUNT}.`);
      if (filter.gpus?.length || filter.gpuNames?.length)
        throw badInput(
          'filter',
          'Leave `gpus` and `gpuNames` out of the filter: `gpu` names the one that is compared.',
        );
      const given = price ?? null;
      if (given !== null && !(given > 0 && given <= MAX_PRICE))
        throw badInput('price', '`price` is above 0 and at most 1000 US dollars per GPU-hour.');
      if (given === null && rate === 'GIVEN')
        throw badInput('rate', 'GIVEN needs `price`: give one, or ask for CHEAPEST or MEDIAN.');
      const slug = slugOf(gpu, 'gpu');
      const asked = { ...rest, slug, filter, given, rate: given === null ? rate : ('GIVEN' as const) };
      return savingsOf(asked, context, await askedMoment(context, info));
    },
  }),
);
