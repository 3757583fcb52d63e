import type { AvailabilityFigures } from '#analytics/availability-score.ts';
import { backtestInterruptions, type InterruptionBacktest } from '#analytics/interruption-backtest.ts';
import type { Backtest } from './backtest.ts';
import { EXIT, type Terminal } from './command.ts';
import { readEventFile } from './event-file.ts';
import { percent, table, type Column } from './figure-table.ts';
import { fileArgument } from './file-argument.ts';

export const interruptionsBacktest: Backtest = {
  name: 'interruptions',
  summary: 'chances of staying up, lives and gangs over a file observed_at,unit,event,gpu,region',
  details: `A file of interruptions has a line for each change of a unit, which is a machine, an instance or a zone's stock.
Its first line names the columns, in any order; it may be gzipped, and "-" is standard input:
  observed_at             when: 2026-01-31T12:00:00Z, or with an offset such as +01:00
  unit                    what is up or down; a unit may come up again as often as it likes
  event                   up, down, or censored where watching ends; a state repeated says it still holds
  gpu                     may be empty or left out; units of one gpu and region are judged as gangs
  region                  may be empty or left out
A unit that is last seen up is not watched from then on: write censored where the watch ended later. At every
full hour at which a unit is up and has been watched for a day, it is said how likely it stays up through 1, 4
and 12 h; hours whose time was not watched to its end are left out. Lines need not be in the order of time.
`,
  run: runBacktest,
};

async function runBacktest(args: readonly string[], terminal: Terminal): Promise<number> {
  const columns = 'with the columns observed_at,unit,event(up|down|censored),gpu,region';
  const { name, json } = fileArgument(args, columns);
  const { events, rejected } = await readEventFile(name, terminal);
  const result = backtestInterruptions(events);
  terminal.out(json ? `${JSON.stringify(jsonOf(result))}\n` : tablesOf(result));
  return rejected > 0 ? EXIT.REJECTED : EXIT.OK;
}

function jsonOf({ units, ...others }: InterruptionBacktest): object {
  return { ...others, units: units.flatMap(({ unit, figures }) => figures.map((row) => ({ unit, ...row }))) };
}

const AVAILABILITY: readonly Column<AvailabilityFigures>[] = [
  ['hours', (row) => String(row.horizonHours)],
  ['n', (row) => String(row.n)],
  ['stayed up %', (row) => percent(row.survived)],
  ['Brier', (row) => row.brier?.toFixed(4) ?? '-'],
  ['skill %', (row) => percent(row.skill)],
  ['exponential %', (row) => percent(row.exponentialSkill)],
  ['calibration', (row) => row.calibrationError?.toFixed(3) ?? '-'],
  ['worst tenth', (row) => row.worstCalibrationError?.toFixed(3) ?? '-'],
];

const SURVIVAL: readonly Column<InterruptionBacktest['survival'][number]>[] = [
  ['hours', (row) => String(row.horizonHours)],
  ['n', (row) => String(row.n)],
  ['outlasted %', (row) => percent(row.observed)],
  ['Kaplan-Meier %', (row) => percent(row.kaplanMeier)],
  ['exponential %', (row) => percent(row.exponential)],
];

const GANGS: readonly Column<InterruptionBacktest['gangs'][number]>[] = [
  ['hours', (row) => String(row.horizonHours)],
  ['nodes', (row) => String(row.nodes)],
  ['n', (row) => String(row.n)],
  ['one %', (row) => percent(row.oneSurvives)],
  ['whole %', (row) => percent(row.whole)],
  ['expected %', (row) => percent(row.expected)],
  ['least %', (row) => percent(row.lowest)],
  ['most %', (row) => percent(row.highest)],
  ['exponent', (row) => row.exponent.toFixed(2)],
  ['market', (row) => row.market],
];

const WINDOWS: readonly Column<InterruptionBacktest['windows'][number]>[] = [
  ['hours', (row) => String(row.durationHours)],
  ['n', (row) => String(row.n)],
  ['safe %', (row) => percent(row.safe)],
  ['best quarter %', (row) => percent(row.bestQuarterSafe)],
  ['said of it %', (row) => percent(row.bestQuarterSaid)],
];

function tablesOf({ pooled, units, survival, gangs, windows }: InterruptionBacktest): string {
  const blocks = [
    'Chance that a unit which is up stays up. Skill is 1 - Brier score / that of the share of earlier moments that\n' +
      'came well; calibration is the mean of |said - came| over ten bins of as many moments each.\n',
    table(`all ${units.length} units`, AVAILABILITY, pooled),
    ...units.map(({ unit, figures }) => table(unit, AVAILABILITY, figures)),
    table('New instances: how many outlast a time', SURVIVAL, survival),
    table('Safe windows: jobs begun in the quarter of hours that was said to be safest', WINDOWS, windows),
    table('Gangs: all of n nodes that are up stay up', GANGS, gangs),
  ];
  return blocks.join('\n');
}
