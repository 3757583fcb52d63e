import { WHOLESALE_SOURCE, wholesaleAt, type WholesalePrice } from '#catalog/electricity-prices.ts';
import type { Region } from '#catalog/region.ts';
import { derived, fact, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import type { FigureRange } from './figure-range.ts';

/** What a kilowatt-hour costs a data centre, in USD. */
export type ElectricityPrice = FigureRange & {
  /** The year of the wholesale price; null where none is known. */
  readonly year: number | null;
  /** True where nothing is known of the place. */
  readonly isAssumed: boolean;
};

const CONVENTION = '0.15 USD/kWh by convention; no tariffs of industry were found that can be relied on';

const UNKNOWN: ElectricityPrice = {
  low: fact(0.05, 'USD/kWh', 'ASSUMED', 'cheap water power with its grid'),
  middle: fact(0.15, 'USD/kWh', 'ASSUMED', CONVENTION),
  high: fact(0.3, 'USD/kWh', 'ASSUMED', 'a household’s tariff in a dear country'),
  year: null,
  isAssumed: true,
};

const BEYOND =
  'assumed: grid, levies, taxes and margin that a data centre pays beyond the wholesale price; no tariffs were found that can be relied on';

/** USD/kWh beyond wholesale. */
const BEYOND_WHOLESALE = {
  low: fact(0.015, 'USD/kWh', 'ASSUMED', BEYOND),
  middle: fact(0.05, 'USD/kWh', 'ASSUMED', BEYOND),
  high: fact(0.12, 'USD/kWh', 'ASSUMED', BEYOND),
};

const DELIVERED = formula('wholesale + beyond');

/**
 * What electricity costs where a GPU stands: the wholesale price of the newest year with what is paid beyond it; at
 * the ends the cheaper and the dearer of the last two years. A provider’s own contracts are not published, so it makes no
 * difference yet.
 */
export function electricityPriceOf(region: Region | null, _provider: string | null): ElectricityPrice {
  const prices = region ? wholesaleAt(region.code) : [];
  const year = Math.max(...prices.map((price) => price.year));
  const recent = prices.filter((price) => price.year >= year - 1);
  const sorted = recent.toSorted((a, b) => a.usdPerMwh - b.usdPerMwh);
  const [least, most] = [sorted[0], sorted.at(-1)];
  if (!least || !most) return UNKNOWN;
  const newest = prices.filter((price) => price.year === year);
  return {
    low: deliveredAt(figureOf(least), BEYOND_WHOLESALE.low),
    middle: deliveredAt(meanOf(newest), BEYOND_WHOLESALE.middle),
    high: deliveredAt(figureOf(most), BEYOND_WHOLESALE.high),
    year,
    isAssumed: false,
  };
}

function deliveredAt(wholesale: Figure, beyond: Figure): Figure {
  return derived(DELIVERED, { wholesale, beyond }, 'USD/kWh');
}

function meanOf(prices: readonly WholesalePrice[]): Figure {
  const figures = prices.map((price) => figureOf(price));
  if (figures.length === 1 && figures[0]) return figures[0];
  const names = figures.map((_, at) => `zone${at + 1}`);
  return derived(
    formula(`(${names.join(' + ')}) / ${figures.length}`),
    Object.fromEntries(figures.map((figure, at) => [`zone${at + 1}`, figure])),
    'USD/kWh',
  );
}

function figureOf({ zone, year, usdPerMwh }: WholesalePrice): Figure {
  return fact(usdPerMwh / 1000, 'USD/kWh', 'CATALOG', `${WHOLESALE_SOURCE}: ${zone}, mean of ${year}`);
}
