import { calibrate, type Calibration as Calibrated, type Unjudged } from '#analytics/calibration.ts';
import { leaveFamilyOut, type FittedRow } from '#analytics/leave-family-out.ts';
import { trainingSpeed, type TrainedModel, type TrainingSetup } from '#analytics/training-speed.ts';
import { measuredFormat, type MeasuredRow } from '#ingest/measured-row.ts';
import type { Gpu } from '#catalog/gpu.ts';
import { calibrateFile } from './calibrate-file.ts';
import type { Calibration } from './calibrate.ts';
import {
  recomputesAll,
  trainedTokens,
  trainingGpu,
  trainingMethod,
  trainingPrecision,
} from './training-row.ts';
import { trainedModelOf } from './training-row-model.ts';

const REQUIRED = ['gpu', 'model'] as const;
const OPTIONAL = [
  'source',
  'kind',
  'gpu_count',
  'params_b',
  'seq_len',
  'precision',
  'tokens_s_per_gpu',
  'mfu_pct',
  'model_tflops_per_gpu',
  'runtime_min_reported',
  'note',
] as const;
type Column = (typeof REQUIRED)[number] | (typeof OPTIONAL)[number];
export type TrainingRow = MeasuredRow<Column>;

export const TRAINING_FORMAT = measuredFormat<Column>(REQUIRED, OPTIONAL);

/** What sequences are taken to be where a row does not say: attention is then under a tenth of the FLOPs. */
const USUAL_SEQUENCE = 2048;

export const trainingCalibration: Calibration = {
  name: 'training',
  summary: 'tokens per second and GPU in training, against measurements',
  details: `A file of training has the columns gpu and model, and of ${OPTIONAL.slice(0, 8).join(', ')},
${OPTIONAL.slice(8).join(', ')} what is known. A row is judged by what it measured: tokens_s_per_gpu, else model_tflops_per_gpu, else mfu_pct, else
the runtime where its note tells the tokens. Groups are the sources; of a single source also its model families, and
those again with the estimator's levels fitted on the other families alone.
`,
  run: (args, terminal) => calibrateFile(args, terminal, TRAINING_FORMAT, judgeTraining, trainingGroups),
};

/** The source's is its group. */
export type TrainingRatio = FittedRow & { readonly group: string };

/** By source; of a single source also by family, as served and with the levels fitted on the other families. */
export function trainingGroups(rows: readonly (TrainingRatio | Unjudged)[]): Calibrated {
  const served = calibrate(rows);
  if (served.groups.length !== 1) return served;
  const judged = rows.flatMap((row) => ('reason' in row ? [] : [row]));
  const refitted = leaveFamilyOut(judged);
  const groups = [
    ...calibrate(judged.map(({ family, ratio }) => ({ group: family, ratio }))).groups,
    ...calibrate(refitted.map(({ ratio }) => ({ group: 'all, fitted on the other families', ratio }))).groups,
    ...calibrate(
      refitted.map(({ family, ratio }) => ({ group: `${family}, fitted on the other families`, ratio })),
    ).groups,
  ];
  return { ...served, groups: [...served.groups, ...groups] };
}

/** Estimate ÷ measured of one row, or why there is none. */
export function judgeTraining(row: TrainingRow): TrainingRatio | Unjudged {
  if (/\boom\b|out of memory/i.test(`${row.note} ${row.tokens_s_per_gpu} ${row.runtime_min_reported}`))
    return { reason: 'it ran out of memory' };
  const gpu = trainingGpu(row.gpu);
  if (!gpu) return { reason: `the catalog knows no GPU called "${row.gpu}"` };
  const model = trainedModelOf(row);
  if (typeof model === 'string') return { reason: model };
  const setup = setupOf(row, gpu, model);
  const speed = trainingSpeed(setup);
  if (!speed) return { reason: `the catalog has no rate of the matrix units of the ${gpu.name}` };
  const ratio = ratioOf(row, gpu, setup, speed.tokensPerSecondPerGpu);
  if (typeof ratio === 'string') return { reason: ratio };
  const experts = model.experts ? 'experts' : 'dense';
  return {
    group: row.source,
    ratio,
    family: row.model,
    cell: `${gpu.architecture} ${setup.precision} ${experts}`,
    doublings: Math.log2(model.activeParams),
  };
}

function setupOf(row: TrainingRow, gpu: Gpu, model: TrainedModel): TrainingSetup {
  return {
    model,
    gpu,
    method: trainingMethod(`${row.kind} ${row.model} ${row.precision} ${row.note}`),
    precision: trainingPrecision(row.precision, row.note),
    sequenceTokens: numberOf(row.seq_len) ?? USUAL_SEQUENCE,
    recomputes: recomputesAll(row.note),
  };
}

function ratioOf(row: TrainingRow, gpu: Gpu, setup: TrainingSetup, estimated: number): number | string {
  const tokens = numberOf(row.tokens_s_per_gpu);
  if (tokens !== undefined) return estimated / tokens;
  // Published FLOPs of a model do not count what is computed again.
  const flopsPerToken = trainingSpeed({ ...setup, recomputes: false })?.flopsPerToken.value ?? NaN;
  const estimatedTflops = (estimated * flopsPerToken) / 1e12;
  const tflops = numberOf(row.model_tflops_per_gpu);
  if (tflops !== undefined) return estimatedTflops / tflops;
  const percent = numberOf(row.mfu_pct);
  const peak = (setup.precision === 'FP8' ? gpu.fp8Tflops : null) ?? gpu.bf16Tflops ?? gpu.fp16Tflops;
  if (percent !== undefined && peak !== null) return (100 * estimatedTflops) / peak / percent;
  const minutes = numberOf(row.runtime_min_reported);
  if (minutes === undefined) return 'it tells nothing measured that an estimate can be compared with';
  const all = trainedTokens(row.note);
  if (all === undefined) return 'it tells how long it ran, but not over how many tokens';
  return (estimated * 60 * minutes * (numberOf(row.gpu_count) ?? 1)) / all;
}

/** A number above 0, with or without separators of thousands; undefined for anything else. */
function numberOf(text: string): number | undefined {
  const value = Number(text.replaceAll(',', ''));
  return Number.isFinite(value) && value > 0 ? value : undefined;
}
