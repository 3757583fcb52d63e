import { regionCode, type RegionCode } from '#units/region.ts';

/** The parts of the world, as the United Nations' M49 divides it; Turkey and Cyprus are in Asia there. */
export type Continent = 'AFRICA' | 'ASIA' | 'EUROPE' | 'NORTH_AMERICA' | 'OCEANIA' | 'SOUTH_AMERICA';

/** A country, or a state of the United States or province of Canada. */
export type Region = {
  readonly code: RegionCode;
  readonly name: string;
  /** The country it lies in; of a country, itself. */
  readonly country: RegionCode;
  readonly continent: Continent;
  /**
   * Roughly its middle, or where most of its people live if that is elsewhere; degrees, to about half
   * a degree. Good for telling near from far, not for measuring a cable.
   */
  readonly latitude: number;
  readonly longitude: number;
};

/** A country's row: code, name, degrees north, degrees east. */
export type CountryRow = readonly [code: string, name: string, latitude: number, longitude: number];

export function countries(continent: Continent, rows: readonly CountryRow[]): Region[] {
  return rows.map(([text, name, latitude, longitude]) => {
    const code = regionCode(text);
    return { code, name, country: code, continent, latitude, longitude };
  });
}

export function subdivisions(of: string, continent: Continent, rows: readonly CountryRow[]): Region[] {
  const country = regionCode(of);
  return rows.map(([text, name, latitude, longitude]) => ({
    code: regionCode(`${country}-${text}`),
    name,
    country,
    continent,
    latitude,
    longitude,
  }));
}
