import { carbonRows, type CarbonRow } from './carbon-row.ts';
import { regionsOfZone } from './grid-zones.ts';

const ELECTRICITY_MAPS =
  'HewlettPackard/green-dcc@3f6ea95, Electricity Maps: mean of the 8,784 hours of 2024';

/** Zone, emissions of the plants themselves, emissions over their life cycle; g CO₂e per kWh. */
const MEANS: readonly (readonly [zone: string, direct: number, lifeCycle: number])[] = [
  ['AU-NSW', 500.2, 552.4],
  ['AU-VIC', 455.5, 503],
  ['BR-SP', 66.6, 103.3],
  ['CA-ON', 58.4, 87.7],
  ['CL-SIC', 187.2, 238.1],
  ['DE-LU', 273.9, 332.1],
  ['GB', 105.7, 162.7],
  ['IN-WE', 679.9, 737.9],
  ['JP-TK', 453.5, 543.6],
  ['KR', 356.6, 417.9],
  ['SG', 366.9, 485.4],
  ['US-CAL-CISO', 168.5, 226.5],
  ['US-MIDA-PJM', 321, 392],
  ['US-NY-NYIS', 223, 292.6],
  ['US-TEX-ERCO', 303.4, 367.4],
  ['ZA', 656.7, 713.1],
];

/** What a kilowatt-hour emitted in zones whose hours are known. */
export const carbonByZone: readonly CarbonRow[] = MEANS.flatMap(([zone, direct, lifeCycle]) =>
  regionsOfZone(zone).flatMap((region) => {
    const common = { kind: 'ZONE', provider: null, place: zone, region, year: 2024 } as const;
    return [
      { ...common, gramsPerKwh: direct, source: `${ELECTRICITY_MAPS}, direct` },
      { ...common, gramsPerKwh: lifeCycle, source: `${ELECTRICITY_MAPS}, life cycle` },
    ];
  }),
);

/**
 * Provinces of Canada: what each burns and dams by codecarbon@b05965e4 canada_energy_mix.json of 2023, at that project’s grams
 * per source (coal 995, oil 816, gas 743, hydro 26, nuclear 29, solar 48, wind 26; biomass 230 by IPCC 2014).
 */
export const carbonByProvince: readonly CarbonRow[] = carbonRows(
  {
    kind: 'PROVINCE',
    provider: null,
    year: 2023,
    source: 'computed from mlco2/codecarbon@b05965e4 canada_energy_mix.json at its grams per source (MIT)',
  },
  `CA-AB 637, CA-BC 61, CA-MB 32, CA-NB 269, CA-NL 31, CA-NT 161, CA-NS 593, CA-NU 814, CA-ON 93,
   CA-PE 45, CA-QC 31, CA-SK 662, CA-YT 290`,
);
