import { sequence } from './market-fixtures.ts';

/** A machine of the spot list: its name, and $/h of Linux as the list writes it. */
export type AwsSize = readonly [size: string, linux: string, mswin?: string];

/** The spot list as AWS's own pages read it: per region the groups of machines and their prices. */
export type AwsSpotList = { vers: number; config: { regions: unknown[]; [field: string]: unknown } };

/** A list of regions with GPU machines in each; other machines beside them, as there always are. */
export function awsSpotList(regions: Readonly<Record<string, readonly AwsSize[]>>): AwsSpotList {
  return {
    vers: 0.01,
    config: {
      rate: 'perhr',
      valueColumns: ['linux', 'mswin'],
      currencies: ['USD'],
      regions: Object.entries(regions).map(([region, sizes]) => ({
        region,
        footnotes: { '*': 'notAvailableForCCorCGPU' },
        instanceTypes: [
          { type: 'generalCurrentGen', sizes: [awsSize('m6i.xlarge', '0.0631', '0.2471')] },
          { type: 'computePreviousGen', sizes: [] },
          { type: 'gpuCurrentGen', sizes: sizes.map((size) => awsSize(...size)) },
        ],
      })),
    },
  };
}

function awsSize(size: string, linux: string, mswin = 'N/A*') {
  return {
    size,
    valueColumns: [
      { name: 'linux', prices: { USD: linux } },
      { name: 'mswin', prices: { USD: mswin } },
    ],
  };
}

/** The Spot Advisor's file, with the bands of 2025-06-28; percent saved and the band's index of each machine. */
export function awsAdvisor(
  regions: Readonly<Record<string, Readonly<Record<string, { s: number; r: number }>>>>,
): { ranges: unknown[]; spot_advisor: Record<string, unknown>; [field: string]: unknown } {
  return {
    instance_types: { 'p5.48xlarge': { emr: false, cores: 192, ram_gb: 2048 } },
    ranges: [
      { index: 0, label: '<5%', dots: 0, max: 5 },
      { index: 1, label: '5-10%', dots: 1, max: 11 },
      { index: 2, label: '10-15%', dots: 2, max: 16 },
      { index: 3, label: '15-20%', dots: 3, max: 22 },
      { index: 4, label: '>20%', dots: 4, max: 100 },
    ],
    spot_advisor: Object.fromEntries(
      Object.entries(regions).map(([region, types]) => [region, { Linux: types, Windows: {} }]),
    ),
    global_rate: '<10%',
  };
}

export type AwsProduct = Readonly<Record<string, string>> & { instanceType: string; regionCode: string };

/** An item of the price list, a text of JSON: a Linux machine on a shared host unless said otherwise. */
export function awsProduct(attributes: AwsProduct, usd: string, unit = 'Hrs'): string {
  const sku = `${attributes.instanceType}.${attributes.regionCode}`;
  return JSON.stringify({
    product: {
      productFamily: 'Compute Instance',
      attributes: {
        servicecode: 'AmazonEC2',
        locationType: 'AWS Region',
        instanceFamily: 'GPU instance',
        operatingSystem: 'Linux',
        tenancy: 'Shared',
        preInstalledSw: 'NA',
        capacitystatus: 'Used',
        marketoption: 'OnDemand',
        licenseModel: 'No License required',
        operation: 'RunInstances',
        ...attributes,
      },
      sku,
    },
    serviceCode: 'AmazonEC2',
    terms: {
      OnDemand: {
        [`${sku}.JRTCKXETXF`]: {
          priceDimensions: {
            [`${sku}.JRTCKXETXF.6YS6EN2CT7`]: {
              unit,
              endRange: 'Inf',
              beginRange: '0',
              appliesTo: [],
              description: `$${usd} per On Demand Linux ${attributes.instanceType} Instance Hour`,
              pricePerUnit: { USD: usd },
            },
          },
          offerTermCode: 'JRTCKXETXF',
          effectiveDate: '2026-11-01T00:00:00Z',
          termAttributes: {},
        },
      },
    },
    version: '20261120191027',
    publicationDate: '2026-11-20T19:10:27Z',
  });
}

/** A change of a spot price as EC2 remembers it. */
export type AwsChange = {
  region: string;
  zone: string;
  zoneId?: string | undefined;
  instanceType: string;
  product?: string;
  usd: string;
  at: string;
};

const FAMILIES = [
  'c6g',
  'c6i',
  'c7g',
  'c7i',
  'c8g',
  'm5',
  'm6g',
  'm6i',
  'm7i',
  'm8g',
  'r5',
  'r6i',
  'r7g',
  'r8g',
];
const OTHER_SIZES = [
  'medium',
  'large',
  'xlarge',
  '2xlarge',
  '4xlarge',
  '8xlarge',
  '12xlarge',
  '16xlarge',
  'metal',
];

/**
 * A list of full size, the same for each seed: `others` machines without GPUs in each of `regions`
 * regions beside the GPU machines given. The real one had 40 regions and 25,000 rows in August 2026.
 */
export function awsFullSpotList(options: {
  readonly regions: readonly string[];
  readonly others: number;
  readonly gpuTypes: readonly string[];
}): AwsSpotList {
  const random = sequence(1);
  const price = (): string => (random() * 20 + 0.001).toFixed(4);
  return {
    vers: 0.01,
    config: {
      rate: 'perhr',
      valueColumns: ['linux', 'mswin'],
      currencies: ['USD'],
      regions: options.regions.map((region) => ({
        region,
        footnotes: { '*': 'clusterOnlyInUSEast' },
        instanceTypes: [
          {
            type: 'generalCurrentGen',
            sizes: Array.from({ length: options.others }, (_, i) => {
              const family = FAMILIES[i % FAMILIES.length]!;
              const size = OTHER_SIZES[Math.floor(i / FAMILIES.length) % OTHER_SIZES.length]!;
              return awsSize(`${family}${i}.${size}`, price(), price());
            }),
          },
          { type: 'gpuCurrentGen', sizes: options.gpuTypes.map((type) => awsSize(type, price())) },
        ],
      })),
    },
  };
}
