import type { CarbonPlace, CarbonRow } from '#catalog/carbon-row.ts';
import { regionByCode } from '#catalog/regions.ts';
import type { Region } from '#catalog/region.ts';
import { builder } from '#graph/builder.ts';
import { codeOf } from '#market/graph-region-named.ts';
import { RegionRef } from '#market/graph-region.ts';
import { fact } from '#units/figure.ts';
import { regionCode } from '#units/region.ts';
import { FigureRef } from '../graph-figure.ts';
import { carbonOf, type CarbonIntensity } from './carbon.ts';
import { FigureRangeRef } from './graph-energy.ts';
import { providerNamed } from '../graph-provider-name.ts';

type Answer = CarbonIntensity & { readonly region: Region };

const PLACES: Readonly<Record<CarbonPlace, string>> = {
  CLOUD_REGION: 'Of the grid where a cloud has a region.',
  ZONE: 'Of a part of the grid, the mean of its hours.',
  PROVINCE: 'Of a province, computed from how it generates electricity.',
  COUNTRY: 'Of a whole country.',
};

const CarbonPlaceEnum = builder.enumType('CarbonPlace', {
  description: 'What a source’s figure is of.',
  values: Object.fromEntries(
    Object.entries(PLACES).map(([place, description]) => [place, { description }]),
  ) as Record<CarbonPlace, { description: string }>,
});

const CarbonFigureRef = builder.objectRef<CarbonRow>('CarbonFigure').implement({
  description: 'What one source says a kilowatt-hour emits at a place.',
  fields: (t) => ({
    kind: t.field({ type: CarbonPlaceEnum, description: 'What it is of.', resolve: ({ kind }) => kind }),
    place: t.exposeString('place', { description: 'As the source names it: "us-east-1", "DE-LU", "FR".' }),
    provider: t.exposeString('provider', {
      nullable: true,
      description: 'Id of the cloud whose region it is; null where it is no cloud’s.',
    }),
    figure: t.field({
      type: FigureRef,
      description: 'kg CO₂e per kWh.',
      resolve: ({ gramsPerKwh, source }) => fact(gramsPerKwh / 1000, 'kg/kWh', 'CATALOG', source),
    }),
    year: t.exposeInt('year', {
      nullable: true,
      description: 'The year it is of; null where the source does not tell.',
    }),
  }),
});

const CarbonIntensityRef = builder.objectRef<Answer>('CarbonIntensity').implement({
  description: 'What a kilowatt-hour of a region’s grid emits over a year, and what every source says of it.',
  fields: (t) => ({
    region: t.field({ type: RegionRef, description: 'Where.', resolve: ({ region }) => region }),
    intensity: t.field({
      type: FigureRangeRef,
      description:
        'kg CO₂e per kWh: the mean of the newest figures, and a range over what the sources say, life-cycle emissions and those of the plants alone among them, with the change from year to year.',
      resolve: (range) => range,
    }),
    year: t.exposeInt('year', {
      nullable: true,
      description: 'The year of the middle figure; null where its source tells none.',
    }),
    isAssumed: t.exposeBoolean('isAssumed', {
      description:
        'True where no source knows the place itself: the figure is of the country around it, of a neighbour, or of the world.',
    }),
    figures: t.field({
      type: [CarbonFigureRef],
      description:
        'What every source says, the newest first: of the region, or of the country around it where nothing is known of it.',
      complexity: { multiplier: 10 },
      resolve: ({ rows }) => rows,
    }),
  }),
});

builder.queryField('carbonIntensity', (t) =>
  t.field({
    type: CarbonIntensityRef,
    description:
      'What a kilowatt-hour emits in a region over a year: kg CO₂e with its range, and every source’s figure, as they disagree.',
    args: {
      region: t.arg.string({
        required: true,
        description: 'Region code: "DE", "US-CA". The `regions` field lists them.',
      }),
      provider: t.arg.string({
        description:
          'Provider by id or name ("gcp"): figures of its own regions come first. Any where it is absent.',
      }),
    },
    resolve: async (_root, { region: name, provider }, context): Promise<Answer> => {
      const region = regionByCode(regionCode(codeOf(name, 'region')));
      if (!region) throw new RangeError(`${name} is in the catalog`);
      const id = provider == null ? null : await providerNamed(context.db, provider);
      return { ...carbonOf(region, id), region };
    },
  }),
);
