import type { Judged } from '#analytics/calibration.ts';
import { servingSpeed } from '#analytics/serving-speed.ts';
import { measuredFormat } from '#ingest/measured-row.ts';
import { measuredSetup, type MeasuredText } from '#workload/measured-setup.ts';
import { calibrateFile } from './calibrate-file.ts';
import type { Calibration } from './calibrate.ts';

const OPTIONAL = [
  'source',
  'gpu_count',
  'params_b',
  'precision',
  'engine',
  'workload',
  'decode_tok_s',
  'output_throughput_tok_s',
  'measured',
  'note',
] as const;

export const THROUGHPUT_FORMAT = measuredFormat<keyof MeasuredText>(['gpu', 'model'], OPTIONAL);

export const throughputCalibration: Calibration = {
  name: 'throughput',
  summary: 'tokens a second of serving, against measurements of GPU, model, engine and workload',
  details: `A file of throughput has the columns gpu and model, and of ${OPTIONAL.slice(0, 6).join(', ')},
${OPTIONAL.slice(6).join(', ')} what is known; others are left alone. decode_tok_s is of one stream,
output_throughput_tok_s of the whole system, by which a row of several streams is judged where it has both. The workload's
text tells batch and lengths ("64 concurrent, 512 in / 128 out"), the note the batch too; what they leave open is assumed
by engine, task and, without a date, as of when the engine's constants are.
`,
  run: (args, terminal) => calibrateFile(args, terminal, THROUGHPUT_FORMAT, judgeThroughput),
};

/** The estimate served for what a row describes, ÷ what it measured. */
export function judgeThroughput(row: MeasuredText): Judged {
  const measured = measuredSetup(row);
  if ('reason' in measured) return measured;
  const speed = servingSpeed(measured.setup);
  const estimate = measured.what === 'STREAM' ? speed.streamTokensPerSecond : speed.tokensPerSecond;
  return { group: measured.engineName, ratio: estimate / measured.tokensPerSecond };
}
