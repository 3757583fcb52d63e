import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import type { Moment } from '#graph/moment.ts';
import { ANY_OFFER, scopeOf } from '#market/graph-filter.ts';
import { GpuRef } from '#market/graph-gpu.ts';
import { askedMoment } from '#market/graph-moment.ts';
import { OfferRef } from '#market/graph-offer.ts';
import { wholeMarket, type OfferScope } from '#market/offer-scope.ts';
import { shareForNow } from '#graph/share-for-now.ts';
import type { OfferRow } from '#market/store-offers.ts';
import { rawFrom } from '#market/store-raw-from.ts';
import type { MicroUsd } from '#units/money.ts';
import { DAY_MS, instant } from '#units/time.ts';
import { ANY_SPOT, InterruptionFilter, type InterruptionFilterInput, bidOf } from './graph-interruptions.ts';
import { RELIABILITY_DAYS, ReliabilityRef, type ShownReliability } from './graph-reliability.ts';
import type { HazardCell } from './hazards.ts';
import { estimatorsFor, ratesOf } from './interruption-rates.ts';
import { measuredReliability } from './measured-reliability.ts';
import { hazardsOf } from './store-hazards.ts';

const BID = {
  type: 'USD',
  description:
    'A hypothetical bid per GPU-hour: reliability is then that of what it would have held (BID_CROSSING).',
} as const;

type Watched = Pick<ShownReliability, 'from' | 'to' | 'served'> & { readonly cells: readonly HazardCell[] };

/** What was seen of a scope within the days that reliability is about. */
async function watch(
  scope: OfferScope,
  bid: MicroUsd | null,
  context: Context,
  moment: Moment,
): Promise<Watched> {
  const kept = (await rawFrom(context.db)) ?? 0;
  const from = instant(Math.max(moment.at - RELIABILITY_DAYS * DAY_MS, kept, 0));
  const estimators = estimatorsFor(null, bid);
  const request = { scope, from, to: moment.at, moment, estimators, bid };
  const cells = await shareForNow(context, ['reliability', scope, bid], moment, () =>
    hazardsOf(context.db, request),
  );
  return { cells, from, to: moment.at, served: context.simulated };
}

/** All GPUs are read, whichever are asked for: each is drawn towards the others. A bid for one means nothing for them. */
async function ofGpus(
  slugs: readonly string[],
  filter: InterruptionFilterInput,
  bid: MicroUsd | null,
  context: Context,
  moment: Moment,
): Promise<ShownReliability[]> {
  const asked = await scopeOf({ ...ANY_OFFER, ...filter }, context);
  const scope =
    bid === null ? asked : { ...asked, gpus: asked.gpus?.filter((slug) => slugs.includes(slug)) ?? slugs };
  const { cells, ...period } = await watch(scope, bid, context, moment);
  const estimators = estimatorsFor(null, bid);
  return slugs.map((slug) => {
    const others = bid === null ? cells.filter(({ gpu }) => gpu !== null && gpu !== slug) : [];
    const rates = ratesOf(
      cells.filter(({ gpu }) => gpu === slug),
      estimators,
      others,
    );
    return { ...measuredReliability(rates, others), ...period };
  });
}

/** Each offer as the machines of its kind: same GPU, provider, region and billing; its own band where it has one. */
async function ofOffers(
  offers: readonly OfferRow[],
  bid: MicroUsd | null,
  context: Context,
  moment: Moment,
): Promise<ShownReliability[]> {
  const gpus = [...new Set(offers.flatMap(({ gpu }) => gpu ?? []))].toSorted();
  const scope = { ...wholeMarket(null), gpus };
  const { cells, ...period } = await watch(scope, bid, context, moment);
  const estimators = estimatorsFor(null, bid);
  return offers.map((offer) => {
    const kin = cells.filter(
      (cell) =>
        offer.gpu !== null &&
        cell.gpu === offer.gpu &&
        cell.simulated === offer.simulated &&
        (cell.billing ?? offer.billing) === offer.billing,
    );
    const isOwn = (cell: HazardCell) => cell.provider === offer.provider && cell.region === offer.region;
    const others = kin.filter((cell) => !isOwn(cell));
    const rates = ratesOf(
      kin.filter(isOwn).map((cell) => withOwnBand(cell, offer)),
      estimators,
      others,
      placeOf,
    );
    return { ...measuredReliability(rates, others), ...period };
  });
}

function placeOf({ provider, region }: HazardCell): string {
  return `${provider} ${region}`;
}

function withOwnBand(cell: HazardCell, { traits }: OfferRow): HazardCell {
  const { interruptionMonthlyLow: low, interruptionMonthlyHigh: high } = traits;
  if (cell.estimator !== 'ADVISOR_BAND') return cell;
  return { ...cell, bands: low === undefined || high === undefined ? [] : [{ low, high, offers: 1 }] };
}

builder.objectField(GpuRef, 'reliability', (t) =>
  t.loadable({
    type: ReliabilityRef,
    byPath: true,
    description: 'How reliable machines with this GPU are; spot unless the filter says on-demand.',
    complexity: { field: 10 },
    args: {
      filter: t.arg({
        type: InterruptionFilter,
        required: true,
        defaultValue: ANY_SPOT,
        description: 'Whose machines; `gpus` within it narrows whom it is drawn towards.',
      }),
      bid: t.arg(BID),
    },
    load: async (slugs: string[], context: Context, { filter, bid }, info) =>
      ofGpus(slugs, filter, bidOf(bid), context, await askedMoment(context, info)),
    resolve: ({ slug }) => slug as string,
  }),
);

builder.objectField(OfferRef, 'measuredReliability', (t) =>
  t.loadable({
    type: ReliabilityRef,
    byPath: true,
    description:
      'How reliable machines of its kind are (same GPU, provider, region and billing), as far as it can be seen; `reliability` is what the provider says itself.',
    complexity: { field: 10 },
    args: { bid: t.arg(BID) },
    load: async (offers: OfferRow[], context: Context, { bid }, info) =>
      ofOffers(offers, bidOf(bid), context, await askedMoment(context, info)),
    resolve: (offer) => offer,
  }),
);
