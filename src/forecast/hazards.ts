import { eventRate, type EventRate } from '#analytics/event-rate.ts';
import type { Life } from '#analytics/kaplan-meier.ts';
import { mtbiOfMonthlyShare } from '#analytics/spot-overhead.ts';
import { shareOfBand } from '#market/usable-offer.ts';
import type { Billing } from '#units/quote.ts';

/** How interruptions are known. What each counts is told by estimator-definitions.ts. */
export type Estimator = 'BID_CROSSING' | 'MACHINE_OFFLINE' | 'ADVISOR_BAND' | 'REPORTED';

/** The bands of interruption a provider publishes for the offers of a cell, one for each offer. */
export type Band = { readonly low: number; readonly high: number; readonly offers: number };

/**
 * What one estimator saw of the machines of one kind: a GPU of a provider in a region under a billing. Cells add up:
 * `hazardOf` tells the hazard of any of them together.
 */
export type HazardCell = {
  readonly estimator: Estimator;
  /** Slug of the catalog; null for offers it does not map. */
  readonly gpu: string | null;
  readonly provider: string;
  readonly region: string | null;
  /** Null where the machine is meant, however it was rented. */
  readonly billing: Billing | null;
  readonly simulated: boolean;
  readonly events: number;
  readonly exposureHours: number;
  /** Hours that interruptions lasted, as far as they were seen, and how many of them were seen to end. */
  readonly downHours: number;
  readonly recoveries: number;
  /** Lives of new instances: those that began within the period. */
  readonly lives: readonly Life[];
  /** Digests of the reporters whose lives count, under REPORTED. */
  readonly reporters: readonly string[];
  /** Under ADVISOR_BAND alone, which counts no events and has no exposure. */
  readonly bands: readonly Band[];
};

export type Hazard = {
  readonly estimator: Estimator;
  /** Null where rates are published and nothing is counted. */
  readonly events: number | null;
  readonly exposureHours: number | null;
  readonly rate: EventRate;
  /** Mean length of an interruption: hours down ÷ interruptions that ended. Null where none was seen to end. */
  readonly meanDownHours: number | null;
  readonly lives: readonly Life[];
};

/** The hazard of these cells together, all of one estimator; undefined where they tell none. */
export function hazardOf(cells: readonly HazardCell[]): Hazard | undefined {
  const estimator = cells[0]?.estimator;
  if (estimator === undefined) return undefined;
  if (cells.some((cell) => cell.estimator !== estimator))
    throw new RangeError('cells of several estimators do not add up');
  const sum = (of: (cell: HazardCell) => number) => cells.reduce((total, cell) => total + of(cell), 0);
  const recoveries = sum((cell) => cell.recoveries);
  const shared = {
    estimator,
    meanDownHours: recoveries === 0 ? null : sum((cell) => cell.downHours) / recoveries,
    lives: cells.flatMap((cell) => cell.lives),
  };
  if (estimator === 'ADVISOR_BAND') {
    const rate = rateOfBands(cells.flatMap((cell) => cell.bands));
    return rate && { ...shared, events: null, exposureHours: null, rate };
  }
  const [events, exposureHours] = [sum((cell) => cell.events), sum((cell) => cell.exposureHours)];
  const rate = eventRate({ events, exposureHours });
  return rate && { ...shared, events, exposureHours, rate };
}

/**
 * The mean rate over the offers, each at the middle of its band; the interval is where it would lie were all
 * at their low or all at their high ends. The widest band has no high end but all of the machines.
 */
function rateOfBands(bands: readonly Band[]): EventRate | undefined {
  const offers = bands.reduce((sum, band) => sum + band.offers, 0);
  if (offers === 0) return undefined;
  const mean = (shareOf: (band: Band) => number) =>
    bands.reduce((sum, band) => sum + band.offers / mtbiOfMonthlyShare(shareOf(band)), 0) / offers;
  const perHour = mean(shareOfBand);
  const low = mean(({ low }) => low);
  const high = mean(({ high }) => high);
  return {
    perHour,
    perHourInterval: { low, high },
    mtbiHours: 1 / perHour,
    mtbiHoursInterval: { low: 1 / high, high: low === 0 ? Infinity : 1 / low },
  };
}
