import { carbonRows, type CarbonRow } from './carbon-row.ts';

const GOOGLE = 'GoogleCloudPlatform/region-carbon-info@49f3f26 data/yearly/2024.csv (Apache-2.0)';
const CODECARBON =
  'mlco2/codecarbon@b05965e4 cloud/impact.csv, of cloud.google.com/sustainability/region-carbon (MIT)';
const CCF = 'cloud-carbon-footprint/ccf-coefficients@b0032d9 grid-emissions-factors (Apache-2.0)';

/**
 * What a kilowatt-hour of the grid emits where clouds’ regions are. Sources disagree about one place, and all of them are
 * kept. Google’s of 2024 are the emissions of the plants themselves; CCF’s are of a country, or of a part of the grid of
 * the United States, and older. CCF’s azure rows of Finland and Germany stand there a thousand times too
 * large and are put right here; Google’s us-east2 is a place of its own in no list of regions, and is left out.
 */
export const carbonByCloudRegion: readonly CarbonRow[] = [
  ...carbonRows(
    { kind: 'CLOUD_REGION', provider: 'gcp', year: null, source: CODECARBON },
    `
      africa-south1 646, asia-east1 451, asia-east2 360, asia-northeast1 459, asia-northeast2 385,
      asia-northeast3 378, asia-south1 648, asia-south2 529, asia-southeast1 369,
      asia-southeast2 580, australia-southeast1 501, australia-southeast2 456, europe-central2 723,
      europe-north1 46, europe-southwest1 131, europe-west1 122, europe-west2 136, europe-west3 345,
      europe-west4 236, europe-west6 59, europe-west8 249, europe-west9 34, europe-west10 345,
      europe-west12 249, me-central1 575, me-central2 569, me-west1 463, northamerica-northeast1 2,
      northamerica-northeast2 47, southamerica-east1 56, southamerica-west1 138, us-central1 430,
      us-east1 560, us-east4 322, us-east5 322, us-south1 321, us-west1 94, us-west2 198,
      us-west3 588, us-west4 373`,
  ),
  ...carbonRows(
    { kind: 'CLOUD_REGION', provider: 'gcp', year: 2024, source: GOOGLE },
    `
      africa-south1 656.85, asia-east1 439.29, asia-east2 505.02, asia-northeast1 452.85,
      asia-northeast2 296.19, asia-northeast3 356.57, asia-south1 678.76, asia-south2 531.83,
      asia-southeast1 366.85, asia-southeast2 560.55, australia-southeast1 497.5,
      australia-southeast2 454.37, europe-central2 642.88, europe-north1 39.32, europe-north2 2.73,
      europe-southwest1 89.04, europe-west1 103.37, europe-west2 105.94, europe-west3 275.82,
      europe-west4 208.81, europe-west6 15.05, europe-west8 201.69, europe-west9 16.3,
      europe-west10 275.82, europe-west12 201.69, me-central1 366, me-central2 382.23,
      me-west1 433.75, northamerica-northeast1 5.48, northamerica-northeast2 58.56,
      northamerica-south1 305, southamerica-east1 67.32, southamerica-west1 238, us-central1 412.72,
      us-central2 372.23, us-east1 575.77, us-east4 323.05, us-east5 323.05, us-south1 302.95,
      us-west1 79.23, us-west2 169.28, us-west3 555.17, us-west4 357.3`,
  ),
  ...carbonRows(
    { kind: 'CLOUD_REGION', provider: 'aws', year: null, source: CCF },
    `
      us-east-1 415.75, us-east-2 440.19, us-west-1 350.86, us-west-2 350.86, us-gov-east-1 415.75,
      us-gov-west-1 350.86, af-south-1 928, ap-east-1 810, ap-south-1 708, ap-northeast-3 506,
      ap-northeast-2 500, ap-southeast-1 408.5, ap-southeast-2 790, ap-northeast-1 506,
      ca-central-1 130, cn-north-1 555, cn-northwest-1 555, eu-central-1 338, eu-west-1 316,
      eu-west-2 228, eu-south-1 233, eu-west-3 52, eu-north-1 8, me-south-1 732, sa-east-1 74`,
  ),
  ...carbonRows(
    { kind: 'CLOUD_REGION', provider: 'azure', year: null, source: CCF },
    `
      centralus 472.23, eastus 415.75, eastus2 415.75, eastus3 415.75, northcentralus 440.19,
      southcentralus 396.29, westcentralus 350.86, westus 350.86, westus2 350.86, westus3 350.86,
      eastasia 810, southeastasia 408.5, northeurope 316, westeurope 390, centralindia 708,
      southindia 708, westindia 708, uksouth 228, ukwest 228, francecentral 67, finlandcentral 77,
      germanywestcentral 402, belgiumcentral 154, swedencentral 9`,
  ),
  ...carbonRows(
    { kind: 'CLOUD_REGION', provider: 'gcp', year: null, source: CCF },
    `
      us-central1 479, us-east1 500, us-east4 383, us-west1 117, us-west2 248, us-west3 561,
      us-west4 491, asia-east1 541, asia-east2 626, asia-northeast1 524, asia-northeast2 524,
      asia-northeast3 540, asia-south1 723, asia-southeast1 493, asia-southeast2 772,
      australia-southeast1 725, europe-north1 181, europe-west1 196, europe-west2 257,
      europe-west3 319, europe-west4 474, europe-west6 29, northamerica-northeast1 143,
      southamerica-east1 109`,
  ),
];
