import { resolveModel } from '#catalog/resolve-model.ts';
import { gpuBySlug } from '#catalog/gpus.ts';
import {
  ReportErrorRef,
  reporterFields,
  resolvedName,
  type ShownFault,
} from '#forecast/graph-report-error.ts';
import { builder } from '#graph/builder.ts';
import { badInput } from '#graph/errors.ts';
import { slugOf } from '#market/graph-filter.ts';
import { gpuOf, GpuRef } from '#market/graph-gpu.ts';
import type { GpuSlug } from '#units/gpu.ts';
import { KvFormatEnum, WeightFormatEnum } from './graph-memory-input.ts';
import { askedModel } from './graph-model-input.ts';
import { ServingEngineEnum } from './graph-workload-enums.ts';
import type { ThroughputReport } from './store-throughput-reports.ts';
import { keepThroughputReport, MOST } from './throughput-reports.ts';
import { THROUGHPUT_WEIGHT_RULE } from './throughput-rules.ts';

export const MeasureEnum = builder.enumType('ThroughputMeasure', {
  description: 'Which part of a run tokens a second are of.',
  values: {
    DECODE: {
      description:
        'The time in which answers were written, the reading of prompts left out: llama-bench’s tg, Ollama’s eval rate.',
    },
    TOTAL: {
      description: 'The whole run, prompts’ reading included: what a benchmark of a server tells.',
    },
  },
});

const ThroughputReportRef = builder.objectRef<ThroughputReport>('ThroughputReport').implement({
  description: 'What a user measured, as it is kept: names resolved, the reporter as a digest alone.',
  fields: (t) => ({
    gpu: t.field({
      type: GpuRef,
      nullable: true,
      description: 'The GPU; null only for one the catalog has dropped.',
      resolve: ({ gpu }) => gpuOf(gpu),
    }),
    gpuCount: t.exposeInt('gpuCount', { description: 'How many of it.' }),
    model: t.string({
      description: 'The model’s name in the catalog.',
      resolve: ({ model }) => nameOf(model),
    }),
    format: t.field({
      type: WeightFormatEnum,
      description: 'How the weights were stored.',
      resolve: ({ format }) => format,
    }),
    kvFormat: t.field({
      type: KvFormatEnum,
      description: 'How the KV cache was stored.',
      resolve: ({ kvFormat }) => kvFormat,
    }),
    engine: t.field({
      type: ServingEngineEnum,
      description: 'What served it.',
      resolve: ({ engine }) => engine,
    }),
    concurrency: t.int({ description: 'Sequences decoded at once.', resolve: ({ batch }) => batch }),
    promptTokens: t.exposeInt('inputTokens', { description: 'Tokens of each prompt.' }),
    outputTokens: t.exposeInt('outputTokens', { description: 'Tokens of each answer.' }),
    measure: t.field({
      type: MeasureEnum,
      description: 'Which part of the run it is of.',
      resolve: ({ measure }) => measure,
    }),
    tokensPerSecond: t.exposeFloat('tokensPerSecond', {
      description: 'Output tokens a second of all sequences together.',
    }),
    measuredAt: t.expose('measuredAt', { type: 'DateTime', description: 'When it was measured.' }),
    recordedAt: t.expose('recordedAt', { type: 'DateTime', description: 'When it was taken in.' }),
    weight: t.string({
      description: 'How reports weigh in answers.',
      resolve: () => THROUGHPUT_WEIGHT_RULE,
    }),
  }),
});

type Payload = {
  readonly report: ThroughputReport | null;
  readonly replayed: boolean;
  readonly errors: readonly ShownFault[];
};

const PayloadRef = builder.objectRef<Payload>('ThroughputReportPayload').implement({
  description: 'What became of a report of a throughput: it was taken, or errors say why not.',
  fields: (t) => ({
    report: t.field({
      type: ThroughputReportRef,
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

const ThroughputReportInput = builder.inputType('ReportThroughputInput', {
  description: 'How fast a model was served by GPUs, as measured.',
  fields: (t) => ({
    ...reporterFields(t),
    gpu: t.string({ required: true, description: 'The GPU by any name the catalog knows: "RTX 4090".' }),
    gpuCount: t.int({
      required: true,
      defaultValue: 1,
      description: `How many of it served the model together: 1 to ${MOST.gpuCount}.`,
    }),
    model: t.string({
      required: true,
      description: 'The model by any name the catalog knows, or the one it was tuned from: "Llama 3.1 8B".',
    }),
    format: t.field({
      type: WeightFormatEnum,
      required: true,
      description: 'How the weights were stored.',
    }),
    kvFormat: t.field({
      type: KvFormatEnum,
      required: true,
      defaultValue: 'FP16',
      description: 'How the KV cache was stored.',
    }),
    engine: t.field({ type: ServingEngineEnum, required: true, description: 'What served it.' }),
    concurrency: t.int({
      required: true,
      defaultValue: 1,
      description: `Sequences decoded at once (the batch): 1 to ${MOST.batch}.`,
    }),
    promptTokens: t.int({
      required: true,
      description: 'Tokens of each prompt, on average; 0 where answers began with an empty context.',
    }),
    outputTokens: t.int({ required: true, description: 'Tokens of each answer, on average: at least 1.' }),
    tokensPerSecond: t.float({
      required: true,
      description: 'Output tokens a second of all sequences together; prompt tokens never count.',
    }),
    measure: t.field({
      type: MeasureEnum,
      required: true,
      description: 'Which part of the run that is of.',
    }),
    measuredAt: t.field({
      type: 'DateTime',
      required: true,
      description: 'When it was measured. At most 730 days ago: engines have become faster since.',
    }),
  }),
});

builder.mutationField('reportThroughput', (t) =>
  t.field({
    type: PayloadRef,
    description:
      'Feeds back how fast a model was served, as you measured it: answers about the same GPU, model, format and engine take it in by credibility. Sent again under the same key it is taken once; the newest of yours for one setup counts. How much it counts is told by `weight` of the report.',
    args: {
      input: t.arg({
        type: ThroughputReportInput,
        required: true,
        description: 'What was measured, and on what.',
      }),
    },
    resolve: async (_root, { input }, { db, now }): Promise<Payload> => {
      const { gpu: gpuName, model: modelName, concurrency, promptTokens, ...told } = input;
      const errors: ShownFault[] = [];
      const gpu = await resolvedName(
        'gpu',
        () => gpuBySlug(slugOf(gpuName, 'gpu') as GpuSlug) ?? null,
        errors,
      );
      const model = await resolvedName('model', () => catalogModel(modelName), errors);
      if (errors.length > 0 || !gpu || !model) return { report: null, replayed: false, errors };
      const kept = await keepThroughputReport(
        db,
        { ...told, gpu, model, batch: concurrency, inputTokens: promptTokens },
        now(),
      );
      if ('faults' in kept) return { report: null, replayed: false, errors: kept.faults };
      return { ...kept, errors: [] };
    },
  }),
);

/** A model of the catalog, for a size or an architecture alone tells nobody what was measured. */
function catalogModel(name: string) {
  const { slug, ...model } = askedModel({ name }, 'model');
  if (slug === null)
    throw badInput('model', `"${name}" is a size: name the model that was measured, as "Llama 3.1 8B".`);
  return { ...model, slug };
}

function nameOf(slug: string): string {
  const resolution = resolveModel(slug);
  return resolution.kind === 'MAPPED' ? resolution.model.name : slug;
}
