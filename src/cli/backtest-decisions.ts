import { parseArgs } from 'node:util';
import { backtestDecisions, type DecisionBacktest, type WindowScores } from '#analytics/decision-backtest.ts';
import { waitFigures, type WaitFigures } from '#analytics/wait-score.ts';
import type { Backtest } from './backtest.ts';
import { DEADLINE_FLAGS, DEADLINE_HELP, deadlineOptions, deadlineReport } from './backtest-deadlines.ts';
import { EXIT, UsageError, type Terminal } from './command.ts';
import { readDecisionFile } from './decision-file.ts';
import { onlyFile } from './file-argument.ts';
import { figureLine, percent, titleLine, type Column } from './figure-table.ts';
import { replayableSeries, type PriceHistory } from './price-file.ts';

const WAIT_HOURS = [12, 24];
const DEFAULT_WAIT_HOURS = 24;
const LONGEST_WAIT_HOURS = 168;
/** How long a job runs whose price floats. */
const RUN_HOURS = 6;

/** Told where a table would hold nothing but dashes. */
const NOTHING_JUDGED =
  'Nothing could be judged: jobs arrive from the eighth day of a series on, of a shorter one from its middle, and count where the hours they may wait are in it. Give a longer history.\n';

const HELP = `Usage: npx spotgraph backtest decisions [--json] [--wait HOURS] FILE.csv

Replays decisions over a history; what the file's header says tells which. "-" reads standard input; the file
may be gzipped.

Prices, in the import format: in every hour of every series a job arrives that may wait 12 or 24 hours, and
each hour the served rule decides, by the forecast of that hour, whether it begins.
  saving      1 - what the decisions paid / what always beginning at once pays, a GPU-hour for each decision
  oracle      the same of who knows the future
  worse       the share of the waits that ended dearer than beginning at once
  expected    the saving the decisions expected when they were made
  in 80 %     the share of waits that paid a price within the 80 % interval stated beforehand
A price is locked when the job begins, or floats: then a job of ${RUN_HOURS} hours pays the price of each hour it runs.

Interruptions, with the columns observed_at,unit,event(up|down|censored),gpu,region, where a unit is a place at
which spot can be had or not: every six hours of each unit a job starts that has to be done by a deadline, on
spot with on demand to fall back on.
  met         the share of the jobs done by the deadline
  cost        of the served rule, as a share of the cost on demand from the start without a restart; beside it the
              rule of "Can't Be Late" (NSDI 2024), spot greedily until the deadline presses, and who knows the future
  worse       the share of the jobs that cost more than on demand from the start

Options:
  --wait HOURS        the hours a job may wait of which the top-level figures of --json tell; ${DEFAULT_WAIT_HOURS} where not given
${DEADLINE_HELP}
  --json              print one object. Of prices: {"n","saving","oracleSaving","worseShare"} and more, over all
                      series, for decisions with a locked price and the wait of --wait; then "windows" with every
                      wait and way to pay, and "series" with the same by series. Of interruptions:
                      {"n","saving","oracleSaving","worseShare","metShare","costShare"} over all jobs, savings against
                      on demand from the start, then "job" and "units". Figures of no decisions are null
  --help              show this

Exit code: 0; 1 some lines were rejected; 2 the input could not be used.
`;

export const decisionsBacktest: Backtest = {
  name: 'decisions',
  summary: 'begin or wait, over prices; spot with a deadline, over a file observed_at,unit,event,gpu,region',
  details: HELP,
  run: runBacktest,
};

async function runBacktest(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      json: { type: 'boolean' },
      wait: { type: 'string' },
      help: { type: 'boolean' },
      ...DEADLINE_FLAGS,
    },
  });
  if (values.help) {
    terminal.out(HELP);
    return EXIT.OK;
  }
  const name = onlyFile(positionals, 'of prices or of interruptions');
  const wait = waitOf(values.wait);
  const job = deadlineOptions(values);
  const file = await readDecisionFile(name, terminal);
  const json = values.json ?? false;
  terminal.out(
    file.kind === 'INTERRUPTIONS'
      ? deadlineReport(file.events, job, json, terminal)
      : waitReport(file.series, wait, json, terminal),
  );
  return file.rejected > 0 ? EXIT.REJECTED : EXIT.OK;
}

function waitReport(
  series: readonly PriceHistory[],
  wait: number,
  json: boolean,
  terminal: Terminal,
): string {
  const waitHours = [...new Set([...WAIT_HOURS, wait])].toSorted((a, b) => a - b);
  const result = backtestDecisions(replayableSeries(series, terminal), { waitHours, runHours: RUN_HOURS });
  if (result.windows.every(({ locked, floating }) => waitFigures(locked).n + waitFigures(floating).n === 0))
    terminal.err(NOTHING_JUDGED);
  return json ? `${JSON.stringify(jsonOf(result, wait))}\n` : tableOf(result);
}

function waitOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_WAIT_HOURS;
  const hours = /^\d{1,3}$/.test(text) ? Number(text) : NaN;
  if (!(hours >= 1 && hours <= LONGEST_WAIT_HOURS))
    throw new UsageError(`--wait ${text} is not a whole number of hours from 1 to ${LONGEST_WAIT_HOURS}`);
  return hours;
}

function jsonOf({ windows, series }: DecisionBacktest, wait: number): object {
  const chosen = windows.find(({ waitHours }) => waitHours === wait);
  return {
    ...(chosen ? waitFigures(chosen.locked) : {}),
    waitHours: wait,
    windows: windows.map(jsonOfWindow),
    series: series.map(({ id, windows: own }) => ({ id, windows: own.map(jsonOfWindow) })),
  };
}

function jsonOfWindow({ waitHours, locked, floating }: WindowScores): object {
  return {
    waitHours,
    locked: waitFigures(locked),
    floating: { runHours: RUN_HOURS, ...waitFigures(floating) },
  };
}

type Row = WaitFigures & { readonly waitHours: number; readonly price: string };

const COLUMNS: readonly Column<Row>[] = [
  ['hours to wait', (row) => String(row.waitHours)],
  ['price', (row) => row.price],
  ['n', (row) => String(row.n)],
  ['saving %', (row) => percent(row.saving, 2)],
  ['oracle %', (row) => percent(row.oracleSaving, 2)],
  ['waits %', (row) => percent(row.waitShare, 2)],
  ['worse %', (row) => percent(row.worseShare, 2)],
  ['expected %', (row) => percent(row.expectedSaving, 2)],
  ['in 80 %', (row) => percent(row.coverage80, 2)],
];

function tableOf({ windows, series }: DecisionBacktest): string {
  return [
    'Saving against always beginning at once; worse is the share of the waits that ended dearer.\n',
    titleLine(COLUMNS),
    blockOf(`all ${series.length} series`, windows),
    ...series.map(({ id, windows: own }) => blockOf(id, own)),
  ].join('');
}

function blockOf(title: string, windows: readonly WindowScores[]): string {
  const rows = windows.flatMap(({ waitHours, locked, floating }): Row[] => [
    { waitHours, price: 'locked', ...waitFigures(locked) },
    { waitHours, price: 'floating', ...waitFigures(floating) },
  ]);
  return `${title}\n${rows.map((row) => figureLine(COLUMNS, row)).join('')}`;
}
