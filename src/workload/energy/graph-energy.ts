import { builder } from '#graph/builder.ts';
import type { Figure } from '#units/figure.ts';
import { FigureRef } from '../graph-figure.ts';
import type { EnergyEstimate, EnergyFactor, EnergyFactorName, EnergyFigures } from './energy.ts';
import type { FigureRange } from './figure-range.ts';

export const FigureRangeRef = builder.objectRef<FigureRange>('FigureRange').implement({
  description: 'A figure, and the range that is meant to hold the truth in nine of ten cases.',
  fields: (t) => {
    const figure = (description: string, resolve: (range: FigureRange) => Figure) =>
      t.field({ type: FigureRef, description, resolve });
    return {
      low: figure('One case in twenty is below.', ({ low }) => low),
      middle: figure('What is most likely, as far as is known.', ({ middle }) => middle),
      high: figure('One case in twenty is above.', ({ high }) => high),
    };
  },
});

export const EnergyFiguresRef = builder.objectRef<EnergyFigures>('EnergyFigures').implement({
  description: 'Energy, and what it emits and costs.',
  fields: (t) => ({
    energy: t.field({
      type: FigureRef,
      description: 'kWh, drawn from the grid by the machines and their cooling.',
      resolve: ({ energy }) => energy,
    }),
    carbon: t.field({
      type: FigureRef,
      description: 'kg CO₂e of that electricity; what the hardware took to make is not in it.',
      resolve: ({ carbon }) => carbon,
    }),
    cost: t.field({
      type: FigureRef,
      description:
        'USD of the electricity alone, which whoever owns the machine pays; rent is another thing.',
      resolve: ({ cost }) => cost,
    }),
  }),
});

const EnergyRangeRef = builder.objectRef<EnergyEstimate['detailed']>('EnergyRange').implement({
  description:
    'Energy, carbon and cost, and the ranges that are meant to hold the truth in nine of ten cases.',
  fields: (t) => {
    const figures = (description: string, resolve: (range: EnergyEstimate['detailed']) => EnergyFigures) =>
      t.field({ type: EnergyFiguresRef, description, resolve });
    return {
      low: figures('One case in twenty is below, for each of them by itself.', ({ low }) => low),
      middle: figures('What is most likely, as far as is known.', ({ middle }) => middle),
      high: figures('One case in twenty is above, for each of them by itself.', ({ high }) => high),
    };
  },
});

const FACTORS: Readonly<Record<EnergyFactorName, string>> = {
  GPU_IDLE: 'Watts of one GPU while it does nothing.',
  GPU_BUSY: 'Watts of one GPU while it is busy.',
  HOST: 'Watts of the rest of the machine, per GPU, at this utilization: processor, memory, fans, network, losses.',
  PUE: 'What the data centre draws for each unit its machines draw.',
  CARBON_INTENSITY: 'kg CO₂e per kWh of the grid.',
  ELECTRICITY_PRICE: 'USD per kWh.',
  EMBODIED: 'kg CO₂e of making the hardware, for its share of the hardware’s life.',
};

const FactorNameEnum = builder.enumType('EnergyFactorName', {
  description: 'What a factor of the detailed method is.',
  values: Object.fromEntries(
    Object.entries(FACTORS).map(([name, description]) => [name, { description }]),
  ) as Record<EnergyFactorName, { description: string }>,
});

const EnergyFactorRef = builder.objectRef<EnergyFactor>('EnergyFactor').implement({
  description: 'A factor of the detailed method, with its range and where it is from.',
  fields: (t) => ({
    name: t.field({ type: FactorNameEnum, description: 'What it is.', resolve: ({ name }) => name }),
    range: t.field({
      type: FigureRangeRef,
      description: 'Its value; the same three times where the caller gave it.',
      resolve: ({ range }) => range,
    }),
    source: t.string({
      description: 'Who says so, for the middle of the range.',
      resolve: ({ range }) => range.middle.source,
    }),
    year: t.exposeInt('year', {
      nullable: true,
      description: 'The year it is of; null where it is of none, as a convention or the caller’s own is.',
    }),
  }),
});

export const EnergyEstimateRef = builder.objectRef<EnergyEstimate>('EnergyEstimate').implement({
  description:
    'What GPUs at work draw, emit and cost in electricity, by two methods: one line of arithmetic, and what hardware and place are known to draw.',
  fields: (t) => ({
    simple: t.field({
      type: EnergyFiguresRef,
      description:
        'Watts × GPUs × hours × utilization × 1.3 ÷ 1000, at 0.4 kg and 0.15 USD per kWh, with 700 W for an H100 or H200, 400 for an A100, 300 for an L40S, 450 for an RTX 4090 and 500 for any other: to compare with calculators that do so. Idle watts and the rest of the machine are not in it.',
      resolve: ({ simple }) => simple,
    }),
    detailed: t.field({
      type: EnergyRangeRef,
      description:
        'By idle and busy watts, the rest of the machine, the data centre, and the grid of the place. The ends are for each figure by itself: factors are taken to err independently.',
      resolve: ({ detailed }) => detailed,
    }),
    factors: t.field({
      type: [EnergyFactorRef],
      description: 'What the detailed method is made of, each with its source and year.',
      complexity: { multiplier: 7 },
      resolve: ({ factors }) => factors,
    }),
    embodied: t.field({
      type: FigureRangeRef,
      description:
        'kg CO₂e of making the hardware, for the hours it is held as a share of three years; in none of the figures above.',
      resolve: ({ embodied }) => embodied,
    }),
  }),
});
