import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { providersNamed, slugOf } from '#market/graph-filter.ts';
import { codeOf } from '#market/graph-region-named.ts';
import { gpuOf, GpuRef } from '#market/graph-gpu.ts';
import { BillingEnum } from '#market/graph-price.ts';
import { loadProviders, ProviderRef } from '#market/graph-provider.ts';
import { regionOf, RegionRef } from '#market/graph-region.ts';
import { ReportErrorRef, reporterFields, resolvedName, type ShownFault } from './graph-report-error.ts';
import { keepReport, type ReportInput } from './reports.ts';
import { WEIGHT_RULE } from './report-weight.ts';
import type { Report } from './store-reports.ts';

const ReasonEnum = builder.enumType('InterruptionReason', {
  description: 'Why a rented machine came to its end.',
  values: {
    OUTBID: { description: 'Somebody bid more, or the spot price rose above the bid.' },
    HOST_OFFLINE: { description: 'The machine or its host failed, or went off the network.' },
    RENTED_BY_ON_DEMAND: { description: 'The provider gave it to somebody who pays on demand.' },
    STOPPED_BY_USER: {
      description:
        'Its user gave it back: no interruption. How long it would have lasted is not known (censored).',
    },
    UNKNOWN: { description: 'It was taken away, and nobody said why.' },
  },
});

const ReportRef = builder.objectRef<Report>('RentalReport').implement({
  description:
    'What a user reported of a machine, as it is kept: names resolved, reporter and instance as digests alone.',
  fields: (t) => ({
    gpu: t.field({
      type: GpuRef,
      nullable: true,
      description: 'The GPU; null only for one the catalog has dropped.',
      resolve: ({ gpu }) => gpuOf(gpu),
    }),
    provider: t.loadable({
      type: ProviderRef,
      byPath: true,
      description: 'Who rented it out.',
      load: loadProviders,
      resolve: ({ provider }: Report) => provider,
    }),
    region: t.field({
      type: RegionRef,
      nullable: true,
      description: 'Where it stood; null where the report does not say.',
      resolve: ({ region }) => regionOf(region),
    }),
    billing: t.field({
      type: BillingEnum,
      description: 'How it was rented.',
      resolve: ({ billing }) => billing,
    }),
    startedAt: t.expose('startedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when it ran; null where the report does not say: it then tells no life.',
    }),
    endedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it ended; null where it still ran.',
      resolve: ({ ended, seenAt }) => (ended ? seenAt : null),
    }),
    resumedAt: t.expose('resumedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When there was a machine again; null where the report does not say.',
    }),
    reason: t.field({
      type: ReasonEnum,
      nullable: true,
      description: 'Why it ended; null where it still ran.',
      resolve: ({ reason }) => reason,
    }),
    hours: t.float({
      nullable: true,
      description: 'Hours it is known to have run; null where its beginning is not told.',
      resolve: ({ startedAt, seenAt }) =>
        startedAt === null ? null : Math.round((seenAt - startedAt) / 3.6) / 1e6,
    }),
    censored: t.boolean({
      description:
        'True where it counts as a life whose end is not known: it still ran, or its user stopped it.',
      resolve: ({ ended, reason }) => !ended || reason === 'STOPPED_BY_USER',
    }),
    recordedAt: t.expose('recordedAt', { type: 'DateTime', description: 'When it was taken in.' }),
    weight: t.string({ description: 'How reports weigh in rates and survival.', resolve: () => WEIGHT_RULE }),
  }),
});

type Payload = {
  readonly report: Report | null;
  readonly replayed: boolean;
  readonly errors: readonly ShownFault[];
};

const PayloadRef = builder.objectRef<Payload>('ReportPayload').implement({
  description: 'What became of a report: it was taken, or errors say why not.',
  fields: (t) => ({
    report: t.field({
      type: ReportRef,
      nullable: true,
      description: 'The report as it is kept; null where it was not taken.',
      resolve: ({ report }) => report,
    }),
    replayed: t.exposeBoolean('replayed', {
      description: 'True where the same report had been sent under the same key before: nothing was added.',
    }),
    errors: t.field({
      type: [ReportErrorRef],
      description: 'Every mistake found; empty where the report was taken.',
      complexity: { multiplier: 4 },
      resolve: ({ errors }) => [...errors],
    }),
  }),
});

type InputFields = PothosSchemaTypes.InputFieldBuilder<typeof builder.$inferSchemaTypes, 'InputObject'>;

function sharedFields(t: InputFields) {
  return {
    ...reporterFields(t),
    instance: t.string({
      description:
        'Your own name of the machine, at most 100 characters, to tell machines apart that began at one time. Kept as a digest.',
    }),
    gpu: t.string({ required: true, description: 'The GPU by any name the catalog knows: "RTX 4090".' }),
    provider: t.string({ required: true, description: 'The provider’s id: "vastai".' }),
    region: t.string({ description: 'ISO 3166 code of where it stood: "DE", "US-CA".' }),
    billing: t.field({ type: BillingEnum, required: true, description: 'How it was rented.' }),
  };
}

const LifetimeInput = builder.inputType('ReportLifetimeInput', {
  description: 'How long one rented machine lasted, or has lasted so far.',
  fields: (t) => ({
    ...sharedFields(t),
    startedAt: t.field({
      type: 'DateTime',
      required: true,
      description: 'When you got the machine. At most 730 days ago.',
    }),
    endedAt: t.field({ type: 'DateTime', description: 'When it ended. Leave it out while it still runs.' }),
    reason: t.field({ type: ReasonEnum, description: 'Why it ended; goes with endedAt.' }),
  }),
});

const InterruptionInput = builder.inputType('ReportInterruptionInput', {
  description: 'One interruption of a rented machine.',
  fields: (t) => ({
    ...sharedFields(t),
    runningSince: t.field({
      type: 'DateTime',
      description:
        'Since when the machine had run without a break. Without it the interruption counts for how long interruptions last, and for no rate: a rate needs the hours in which nothing happened.',
    }),
    interruptedAt: t.field({ type: 'DateTime', required: true, description: 'When it was taken away.' }),
    resumedAt: t.field({ type: 'DateTime', description: 'When you had a machine again, if so.' }),
    reason: t.field({ type: ReasonEnum, required: true, description: 'Why; STOPPED_BY_USER is none.' }),
  }),
});

type Names = Pick<ReportInput, 'gpu' | 'provider' | 'billing'> & {
  readonly region?: string | null | undefined;
};

async function payloadOf(
  { db, now }: Context,
  input: Names & Omit<ReportInput, keyof Names | 'region'>,
): Promise<Payload> {
  const errors: ShownFault[] = [];
  const gpu = await resolvedName('gpu', () => slugOf(input.gpu, 'gpu'), errors);
  const provider = await resolvedName(
    'provider',
    async () => (await providersNamed(db, [input.provider]))?.[0] ?? null,
    errors,
  );
  const { region: place } = input;
  const region = place == null ? null : await resolvedName('region', () => codeOf(place, 'region'), errors);
  if (errors.length > 0 || gpu === null || provider === null)
    return { report: null, replayed: false, errors };
  const kept = await keepReport(db, { ...input, gpu, provider, region }, now());
  if ('faults' in kept) return { report: null, replayed: false, errors: kept.faults };
  return { ...kept, errors: [] };
}

const ONCE =
  'Sent again under the same key it is taken once. Say each machine by one of the two mutations, or by both with the same beginning: the newest report of a life counts. How much it counts is told by `weight` of the report.';

builder.mutationFields((t) => ({
  reportLifetime: t.field({
    type: PayloadRef,
    description: `Reports how long a rented machine lasted, also one that still runs (censored): what survival and rates under REPORTED are made of. ${ONCE}`,
    args: { input: t.arg({ type: LifetimeInput, required: true, description: 'The machine and its life.' }) },
    resolve: (_root, { input }, context) =>
      payloadOf(context, {
        ...input,
        kind: 'LIFETIME',
        instance: input.instance ?? null,
        endedAt: input.endedAt ?? null,
        resumedAt: null,
        reason: input.reason ?? null,
      }),
  }),
  reportInterruption: t.field({
    type: PayloadRef,
    description: `Reports one interruption of a rented machine. ${ONCE}`,
    args: {
      input: t.arg({
        type: InterruptionInput,
        required: true,
        description: 'The machine and its interruption.',
      }),
    },
    resolve: (_root, { input }, context) =>
      payloadOf(context, {
        ...input,
        kind: 'INTERRUPTION',
        instance: input.instance ?? null,
        startedAt: input.runningSince ?? null,
        endedAt: input.interruptedAt,
        resumedAt: input.resumedAt ?? null,
      }),
  }),
}));
