import { builder } from '#graph/builder.ts';
import { AbsenceEnum } from '#market/graph-absence.ts';
import { gpuOf, GpuRef } from '#market/graph-gpu.ts';
import { BillingEnum } from '#market/graph-price.ts';
import { loadProviders, ProviderRef } from '#market/graph-provider.ts';
import { regionOf, RegionRef } from '#market/graph-region.ts';
import { microUsd } from '#units/money.ts';
import { percentOf } from '#units/rounding.ts';
import { HOUR_MS } from '#units/time.ts';
import type { SettledAnswer } from './store-scoreboard.ts';

const AnswerKindEnum = builder.enumType('AnswerKind', {
  description: 'What kind of answer about the future was given.',
  values: {
    PREDICTION: { description: 'What a price will be, some hours ahead.' },
    RUN_OR_WAIT: { description: 'Whether to begin a job now or to wait.' },
  } satisfies Record<SettledAnswer['kind'], { description: string }>,
});

const usd = (micros: number | null) => (micros === null ? null : microUsd(micros));
const percent = (share: number | null) => (share === null ? null : percentOf(share, 2));

const NOT_THIS_KIND = 'Null of answers of the other kind.';
const UNSETTLED = 'Null where that could not be told: see absence.';

export const SettledAnswerRef = builder.objectRef<SettledAnswer>('SettledAnswer').implement({
  description:
    'An answer about the future that was served, and what became of it. Prices are US dollars per GPU-hour; all figures are DERIVED, the price of an hour being p50 of priceTrend by the hour, of the same offers. Nothing of who asked is kept.',
  fields: (t) => ({
    kind: t.field({ type: AnswerKindEnum, description: 'What was answered.', resolve: ({ kind }) => kind }),
    gpu: t.field({
      type: GpuRef,
      nullable: true,
      description: 'The GPU; null where it was asked by the name its provider writes.',
      resolve: ({ gpu }) => gpuOf(gpu),
    }),
    gpuName: t.exposeString('gpuName', {
      nullable: true,
      description:
        'The GPU as its provider writes it, where it was asked so; null where it was asked by the catalog.',
    }),
    provider: t.loadable({
      type: ProviderRef,
      nullable: true,
      description: 'Whose offers; null where it is of all.',
      load: loadProviders,
      resolve: ({ provider }: SettledAnswer) => provider,
    }),
    billing: t.field({
      type: BillingEnum,
      description: 'On-demand or spot.',
      resolve: ({ billing }) => billing,
    }),
    region: t.field({
      type: RegionRef,
      nullable: true,
      description: 'Where; null where it is of everywhere.',
      resolve: ({ region }) => regionOf(region),
    }),
    madeAt: t.expose('madeAt', { type: 'DateTime', description: 'When it was first given in its hour.' }),
    horizon: t.field({
      type: 'Duration',
      description: 'How far ahead it looked, in whole hours; of a decision, until the job had to begin.',
      resolve: ({ horizonHours }) => horizonHours * HOUR_MS,
    }),
    from: t.expose('from', {
      type: 'DateTime',
      description: 'The beginning of the first hour that told what became of it.',
    }),
    to: t.expose('to', {
      type: 'DateTime',
      description: 'The end of the last hour that told what became of it.',
    }),
    settledAt: t.expose('settledAt', { type: 'DateTime', description: 'When it was settled, or given up.' }),
    absence: t.field({
      type: AbsenceEnum,
      nullable: true,
      description:
        'Why it could not be settled: STALE where nobody looked in those hours, so that the price was only carried forward, NOT_OBSERVED where nothing was on offer. Null where it was settled.',
      resolve: ({ reason }) => reason,
    }),
    price: t.field({
      type: 'USD',
      description: 'What it cost when the answer was given.',
      resolve: ({ price }) => microUsd(price),
    }),
    actual: t.field({
      type: 'USD',
      nullable: true,
      description: `What it cost in the hour predicted; of a decision, what an hour of the job cost as it was decided. ${UNSETTLED}`,
      resolve: ({ actual }) => usd(actual),
    }),
    low: t.field({
      type: 'USD',
      nullable: true,
      description: `The lower end of the predicted 80 % interval. ${NOT_THIS_KIND}`,
      resolve: ({ low }) => usd(low),
    }),
    median: t.field({
      type: 'USD',
      nullable: true,
      description: `The predicted median. ${NOT_THIS_KIND}`,
      resolve: ({ median }) => usd(median),
    }),
    high: t.field({
      type: 'USD',
      nullable: true,
      description: `The upper end of the predicted 80 % interval. ${NOT_THIS_KIND}`,
      resolve: ({ high }) => usd(high),
    }),
    covered: t.exposeBoolean('covered', {
      nullable: true,
      description: `Whether the price came to lie in the interval, its ends among it. ${NOT_THIS_KIND}`,
    }),
    directionHit: t.exposeBoolean('directionHit', {
      nullable: true,
      description: `Whether it went where the median said: up or down by more than 1 %, or neither. ${NOT_THIS_KIND}`,
    }),
    waits: t.exposeBoolean('waits', {
      nullable: true,
      description: `True where the advice was to wait, false where it was to begin at once. ${NOT_THIS_KIND}`,
    }),
    priceLocked: t.exposeBoolean('isLocked', {
      nullable: true,
      description: `True where the price is locked at the start of the job, false where it floats. ${NOT_THIS_KIND}`,
    }),
    takeAt: t.field({
      type: 'USD',
      nullable: true,
      description: `To wait for this price or a lower one. Null where the advice was to begin, or to wait until a time. ${NOT_THIS_KIND}`,
      resolve: ({ takeAt }) => usd(takeAt),
    }),
    expectedSavingPercent: t.float({
      nullable: true,
      description: `What was expected to be saved against beginning at once, in percent. ${NOT_THIS_KIND}`,
      resolve: ({ expectedSaving }) => percent(expectedSaving),
    }),
    savingPercent: t.float({
      nullable: true,
      description: `What was saved against beginning at once, in percent: 0 of a job that began at once. ${NOT_THIS_KIND} ${UNSETTLED}`,
      resolve: ({ saving }) => percent(saving),
    }),
    oracleSavingPercent: t.float({
      nullable: true,
      description: `What knowing the future would have saved, in percent. ${NOT_THIS_KIND} ${UNSETTLED}`,
      resolve: ({ oracleSaving }) => percent(oracleSaving),
    }),
    worse: t.exposeBoolean('worse', {
      nullable: true,
      description: `True of a wait that ended dearer than beginning at once. ${NOT_THIS_KIND}`,
    }),
  }),
});
