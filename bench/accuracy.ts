import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { format, resolveConfig } from 'prettier';
import { runCli } from '#cli/run.ts';
import { instant } from '#units/time.ts';
import { burnAccuracy } from './accuracy-burn.ts';
import { relativeSpeedAccuracy } from './accuracy-relative-speed.ts';
import { energyAccuracy } from './accuracy-energy.ts';
import { hoursAccuracy } from './accuracy-hours.ts';
import { runCostsAccuracy } from './accuracy-run-costs.ts';
import { runsAccuracy } from './accuracy-runs.ts';
import { servingAccuracy } from './accuracy-serving.ts';
import { trainingAccuracy } from './accuracy-training.ts';
import { partsOf, publishedHistories } from './published-histories.ts';

/**
 * `npm run accuracy -- FOLDER`: runs the backtest commands over the published histories in a folder, and writes
 * what they say into docs/accuracy.md and the README's table. A history that is not there is left as it is told.
 */
const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('name the folder the published histories are in');

const DOCUMENT = new URL('../docs/accuracy.md', import.meta.url);
const README = new URL('../README.md', import.meta.url);

type Figures = Readonly<Record<string, number | string | null>>;
type Report = Readonly<Record<string, unknown>> & { readonly pooled?: readonly Figures[] };

const TITLES: Readonly<Record<string, string>> = {
  pooled: 'Chance that a machine which is up stays up',
  survival: 'Lives of new machines',
  gangs: 'Chance that all machines of a gang stay up',
  windows: 'The quarter of the hours said to be safest',
};

/** What the commands' figures are called in the page: shares of 1, unless they name a unit. */
const WORDS: Readonly<Record<string, string>> = {
  horizonHours: 'hours',
  survived: 'stayed up',
  brier: 'Brier score',
  exponentialSkill: 'skill of the exponential',
  calibrationError: 'calibration error',
  worstCalibrationError: 'in the worst tenth',
  observed: 'outlasted it',
  kaplanMeier: 'Kaplan–Meier said',
  exponential: 'exponential said',
  durationHours: 'hours of the job',
  safe: 'all that ran through',
  bestQuarterSafe: 'safest quarter that did',
  bestQuarterSaid: 'as was said',
  nodes: 'machines',
  expected: 'said',
  lowest: 'if independent',
  highest: 'if all go at once',
  oneSurvives: 'one stayed up',
  whole: 'all stayed up',
  inRange: 'within the range',
  saving: 'saved',
  oracleSaving: 'oracle saves',
  worseShare: 'ended dearer',
  metShare: 'deadlines met',
  policy: 'by the rule served',
  paperRule: 'by the rule of “Can’t Be Late”',
  greedy: 'greedy',
  oracle: 'by the oracle',
};

const parts: string[] = [await readFile(new URL('./accuracy-intro.md', import.meta.url), 'utf8')];
const summary: string[][] = [];
for (const history of publishedHistories) {
  if (!(await exists(`${folder}/${history.file}`))) {
    throw new Error(`${folder}/${history.file} is missing: ${history.source}`);
  }
  const text = history.read(`${folder}/${history.file}`);
  const tables = history.kind === 'PRICES' ? priceTables : interruptionTables;
  const whole = await tables(text);
  parts.push(`## ${history.name}\n\n${history.source}.\n`, ...whole.tables);
  const other = partsOf(history, text)?.other;
  if (other === undefined) {
    summary.push(...whole.forecasts.map((row) => [history.name, ...row.slice(0, 6)]));
    continue;
  }
  const told = await tables(other);
  parts.push(
    `Constants were chosen on ${history.chosenOn?.words}. The rest, replayed by itself:\n`,
    ...told.tables,
  );
  const name = `${history.name}, without ${history.chosenOn?.words}`;
  summary.push(...told.forecasts.map((row) => [name, ...row.slice(0, 6)]));
}
const serving = await servingAccuracy(folder);
parts.push(serving.words, tableOf(serving.titles, serving.rows));
const training = await trainingAccuracy(folder);
parts.push(training.words, tableOf(training.titles, training.rows));
const relative = relativeSpeedAccuracy();
parts.push(relative.words, tableOf(relative.titles, relative.rows));
const energy = energyAccuracy();
parts.push(energy.words, tableOf(energy.titles, energy.rows));
const hours = await hoursAccuracy(folder);
parts.push(hours.words, ...hours.tables.map(({ titles, rows }) => tableOf(titles, rows)));
const runs = runsAccuracy();
parts.push(runs.words, tableOf(runs.titles, runs.rows));
const costs = runCostsAccuracy();
parts.push(costs.words, tableOf(costs.titles, costs.rows));
const burn = burnAccuracy();
parts.push(burn.words, tableOf(burn.titles, burn.rows));
await mkdir(new URL('.', DOCUMENT), { recursive: true });
await writeFile(DOCUMENT, await formatted(parts.join('\n')));
const table = tableOf(
  ['history', 'hours', 'n', 'MAE skill %', 'pinball skill %', 'in 80 % interval', 'its width'],
  summary,
);
const readme = await readFile(README, 'utf8');
await writeFile(
  README,
  await formatted(readme.replace(/(<!-- accuracy -->\n)[\s\S]*?(<!-- end -->)/, `$1\n${table}\n$2`)),
);

type Tables = {
  readonly tables: readonly string[];
  /** The rows of forecasts of prices. */
  readonly forecasts: readonly (readonly string[])[];
};

async function priceTables(text: string): Promise<Tables> {
  const prices = await report(['backtest', 'prices', '-', '--json'], text);
  const decisions = await report(['backtest', 'decisions', '-', '--json'], text);
  const forecasts = (prices.pooled ?? []).map((row) => [
    shown(row['horizonHours']),
    shown(row['n']),
    percent(row['skill']),
    percent(row['pinballSkill']),
    percent(row['coverage80']),
    ratio(row['width80']),
    percent(row['directionHitRate']),
  ]);
  const windows = decisions['windows'] as readonly {
    waitHours: number;
    locked: Figures;
    floating: Figures;
  }[];
  const waits = windows.flatMap(({ waitHours, ...ways }) =>
    (['locked', 'floating'] as const).map((way) => [
      String(waitHours),
      way,
      shown(ways[way]['n']),
      percent(ways[way]['saving'], 2),
      percent(ways[way]['oracleSaving'], 2),
      percent(ways[way]['worseShare']),
    ]),
  );
  const tables = [
    tableOf(
      ['hours', 'n', 'MAE skill %', 'pinball skill %', 'in 80 % interval', 'its width', 'direction %'],
      forecasts,
    ),
    tableOf(['may wait', 'price', 'n', 'saved %', 'oracle saves %', 'waits that ended worse %'], waits),
  ];
  return { tables, forecasts };
}

async function interruptionTables(text: string): Promise<Tables> {
  const found = await report(['backtest', 'interruptions', '-', '--json'], text);
  const deadlines = await report(['backtest', 'decisions', '-', '--json'], text);
  const { n, saving, oracleSaving, worseShare, metShare, costShare } = deadlines;
  const figures = { n, saving, oracleSaving, worseShare, metShare };
  const costs = (costShare ?? {}) as Figures;
  const tables = [
    ...Object.entries(found).flatMap(([what, rows]) => {
      if (what === 'units' || !Array.isArray(rows) || rows.length === 0) return [];
      const columns = Object.keys(rows[0] as Figures);
      return [
        `### ${TITLES[what] ?? what}\n`,
        tableOf(
          columns.map(inWords),
          (rows as readonly Figures[]).map((row) => columns.map((column) => cellOf(row[column]))),
        ),
      ];
    }),
    ...(n === 0
      ? []
      : [
          '### Jobs with a deadline\n',
          tableOf(
            [
              ...Object.keys(figures).map(inWords),
              ...Object.keys(costs).map((rule) => `cost ${inWords(rule)}`),
            ],
            [[...Object.values(figures), ...Object.values(costs)].map(cellOf)],
          ),
        ]),
  ];
  return { tables, forecasts: [] };
}

/** What a command prints on these lines, as JSON. Rejects where it could not use them. */
async function report(args: readonly string[], text: string): Promise<Report> {
  let [out, err] = ['', ''];
  const code = await runCli(
    args,
    {
      env: {},
      stdin: Readable.from([Buffer.from(text)]),
      out: (written) => void (out += written),
      err: (written) => void (err += written),
      isInteractive: false,
      now: () => instant(Date.now()),
      signal: new AbortController().signal,
    },
    '',
  );
  if (code > 1) throw new Error(`${args.join(' ')} ended with ${code}: ${err}`);
  return JSON.parse(out) as Report;
}

async function formatted(text: string): Promise<string> {
  return format(text, { ...(await resolveConfig(README)), parser: 'markdown' });
}

function tableOf(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [titles, titles.map(() => '---'), ...rows];
  return `${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`;
}

function inWords(figure: string): string {
  return WORDS[figure] ?? figure;
}

function cellOf(value: unknown): string {
  if (typeof value !== 'number') return shown(value);
  return Number.isInteger(value) ? String(value) : value.toFixed(3);
}

function shown(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'number' || typeof value === 'string' ? String(value) : '–';
}

function percent(share: unknown, digits = 1): string {
  return typeof share === 'number' ? (100 * share).toFixed(digits) : '–';
}

function ratio(value: unknown): string {
  return typeof value === 'number' ? value.toFixed(2) : '–';
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
