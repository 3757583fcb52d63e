import { distanceKm, regionByCode, regions } from '#catalog/regions.ts';
import type { Region } from '#catalog/region.ts';
import { FIBRE_KM_PER_MS, roundTripMs, ROUTE_FACTOR } from '#analytics/latency.ts';
import { asOf } from '#graph/as-of.ts';
import { builder } from '#graph/builder.ts';
import { badInput } from '#graph/errors.ts';
import type { RegionCode } from '#units/region.ts';
import { ANY_ON_DEMAND, MarketFilter, scopeOf } from './graph-filter.ts';
import { codeOf } from './graph-region-named.ts';
import { askedMoment } from './graph-moment.ts';
import { summarise } from './store-summary.ts';

const ContinentEnum = builder.enumType('Continent', {
  description: 'A part of the world, as the United Nations divides it.',
  values: {
    AFRICA: { description: 'Africa.' },
    ASIA: { description: 'Asia.' },
    EUROPE: { description: 'Europe.' },
    NORTH_AMERICA: { description: 'North America, with Central America and the Caribbean.' },
    OCEANIA: { description: 'Australia, New Zealand and the Pacific.' },
    SOUTH_AMERICA: { description: 'South America.' },
  },
});

type Coordinates = Pick<Region, 'latitude' | 'longitude'>;

const CoordinatesRef = builder.objectRef<Coordinates>('Coordinates').implement({
  description: 'A place on the Earth, in degrees.',
  fields: (t) => ({
    latitude: t.exposeFloat('latitude', { description: 'Degrees north of the equator; south is negative.' }),
    longitude: t.exposeFloat('longitude', { description: 'Degrees east of Greenwich; west is negative.' }),
  }),
});

export const RegionRef = builder.objectRef<Region>('Region').implement({
  description:
    'Where a machine stands: a country, or a state or province of the United States or Canada. A country covers its states.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'ISO 3166 code: "DE", "US-CA".' }),
    name: t.exposeString('name', { description: 'Its English name: "California".' }),
    country: t.exposeString('country', { description: 'ISO 3166-1 code of the country: "US".' }),
    continent: t.field({
      type: ContinentEnum,
      description: 'The continent.',
      resolve: ({ continent }) => continent,
    }),
    coordinates: t.field({
      type: CoordinatesRef,
      description: 'Roughly its middle, or where most people live: good for near and far, not for a cable.',
      resolve: (region) => region,
    }),
  }),
});

/** The catalog's region of a stored code; null where there is none. */
export function regionOf(code: string | null): Region | null {
  return (code === null ? undefined : regionByCode(code as RegionCode)) ?? null;
}

const CoordinatesInput = builder.inputType('CoordinatesInput', {
  description: 'A place on the Earth, in degrees.',
  fields: (t) => ({
    latitude: t.float({ required: true, description: 'Degrees north, −90 to 90.' }),
    longitude: t.float({ required: true, description: 'Degrees east, −180 to 180.' }),
  }),
});

export const PlaceInput = builder.inputType('PlaceInput', {
  description: 'A place, by region or by coordinates.',
  isOneOf: true,
  fields: (t) => ({
    region: t.string({ description: 'A region’s code: its middle is meant.' }),
    coordinates: t.field({ type: CoordinatesInput, description: 'Exactly there.' }),
  }),
});

export type Latency = { readonly roundTripMs: number; readonly distanceKm: number };

export const LatencyRef = builder.objectRef<Latency>('Latency').implement({
  description: 'An ESTIMATED network round trip between two places. It is computed, not measured.',
  fields: (t) => ({
    roundTripMs: t.exposeFloat('roundTripMs', { description: 'Milliseconds there and back, to a tenth.' }),
    distanceKm: t.exposeFloat('distanceKm', { description: 'Great-circle distance in kilometres.' }),
    formula: t.string({
      description: 'How it is computed.',
      resolve: () =>
        `2 × distanceKm × ${ROUTE_FACTOR} (cables are longer than the great circle) ÷ ${FIBRE_KM_PER_MS} km/ms (light in fibre); without queues and the last mile`,
    }),
  }),
});

/** Where a place is. Throws BAD_USER_INPUT for a region or coordinates that do not exist. */
export function coordinatesOf(place: {
  readonly region?: string | null | undefined;
  readonly coordinates?: Coordinates | null | undefined;
}): Coordinates {
  const at = place.coordinates ?? (place.region == null ? null : regionOf(codeOf(place.region, 'region')));
  if (!at || Math.abs(at.latitude) > 90 || Math.abs(at.longitude) > 180) {
    throw badInput('from', 'Coordinates are a latitude from −90 to 90 and a longitude from −180 to 180.');
  }
  return at;
}

export function latencyBetween(from: Coordinates, to: Coordinates): Latency {
  const km = distanceKm(from, to);
  return { roundTripMs: Math.round(roundTripMs(km) * 10) / 10, distanceKm: Math.round(km) };
}

type RegionMarket = {
  readonly region: Region;
  readonly offers: number;
  readonly gpus: number;
  readonly availableGpus: number | null;
};

const RegionMarketRef = builder.objectRef<RegionMarket>('RegionMarket').implement({
  description: 'What can be rented in one region now.',
  fields: (t) => ({
    region: t.field({ type: RegionRef, description: 'The region.', resolve: ({ region }) => region }),
    offers: t.exposeInt('offers', { description: 'Rentable offers.' }),
    gpus: t.exposeInt('gpus', { description: 'Different GPUs of the catalog among them.' }),
    availableGpus: t.exposeInt('availableGpus', {
      nullable: true,
      description:
        'GPUs that can be rented, each counted once, over the offers whose provider tells a number. Null where none does.',
    }),
  }),
});

builder.queryField('regions', (t) =>
  t.field({
    type: [RegionMarketRef],
    description: 'The regions with something to rent under the filter, the one with most offers first.',
    args: {
      filter: t.arg({
        type: MarketFilter,
        required: true,
        defaultValue: ANY_ON_DEMAND,
        description: 'Which offers count.',
      }),
      all: t.arg.boolean({
        required: true,
        defaultValue: false,
        description: 'Also list the regions of the catalog where nothing is offered.',
      }),
      ...asOf,
    },
    resolve: async (_root, { filter, all }, context, info) => {
      const moment = await askedMoment(context, info);
      const scope = await scopeOf(filter, context);
      const rows = await summarise(context.db, scope, moment, [['region', 'gpu'], ['region']]);
      const offered = rows.filter(
        ({ level, region, offers }) => level === 'region' && region !== null && offers > 0,
      );
      const found = offered.flatMap((row) => {
        const region = regionOf(row.region);
        const gpus = rows.filter(
          ({ level, region, gpu, offers }) =>
            level === 'region,gpu' && region === row.region && gpu !== null && offers > 0,
        ).length;
        const availableGpus = row.uncounted === row.offers ? null : row.counted;
        return region ? [{ region, offers: row.offers, gpus, availableGpus }] : [];
      });
      const known = new Set(found.map(({ region }) => region.code));
      const others = all ? regions.filter(({ code }) => !known.has(code)) : [];
      return [
        ...found.toSorted((a, b) => b.offers - a.offers || (a.region.code < b.region.code ? -1 : 1)),
        ...others.map((region) => ({ region, offers: 0, gpus: 0, availableGpus: 0 })),
      ];
    },
  }),
);
