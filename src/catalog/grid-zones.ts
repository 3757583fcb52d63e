import type { HourlyProfile } from '#units/hourly-profile.ts';
import type { RegionCode } from '#units/region.ts';
import { carbonHours } from './carbon-hours.ts';
import { electricityHoursEurope } from './electricity-hours-europe.ts';
import { electricityHoursOthers } from './electricity-hours-others.ts';
import type { HourlyProfiles } from './read-profile.ts';

/** A grid whose hours are known: of its carbon, of its price, or of both. */
export type GridZone = {
  /** As Electricity Maps and the markets call it: "US-CAL-CISO". */
  readonly id: string;
  readonly name: string;
  /** Life-cycle gCO₂e/kWh by the hour; null where no hours of it are known. */
  readonly carbon: HourlyProfile | null;
  /** Wholesale USD/MWh by the hour; null where no hours of it are known. */
  readonly electricity: HourlyProfile | null;
};

/**
 * Which grid a region draws from. A country with several has the one its clouds stand in: New South Wales, Ontario and
 * Tokyo are Australia’s, Canada’s east’s and Japan’s. States are the grid’s that most of their data centres are on:
 * Illinois is PJM’s for Chicago.
 */
const ZONES: readonly (readonly [id: string, name: string, regions: string])[] = [
  ['AT', 'Austria', 'AT'],
  ['AU-NSW', 'New South Wales', 'AU'],
  ['BE', 'Belgium', 'BE'],
  ['BR-SP', 'South-East and Centre-West Brazil', 'BR'],
  ['CA-ON', 'Ontario', 'CA-ON'],
  ['CH', 'Switzerland', 'CH'],
  ['CL-SIC', 'Chile’s central grid', 'CL'],
  ['DE-LU', 'Germany and Luxembourg', 'DE LU'],
  ['ES', 'Spain', 'ES'],
  ['FR', 'France', 'FR'],
  ['GB', 'Great Britain', 'GB'],
  ['IN-WE', 'Western India', 'IN'],
  ['JP-TK', 'Tokyo', 'JP'],
  ['KR', 'South Korea', 'KR'],
  ['NL', 'the Netherlands', 'NL'],
  ['PT', 'Portugal', 'PT'],
  ['SG', 'Singapore', 'SG'],
  ['US-CAL-CISO', 'California ISO', 'US-CA'],
  ['US-MIDA-PJM', 'PJM', 'US-VA US-PA US-NJ US-OH US-MD US-DE US-DC US-WV US-IL'],
  ['US-NY-NYIS', 'New York ISO', 'US-NY'],
  ['US-TEX-ERCO', 'ERCOT', 'US-TX'],
  ['ZA', 'South Africa', 'ZA'],
];

const electricityHours: HourlyProfiles = { ...electricityHoursEurope, ...electricityHoursOthers };

const byRegion = new Map(
  ZONES.flatMap(([id, name, regions]) => {
    const zone: GridZone = {
      id,
      name,
      carbon: carbonHours[id] ?? null,
      electricity: electricityHours[id] ?? null,
    };
    return regions.split(' ').map((region) => [region, zone] as const);
  }),
);

/** The grid of a region; undefined where no hours of it are known, as of countries with many grids ("US"). */
export function gridZoneOf(region: RegionCode): GridZone | undefined {
  return byRegion.get(region);
}

/** Regions that hours are known of, for words that name them. */
export function regionsWithCarbonHours(): readonly string[] {
  return [...byRegion].filter(([, { carbon }]) => carbon !== null).map(([region]) => region);
}
