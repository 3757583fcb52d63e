import { studyRunCosts } from '../test/support/run-cost-study.ts';

const TRIALS = 1500;

/** Past runs, runs to come, and standard deviations of ln hours and ln price. */
const SETTINGS = [
  [1, 5, 0.25, 0.15],
  [2, 1, 0.25, 0.15],
  [3, 3, 0.02, 0.01],
  [3, 3, 0.7, 0.1],
  [5, 5, 0.25, 0.15],
  [5, 5, 0.1, 0.05],
  [5, 5, 0.5, 0.3],
  [10, 3, 0.1, 0.05],
  [20, 10, 0.5, 0.3],
] as const;

/** The page's part about the cost of more runs: its heading, its words, and rows for a table. */
export function runCostsAccuracy(): {
  readonly words: string;
  readonly titles: readonly string[];
  readonly rows: readonly (readonly string[])[];
} {
  return {
    words:
      '## What more runs will cost\n\n' +
      `Runs from chance with a seed, ${TRIALS} histories for each row, whose ln hours and ln price differ by the standard deviations told: ` +
      'the share of what the runs to come cost that lay within the interval of 80 %, below it, and above. ' +
      'Where nothing is known spreads are taken to be 0.25 and 0.15, give or take a factor of 2.2: a few runs that differ more than that are told too narrowly, ' +
      'a few that differ less too widely, until there are about ten. The price is one for all runs to come. No published histories of runs with their costs were found to hold it against.\n',
    titles: [
      'past runs',
      'to come',
      'ln hours',
      'ln price',
      'in range %',
      'below %',
      'above %',
      'width, of what is expected',
    ],
    rows: SETTINGS.map(([past, runs, hours, price]) => {
      const setting = { past, runs, hours, price };
      const { inside, below, above, width } = studyRunCosts(setting, {
        trials: TRIALS,
        draws: 400,
        seed: 11,
      });
      return [
        ...[past, runs, hours, price].map(String),
        percent(inside),
        percent(below),
        percent(above),
        width.toFixed(2),
      ];
    }),
  };
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}
