import { createReadStream } from 'node:fs';
import { calibrationOf, type CalibrationFigures } from '#analytics/calibration.ts';
import { ENGINE_CONSTANTS } from '#analytics/serving-constants.ts';
import {
  leaveOneOut,
  speedRatio,
  type SpeedCase,
  type SpeedRatio,
} from '#analytics/throughput-calibration.ts';
import { THROUGHPUT_FORMAT } from '#cli/calibrate-throughput.ts';
import { csvReading, csvRows } from '#ingest/csv-rows.ts';
import { instant } from '#units/time.ts';
import { measuredSetup } from '#workload/measured-setup.ts';

type Measured = SpeedCase & { readonly gpuSlug: string; readonly model: string };

const FILE = 'llm/inference_tokens_per_s.csv';

/** The page's part about serving: its heading, its words, and rows for a table. */
export async function servingAccuracy(folder: string): Promise<{
  readonly words: string;
  readonly titles: readonly string[];
  readonly rows: readonly (readonly string[])[];
}> {
  const cases = await measuredCases(`${folder}/${FILE}`);
  const by = (held: (one: Measured) => string) =>
    leaveOneOut(cases.map((one) => ({ ...one, held: held(one) })));
  // The engine's measurements here are of one source: without it nothing is known of it but what the study tells of vLLM.
  const compiled = cases
    .filter(({ setup }) => setup.engine === 'TENSORRT_LLM')
    .map((one) => ({ group: one.group, ratio: speedRatio(one, ENGINE_CONSTANTS.VLLM) }));
  const ways: readonly (readonly [string, readonly SpeedRatio[]])[] = [
    ['as served', cases.map((one) => ({ group: one.group, ratio: speedRatio(one) }))],
    ['each GPU by constants fitted on the others', by(({ gpuSlug }) => gpuSlug)],
    ['each model by constants fitted on the others', by(({ model }) => model)],
    ['by vLLM’s constants, none of its own source', compiled],
  ];
  return {
    words:
      '## Tokens a second of serving\n\n' +
      'XiongjieDai/GPU-Benchmarks-on-LLM-Inference (llama.cpp of May 2024, one stream, 1 to 8 GPUs) and MLPerf ' +
      'Inference v5.1, closed division (whole systems), through `npx spotgraph calibrate throughput`: estimate ÷ ' +
      'measured. Refitted are what llama.cpp reaches of the memory and its time a layer, and what TensorRT-LLM ' +
      'reaches of the peak and its time a token; vLLM’s constants are a study’s of other sources. What handing on between ' +
      'GPUs takes and how badly experts share the matrix units were set by eye on these rows, and stay.\n',
    titles: ['constants', 'of', 'n', 'p10', 'p50', 'p90', 'median of abs. ln'],
    rows: ways.flatMap(([name, ratios]) =>
      [...Map.groupBy(ratios, ({ group }) => group)]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([group, of]) => [name, group, ...cells(calibrationOf(of.map(({ ratio }) => ratio)))]),
    ),
  };
}

async function measuredCases(path: string): Promise<Measured[]> {
  const source = { name: path, bytes: null, chunks: createReadStream(path) };
  const cases: Measured[] = [];
  for await (const { row } of csvRows(source, THROUGHPUT_FORMAT, csvReading(), { now: instant(0) })) {
    const measured = measuredSetup(row);
    if ('reason' in measured) continue;
    const { setup, gpu, engineName: group, what, tokensPerSecond } = measured;
    cases.push({ setup, what, tokensPerSecond, group, held: gpu.slug, gpuSlug: gpu.slug, model: row.model });
  }
  return cases;
}

function cells({ n, p10, p50, p90, medianAbsLog }: CalibrationFigures): string[] {
  return [
    String(n),
    ...[p10, p50, p90].map((value) => value?.toFixed(2) ?? '–'),
    medianAbsLog?.toFixed(3) ?? '–',
  ];
}
