import type { HourlyProfile } from '#units/hourly-profile.ts';
import type { RegionCode } from '#units/region.ts';
import { carbonHours } from './carbon-hours.ts';
import { electricityHoursEurope } from './electricity-hours-europe.ts';
import { electricityHoursOthers } from './electricity-hours-others.ts';
import { zonesOf } from './grid-zones.ts';
import type { HourlyProfiles } from './read-profile.ts';
import { regions } from './regions.ts';

/** A grid whose hours are known: of its carbon, of its price, or of both. */
export type HourlyGrid = {
  /** As Electricity Maps and the markets call it: "US-CAL-CISO". */
  readonly zone: string;
  /** Life-cycle gCO₂e/kWh by the hour; null where no hours of it are known. */
  readonly carbon: HourlyProfile | null;
  /** Wholesale USD/MWh by the hour; null where no hours of it are known. */
  readonly electricity: HourlyProfile | null;
};

const electricityHours: HourlyProfiles = { ...electricityHoursEurope, ...electricityHoursOthers };

/**
 * The grid of a region; undefined where no hours of it are known, as of countries with many grids ("US"). Of a country
 * that has several zones here it is the first: New South Wales for Australia.
 */
export function hourlyGridOf(region: RegionCode): HourlyGrid | undefined {
  const [zone] = zonesOf(region);
  if (zone === undefined) return undefined;
  return { zone, carbon: carbonHours[zone] ?? null, electricity: electricityHours[zone] ?? null };
}

/** Regions whose carbon is known by the hour, for words that name them. */
export const regionsWithCarbonHours: readonly RegionCode[] = regions
  .map(({ code }) => code)
  .filter((code) => hourlyGridOf(code)?.carbon);
