import { priorOf, shrunkRate, type ShrunkRate } from '#analytics/gamma-poisson.ts';
import { hazardOf, type Estimator, type Hazard, type HazardCell } from './hazards.ts';
import { REPORT_WEIGHT } from './report-weight.ts';

/** Fewer hours of machines watched than this make no rate. */
export const LEAST_EXPOSURE_HOURS = 24;

/** Without a bid, what says most: the provider's own figures of all its customers, then users, then a floor. */
const PREFERRED: readonly Estimator[] = ['ADVISOR_BAND', 'REPORTED', 'MACHINE_OFFLINE'];

/** The estimators to ask: the one wanted, that of a bid, or those there are without one. */
export function estimatorsFor(wanted: Estimator | null, bid: number | null): readonly Estimator[] {
  if (wanted !== null) return [wanted];
  return bid === null ? PREFERRED : ['BID_CROSSING'];
}

/** What is known of how often machines of one kind are interrupted. */
export type Rates = {
  /** Null where no estimator saw anything. */
  readonly estimator: Estimator | null;
  /** Null where nothing was seen; with `absence` its rates are not to be shown. */
  readonly hazard: Hazard | null;
  readonly absence: 'NOT_OBSERVED' | 'NOT_ENOUGH_DATA' | null;
  readonly reporters: number;
  /** False where too few people report for their word to count. */
  readonly isTrusted: boolean;
  readonly providers: readonly string[];
  readonly simulated: boolean;
  /** Drawn towards the siblings; null where nothing is counted, or nothing was seen here or there. */
  readonly shrunk: ShrunkRate | null;
};

export type RegionRates = Rates & { readonly region: string | null };

export type RatesByRegion = Rates & {
  readonly regions: readonly RegionRates[];
  /** The region most often interrupted by the shrunk (or published) rate, among two or more with enough data. */
  readonly worst: RegionRates | null;
};

/**
 * The rates of these cells by the first of the estimators that saw enough, or, where none did, by the first that saw
 * anything. Each region is drawn towards the others, and the whole towards `siblings`: cells of the
 * same estimators about other things of its kind, grouped by `siblingOf`.
 */
export function ratesOf(
  cells: readonly HazardCell[],
  estimators: readonly Estimator[],
  siblings: readonly HazardCell[] = [],
  siblingOf: (cell: HazardCell) => string | null = ({ gpu }) => gpu,
): RatesByRegion {
  const tried = estimators.map((estimator) => ({
    estimator,
    own: cells.filter((cell) => cell.estimator === estimator),
  }));
  const chosen =
    tried.find(({ own }) => absenceOf(own) === null) ??
    tried.find(({ own }) => hazardOf(own) !== undefined) ??
    tried.find(({ own }) => absenceOf(own) !== 'NOT_OBSERVED');
  const own = chosen?.own ?? [];
  const others = siblings.filter(({ estimator }) => estimator === chosen?.estimator);
  const byRegion = [...Map.groupBy(own, ({ region }) => region)].toSorted(([a], [b]) =>
    (a ?? '~') < (b ?? '~') ? -1 : 1,
  );
  const regions = byRegion.map(([region, inside]) => {
    const around = byRegion.filter(([other]) => other !== region).map(([, group]) => group);
    return { region, ...rates(inside, around) };
  });
  const sorted = regions.flatMap((region) => {
    const perHour = region.absence === null ? rateOf(region) : undefined;
    // Where nothing happened anywhere no region is the worst.
    if (region.hazard?.rate.perHour === 0) return [];
    return perHour === undefined ? [] : [{ region, perHour }];
  });
  const worst = sorted.reduce((a, b) => (a === undefined || b.perHour > a.perHour ? b : a), sorted[0]);
  return {
    ...rates(own, [...Map.groupBy(others, siblingOf).values()]),
    estimator: chosen?.estimator ?? (estimators.length === 1 ? (estimators[0] ?? null) : null),
    regions,
    worst: regions.filter((region) => region.absence === null).length > 1 ? (worst?.region ?? null) : null,
  };
}

/** Interruptions per hour by the estimate that errs least: the shrunk one, the published one else. */
export function rateOf({ shrunk, hazard }: Rates): number | undefined {
  return shrunk?.perHour ?? hazard?.rate.perHour;
}

function rates(cells: readonly HazardCell[], siblings: readonly (readonly HazardCell[])[]): Rates {
  const hazard = hazardOf(cells) ?? null;
  const exposures = siblings.flatMap((group) => {
    const { events, exposureHours } = hazardOf(group) ?? {};
    return events == null || exposureHours == null ? [] : [{ events, exposureHours }];
  });
  const isTrusted = hazard?.estimator !== 'REPORTED' || reportersOf(cells) >= REPORT_WEIGHT.fewestReporters;
  const isCounted = hazard !== null && hazard.events !== null && hazard.exposureHours !== null;
  const shrunk =
    isCounted && isTrusted
      ? (shrunkRate({ events: hazard.events, exposureHours: hazard.exposureHours }, priorOf(exposures)) ??
        null)
      : null;
  return {
    estimator: hazard?.estimator ?? null,
    hazard,
    absence: absenceOf(cells),
    reporters: reportersOf(cells),
    isTrusted,
    providers: [...new Set(cells.map(({ provider }) => provider))].toSorted(),
    simulated: cells.some(({ simulated }) => simulated),
    shrunk,
  };
}

function absenceOf(cells: readonly HazardCell[]): Rates['absence'] {
  const hazard = hazardOf(cells);
  // What one person reports is something seen, although none of it counts.
  if (!hazard) return cells[0]?.estimator === 'REPORTED' ? 'NOT_ENOUGH_DATA' : 'NOT_OBSERVED';
  if (hazard.estimator === 'ADVISOR_BAND') return null;
  if (hazard.estimator === 'REPORTED' && reportersOf(cells) < REPORT_WEIGHT.fewestReporters)
    return 'NOT_ENOUGH_DATA';
  return (hazard.exposureHours ?? 0) < LEAST_EXPOSURE_HOURS ? 'NOT_ENOUGH_DATA' : null;
}

function reportersOf(cells: readonly HazardCell[]): number {
  return new Set(cells.flatMap(({ reporters }) => reporters)).size;
}
