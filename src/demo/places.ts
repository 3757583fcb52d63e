/** Where the simulated machines stand. */
export type Place = {
  /** A region code, as the simulated cloud writes its places. */
  readonly code: string;
  /** As a marketplace writes it. */
  readonly geolocation: string;
  /** As a hyperscaler names the region there. */
  readonly cloudRegion: string;
  readonly utcOffsetHours: number;
  /**
   * What a GPU machine costs there over us-central1: geometric mean of a2-highgpu-1g and g2-standard-4
   * on-demand, 2025 (Cyclenerd/google-cloud-pricing-cost-calculator, pricing.yml to fd66b26).
   */
  readonly priceFactor: number;
};

export const PLACES: readonly Place[] = [
  {
    code: 'US-CA',
    geolocation: 'California, US',
    cloudRegion: 'us-west2',
    utcOffsetHours: -8,
    priceFactor: 1.19,
  },
  {
    code: 'US-TX',
    geolocation: 'Texas, US',
    cloudRegion: 'us-south1',
    utcOffsetHours: -6,
    priceFactor: 1.18,
  },
  {
    code: 'US-VA',
    geolocation: 'Virginia, US',
    cloudRegion: 'us-east4',
    utcOffsetHours: -5,
    priceFactor: 1.03,
  },
  {
    code: 'NL',
    geolocation: 'Netherlands, NL',
    cloudRegion: 'europe-west4',
    utcOffsetHours: 1,
    priceFactor: 1.04,
  },
  {
    code: 'DE',
    geolocation: 'Germany, DE',
    cloudRegion: 'europe-west3',
    utcOffsetHours: 1,
    priceFactor: 1.19,
  },
  {
    code: 'GB',
    geolocation: 'United Kingdom, GB',
    cloudRegion: 'europe-west2',
    utcOffsetHours: 0,
    priceFactor: 1.17,
  },
  {
    code: 'JP',
    geolocation: 'Japan, JP',
    cloudRegion: 'asia-northeast1',
    utcOffsetHours: 9,
    priceFactor: 1.19,
  },
  {
    code: 'SG',
    geolocation: 'Singapore, SG',
    cloudRegion: 'asia-southeast1',
    utcOffsetHours: 8,
    priceFactor: 1.16,
  },
];
