import { directionOf, relativeChange } from '#analytics/direction.ts';
import type { Db } from '#db/open.ts';
import { builder } from '#graph/builder.ts';
import { badInput } from '#graph/errors.ts';
import { microUsd } from '#units/money.ts';
import { DAY_MS, formatInstant, HOUR_MS, instant, plusMs, type Instant } from '#units/time.ts';
import { AbsenceEnum, absenceOf, type Absence } from './graph-absence.ts';
import { ANY_ON_DEMAND, MarketFilter, scopeOf } from './graph-filter.ts';
import { gpuOf, GpuRef } from './graph-gpu.ts';
import { FIGURES, price, type MaybeSummary } from './graph-summary.ts';
import { pricesMoment, type PricesMoment } from './graph-moment.ts';
import { DirectionEnum } from './graph-trend.ts';
import { BillingEnum } from './graph-price.ts';
import type { OfferScope } from './offer-scope.ts';
import { shareForNow } from '#graph/share-for-now.ts';
import { percentOf } from '#units/rounding.ts';
import { pricesOf } from './prices-of.ts';
import { quoteBuckets } from './store-quotes.ts';
import type { Summary } from './store-summary.ts';

export type Watched = MaybeSummary & {
  readonly slug: string;
  readonly billing: 'ON_DEMAND' | 'SPOT';
  /** Medians of the last 24 hours, one an hour, micro-dollars per GPU-hour. */
  readonly hours: readonly number[];
};

const DAY =
  'Over the last 24 hours of the clock, the running one as far as it has gone: of the hourly medians, one an hour, each weighing the quotes by how long they were in force in that hour.';

function day(pick: (hours: readonly number[]) => number) {
  return ({ hours }: Watched) => (hours.length === 0 ? null : microUsd(Math.round(pick(hours))));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function changeOf({ summary, hours }: Watched): number | null {
  const now = summary?.median ?? null;
  return now === null || hours.length === 0 ? null : relativeChange(now, mean(hours));
}

export const GpuPriceRef = builder.objectRef<Watched>('GPUPriceMonitor').implement({
  description:
    'The price of one GPU now against its last 24 hours, under one kind of billing. Amounts are US dollars per GPU-hour.',
  fields: (t) => ({
    gpu: t.field({
      type: GpuRef,
      nullable: true,
      description: 'The GPU; null only for one the catalog has dropped.',
      resolve: ({ slug }) => gpuOf(slug),
    }),
    billing: t.field({
      type: BillingEnum,
      description: 'On-demand or spot.',
      resolve: ({ billing }) => billing,
    }),
    offers: t.int({
      description: 'Offers that can be rented now.',
      resolve: ({ summary }) => summary?.offers ?? 0,
    }),
    current: price(t, 'The median price over the offers that can be rented now.', FIGURES.median),
    average24h: t.field({
      type: 'USD',
      nullable: true,
      description: `The mean. ${DAY} Null where there was none.`,
      resolve: day(mean),
    }),
    min24h: t.field({
      type: 'USD',
      nullable: true,
      description: `The lowest. ${DAY} Null where there was none.`,
      resolve: day((hours) => Math.min(...hours)),
    }),
    max24h: t.field({
      type: 'USD',
      nullable: true,
      description: `The highest. ${DAY} Null where there was none.`,
      resolve: day((hours) => Math.max(...hours)),
    }),
    hours: t.int({
      description: 'Hours of the last 24 that had a price.',
      resolve: ({ hours }) => hours.length,
    }),
    changePercent: t.float({
      nullable: true,
      description:
        'current ÷ average24h − 1, in percent, to a tenth: 0.40 against 0.42 is −4.8. It moves with repricing and also with who happens to be rentable: cheap offers taken raise the median. Null where either is absent.',
      resolve: (watched) => {
        const change = changeOf(watched);
        return change === null ? null : percentOf(change, 1);
      },
    }),
    direction: t.field({
      type: DirectionEnum,
      nullable: true,
      description: 'What the change amounts to, 1 % being the threshold. Null where changePercent is.',
      resolve: (watched) => {
        const change = changeOf(watched);
        return change === null ? null : directionOf(change);
      },
    }),
    absence: t.field({
      type: AbsenceEnum,
      nullable: true,
      description:
        'Why there is no current price, or (NOT_ENOUGH_DATA) no price in the last 24 hours. Null where both are there.',
      resolve: ({ summary, hours }): Absence | null =>
        absenceOf(summary) ?? (hours.length === 0 ? 'NOT_ENOUGH_DATA' : null),
    }),
  }),
});

type Monitor = { readonly at: Instant; readonly simulated: boolean; readonly gpus: readonly Watched[] };

const MonitorRef = builder.objectRef<Monitor>('PriceMonitor').implement({
  description:
    'Prices now against the last 24 hours, GPU by GPU. Every figure is DERIVED from the offers in the filter.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'The instant it is true for.' }),
    simulated: t.exposeBoolean('simulated', {
      description: 'True where any of it is from the simulated market.',
    }),
    gpusTracked: t.int({
      description: 'GPUs with a price now or in the last 24 hours, or named in the filter and with neither.',
      resolve: ({ gpus }) => gpus.length,
    }),
    gpus: t.field({
      type: [GpuPriceRef],
      description: 'GPU by GPU, in order of slug.',
      complexity: { multiplier: 30 },
      resolve: ({ gpus }) => [...gpus],
    }),
  }),
});

builder.queryField('priceMonitor', (t) =>
  t.field({
    type: MonitorRef,
    description:
      'Prices now against the last 24 hours, GPU by GPU; on demand unless the filter says spot. An answer may be up to two seconds old.',
    extensions: { sharedForNow: true },
    complexity: { field: 100 },
    args: {
      filter: t.arg({
        type: MarketFilter,
        required: true,
        defaultValue: ANY_ON_DEMAND,
        description: 'Which offers count.',
      }),
      asOf: t.arg({
        type: 'DateTime',
        description:
          'Answer as of this past instant, from what was known then; before single offers are kept, from roll-ups by the hour, as of the last whole hour that had ended by then. Now where it is absent.',
      }),
    },
    resolve: async (_root, { filter }, context, info) => {
      const moment = await pricesMoment(context, info);
      refuseBeforeHours(moment);
      const billing = filter.billing ?? 'ON_DEMAND';
      const scope = await scopeOf({ ...filter, billing }, context);
      return shareForNow(context, ['monitor', scope], moment, async (): Promise<Monitor> => {
        const gpus = await monitorGpus(context.db, scope, moment);
        const seen = gpus.flatMap(({ summary }) => summary ?? []);
        const simulated = seen.length > 0 ? seen.some((row) => row.simulated) : context.simulated;
        return { at: moment.at, simulated, gpus };
      });
    },
  }),
);

/** Throws BAD_USER_INPUT where the hours of the day before the moment are not kept. */
function refuseBeforeHours({ at, rolled }: PricesMoment): void {
  if (rolled === null) return;
  const { grain, hoursFrom } = rolled;
  if (grain === 'HOUR' && hoursFrom !== null && plusMs(at, -DAY_MS) >= hoursFrom) return;
  const first =
    hoursFrom === null ? '' : `, ask for an \`asOf\` from ${formatInstant(plusMs(hoursFrom, DAY_MS))} on`;
  throw badInput(
    'asOf',
    `Prices by the hour are not kept of that day${first}, or ask \`gpu { prices }\` or \`priceTrend\` by whole days.`,
  );
}

/** The price now and of the last 24 hours, for each GPU in scope, by slug. The scope has one billing. */
export async function monitorGpus(db: Db, scope: OfferScope, moment: PricesMoment): Promise<Watched[]> {
  const { at } = moment;
  const current = (await pricesOf(db, scope, moment, ['gpu'])).filter(({ gpu }) => gpu !== null);
  const start = instant(Math.floor((at - 1) / HOUR_MS) * HOUR_MS + HOUR_MS - DAY_MS);
  const buckets = { start, count: 24, lengthMs: HOUR_MS };
  const { rows } = await quoteBuckets(db, { scope, buckets, moment, byGpu: true });
  const hours = Map.groupBy(
    rows.filter(({ gpu, p50 }) => gpu !== null && p50 !== null),
    ({ gpu }) => gpu,
  );
  const bySlug = new Map<string | null, Summary>(current.map((row) => [row.gpu, row]));
  const tracked = new Set([
    ...current.filter(({ offers }) => offers > 0).map(({ gpu }) => gpu),
    ...hours.keys(),
    ...(scope.gpus ?? []),
  ]);
  const slugs = [...tracked].filter((slug) => slug !== null).toSorted();
  return slugs.map((slug) => ({
    slug,
    billing: scope.billing ?? 'ON_DEMAND',
    summary: bySlug.get(slug),
    hours: (hours.get(slug) ?? []).flatMap(({ p50 }) => p50 ?? []),
  }));
}
