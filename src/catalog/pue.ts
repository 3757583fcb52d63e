/** What a data centre draws for each unit that its machines draw. */
export type Pue = {
  readonly low: number;
  readonly middle: number;
  readonly high: number;
  readonly basis: 'LIST' | 'ASSUMED';
  readonly year: number | null;
  readonly source: string;
};

const DCD = 'datacenterdynamics.com, “AWS global data centers achieved PUE of 1.15 in 2023” (2024-12)';

/** Means over a fleet as its owner publishes them; the ends are its best and, assumed, its warmest sites. */
const PUBLISHED: Readonly<Record<string, Pue>> = {
  aws: {
    low: 1.04,
    middle: 1.15,
    high: 1.35,
    basis: 'LIST',
    year: 2023,
    source: `AWS, fleet and best site, as ${DCD} reports; the high end is assumed`,
  },
  azure: {
    low: 1.12,
    middle: 1.18,
    high: 1.4,
    basis: 'LIST',
    year: 2023,
    source: `Microsoft, fleet and newest sites, as ${DCD} reports; the high end is assumed`,
  },
  gcp: {
    low: 1.06,
    middle: 1.1,
    high: 1.2,
    basis: 'LIST',
    year: 2023,
    source: `Google, fleet and best site, as ${DCD} reports; the high end is assumed`,
  },
  oci: {
    low: 1.15,
    middle: 1.3,
    high: 1.5,
    basis: 'LIST',
    year: 2023,
    source: `Oracle, “as low as 1.15”, as ${DCD} reports; the rest is assumed`,
  },
};

/** Where anybody’s machine may be offered, from a garage to a data centre. */
const MARKETPLACES: ReadonlySet<string> = new Set([
  'lium',
  'salad',
  'spheron',
  'tensordock',
  'vastai',
  'yottalabs',
]);

const ANYBODYS: Pue = {
  low: 1.02,
  middle: 1.3,
  high: 1.7,
  basis: 'ASSUMED',
  year: null,
  source: 'assumed of hosts on a marketplace: a garage in winter to an old server room',
};

const OTHERS: Pue = {
  low: 1.1,
  middle: 1.3,
  high: 1.6,
  basis: 'ASSUMED',
  year: null,
  source: 'assumed: between a hyperscaler’s 1.1 and the industry’s mean of about 1.6; 1.3 by convention',
};

/** Of a provider’s data centres, or of some data centre where none is named. */
export function pueOf(provider: string | null): Pue {
  if (provider === null) return OTHERS;
  return PUBLISHED[provider] ?? (MARKETPLACES.has(provider) ? ANYBODYS : OTHERS);
}
