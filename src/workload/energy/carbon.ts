import { carbonFigures, carbonNeighbours } from '#catalog/carbon.ts';
import type { CarbonRow } from '#catalog/carbon-row.ts';
import { regionByCode } from '#catalog/regions.ts';
import type { Region } from '#catalog/region.ts';
import { derived, fact, type Figure, type FigureBasis } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import type { RegionCode } from '#units/region.ts';
import type { FigureRange } from './figure-range.ts';

/** What a kilowatt-hour emits somewhere over a year, in kg CO₂e, and who says so. */
export type CarbonIntensity = FigureRange & {
  /** The year of `middle`; null where its source tells none. */
  readonly year: number | null;
  /** True where nothing is known of the place itself: of a neighbour, of the country around it, of the world. */
  readonly isAssumed: boolean;
  /** Everything that is known of the place, the newest first; empty for the world’s average. */
  readonly rows: readonly CarbonRow[];
};

const WORLD = {
  middle: fact(
    0.475,
    'kg/kWh',
    'ASSUMED',
    'world average, IEA 2019, as mlco2/codecarbon@b05965e4 carbon_intensity_per_source.json has it',
  ),
  low: fact(0.03, 'kg/kWh', 'ASSUMED', 'about Norway’s of 2023, nearly the least of any country'),
  high: fact(0.713, 'kg/kWh', 'ASSUMED', 'about India’s of 2023, nearly the most of any large country'),
};

const LEAST = formula('least / below');
const MOST = formula('most * above');

/** The newest year that plants’ emissions are known of: by Google of its regions, by Electricity Maps of zones. */
const NEWEST_YEAR = 2024;

const DRIFT = 'a grid’s change from year to year, beyond what sources disagree about';
const ABOVE = fact(1.15, '1', 'ESTIMATED', DRIFT);
const BELOW = fact(1.15, '1', 'ESTIMATED', DRIFT);
/** Older figures count building and mining too, and grids have become cleaner since. */
const BELOW_OLDER = fact(
  2.3,
  '1',
  'ESTIMATED',
  'in 19 of 20 countries plants emitted no less in 2024 than this part of what sources said of 2023 or before',
);

/**
 * Carbon intensity of a region’s grid. The middle is the mean of the newest figures, those of the provider’s own places first,
 * then those of the grid itself, then those of any cloud’s places; the range is what all sources say of the place,
 * life-cycle emissions and those of the plants alone among them, and the change from year to year beyond. Of a country that is
 * not told apart its states count too, and of a state that only figures of a larger part of the grid are known of, its country.
 */
export function carbonOf(region: Region | null, provider: string | null): CarbonIntensity {
  return carbonFrom(carbonFigures, region, provider);
}

/** The same by other figures than all that are known: to see what the rest say. */
export function carbonFrom(
  figures: readonly CarbonRow[],
  region: Region | null,
  provider: string | null,
): CarbonIntensity {
  if (!region) return { ...WORLD, year: 2019, isAssumed: true, rows: [] };
  const at = (code: RegionCode) => figures.filter((row) => row.region === code);
  const within = (code: RegionCode) =>
    figures.filter((row) => row.region !== code && regionByCode(row.region)?.country === code);
  const own = at(region.code);
  const isState = region.code !== region.country;
  if (own.length > 0) {
    const isVague = isState && own.every(({ year }) => year === null);
    const around = isVague ? [...at(region.country), ...within(region.country)] : within(region.code);
    return intensityOf(own, [...own, ...around], provider, isVague ? 'ASSUMED' : 'CATALOG');
  }
  const code = isState ? region.country : (carbonNeighbours.get(region.code) ?? region.code);
  const known = at(code);
  if (known.length === 0) return { ...WORLD, year: 2019, isAssumed: true, rows: [] };
  return intensityOf(known, [...known, ...within(code)], null, 'ASSUMED');
}

function intensityOf(
  own: readonly CarbonRow[],
  all: readonly CarbonRow[],
  provider: string | null,
  basis: FigureBasis,
): CarbonIntensity {
  const dated = own.filter((row) => row.provider !== null && row.provider === provider && row.year !== null);
  const grids = own.filter((row) => row.provider === null);
  const base = newest([dated, grids, own].find((rows) => rows.length > 0) ?? own);
  const isNew = all.some(({ year }) => year === NEWEST_YEAR);
  const sorted = all.toSorted((a, b) => a.gramsPerKwh - b.gramsPerKwh);
  const [least, most] = [sorted[0], sorted.at(-1)];
  if (!least || !most) throw new RangeError('something is known');
  return {
    low: derived(LEAST, { least: figureOf(least, basis), below: isNew ? BELOW : BELOW_OLDER }, 'kg/kWh'),
    middle: meanOf(base.map((row) => figureOf(row, basis))),
    high: derived(MOST, { most: figureOf(most, basis), above: ABOVE }, 'kg/kWh'),
    year: base[0]?.year ?? null,
    isAssumed: basis === 'ASSUMED',
    rows: own.toSorted((a, b) => (b.year ?? 0) - (a.year ?? 0)),
  };
}

function newest(rows: readonly CarbonRow[]): CarbonRow[] {
  const year = Math.max(...rows.map((row) => row.year ?? 0));
  return rows.filter((row) => (row.year ?? 0) === year);
}

function meanOf(figures: readonly Figure[]): Figure {
  const [only] = figures;
  if (!only) throw new RangeError('a mean of nothing');
  if (figures.length === 1) return only;
  const names = figures.map((_, at) => `place${at + 1}`);
  return derived(
    formula(`(${names.join(' + ')}) / ${figures.length}`),
    Object.fromEntries(figures.map((figure, at) => [`place${at + 1}`, figure])),
    only.unit,
  );
}

function figureOf({ gramsPerKwh, place, provider, year, source }: CarbonRow, basis: FigureBasis): Figure {
  const where = provider ? `${provider} ${place}` : place;
  return fact(gramsPerKwh / 1000, 'kg/kWh', basis, `${source}: ${where}${year ? `, ${year}` : ''}`);
}
