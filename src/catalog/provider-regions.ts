import { regionCode, type RegionCode } from '#units/region.ts';

/**
 * What clouds call the places of their regions, by the provider's id in `providers.ts`. One name
 * means different places to different clouds ("us-west-2" is Oregon at AWS, Arizona at Lambda).
 * Sources: each cloud's own list of regions; the AWS, Azure and GCP rows also codecarbon@b05965e4 and
 * GoogleCloudPlatform/region-carbon-info@49f3f26.
 */
export const providerRegions: ReadonlyMap<string, ReadonlyMap<string, RegionCode>> = new Map([
  [
    'aws',
    table(`
      us-east-1 US-VA, us-east-2 US-OH, us-west-1 US-CA, us-west-2 US-OR, us-gov-east-1 US-OH,
      us-gov-west-1 US-OR, ca-central-1 CA-QC, ca-west-1 CA-AB, mx-central-1 MX, sa-east-1 BR,
      af-south-1 ZA, ap-east-1 HK, ap-east-2 TW, ap-south-1 IN, ap-south-2 IN, ap-northeast-1 JP,
      ap-northeast-2 KR, ap-northeast-3 JP, ap-southeast-1 SG, ap-southeast-2 AU, ap-southeast-3 ID,
      ap-southeast-4 AU, ap-southeast-5 MY, ap-southeast-6 NZ, ap-southeast-7 TH, cn-north-1 CN,
      cn-northwest-1 CN, eu-central-1 DE, eu-central-2 CH, eu-west-1 IE, eu-west-2 GB, eu-west-3 FR,
      eu-north-1 SE, eu-south-1 IT, eu-south-2 ES, il-central-1 IL, me-south-1 BH, me-central-1 AE,
      asia pacific (mumbai) IN, us east (n. virginia) US-VA, us east (ohio) US-OH,
      us west (n. california) US-CA, us west (oregon) US-OR, europe (frankfurt) DE, europe (ireland) IE,
      europe (london) GB, asia pacific (tokyo) JP, asia pacific (sydney) AU, asia pacific (singapore) SG,
      us-east-1-atl-1 US-GA, us-east-1-atl-2 US-GA, us-east-1-bos-1 US-MA, us-east-1-chi-1 US-IL,
      us-east-1-chi-2 US-IL, us-east-1-dfw-1 US-TX, us-east-1-dfw-2 US-TX, us-east-1-iah-1 US-TX,
      us-east-1-iah-2 US-TX, us-east-1-mci-1 US-MO, us-east-1-mia-1 US-FL, us-east-1-mia-2 US-FL,
      us-east-1-msp-1 US-MN, us-east-1-nyc-1 US-NY, us-east-1-nyc-2 US-NY, us-east-1-phl-1 US-PA,
      us-east-1-bue-1 AR, us-east-1-lim-1 PE, us-east-1-qro-1 MX, us-east-1-scl-1 CL,
      us-west-2-den-1 US-CO, us-west-2-hnl-1 US-HI, us-west-2-las-1 US-NV, us-west-2-lax-1 US-CA,
      us-west-2-pdx-1 US-OR, us-west-2-phx-1 US-AZ, us-west-2-phx-2 US-AZ, us-west-2-sea-1 US-WA,
      af-south-1-los-1 NG, ap-northeast-1-tpe-1 TW, ap-south-1-ccu-1 IN, ap-south-1-del-1 IN,
      ap-southeast-1-bkk-1 TH, ap-southeast-1-mnl-1 PH, ap-southeast-2-akl-1 NZ,
      ap-southeast-2-per-1 AU, eu-central-1-ham-1 DE, eu-central-1-waw-1 PL, eu-north-1-cph-1 DK,
      eu-north-1-hel-1 FI, me-south-1-mct-1 OM`),
  ],
  [
    'gcp',
    table(`
      us-central1 US-IA, us-central2 US-OK, us-east1 US-SC, us-east4 US-VA, us-east5 US-OH,
      us-south1 US-TX, us-west1 US-OR, us-west2 US-CA, us-west3 US-UT, us-west4 US-NV,
      northamerica-northeast1 CA-QC, northamerica-northeast2 CA-ON, northamerica-south1 MX,
      southamerica-east1 BR, southamerica-west1 CL, africa-south1 ZA, asia-east1 TW, asia-east2 HK,
      asia-northeast1 JP, asia-northeast2 JP, asia-northeast3 KR, asia-south1 IN, asia-south2 IN,
      asia-southeast1 SG, asia-southeast2 ID, asia-southeast3 TH, australia-southeast1 AU,
      australia-southeast2 AU, europe-central2 PL, europe-north1 FI, europe-north2 SE,
      europe-southwest1 ES, europe-west1 BE, europe-west2 GB, europe-west3 DE, europe-west4 NL,
      europe-west6 CH, europe-west8 IT, europe-west9 FR, europe-west10 DE, europe-west12 IT,
      me-central1 QA, me-central2 SA, me-west1 IL, johannesburg ZA, tokyo JP, columbus US-OH,
      las vegas US-NV, virginia US-VA`),
  ],
  [
    'azure',
    table(`
      eastus US-VA, eastus2 US-VA, eastus3 US-GA, centralus US-IA, northcentralus US-IL,
      southcentralus US-TX, westcentralus US-WY, westus US-CA, westus2 US-WA, westus3 US-AZ,
      useast US-VA, useast2 US-VA, uscentral US-IA, usnorthcentral US-IL, ussouthcentral US-TX,
      uswestcentral US-WY, uswest US-CA, uswest2 US-WA, uswest3 US-AZ, canadacentral CA-ON,
      canadaeast CA-QC, mexicocentral MX, brazilsouth BR, brazilsoutheast BR, chilecentral CL,
      northeurope IE, westeurope NL, uksouth GB, ukwest GB, francecentral FR, francesouth FR,
      germanywestcentral DE, germanynorth DE, norwayeast NO, norwaywest NO, swedencentral SE,
      swedensouth SE, switzerlandnorth CH, switzerlandwest CH, italynorth IT, spaincentral ES,
      polandcentral PL, austriaeast AT, belgiumcentral BE, finlandcentral FI, denmarkeast DK,
      greececentral GR, eastasia HK, southeastasia SG, japaneast JP, japanwest JP, koreacentral KR,
      koreasouth KR, australiaeast AU, australiasoutheast AU, australiacentral AU, australiacentral2 AU,
      centralindia IN, southindia IN, westindia IN, jioindiawest IN, jioindiacentral IN,
      indonesiacentral ID, malaysiawest MY, malaysiasouth MY, newzealandnorth NZ, taiwannorth TW,
      southafricanorth ZA, southafricawest ZA, uaenorth AE, uaecentral AE, qatarcentral QA,
      israelcentral IL, saudiarabiaeast SA, usgovvirginia US-VA, usgoviowa US-IA, usgovarizona US-AZ,
      usgovtexas US-TX, usdodcentral US-IA, usdodeast US-VA, centraluseuap US-IA, eastus2euap US-VA`),
  ],
  [
    'lambda',
    table(`
      us-west-1 US-CA, us-west-2 US-AZ, us-west-3 US-UT, us-east-1 US-VA, us-east-2 US-DC,
      us-east-3 US-DC, us-south-1 US-TX, us-south-2 US-TX, us-south-3 US-TX, us-tx-3 US-TX,
      us-midwest-1 US-IL, europe-central-1 DE, asia-northeast-1 JP, asia-northeast-2 JP,
      asia-south-1 IN, me-west-1 IL, north texas, usa US-TX, central texas, usa US-TX`),
  ],
  ['verda', table('fin-01 FI, fin-02 FI, fin-03 FI, ice-01 IS')],
  [
    'oci',
    table(`
      us-ashburn-1 US-VA, us-phoenix-1 US-AZ, us-sanjose-1 US-CA, us-chicago-1 US-IL,
      ca-toronto-1 CA-ON, ca-montreal-1 CA-QC, uk-london-1 GB, uk-cardiff-1 GB, eu-frankfurt-1 DE,
      eu-amsterdam-1 NL, eu-zurich-1 CH, eu-paris-1 FR, eu-marseille-1 FR, eu-milan-1 IT,
      eu-madrid-1 ES, eu-stockholm-1 SE, ap-tokyo-1 JP, ap-osaka-1 JP, ap-seoul-1 KR,
      ap-chuncheon-1 KR, ap-mumbai-1 IN, ap-hyderabad-1 IN, ap-singapore-1 SG, ap-sydney-1 AU,
      ap-melbourne-1 AU, sa-saopaulo-1 BR, sa-vinhedo-1 BR, sa-santiago-1 CL, sa-bogota-1 CO,
      me-dubai-1 AE, me-abudhabi-1 AE, me-jeddah-1 SA, il-jerusalem-1 IL, af-johannesburg-1 ZA,
      mx-queretaro-1 MX, mx-monterrey-1 MX`),
  ],
  ['crusoe', table('us-east1 US-VA, us-northcentral1 US-ND, us-southcentral1 US-TX, eu-iceland1 IS')],
  ['nebius', table('eu-north1 FI, eu-west1 FR, us-central1 US-MO, uk-south1 GB, me-west1 IL')],
  ['hyperstack', table('norway-1 NO, canada-1 CA-QC')],
  ['scaleway', table('fr-par FR, nl-ams NL, pl-waw PL')],
  ['e2e', table('india (delhi/mumbai) IN')],
]);

/** Reads "name CODE, name CODE"; a name may hold spaces and a comma before a word without a code. */
function table(text: string): ReadonlyMap<string, RegionCode> {
  const found = text.matchAll(/\s*(.+?) ([A-Z]{2}(?:-[A-Z]{2})?)(?:,|$)/gs);
  return new Map(
    [...found].map(([, name = '', code = '']) => [name.trim().replace(/\s+/g, ' '), regionCode(code)]),
  );
}
