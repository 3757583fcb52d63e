import { regionCode, type RegionCode } from '#units/region.ts';
import { resolveRegion } from './resolve-region.ts';

/** What a figure is of. ZONE: a part of the grid, the mean of its hours. */
export type CarbonPlace = 'CLOUD_REGION' | 'ZONE' | 'PROVINCE' | 'COUNTRY';

/** What a kilowatt-hour emits somewhere, by one source. */
export type CarbonRow = {
  readonly kind: CarbonPlace;
  /** Id of the cloud whose region it is; null where it is no cloud’s. */
  readonly provider: string | null;
  /** As the source names the place: "us-east-1", "DE". */
  readonly place: string;
  readonly region: RegionCode;
  /** g CO₂e. */
  readonly gramsPerKwh: number;
  /** The year it is of; null where the source does not tell. */
  readonly year: number | null;
  readonly source: string;
};

/** Reads "us-east-1 415.75, us-east-2 440.19": the places’ names, and grams. */
export function carbonRows(
  common: Pick<CarbonRow, 'kind' | 'provider' | 'year' | 'source'>,
  text: string,
): CarbonRow[] {
  return text
    .trim()
    .split(/,\s*/)
    .map((row) => {
      const [place = '', grams = ''] = row.trim().split(' ');
      const region = common.provider ? resolveRegion(place, common.provider) : regionCode(place);
      if (!region || !(Number(grams) > 0)) throw new RangeError(`not a place and its grams: ${row}`);
      return { ...common, place, region, gramsPerKwh: Number(grams) };
    });
}
