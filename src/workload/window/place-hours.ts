import { gridZoneOf, regionsWithCarbonHours, type GridZone } from '#catalog/grid-zones.ts';
import type { Region } from '#catalog/region.ts';
import { fact, type Figure } from '#units/figure.ts';
import type { AskedStart } from './asked-start.ts';
import { flatSeries, profiledSeries, toldSeries, type Ahead, type HourlySeries } from './hourly-series.ts';

const CARBON_SOURCE = 'Electricity Maps, life cycle, hours of 2024 (HewlettPackard/green-dcc@3f6ea95)';
const PRICE_SOURCE = 'wholesale prices, hours of 2024 (HewlettPackard/green-dcc@3f6ea95)';

/** IEA, "Emissions Factors" (2021): the world’s grids. */
const WORLD = fact(475, 'g/kWh', 'ASSUMED', 'the world’s mean, as no place is known (IEA 2019)');

/** The grid a machine stands on; undefined where no hours of it are known. */
export function zoneOf(region: Region | null): GridZone | undefined {
  return region ? gridZoneOf(region.code) : undefined;
}

/** What the grid emits in each clock hour, gCO₂e/kWh. */
export function intensityOf(asked: AskedStart, region: Region | null, ahead: Ahead): HourlySeries {
  if (asked.intensity) return toldSeries(asked.intensity, 'g/kWh', ahead);
  const zone = zoneOf(region);
  if (zone?.carbon) {
    const level = fact(zone.carbon.level, 'g/kWh', 'CATALOG', `${zone.name}, mean of 2024: ${CARBON_SOURCE}`);
    const shape = { id: zone.id, source: `${zone.name} by month and hour: ${CARBON_SOURCE}` };
    return profiledSeries(level, zone.carbon, shape, ahead);
  }
  return flatSeries(levelOf(), ahead, whyFlat(region));
}

function levelOf(): Figure {
  return WORLD;
}

function whyFlat(region: Region | null): string {
  const known = regionsWithCarbonHours().join(', ');
  const why = region
    ? `No hours of the grid of ${region.name} are known, so that every hour counts as the year’s mean and none is cleaner.`
    : 'Where the machine stands is not known, so that every hour counts as the world’s mean and none is cleaner.';
  return `${why} Hours are known of ${known}; a forecast of your own is taken as \`intensity\`.`;
}

/** What electricity costs in each clock hour, USD/kWh; null where nothing is known of it. */
export function electricityOf(asked: AskedStart, region: Region | null, ahead: Ahead): HourlySeries | null {
  if (asked.electricity) return toldSeries(asked.electricity, 'USD/kWh', ahead);
  const zone = zoneOf(region);
  if (!zone?.electricity) return null;
  const level = fact(
    zone.electricity.level / 1000,
    'USD/kWh',
    'CATALOG',
    `${zone.name}, mean of 2024, without grid fees and taxes: ${PRICE_SOURCE}`,
  );
  const shape = { id: zone.id, source: `${zone.name} by month and hour: ${PRICE_SOURCE}` };
  return profiledSeries(level, zone.electricity, shape, ahead);
}
