import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { AbsenceEnum } from '#market/graph-absence.ts';
import { gpuOf, GpuRef } from '#market/graph-gpu.ts';
import { OfferRef } from '#market/graph-offer.ts';
import { BillingEnum } from '#market/graph-price.ts';
import { regionOf, RegionRef } from '#market/graph-region.ts';
import { offersById } from '#market/store-offers.ts';
import { FigureRef } from '#workload/graph-figure.ts';
import type { AlertRule, AlertScope, ConditionKind } from './alert.ts';
import { priceFigure, thresholdFigure, valueFigure } from './figures.ts';
import { ConditionEnum } from './graph-alert-enums.ts';
import type { Reading } from './reading.ts';

export type ShownScope = AlertScope & { readonly askedRegions: readonly string[] | null };

export const AlertScopeRef = builder.objectRef<ShownScope>('AlertScope').implement({
  description: 'What an alert is about, every name resolved.',
  fields: (t) => ({
    gpu: t.field({
      type: GpuRef,
      nullable: true,
      description: 'The GPU; null only for one the catalog has dropped.',
      resolve: ({ gpu }) => gpuOf(gpu),
    }),
    billing: t.field({
      type: BillingEnum,
      nullable: true,
      description: 'On-demand or spot; null for both.',
      resolve: ({ billing }) => billing,
    }),
    providers: t.stringList({
      nullable: true,
      description: 'Ids of the providers; null for all of this kind of market.',
      resolve: ({ providers }) => providers && [...providers],
    }),
    regions: t.stringList({
      nullable: true,
      description: 'The regions as they were asked for: codes, and continents. Null for everywhere.',
      resolve: ({ askedRegions }) => askedRegions && [...askedRegions],
    }),
    regionCodes: t.stringList({
      nullable: true,
      description: 'The codes of what these regions cover; a country covers its states. Null for everywhere.',
      resolve: ({ regions }) => regions && [...regions],
    }),
    simulated: t.boolean({
      nullable: true,
      description:
        'True where it is about the simulated market, false for the real one; null where its providers say.',
      resolve: ({ simulated }) => simulated,
    }),
  }),
});

export const AlertConditionRef = builder
  .objectRef<Pick<AlertRule, 'condition' | 'threshold' | 'hysteresis'>>('AlertCondition')
  .implement({
    description: 'What an alert waits for, and when it is over.',
    fields: (t) => ({
      kind: t.field({
        type: ConditionEnum,
        description: 'What is compared with the threshold.',
        resolve: ({ condition }) => condition,
      }),
      threshold: t.field({
        type: FigureRef,
        description: 'The threshold: USD/h for a GPU, percent, or GPUs.',
        resolve: thresholdFigure,
      }),
      hysteresisPercent: t.exposeFloat('hysteresis', {
        description:
          'How far it must be back over the threshold before the alert ends, in percent of the threshold.',
      }),
    }),
  });

export type ShownReading = { readonly reading: Reading; readonly condition: ConditionKind };

export const AlertReadingRef = builder.objectRef<ShownReading>('AlertReading').implement({
  description:
    'What the market said of what an alert is about: of offers that could be rented, of providers that had answered lately, without prices in quarantine.',
  fields: (t) => ({
    value: t.field({
      type: FigureRef,
      nullable: true,
      description: 'What the condition looks at; null where there is none: see absence.',
      resolve: ({ reading, condition }) => valueFigure(condition, reading),
    }),
    absence: t.field({
      type: AbsenceEnum,
      nullable: true,
      description: 'Why there is no value; null where there is one.',
      resolve: ({ reading, condition }) =>
        valueFigure(condition, reading) === null ? (reading.absence ?? 'NOT_ENOUGH_DATA') : null,
    }),
    price: t.field({
      type: FigureRef,
      nullable: true,
      description: 'The lowest price of a GPU-hour; null where nothing could be rented.',
      resolve: ({ reading }) => priceFigure(reading),
    }),
    availableGpus: t.int({
      nullable: true,
      description:
        'GPUs that could be rented, each once; of providers that tell no number those of their largest offer. Null where no price was fresh.',
      resolve: ({ reading }) => reading.available,
    }),
    offers: t.int({ description: 'Offers that could be rented.', resolve: ({ reading }) => reading.offers }),
    offer: t.field({
      type: OfferRef,
      nullable: true,
      description: 'The offer that set the price, as it stands now; null where there was none.',
      complexity: 5,
      resolve: async ({ reading }, _args, context: Context) =>
        reading.offer &&
        ((await offersById(context.db, [reading.offer.id], { at: context.now(), asOf: null }))[0] ?? null),
    }),
    provider: t.string({
      nullable: true,
      description: 'Id of the provider whose offer set the price ("vastai"); null where there was none.',
      resolve: ({ reading }) => reading.offer?.provider,
    }),
    region: t.field({
      type: RegionRef,
      nullable: true,
      description: 'Where that offer is; null where there was none, or nobody knows.',
      resolve: ({ reading }) => regionOf(reading.offer?.region ?? null),
    }),
    at: t.field({
      type: 'DateTime',
      description: 'When the market was read.',
      resolve: ({ reading }) => reading.at,
    }),
    seq: t.field({
      type: 'BigInt',
      description: 'The newest change that was in it, by its place on the tape.',
      resolve: ({ reading }) => reading.seq,
    }),
    simulated: t.boolean({
      description: 'True where it is of the simulated market, and means nothing outside it.',
      resolve: ({ reading }) => reading.simulated,
    }),
  }),
});
