import { hourlyGridOf, regionsWithCarbonHours, type HourlyGrid } from '#catalog/hourly-grids.ts';
import type { Region } from '#catalog/region.ts';
import { fact } from '#units/figure.ts';
import { carbonOf } from '../energy/carbon.ts';
import { electricityPriceOf } from '../energy/electricity-price.ts';
import type { AskedStart } from './asked-start.ts';
import { flatSeries, profiledSeries, toldSeries, type Ahead, type HourlySeries } from './hourly-series.ts';

const SOURCE = 'by month, hour and weekend of 2024 (HewlettPackard/green-dcc@3f6ea95';

/** The grid a machine stands on; undefined where no hours of it are known. */
export function gridOf(region: Region | null): HourlyGrid | undefined {
  return region ? hourlyGridOf(region.code) : undefined;
}

/**
 * What the grid emits in each clock hour, kg CO₂e/kWh: the place’s yearly level, as `carbonIntensity` tells it, going up
 * and down as the hours of its grid did.
 */
export function intensityOf(
  asked: AskedStart,
  region: Region | null,
  provider: string | null,
  ahead: Ahead,
): HourlySeries {
  const unit = 'kg/kWh';
  if (asked.intensity) return toldSeries(asked.intensity, unit, ahead);
  const level = carbonOf(region, provider);
  const grid = gridOf(region);
  if (!grid?.carbon) return flatSeries(level, unit, ahead, whyFlat(region));
  const source = `${grid.zone} ${SOURCE}: Electricity Maps, life cycle)`;
  return profiledSeries(level, grid.carbon, { unit, mean: level.middle, zone: grid.zone, source }, ahead);
}

function whyFlat(region: Region | null): string {
  const why = region
    ? `No hours of the grid of ${region.name} are known, so that each counts as the year’s mean and none is cleaner.`
    : 'Where the machine stands is not known, so that each hour counts as the world’s mean and none is cleaner.';
  return `${why} Hours are known of ${regionsWithCarbonHours.length} regions, such as DE, GB, JP, SG, US-CA, US-TX and US-VA; a forecast of your own is taken as \`kgPerKwh\`.`;
}

/**
 * What electricity costs in each clock hour, USD/kWh: the place’s yearly price, of which the wholesale part goes up and
 * down as the hours of its market did.
 */
export function electricityOf(
  asked: AskedStart,
  region: Region | null,
  provider: string | null,
  ahead: Ahead,
): HourlySeries {
  const unit = 'USD/kWh';
  if (asked.electricity) return toldSeries(asked.electricity, unit, ahead);
  const level = electricityPriceOf(region, provider);
  const grid = gridOf(region);
  if (!grid?.electricity) {
    const why = region
      ? `No hours of an electricity market are known of ${region.name}, so that none is cheaper: give your own as \`usdPerKwh\`.`
      : 'Where the machines stand is not known, so that no hour’s electricity is cheaper: name a `region`, or give prices of your own as `usdPerKwh`.';
    return flatSeries(level, unit, ahead, why);
  }
  const mean = fact(
    grid.electricity.level / 1000,
    unit,
    'CATALOG',
    `wholesale price of ${grid.zone}, mean of 2024 (HewlettPackard/green-dcc@3f6ea95)`,
  );
  const source = `${grid.zone} ${SOURCE}: wholesale prices)`;
  return profiledSeries(level, grid.electricity, { unit, mean, zone: grid.zone, source }, ahead);
}
