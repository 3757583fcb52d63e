import { median } from '#analytics/quantile.ts';

export type Engine = 'pglite' | 'postgres';

/** Databases to measure on. `postgresUrl` is a server's maintenance database. */
export type Engines = { readonly names: readonly Engine[]; readonly postgresUrl: string | undefined };

/** What spotgraph and a named baseline did in the same round, in one unit. */
export type Round = { readonly figure: number; readonly baseline: number };

/** How spotgraph compares with a baseline, over rounds that took turns within one run. */
export type Comparison = {
  readonly name: string;
  /** The database engine underneath; null where there is none. */
  readonly engine: Engine | null;
  readonly unit: string;
  readonly measured: string;
  readonly baselineName: string;
  /** Medians over the rounds. */
  readonly figure: number;
  readonly baseline: number;
  /** Figure over baseline, round by round. */
  readonly ratio: { readonly median: number; readonly min: number; readonly max: number };
  readonly rounds: number;
  /** What the ratio says, in one line. */
  readonly meaning: string;
  /** Further figures, each with its unit in its name. */
  readonly details: Readonly<Record<string, number>>;
};

export type Described = Pick<
  Comparison,
  'name' | 'engine' | 'unit' | 'measured' | 'baselineName' | 'meaning'
> & { readonly details?: Comparison['details'] };

/** Sums up rounds. Throws where there are none. */
export function compare(described: Described, rounds: readonly Round[]): Comparison {
  const ratios = rounds.map(({ figure, baseline }) => figure / baseline);
  return {
    details: {},
    ...described,
    figure: middle(rounds.map(({ figure }) => figure)),
    baseline: middle(rounds.map(({ baseline }) => baseline)),
    ratio: { median: middle(ratios), min: Math.min(...ratios), max: Math.max(...ratios) },
    rounds: rounds.length,
  };
}

/** The median of values there are; throws where there are none. */
export function middle(values: readonly number[]): number {
  const value = median(values);
  if (value === undefined) throw new RangeError('nothing was measured');
  return value;
}
