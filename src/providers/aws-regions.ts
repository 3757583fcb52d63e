/**
 * What the public spot list calls, or called, its oldest regions; every newer one goes by its code.
 * Source: alexei-led/spotinfo internal/spot/data.go, infracost/cloud-pricing-api src/scrapers/awsSpot.
 */
const LEGACY_CODES: ReadonlyMap<string, string> = new Map([
  ['us-east', 'us-east-1'],
  ['us-west', 'us-west-1'],
  ['eu-ireland', 'eu-west-1'],
  ['eu-frankfurt', 'eu-central-1'],
  ['apac-sin', 'ap-southeast-1'],
  ['apac-syd', 'ap-southeast-2'],
  ['apac-tokyo', 'ap-northeast-1'],
  ['apac-seoul', 'ap-northeast-2'],
]);

/** AWS's own code of a region or local zone: "us-east" is "us-east-1", "us-west-2-lax-1a" "us-west-2-lax-1". */
export function awsRegionCode(name: string): string {
  return LEGACY_CODES.get(name) ?? name.replace(/(?<=^[a-z]+(?:-[a-z]+)+-\d-[a-z]{3}-\d)[a-z]$/, '');
}

/**
 * The regions every account has without opting in: the others refuse its signature until it does.
 * Source: docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html, 2026-08.
 */
export const DEFAULT_AWS_REGIONS: readonly string[] = [
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'ca-central-1',
  'sa-east-1',
  'eu-central-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'eu-north-1',
  'ap-south-1',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-southeast-1',
  'ap-southeast-2',
];

/** Whether a text has the form of a region's code, so that it can be part of a host name. */
export function isAwsRegion(text: string): boolean {
  return /^[a-z]{2}(-[a-z]{2,12}){1,2}-\d$/.test(text);
}
