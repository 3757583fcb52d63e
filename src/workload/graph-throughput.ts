import type { EstimatorError } from '#analytics/throughput-error.ts';
import { gpuBySlug } from '#catalog/gpus.ts';
import { asOf } from '#graph/as-of.ts';
import { checkWithin } from '#graph/bounds.ts';
import { builder } from '#graph/builder.ts';
import { badInput } from '#graph/errors.ts';
import { momentOf } from '#graph/moment.ts';
import { slugOf } from '#market/graph-filter.ts';
import { GpuRef } from '#market/graph-gpu.ts';
import { given, type Figure } from '#units/figure.ts';
import type { GpuSlug } from '#units/gpu.ts';
import { FigureRef } from './graph-figure.ts';
import { MemoryFitRef } from './graph-memory-fit.ts';
import { checkGpuCount, MOST_SEQUENCES } from './bounds.ts';
import { servingFields, servingQuestion } from './graph-serving-question.ts';
import { MeasureEnum } from './graph-throughput-report.ts';
import { ServingEngineEnum } from './graph-workload-enums.ts';
import type { MemoryFit } from './memory-fit.ts';
import { NEAR_RULE } from './near-setup.ts';
import type { NearMeasurement } from './nearest-measurement.ts';
import { fitOn, setupOn } from './serving-question.ts';
import { throughputFigures, throughputs, type Throughput, type ThroughputFigures } from './throughput.ts';
import { rangeFigures, type RangeFigures } from './throughput-range.ts';
import { THROUGHPUT_WEIGHT_RULE } from './throughput-rules.ts';

const MOST_GPUS = 20;

const BasisEnum = builder.enumType('ThroughputBasis', {
  description: 'How a throughput is known.',
  values: {
    MEASURED: { description: 'By a published measurement of the setup or one near it.' },
    CREDIBILITY: {
      description: 'By users’ reports, weighed against the published measurement or else the estimate.',
    },
    ESTIMATED: { description: 'By a roofline alone: nobody is known to have measured it.' },
  },
});

const ErrorRef = builder.objectRef<EstimatorError>('EstimatorError').implement({
  description: 'How far estimates are from measurements that they were not fitted on.',
  fields: (t) => ({
    p10: t.exposeFloat('p10', { description: 'One in ten of estimate ÷ measured is under this.' }),
    p50: t.exposeFloat('p50', { description: 'The middle of estimate ÷ measured.' }),
    p90: t.exposeFloat('p90', { description: 'One in ten of estimate ÷ measured is over this.' }),
    medianAbsLog: t.exposeFloat('medianAbsLog', { description: 'The median of |ln(estimate ÷ measured)|.' }),
    heldOut: t.exposeString('heldOut', { description: 'Which data, and how it was kept from the fit.' }),
  }),
});

const MeasurementRef = builder.objectRef<NearMeasurement>('NearMeasurement').implement({
  description: 'A published measurement that an answer rests on.',
  fields: (t) => ({
    tokensPerSecond: t.float({
      description: 'Output tokens a second, as measured, of all sequences together.',
      resolve: ({ measured }) => measured.tokensPerSecond,
    }),
    measure: t.field({
      type: MeasureEnum,
      description: 'Which part of the run that is of.',
      resolve: ({ measured }) => measured.measure,
    }),
    gpuCount: t.int({ description: 'On how many GPUs.', resolve: ({ measured }) => measured.gpuCount }),
    engine: t.field({
      type: ServingEngineEnum,
      description: 'What served it.',
      resolve: ({ measured }) => measured.engine,
    }),
    concurrency: t.int({
      nullable: true,
      description: 'Sequences decoded at once; null where as many were as fit.',
      resolve: ({ measured }) => measured.batch,
    }),
    promptTokens: t.int({
      description: 'Tokens before the first that was counted.',
      resolve: ({ measured }) => measured.inputTokens,
    }),
    outputTokens: t.int({
      description: 'Tokens of each answer.',
      resolve: ({ measured }) => measured.outputTokens,
    }),
    distance: t.exposeFloat('far', {
      description:
        '0 for the very setup, 1 at the edge of what counts; where it is not 0 the estimate scales it.',
    }),
    measured: t.string({ description: 'Year and month.', resolve: ({ measured }) => measured.measured }),
    source: t.string({ description: 'Who measured it.', resolve: ({ measured }) => measured.source }),
  }),
});

const RangeRef = builder.objectRef<RangeFigures>('ThroughputRange').implement({
  description: 'Between which two values eight in ten such setups are expected to be.',
  fields: (t) => ({
    p10: t.field({
      type: FigureRef,
      description: 'One in ten is expected to be slower.',
      resolve: ({ p10 }) => p10,
    }),
    p90: t.field({
      type: FigureRef,
      description: 'One in ten is expected to be faster.',
      resolve: ({ p90 }) => p90,
    }),
  }),
});

type Known = { readonly throughput: Throughput; readonly figures: ThroughputFigures };

export const SpeedRef = builder.objectRef<Known>('ServingSpeed').implement({
  description: 'How fast GPUs serve a model, and how that is known.',
  fields: (t) => {
    const figure = (description: string, of: (figures: ThroughputFigures) => Figure) =>
      t.field({ type: FigureRef, description, resolve: ({ figures }) => of(figures) });
    return {
      basis: t.field({
        type: BasisEnum,
        description: 'How it is known.',
        resolve: ({ throughput }) => throughput.basis,
      }),
      tokensPerSecond: figure(
        'Output tokens a second of all sequences together, the reading of prompts included.',
        ({ tokensPerSecond }) => tokensPerSecond,
      ),
      streamTokensPerSecond: figure(
        'Output tokens a second of one sequence while its answer is written.',
        ({ streamTokensPerSecond }) => streamTokensPerSecond,
      ),
      prefillTokensPerSecond: figure(
        'Prompt tokens a second while a prompt is read.',
        ({ prefillTokensPerSecond }) => prefillTokensPerSecond,
      ),
      firstTokenSeconds: figure(
        'Seconds from a prompt’s arrival to its first token, alone on the machine.',
        ({ firstTokenSeconds }) => firstTokenSeconds,
      ),
      range: t.field({
        type: RangeRef,
        description: 'How sure tokensPerSecond is.',
        resolve: ({ throughput, figures }) => rangeFigures(throughput, figures.tokensPerSecond),
      }),
      estimate: figure(
        'What the roofline alone says of tokensPerSecond, whatever was measured.',
        ({ estimate }) => estimate,
      ),
      estimatorError: t.field({
        type: ErrorRef,
        description: 'How far off the roofline is on data it was not fitted on.',
        resolve: ({ throughput }) => throughput.error,
      }),
      measurement: t.field({
        type: MeasurementRef,
        nullable: true,
        description: `The published measurement it rests on; null where none counts. ${NEAR_RULE}`,
        resolve: ({ throughput }) => throughput.measurement,
      }),
      reporters: t.int({
        description: `Users whose reports count for it. ${THROUGHPUT_WEIGHT_RULE}`,
        resolve: ({ throughput }) => throughput.words.length,
      }),
      credibility: t.float({
        description: 'How much of the answer is by those reports: 0 for none, 1 for all of it.',
        resolve: ({ throughput }) => throughput.credible.credibility,
      }),
    };
  },
});

type Row = { readonly fit: MemoryFit; readonly throughput: Throughput };

const RowRef = builder.objectRef<Row>('ServingThroughput').implement({
  description: 'How fast some GPUs serve a model.',
  fields: (t) => ({
    gpu: t.field({ type: GpuRef, description: 'The GPU.', resolve: ({ fit }) => fit.gpu }),
    gpuCount: t.field({
      type: FigureRef,
      description: 'How many of it.',
      resolve: ({ throughput }) => given(throughput.setup.gpuCount, 'GPUs'),
    }),
    fit: t.field({
      type: MemoryFitRef,
      description: 'Whether the weights and every sequence at full length fit.',
      resolve: ({ fit }) => fit,
    }),
    speed: t.field({
      type: SpeedRef,
      nullable: true,
      description: 'How fast. Null where it does not fit: fit.doesNotFit says by how much, and what would.',
      resolve: ({ fit, throughput }) =>
        fit.fits ? { throughput, figures: throughputFigures(throughput) } : null,
    }),
  }),
});

const ThroughputInput = builder.inputType('ServingThroughputInput', {
  description: 'What is served, how, and on what.',
  fields: (t) => ({
    ...servingFields(t),
    gpus: t.stringList({
      required: true,
      description: `The GPUs to compare by any names the catalog knows: 1 to ${MOST_GPUS}. One may be given without a list.`,
    }),
    gpuCount: t.int({
      required: true,
      defaultValue: 1,
      description: 'GPUs that serve it together: 1 to 8, or whole machines of 8 up to 1024.',
    }),
    concurrency: t.int({
      required: true,
      defaultValue: 1,
      description: `Sequences served at once (the batch): 1 to ${MOST_SEQUENCES}.`,
    }),
  }),
});

builder.queryField('servingThroughput', (t) =>
  t.field({
    type: [RowRef],
    description:
      'How fast GPUs serve a model: tokens a second in all and for one stream, the reading of prompts, the time to the first token; measured where somebody measured it, else estimated, with how far off estimates are. In the order asked.',
    complexity: ({ input }) => ({ field: 5, multiplier: Math.max(1, input.gpus.length) }),
    args: {
      input: t.arg({ type: ThroughputInput, required: true, description: 'What is served, and on what.' }),
      ...asOf,
    },
    resolve: async (_root, { input }, context, info): Promise<Row[]> => {
      const { gpus: names, gpuCount, concurrency } = input;
      if (names.length < 1 || names.length > MOST_GPUS)
        throw badInput('gpus', `\`gpus\` names 1 to ${MOST_GPUS} GPUs.`);
      checkGpuCount(gpuCount);
      checkWithin('concurrency', concurrency, 1, MOST_SEQUENCES);
      const asked = servingQuestion(input);
      const gpus = names.flatMap((name) => gpuBySlug(slugOf(name, 'gpus') as GpuSlug) ?? []);
      const setups = gpus.map((gpu) => setupOn(asked, gpu, gpuCount, concurrency));
      const known = await throughputs(context.db, setups, momentOf(context, info));
      return known.map((throughput) => ({
        throughput,
        fit: fitOn(asked, throughput.setup.gpu, gpuCount, concurrency),
      }));
    },
  }),
);
