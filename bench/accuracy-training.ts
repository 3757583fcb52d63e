import { createReadStream } from 'node:fs';
import type { CalibrationFigures } from '#analytics/calibration.ts';
import { judgeTraining, TRAINING_FORMAT, trainingGroups } from '#cli/calibrate-training.ts';
import { csvReading, csvRows } from '#ingest/csv-rows.ts';
import { instant } from '#units/time.ts';

const FILE = 'llm/training_throughput.csv';

/** The page's part about training: its heading, its words, and rows for a table. */
export async function trainingAccuracy(folder: string): Promise<{
  readonly words: string;
  readonly titles: readonly string[];
  readonly rows: readonly (readonly string[])[];
}> {
  const path = `${folder}/${FILE}`;
  const source = { name: path, bytes: null, chunks: createReadStream(path) };
  const judged = [];
  for await (const { row } of csvRows(source, TRAINING_FORMAT, csvReading(), { now: instant(0) }))
    judged.push(judgeTraining(row));
  const { overall, groups } = trainingGroups(judged);
  return {
    words:
      '## Tokens a second of training\n\n' +
      'mosaicml/llm-foundry, MPT of 125M to 70B parameters on A100 and H100, 8 to 512 GPUs, through `npx spotgraph ' +
      'calibrate training`: estimate ÷ measured. The shares of the peak and how they grow with size are a study’s of ' +
      'this and of Megatron, torchtitan, litgpt, vectorlm and TinyLlama: fitted on one source and tried on the ' +
      'others they came to .74/1.00/1.53 of what was measured, with a median of .164. Here is Ampere and Hopper alone; ' +
      'experts, FP8 and Blackwell are by that study, and Ada, Turing, Volta and AMD are tried on nothing.\n',
    titles: ['of', 'n', 'p10', 'p50', 'p90', 'median of abs. ln'],
    rows: [
      ['all, as served', ...cells(overall)],
      ...groups.slice(1).map(({ name, ...figures }) => [name, ...cells(figures)]),
    ],
  };
}

function cells({ n, p10, p50, p90, medianAbsLog }: CalibrationFigures): string[] {
  return [
    String(n),
    ...[p10, p50, p90].map((value) => value?.toFixed(2) ?? '–'),
    medianAbsLog?.toFixed(3) ?? '–',
  ];
}
