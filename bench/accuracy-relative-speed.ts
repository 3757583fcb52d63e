import { calibrationOf, type CalibrationFigures } from '#analytics/calibration.ts';
import { gpus } from '#catalog/gpus.ts';
import { measuredThroughputs } from '#catalog/measured-throughput.ts';
import { speedPairs } from '#workload/insight/speed-pairs.ts';

const NAMES = { SLOWER: 'a slower or equal GPU', FASTER: 'a faster GPU' } as const;

/** The page's part about the speed of one GPU against another: its heading, its words, and rows for a table. */
export function relativeSpeedAccuracy(): {
  readonly words: string;
  readonly titles: readonly string[];
  readonly rows: readonly (readonly string[])[];
} {
  const pairs = speedPairs(measuredThroughputs, new Map(gpus.map((gpu) => [gpu.slug, gpu])));
  return {
    words:
      '## Speed of one GPU against another\n\n' +
      'What `workloadInsights` takes for work of which nothing is known: the least of the data sheets’ ratios of compute, ' +
      'memory bandwidth and, of several GPUs, links; of a faster GPU its square root. Measured ÷ said, over every two GPUs ' +
      'of the measurements of the catalog that served the same model alike, both ways. It is meant to be low: in the share ' +
      '“no slower” the measured one was at least as fast as said. The square root was chosen looking at these rows, nearly ' +
      'all of which are single streams of llama.cpp, where large GPUs gain least; large batches gain more.\n',
    titles: ['to', 'n', 'p10', 'p50', 'p90', 'no slower'],
    rows: (['SLOWER', 'FASTER'] as const).map((direction) => {
      const ratios = pairs.filter((pair) => pair.direction === direction).map(({ ratio }) => ratio);
      const held = ratios.filter((ratio) => ratio >= 0.99).length / ratios.length;
      return [NAMES[direction], ...cells(calibrationOf(ratios)), held.toFixed(2)];
    }),
  };
}

function cells({ n, p10, p50, p90 }: CalibrationFigures): string[] {
  return [String(n), ...[p10, p50, p90].map((value) => value?.toFixed(2) ?? '–')];
}
