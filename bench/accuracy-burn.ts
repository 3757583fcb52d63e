import { burnErrors, PROCESSES } from './burn-processes.ts';

const MONTHS = 2000;
const SEED = 7;

/** The page’s part about when budgets are spent: its heading, its words, and a table. */
export function burnAccuracy(): {
  readonly words: string;
  readonly titles: readonly string[];
  readonly rows: readonly (readonly string[])[];
} {
  const rows = Object.entries(PROCESSES).map(([name, process]) => {
    const { months, covered, brier, linearBrier, told, toldTrue } = burnErrors(process, MONTHS, SEED);
    const came = toldTrue === null ? '—' : percent(toldTrue);
    return [
      name,
      String(months),
      percent(covered),
      brier.toFixed(3),
      linearBrier.toFixed(3),
      String(told),
      came,
    ];
  });
  return {
    words:
      '## When a budget is spent\n\n' +
      `Spending from chance with a seed, ${MONTHS} months of 30 days for each row, of budgets from half to twice what a month ` +
      'of the past came to; forecast after 5, 10, 15, 20 or 25 days from the 91 days before. The share of dates of ' +
      'thresholds that lay within their interval of 80 % (never, where the interval says so, counts as within); the Brier ' +
      'score of the chance that the amount is exceeded, beside that of the linear burn rate, which says yes or no by ' +
      'what the month has spent so far; and of the months told as exceeded (a chance of 80 % or more), how many were. ' +
      'Constants are not fitted to these processes. A level that grows or falls steadily is the weakness: paths go on at the level of ' +
      'the last weeks, so dates come out too late where spending grows, and the intervals too narrow. No published histories ' +
      'of spending were found to hold it against.\n',
    titles: ['spending', 'months', 'dates in range %', 'Brier', 'linear Brier', 'told', 'of them exceeded %'],
    rows,
  };
}

function percent(share: number): string {
  return (share * 100).toFixed(1);
}
