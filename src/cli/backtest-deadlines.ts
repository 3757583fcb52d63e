import { availabilityTraces } from '#analytics/availability-trace.ts';
import {
  backtestDeadlines,
  DEADLINE_RULES,
  deadlineFigures,
  type DeadlineFigures,
  type DeadlineOptions,
  type DeadlineRule,
} from '#analytics/deadline-backtest.ts';
import { replayable, type UnitEvent } from '#analytics/unit-event.ts';
import { UsageError, type Terminal } from './command.ts';
import { figureLine, percent, titleLine, type Column } from './figure-table.ts';

/** The options of the command that tell of the job, as `parseArgs` takes them. */
export const DEADLINE_FLAGS = {
  work: { type: 'string' },
  deadline: { type: 'string' },
  restart: { type: 'string' },
  'spot-price': { type: 'string' },
} as const;

const DEFAULTS = { work: 12, deadline: 18, restart: 5, spotPrice: 0.3 };

export const DEADLINE_HELP = `  --work HOURS        hours of work of a deadline job; ${DEFAULTS.work} where not given
  --deadline HOURS    hours from its start until it has to be done; ${DEFAULTS.deadline} where not given
  --restart MINUTES   from the start of a machine until work goes on; ${DEFAULTS.restart} where not given
  --spot-price SHARE  the price of spot, on demand being 1; ${DEFAULTS.spotPrice} where not given`;

/** Reads the options of a deadline job. Throws UsageError where one makes no sense. */
export function deadlineOptions(values: {
  readonly [flag in keyof typeof DEADLINE_FLAGS]?: string | undefined;
}): DeadlineOptions {
  const workHours = numberOf('work', values.work, { from: 0.1, to: 1000, otherwise: DEFAULTS.work });
  const deadlineHours = numberOf('deadline', values.deadline, {
    from: 0.1,
    to: 10_000,
    otherwise: (workHours * DEFAULTS.deadline) / DEFAULTS.work,
  });
  if (deadlineHours < workHours)
    throw new UsageError(`--deadline ${deadlineHours} is before the work of ${workHours} hours can be done`);
  const restart = numberOf('restart', values.restart, { from: 0, to: 600, otherwise: DEFAULTS.restart });
  const spotPrice = numberOf('spot-price', values['spot-price'], {
    from: 0,
    to: 1,
    otherwise: DEFAULTS.spotPrice,
  });
  return { workHours, deadlineHours, restartHours: restart / 60, spotPrice };
}

export function deadlineReport(
  events: readonly UnitEvent[],
  options: DeadlineOptions,
  json: boolean,
  terminal: Pick<Terminal, 'err'>,
): string {
  const { pooled, units } = backtestDeadlines(availabilityTraces(replayable(events)), options);
  if (deadlineFigures(pooled).n === 0) terminal.err(nothingJudged(options));
  if (json) {
    const own = units.map(({ unit, score }) => ({ unit, ...deadlineFigures(score) }));
    return `${JSON.stringify({ ...deadlineFigures(pooled), job: options, units: own })}\n`;
  }
  const { workHours, deadlineHours, restartHours, spotPrice } = options;
  return [
    `A job of ${workHours} h to be done in ${deadlineHours} h, restarts of ${(restartHours * 60).toFixed(0)} min, spot at ${spotPrice}:`,
    ' cost as a share of on demand from the start.\n',
    titleLine(COLUMNS),
    ...[{ unit: `all ${units.length} units`, score: pooled }, ...units].map(
      ({ unit, score }) => `${unit}\n${figureLine(COLUMNS, deadlineFigures(score))}`,
    ),
  ].join('');
}

/** Told where a table would hold nothing but dashes. */
function nothingJudged({ deadlineHours }: DeadlineOptions): string {
  return `Nothing could be judged: a job starts where a unit is watched for the ${deadlineHours} hours to its deadline. Give a longer history, or a shorter --deadline.\n`;
}

const TITLES: Record<DeadlineRule, string> = {
  policy: 'cost',
  paperRule: "paper's rule",
  greedy: 'greedy',
  oracle: 'oracle',
};

const COLUMNS: readonly Column<DeadlineFigures>[] = [
  ['n', ({ n }) => String(n)],
  ['met %', ({ metShare }) => percent(metShare)],
  ...DEADLINE_RULES.map((rule): Column<DeadlineFigures> => [
    TITLES[rule],
    ({ costShare }) => costShare?.[rule].toFixed(3) ?? '-',
  ]),
  ['saving %', ({ saving }) => percent(saving)],
  ['worse %', ({ worseShare }) => percent(worseShare)],
];

function numberOf(
  flag: string,
  text: string | undefined,
  { from, to, otherwise }: { readonly from: number; readonly to: number; readonly otherwise: number },
): number {
  if (text === undefined) return otherwise;
  const value = /^\d{1,6}(\.\d{1,6})?$|^\.\d{1,6}$/.test(text) ? Number(text) : NaN;
  if (value >= from && value <= to) return value;
  throw new UsageError(`--${flag} ${text} is not a number from ${from} to ${to}`);
}
