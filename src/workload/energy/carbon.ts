import { carbonAt, carbonFigures, carbonNeighbours } from '#catalog/carbon.ts';
import type { CarbonRow } from '#catalog/carbon-row.ts';
import { regionByCode } from '#catalog/regions.ts';
import type { Region } from '#catalog/region.ts';
import { derived, fact, type Figure, type FigureBasis } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
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

const LEAST = formula('least / drift');
const MOST = formula('most * drift');

/** How far a year’s figure is from another year’s, at either end. */
const DRIFT = fact(
  1.15,
  '1',
  'ASSUMED',
  'a grid’s change from year to year, beyond what sources disagree about',
);

/**
 * Carbon intensity of a region’s grid. The middle is the mean of the newest figures, those of the provider’s own places first;
 * the range is what all sources say of the place, life-cycle emissions and those of the plants alone among them, and
 * the change from year to year beyond. Of a country that is not told apart, its states count too.
 */
export function carbonOf(region: Region | null, provider: string | null): CarbonIntensity {
  if (!region) return { ...WORLD, year: 2019, isAssumed: true, rows: [] };
  const own = carbonAt(region.code);
  if (own.length > 0) return intensityOf(own, [...own, ...within(region)], provider, 'CATALOG');
  const around = regionByCode(carbonNeighbours.get(region.code) ?? region.country);
  const known = around ? carbonAt(around.code) : [];
  if (!around || known.length === 0) return { ...WORLD, year: 2019, isAssumed: true, rows: [] };
  return intensityOf(known, [...known, ...within(around)], null, 'ASSUMED');
}

/** Figures of the states of a country. */
function within({ code }: Region): readonly CarbonRow[] {
  return carbonFigures.filter(({ region }) => region !== code && regionByCode(region)?.country === code);
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
  const sorted = all.toSorted((a, b) => a.gramsPerKwh - b.gramsPerKwh);
  const [least, most] = [sorted[0], sorted.at(-1)];
  if (!least || !most) throw new RangeError('something is known');
  return {
    low: derived(LEAST, { least: figureOf(least, basis), drift: DRIFT }, 'kg/kWh'),
    middle: meanOf(base.map((row) => figureOf(row, basis))),
    high: derived(MOST, { most: figureOf(most, basis), drift: DRIFT }, 'kg/kWh'),
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
