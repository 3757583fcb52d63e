import { regionCode, type RegionCode } from '#units/region.ts';
import { carbonByCloudRegion } from './carbon-by-cloud-region.ts';
import { carbonByCountry } from './carbon-by-country.ts';
import { carbonByProvince, carbonByZone } from './carbon-by-zone.ts';
import type { CarbonRow } from './carbon-row.ts';

/** Every figure known of what a kilowatt-hour emits somewhere. */
export const carbonFigures: readonly CarbonRow[] = [
  ...carbonByCloudRegion,
  ...carbonByZone,
  ...carbonByProvince,
  ...carbonByCountry,
];

/** Countries without a figure of their own, by the neighbour whose grid feeds or resembles theirs. */
export const carbonNeighbours: ReadonlyMap<RegionCode, RegionCode> = new Map(
  [
    ['IM', 'GB'],
    ['JE', 'FR'],
    ['LI', 'CH'],
    ['MC', 'FR'],
    ['XK', 'RS'],
  ].map(([of = '', by = '']) => [regionCode(of), regionCode(by)]),
);
