import { figuresOf, type ForecastFigures, type ForecastScore } from '#analytics/forecast-score.ts';
import { backtestPrices, type PriceBacktest } from '#analytics/price-backtest.ts';
import type { Backtest } from './backtest.ts';
import { EXIT, type Terminal } from './command.ts';
import { fileArgument } from './file-argument.ts';
import { figureLine, percent, titleLine, type Column } from './figure-table.ts';
import { readPriceFile, replayableSeries } from './price-file.ts';

/** Told where a table would hold nothing but dashes. */
const NOTHING_JUDGED =
  'Nothing could be judged: prices count from the eighth day of a series on. Give a longer history.\n';

const HORIZON_HOURS = [1, 6, 24] as const;

export const pricesBacktest: Backtest = {
  name: 'prices',
  summary: 'price forecasts over a history in the import format, against "the price stays"',
  details: `A file of prices is one that npx spotgraph import takes: npx spotgraph help import tells its columns. It may be
gzipped, and "-" is standard input. Each provider, gpu, gpu_count, region, tier and billing is a series of its
own; prices newly observed are judged from the eighth day of a series on, each by what was known before it.
--json prints shares of 1 and dollars, null where nothing could be judged. Bad lines are named on standard error
with their number and reason and left out: the exit code is then 1, and 2 where a file cannot be used.
`,
  run: runBacktest,
};

async function runBacktest(args: readonly string[], terminal: Terminal): Promise<number> {
  const { name, json } = fileArgument(args, 'in the import format');
  const { series, rejected } = await readPriceFile(name, terminal);
  const result = backtestPrices(replayableSeries(series, terminal), HORIZON_HOURS);
  if (result.pooled.every(({ n }) => n === 0)) terminal.err(NOTHING_JUDGED);
  terminal.out(json ? `${JSON.stringify(jsonOf(result))}\n` : tableOf(result));
  return rejected > 0 ? EXIT.REJECTED : EXIT.OK;
}

type Row = { readonly horizonHours: number } & ForecastFigures;

function rowsOf(horizonHours: readonly number[], scores: readonly ForecastScore[]): Row[] {
  return scores.map((score, index) => ({ horizonHours: horizonHours[index] ?? NaN, ...figuresOf(score) }));
}

function jsonOf({ horizonHours, pooled, series }: PriceBacktest): object {
  return {
    pooled: rowsOf(horizonHours, pooled),
    series: series.flatMap(({ id, scores }) => rowsOf(horizonHours, scores).map((row) => ({ id, ...row }))),
  };
}

const COLUMNS: readonly Column<Row>[] = [
  ['hours', (row) => String(row.horizonHours)],
  ['n', (row) => String(row.n)],
  ['MAE $', (row) => dollars(row.mae)],
  ['skill %', (row) => percent(row.skill)],
  ['pinball $', (row) => dollars(row.pinball)],
  ['skill %', (row) => percent(row.pinballSkill)],
  ['in 80 % interval %', (row) => percent(row.coverage80)],
  ['its width', (row) => row.width80?.toFixed(2) ?? '-'],
  ['direction %', (row) => percent(row.directionHitRate)],
];

function tableOf({ horizonHours, pooled, series }: PriceBacktest): string {
  const block = (title: string, scores: readonly ForecastScore[]): string =>
    `${title}\n${rowsOf(horizonHours, scores)
      .map((row) => figureLine(COLUMNS, row))
      .join('')}`;
  return [
    'Skill is 1 - loss / loss of "the price stays"; the width is that of the interval / that of "the price stays".\n',
    titleLine(COLUMNS),
    block(`all ${series.length} series`, pooled),
    ...series.map(({ id, scores }) => block(id, scores)),
  ].join('');
}

function dollars(value: number | null): string {
  return value === null ? '-' : value.toPrecision(3);
}
