import type { Judged } from '#analytics/calibration.ts';
import { servingSpeed } from '#analytics/serving-speed.ts';
import { measuredFormat } from '#ingest/measured-row.ts';
import { measuredSetup, type MeasuredText } from '#workload/measured-setup.ts';
import { calibrateFile } from './calibrate-file.ts';
import type { Calibration } from './calibrate.ts';

export const THROUGHPUT_FORMAT = measuredFormat(
  ['gpu', 'model'],
  [
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
  ],
);

export const throughputCalibration: Calibration = {
  name: 'throughput',
  summary: 'tokens a second of serving, against measurements of GPU, model, engine and workload',
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
