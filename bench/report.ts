import { availableParallelism, cpus } from 'node:os';
import type { Comparison } from './comparison.ts';

export type Report = {
  readonly node: string;
  readonly cores: number;
  readonly cpu: string;
  readonly tookSeconds: number;
  readonly comparisons: readonly Comparison[];
};

export function reportOf(comparisons: readonly Comparison[], tookMs: number): Report {
  return {
    node: process.version,
    cores: availableParallelism(),
    cpu: cpus()[0]?.model ?? 'unknown',
    tookSeconds: Math.round(tookMs / 1000),
    comparisons,
  };
}

/** One comparison as a person reads it. */
export function describe(comparison: Comparison): string {
  const { name, engine, unit, figure, baseline, ratio, rounds, measured, baselineName, meaning } = comparison;
  const details = Object.entries(comparison.details).map(([label, value]) => `${label} ${shown(value)}`);
  return [
    `${name}${engine ? ` · ${engine}` : ''}`,
    `  ratio      ${times(ratio.median)}  (${range(ratio)} over ${rounds} rounds)`,
    `  spotgraph  ${shown(figure)} ${unit}: ${measured}`,
    `  baseline   ${shown(baseline)} ${unit}: ${baselineName}`,
    ...(details.length > 0 ? [`  also       ${details.join(', ')}`] : []),
    `  meaning    ${meaning}`,
  ].join('\n');
}

/** All of them on one page, with what they ran on. */
export function table({ node, cores, cpu, tookSeconds, comparisons }: Report): string {
  const head = ['benchmark', 'engine', 'spotgraph', 'baseline', 'unit', 'ratio', 'min to max'];
  const rows = comparisons.map(({ name, engine, figure, baseline, unit, ratio }) => [
    name,
    engine ?? '',
    shown(figure),
    shown(baseline),
    unit,
    times(ratio.median),
    range(ratio),
  ]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [
    line(head),
    line(widths.map((width) => '-'.repeat(width))),
    ...rows.map(line),
    '',
    `node ${node}, ${cores} cores (${cpu}), ${tookSeconds} s. Ratios are spotgraph over baseline: medians of rounds that took turns.`,
    'PostgreSQL is a throw-away server on loopback with fsync off; PGlite keeps its data in memory.',
  ].join('\n');
}

function range({ min, max }: Comparison['ratio']): string {
  return `${times(min)} to ${times(max)}`;
}

/** "1/210" reads better than "0.00476". */
function times(ratio: number): string {
  return ratio < 0.1 ? `1/${shown(1 / ratio)}` : shown(ratio);
}

function shown(value: number): string {
  if (value === 0 || Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(3)));
}
