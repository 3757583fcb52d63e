import { judgeProfile, type ChoiceFigures, type ProfileFigures } from '#analytics/hourly-profile-backtest.ts';
import { HISTORIES, hoursOf } from './energy-hours.ts';

/** Runs that may wait: a few hours within a day, a night’s within two days, a day’s within five. */
const RUNS = [
  { hours: 4, within: 24 },
  { hours: 12, within: 48 },
  { hours: 24, within: 120 },
];

type Judged = {
  readonly zone: string;
  readonly hours: ProfileFigures;
  readonly choices: readonly ChoiceFigures[];
};

/** The page’s part about hours of grids: its heading, its words, and tables. */
export async function hoursAccuracy(folder: string): Promise<{
  readonly words: string;
  readonly tables: readonly {
    readonly titles: readonly string[];
    readonly rows: readonly (readonly string[])[];
  }[];
}> {
  const carbon = await judged(folder, 'carbon');
  const price = await judged(folder, 'price');
  return {
    words:
      '## Carbon by the hour\n\n' +
      'HewlettPackard/green-dcc@3f6ea95: carbon of 16 grids (Electricity Maps, life cycle) and wholesale prices of 22, the ' +
      'hours of 2024. `startWindows` goes by their means by month, hour and weekend; here every second week is told by the ' +
      'means of the others, so that nothing is judged on what it was made of, though all is one year. The mean absolute ' +
      'error in percent of the year’s mean, beside "always the year’s mean" and "as yesterday at this hour", which takes a ' +
      'meter that is read live. Then what a run saved that began when it was told to, of what all emitted (or paid) that ' +
      'began at once: always at the lowest mean, and by the rule served, which waits only where the saving is more than it ' +
      'errs; what who knows the future saves; how many that waited came off worse, and how many the chances told said; and the ' +
      'share of savings within the range of nine in ten. Forecasts of the weather do better: they are taken as `kgPerKwh`. ' +
      'Prices of Australia and Texas jump to hundreds of times their mean in single hours, which no mean tells of.\n',
    tables: [
      {
        titles: ['of', 'hours', 'MAE %', 'of the year’s mean %', 'of yesterday %'],
        rows: [
          ['carbon, all grids', ...errors(pooledHours(carbon))],
          ...carbon.map(({ zone, hours }) => [zone, ...errors(hours)]),
          ['price, all markets', ...errors(pooledHours(price))],
        ],
      },
      choicesTable('carbon', carbon),
      choicesTable('price', price),
    ],
  };
}

async function judged(folder: string, what: keyof typeof HISTORIES): Promise<Judged[]> {
  const zones = await hoursOf(folder, HISTORIES[what]);
  return [...zones].map(([zone, hours]) => ({ zone, ...judgeProfile(hours, RUNS) }));
}

function choicesTable(what: string, zones: readonly Judged[]) {
  return {
    titles: [
      `${what} of`,
      'run',
      'saved, lowest %',
      'came off worse %',
      'saved by the rule %',
      'waited %',
      'came off worse %',
      'said %',
      'oracle saves %',
      'in range %',
    ],
    rows: RUNS.flatMap(({ hours, within }, run) => [
      [
        `all`,
        `${hours} h within ${within} h`,
        ...figures(pooledChoices(zones.map(({ choices }) => choices[run]!))),
      ],
      ...(run === 0 ? zones : []).map(({ zone, choices }) => [
        zone,
        `${hours} h within ${within} h`,
        ...figures(choices[run]!),
      ]),
    ]),
  };
}

function figures(of: ChoiceFigures): string[] {
  return [
    of.saved,
    of.worseShare,
    of.savedByRule,
    of.waitShareByRule,
    of.worseShareByRule,
    1 - of.saidShareByRule,
    of.oracleSaved,
    of.coverage90,
  ].map(percent);
}

function errors({ n, mae, maeOfMean, maeOfYesterday }: ProfileFigures): string[] {
  return [String(n), percent(mae), percent(maeOfMean), percent(maeOfYesterday)];
}

/** Every grid counts the same. */
function pooledHours(zones: readonly Judged[]): ProfileFigures {
  const of = (figure: (hours: ProfileFigures) => number) => mean(zones.map(({ hours }) => figure(hours)));
  return {
    n: zones.reduce((sum, { hours }) => sum + hours.n, 0),
    mae: of((hours) => hours.mae),
    maeOfMean: of((hours) => hours.maeOfMean),
    maeOfYesterday: of((hours) => hours.maeOfYesterday),
  };
}

function waits({ n, waitShareByRule }: ChoiceFigures): number {
  return n * waitShareByRule;
}

/** Every grid counts the same, but for shares of those that waited, which are over all that did. */
function pooledChoices(choices: readonly ChoiceFigures[]): ChoiceFigures {
  const of = (figure: (one: ChoiceFigures) => number) => mean(choices.map(figure));
  const waited = (figure: (one: ChoiceFigures) => number) => {
    const those = choices.filter(({ waitShareByRule }) => waitShareByRule > 0);
    return (
      those.reduce((sum, one) => sum + waits(one) * figure(one), 0) /
      those.reduce((sum, one) => sum + waits(one), 0)
    );
  };
  return {
    ...choices[0]!,
    saved: of((one) => one.saved),
    worseShare: of((one) => one.worseShare),
    savedByRule: of((one) => one.savedByRule),
    waitShareByRule: of((one) => one.waitShareByRule),
    worseShareByRule: waited((one) => one.worseShareByRule),
    saidShareByRule: waited((one) => one.saidShareByRule),
    oracleSaved: of((one) => one.oracleSaved),
    coverage90: of((one) => one.coverage90),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function percent(share: number): string {
  return Number.isNaN(share) ? '–' : (100 * share).toFixed(1);
}
