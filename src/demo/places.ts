/** Where the simulated machines stand. */
export type Place = {
  /** A region code, as the simulated cloud writes its places. */
  readonly code: string;
  /** As a marketplace writes it. */
  readonly geolocation: string;
  /** As the simulated hyperscaler names its regions. */
  readonly name: string;
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
    name: 'California',
    utcOffsetHours: -8,
    priceFactor: 1.19,
  },
  {
    code: 'US-TX',
    geolocation: 'Texas, US',
    name: 'Texas',
    utcOffsetHours: -6,
    priceFactor: 1.18,
  },
  {
    code: 'US-VA',
    geolocation: 'Virginia, US',
    name: 'Virginia',
    utcOffsetHours: -5,
    priceFactor: 1.03,
  },
  {
    code: 'NL',
    geolocation: 'Netherlands, NL',
    name: 'Netherlands',
    utcOffsetHours: 1,
    priceFactor: 1.04,
  },
  {
    code: 'DE',
    geolocation: 'Germany, DE',
    name: 'Germany',
    utcOffsetHours: 1,
    priceFactor: 1.19,
  },
  {
    code: 'GB',
    geolocation: 'United Kingdom, GB',
    name: 'United Kingdom',
    utcOffsetHours: 0,
    priceFactor: 1.17,
  },
  {
    code: 'JP',
    geolocation: 'Japan, JP',
    name: 'Japan',
    utcOffsetHours: 9,
    priceFactor: 1.19,
  },
  {
    code: 'SG',
    geolocation: 'Singapore, SG',
    name: 'Singapore',
    utcOffsetHours: 8,
    priceFactor: 1.16,
  },
];
