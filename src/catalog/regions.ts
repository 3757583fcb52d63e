import type { RegionCode } from '#units/region.ts';
import type { Continent, Region } from './region.ts';
import { countryRegions } from './regions-countries.ts';
import { subdivisionRegions } from './regions-subdivisions.ts';

/** Every region the catalog knows: countries, states of the United States, provinces of Canada. */
export const regions: readonly Region[] = [...countryRegions, ...subdivisionRegions];

const byCode: ReadonlyMap<string, Region> = new Map(regions.map((region) => [region.code, region]));

/** The region of a code; undefined where the catalog has none of that code. */
export function regionByCode(code: RegionCode): Region | undefined {
  return byCode.get(code);
}

/**
 * Whether a region is `ancestor` or lies in it: "US-CA" is within "US-CA", "US" and NORTH_AMERICA.
 * Continents go by their full names, since the two letters of some are a country's ("SA" is Saudi
 * Arabia); there is no code for the European Union. False for codes the catalog does not know,
 * unless both are the same.
 */
export function isWithin(code: RegionCode, ancestor: RegionCode | Continent): boolean {
  if (code === ancestor) return true;
  const region = byCode.get(code);
  return region !== undefined && (region.country === ancestor || region.continent === ancestor);
}

const EARTH_RADIUS_KM = 6371;

/** Great-circle distance between the middles of two regions, on a sphere of 6,371 km radius. */
export function distanceKm(
  a: Pick<Region, 'latitude' | 'longitude'>,
  b: Pick<Region, 'latitude' | 'longitude'>,
): number {
  const half = (from: number, to: number) => Math.sin(radians(to - from) / 2) ** 2;
  const haversine =
    half(a.latitude, b.latitude) +
    Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * half(a.longitude, b.longitude);
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(haversine)));
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
