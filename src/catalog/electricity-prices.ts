import type { RegionCode } from '#units/region.ts';
import { regionsOfZone } from './grid-zones.ts';

/** What a megawatt-hour cost at wholesale, mean over the hours of a year. */
export type WholesalePrice = {
  readonly zone: string;
  readonly year: number;
  readonly usdPerMwh: number;
};

/** The years of the table, in its order. */
const YEARS = [2020, 2021, 2022, 2023, 2024] as const;

/** 2021 and 2022 hold the crisis of gas prices, Texas’ 2021 its February. */
const TABLE = `
  AT 35.707 115.212 281.061 110.077 87.869
  AU-NSW 59.891 72.712 182.757 95.952 131.13
  AU-VIC 51.884 45.039 134.106 54.819 82.277
  BE 34.383 112.209 263.348 104.823 75.781
  BR-SP 30.983 49.063 10.326 12.619 22.413
  CA-ON 8.854 18.743 31.494 20.011 22.563
  CH 36.623 124.481 303.436 115.815 81.861
  CL-SIC 73.934 123.795 156.353 126.409 126.648
  DE-LU 32.645 104.333 253.588 102.567 84.58
  ES 36.621 120.642 180.75 93.866 68.01
  FR 34.698 117.658 297.58 104.221 62.525
  IN-WE 43.064 43.082 63.711 61.851 51.208
  JP-TK 47.229 97.822 173.714 89.276 86.534
  KR 46.052 63.288 131.806 110.981 85.303
  NL 34.696 110.772 260.694 103.311 83.29
  PT 36.861 120.709 181.121 95.12 68.374
  SG 52.328 148.037 219.328 184.901 121.372
  US-CAL-CISO 32.23 52.303 88.923 61.523 40.668
  US-MIDA-PJM 21.846 42.694 89.356 35.739 36.158
  US-NY-NYIS 21.327 44.603 94.49 36.388 38.148
  US-TEX-ERCO 21.767 145.614 64.324 55.935 28.082
  ZA 48.29 55.577 60.877 72.219 81.366`;

export const WHOLESALE_SOURCE =
  'HewlettPackard/green-dcc@3f6ea95 electricity_prices (MIT; ENTSO-E, CAISO, ERCOT, PJM and other markets)';

export const wholesalePrices: readonly WholesalePrice[] = TABLE.trim()
  .split('\n')
  .flatMap((line) => {
    const [zone = '', ...prices] = line.trim().split(' ');
    return YEARS.map((year, at) => ({ zone, year, usdPerMwh: Number(prices[at]) }));
  });

const zonesByRegion: ReadonlyMap<RegionCode, readonly string[]> = zonesOfRegions();

/** Wholesale prices of the zones that a region lies in or is divided into; none where no market’s are known. */
export function wholesaleAt(region: RegionCode): readonly WholesalePrice[] {
  const zones = zonesByRegion.get(region) ?? [];
  return wholesalePrices.filter(({ zone }) => zones.includes(zone));
}

function zonesOfRegions(): ReadonlyMap<RegionCode, readonly string[]> {
  const found = new Map<RegionCode, string[]>();
  for (const zone of new Set(wholesalePrices.map((price) => price.zone)))
    for (const region of regionsOfZone(zone)) found.set(region, [...(found.get(region) ?? []), zone]);
  return found;
}
