import {
  calibrate,
  type Calibration,
  type CalibrationFigures,
  type Judged,
  type Unjudged,
} from '#analytics/calibration.ts';
import type { CsvFormat } from '#ingest/csv-rows.ts';
import { EXIT, type Terminal } from './command.ts';
import { figureLine, titleLine, type Column } from './figure-table.ts';
import { fileArgument } from './file-argument.ts';
import { readRows } from './read-rows.ts';

const UNREADABLE = 'the line cannot be read';

/** Judges each row of the file that the arguments name, and prints what `summary` makes of them. */
export async function calibrateFile<C extends string, R, J extends Judged>(
  args: readonly string[],
  terminal: Terminal,
  format: CsvFormat<C, R>,
  judge: (row: R) => J | Unjudged,
  summary: (rows: readonly (J | Unjudged)[]) => Calibration = calibrate,
): Promise<number> {
  const { name, json } = fileArgument(args, 'of measurements');
  const judged: (J | Unjudged)[] = [];
  const rejected = await readRows(name, terminal, format, (row) => judged.push(judge(row)));
  judged.push(...Array.from({ length: rejected }, () => ({ reason: UNREADABLE })));
  const calibration = summary(judged);
  terminal.out(json ? `${JSON.stringify(calibration)}\n` : tableOf(calibration));
  return rejected > 0 ? EXIT.REJECTED : EXIT.OK;
}

type Row = CalibrationFigures & { readonly name: string };

const COLUMNS: readonly Column<Row>[] = [
  ['n', ({ n }) => String(n)],
  ['p10', ({ p10 }) => cellOf(p10, 2)],
  ['p50', ({ p50 }) => cellOf(p50, 2)],
  ['p90', ({ p90 }) => cellOf(p90, 2)],
  ['median |ln|', ({ medianAbsLog }) => cellOf(medianAbsLog, 3)],
];

function tableOf({ overall, groups, skipped }: Calibration): string {
  const line = (row: Row): string => figureLine(COLUMNS, row).replace('\n', `  ${row.name}\n`);
  const lost = skipped.map(({ reason, n }) => `${String(n).padStart(8)}  ${reason}\n`);
  return [
    'Estimate / measured: quantiles, and the median of the absolute natural logarithm.\n',
    titleLine(COLUMNS),
    line({ name: 'all', ...overall }),
    ...groups.map(line),
    ...(lost.length > 0 ? ['\nNot estimated:\n', ...lost] : []),
  ].join('');
}

function cellOf(value: number | null, digits: number): string {
  return value === null ? '-' : value.toFixed(digits);
}
