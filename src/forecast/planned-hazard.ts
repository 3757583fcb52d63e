import { kaplanMeier } from '#analytics/kaplan-meier.ts';
import { LEAST_ENDED_LIVES, type SpotHazard } from '#analytics/spot-hazard.ts';
import { mtbiOfMonthlyShare } from '#analytics/spot-overhead.ts';
import type { Db } from '#db/open.ts';
import type { Moment } from '#graph/moment.ts';
import type { OfferScope } from '#market/offer-scope.ts';
import type { MicroUsd } from '#units/money.ts';
import { DAY_MS, plusMs, type Instant } from '#units/time.ts';
import { hazardOf, type Estimator, type Hazard, type HazardCell } from './hazards.ts';
import { LEAST_EXPOSURE_HOURS } from './interruption-rates.ts';
import { REPORT_WEIGHT } from './report-weight.ts';
import { hazardsOf } from './store-hazards.ts';

export type HazardOrigin = 'ASSUMPTION' | 'BID_CROSSING' | 'ADVISOR_BAND' | 'REPORTED';

/** The hazard that spot work is planned by, and where it is from. */
export type PlannedHazard = {
  readonly origin: HazardOrigin;
  readonly hazard: SpotHazard;
  readonly mtbiHours: number;
  /** Null where nothing is known of the bound. */
  readonly lowMtbiHours: number | null;
  readonly highMtbiHours: number | null;
  /** Null where nothing was counted. */
  readonly events: number | null;
  readonly exposureHours: number | null;
  /** Lives of new machines that were seen to end. */
  readonly endedLives: number;
  /** Mean length of an interruption, as far as it was seen. */
  readonly meanDownHours: number | null;
  /** What it is of: true where there was nothing of the region asked for. */
  readonly isOfEveryRegion: boolean;
  readonly providers: readonly string[];
  readonly period: { readonly from: Instant; readonly to: Instant } | null;
  readonly simulated: boolean;
};

/** What was looked at and is not enough: interruptions counted, and the hours they were looked for in. */
export type UnknownHazard = { readonly origin: null; readonly exposureHours: number };

/** Interruptions are looked for this far back. */
export const HAZARD_DAYS = 30;

/**
 * In order of trust, as rates of interruption have it: what the bid given would have met, what the provider
 * publishes, what anonymous users report. Hosts that go dark are a floor of what renters meet, and are not
 * planned by.
 */
const PREFERENCE = ['BID_CROSSING', 'ADVISOR_BAND', 'REPORTED'] as const satisfies readonly Estimator[];

export type HazardQuestion = {
  /** GPU and provider; spot. The region is chosen here. */
  readonly scope: OfferScope;
  readonly regions: readonly string[] | null;
  readonly moment: Moment;
  readonly bid: MicroUsd | null;
};

/** What the caller takes it to be. */
export function assumedHazard(mtbiHours: number): PlannedHazard {
  return {
    origin: 'ASSUMPTION',
    // Taken at its word.
    hazard: { kind: 'EXPONENTIAL', mtbiHours, lowMtbiHours: mtbiHours, highMtbiHours: mtbiHours },
    mtbiHours,
    lowMtbiHours: null,
    highMtbiHours: null,
    events: null,
    exposureHours: null,
    endedLives: 0,
    meanDownHours: null,
    isOfEveryRegion: false,
    providers: [],
    period: null,
    simulated: false,
  };
}

/** Ids of the providers it is of, or the caller. */
export function sourceOf({ origin, providers }: PlannedHazard): string {
  return origin === 'ASSUMPTION' ? 'caller' : providers.join(', ');
}

/** The best that was measured, in one statement: of the regions asked for, and otherwise of all together. */
export async function measuredHazard(
  db: Db,
  question: HazardQuestion,
): Promise<PlannedHazard | UnknownHazard> {
  const { cells, period } = await cellsOf(db, question);
  return hazardFrom(cells, question.regions, period);
}

/** The same of each GPU of the scope that anything was measured of, by its slug, in one statement. */
export async function measuredHazards(
  db: Db,
  question: HazardQuestion,
): Promise<ReadonlyMap<string, PlannedHazard | UnknownHazard>> {
  const { cells, period } = await cellsOf(db, question);
  const groups = Map.groupBy(cells, ({ gpu }) => gpu);
  return new Map(
    [...groups].flatMap(([gpu, of]) =>
      gpu === null ? [] : [[gpu, hazardFrom(of, question.regions, period)] as const],
    ),
  );
}

type Period = NonNullable<PlannedHazard['period']>;

async function cellsOf(
  db: Db,
  { scope, moment, bid }: HazardQuestion,
): Promise<{ readonly cells: readonly HazardCell[]; readonly period: Period }> {
  const period = { from: plusMs(moment.at, -HAZARD_DAYS * DAY_MS), to: moment.at };
  const cells = await hazardsOf(db, { scope, ...period, moment, estimators: PREFERENCE, bid });
  return { cells, period };
}

function hazardFrom(
  cells: readonly HazardCell[],
  regions: readonly string[] | null,
  period: Period,
): PlannedHazard | UnknownHazard {
  const own = cells.filter(({ region }) => regions === null || isIn(region, regions));
  for (const [some, isOfEveryRegion] of [
    [own, false],
    [cells, true],
  ] as const) {
    for (const origin of PREFERENCE) {
      const of = some.filter(({ estimator }) => estimator === origin);
      const planned = plannedOf(origin, of);
      if (planned) return { ...planned, isOfEveryRegion: isOfEveryRegion && regions !== null, period };
    }
    if (regions === null) break;
  }
  const exposures = PREFERENCE.map((origin) =>
    hoursOf(cells.filter(({ estimator }) => estimator === origin)),
  );
  return { origin: null, exposureHours: Math.max(...exposures) };
}

function isIn(region: string | null, regions: readonly string[]): boolean {
  return region !== null && (regions.includes(region) || regions.includes(region.split('-')[0] ?? ''));
}

const hoursOf = (cells: readonly HazardCell[]): number =>
  cells.reduce((sum, { exposureHours }) => sum + exposureHours, 0);

function plannedOf(
  origin: Exclude<HazardOrigin, 'ASSUMPTION'>,
  cells: readonly HazardCell[],
): Omit<PlannedHazard, 'period' | 'isOfEveryRegion'> | undefined {
  const reporters = new Set(cells.flatMap((cell) => cell.reporters));
  if (origin === 'REPORTED' && reporters.size < REPORT_WEIGHT.fewestReporters) return undefined;
  if (origin !== 'ADVISOR_BAND' && hoursOf(cells) < LEAST_EXPOSURE_HOURS) return undefined;
  const measured = hazardOf(cells);
  // Without an interruption there is only a bound, which no plan can be made of.
  if (measured?.rate.mtbiHours === undefined) return undefined;
  const bounds = origin === 'ADVISOR_BAND' ? boundsOfBands(cells) : measured.rate.mtbiHoursInterval;
  return {
    origin,
    hazard: spotHazardOf(measured, measured.rate.mtbiHours, bounds),
    mtbiHours: measured.rate.mtbiHours,
    lowMtbiHours: bounds.low,
    highMtbiHours: Number.isFinite(bounds.high) ? bounds.high : null,
    events: measured.events,
    exposureHours: measured.exposureHours,
    endedLives: measured.lives.filter(({ ended }) => ended).length,
    meanDownHours: measured.meanDownHours,
    providers: [...new Set(cells.map(({ provider }) => provider))].toSorted(),
    simulated: cells.some(({ simulated }) => simulated),
  };
}

function spotHazardOf(
  { lives }: Hazard,
  mtbiHours: number,
  { low, high }: { readonly low: number; readonly high: number },
): SpotHazard {
  const curve = kaplanMeier(lives);
  return curve.events >= LEAST_ENDED_LIVES
    ? { kind: 'LIVES', curve, exposureHours: lives.reduce((sum, { hours }) => sum + hours, 0) }
    : { kind: 'EXPONENTIAL', mtbiHours, lowMtbiHours: low, highMtbiHours: high };
}

/** Where the widest band ends: at 100 % of machines interrupted within a month there is no mean time. */
const WIDEST_BAND_ENDS = 0.99;

/** The mean times were all machines at the high or all at the low ends of their bands. */
function boundsOfBands(cells: readonly HazardCell[]): { readonly low: number; readonly high: number } {
  const bands = cells.flatMap((cell) => cell.bands);
  const offers = bands.reduce((sum, band) => sum + band.offers, 0);
  const mtbiAt = (end: 'low' | 'high') =>
    offers /
    bands.reduce(
      (sum, band) => sum + band.offers / mtbiOfMonthlyShare(Math.min(band[end], WIDEST_BAND_ENDS)),
      0,
    );
  return { low: mtbiAt('high'), high: mtbiAt('low') };
}
