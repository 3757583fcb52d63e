import type { StartVerdict } from '#analytics/start-choice.ts';
import { builder } from '#graph/builder.ts';
import type { Figure } from '#units/figure.ts';
import { rounded } from '#units/rounding.ts';
import { HOUR_MS, plusMs } from '#units/time.ts';
import { FigureRef } from '../graph-figure.ts';
import type { FigureRange } from '../energy/figure-range.ts';
import { FigureRangeRef } from '../energy/graph-energy.ts';
import type { JudgedWindow } from './answer-start.ts';
import {
  carbonRange,
  carbonSaved,
  comparedBy,
  costRange,
  costSaved,
  electricityRange,
  intensityRange,
  rentPrice,
  usdPerKgAvoided,
} from './start-figures.ts';
import { whyLost } from './start-words.ts';

const VerdictEnum = builder.enumType('StartVerdict', {
  description: 'What became of a start.',
  values: {
    CHOSEN: { description: 'The one to take.' },
    UNCERTAIN: {
      description:
        'Expected to come to less than the one chosen, by less than such an expectation errs: no reason to wait.',
    },
    FRONTIER: { description: 'Not chosen, but no other start is at once as cheap and as clean.' },
    DOMINATED: {
      description: 'Another one costs no more and emits no more, and is better in one of these.',
    },
  } satisfies Record<StartVerdict, object>,
});

const SavingRef = builder.objectRef<JudgedWindow>('StartSaving').implement({
  description:
    'What a start saves against beginning at once, in the first place asked about: below 0 where it comes to more.',
  fields: (t) => ({
    cost: t.field({
      type: FigureRangeRef,
      nullable: true,
      description: 'USD; 9 of 10 such savings are between low and high. Null where a cost is not known.',
      resolve: costSaved,
    }),
    probabilityCheaper: t.float({
      nullable: true,
      description:
        'P(it costs less), 0 to 1; 0 for the start that it is compared with. Null where a cost is not known, and where a rent is taken to stay for want of a forecast.',
      resolve: ({ saving }) => (saving.cheaper === null ? null : rounded(saving.cheaper, 3)),
    }),
    carbon: t.field({
      type: FigureRangeRef,
      description:
        'kg CO₂e; 9 of 10 such savings are between low and high, as far as the grids go, their weather and for two of them their years: what the machines draw is as uncertain for both starts.',
      resolve: carbonSaved,
    }),
    probabilityCleaner: t.float({
      description: 'P(it emits less), 0 to 1; 0 for the start that it is compared with.',
      resolve: ({ saving }) => rounded(saving.cleaner, 3),
    }),
    usdPerKgAvoided: t.field({
      type: FigureRef,
      nullable: true,
      description:
        'What each kilogram that is not emitted costs, USD/kg. Null where it is neither cleaner nor dearer than beginning at once, or only one of these.',
      resolve: usdPerKgAvoided,
    }),
  }),
});

export const StartWindowRef = builder.objectRef<JudgedWindow>('StartWindow').implement({
  description: 'One start that a run may have, and what the run comes to that begins then.',
  fields: (t) => {
    const range = (description: string, resolve: (window: JudgedWindow) => FigureRange) =>
      t.field({ type: FigureRangeRef, description, resolve });
    const figure = (description: string, resolve: (window: JudgedWindow) => Figure | null) =>
      t.field({ type: FigureRef, nullable: true, description, resolve });
    return {
      region: t.string({
        nullable: true,
        description:
          'Code of the region it is in ("DE"); null where it is not known where the machine stands.',
        resolve: ({ place }) => place.region?.code ?? null,
      }),
      start: t.expose('start', { type: 'DateTime', description: 'When the run begins.' }),
      end: t.field({
        type: 'DateTime',
        description: 'When it is done.',
        resolve: ({ start, asked }) => plusMs(start, Math.round(asked.hours * HOUR_MS)),
      }),
      intensity: range(
        'kg CO₂e/kWh of the grid, averaged over the run, the last part of an hour by its share. 9 of 10 are between low and high; one number where the caller told it, or where no hours are known.',
        intensityRange,
      ),
      carbon: range(
        'kg CO₂e of the run: energy × intensity, with a range of nine in ten for both.',
        carbonRange,
      ),
      pricePerGpuHour: figure(
        'USD/h of one GPU that the run is expected to pay, averaged over it. Null for machines of your own.',
        rentPrice,
      ),
      electricityPrice: t.field({
        type: FigureRangeRef,
        nullable: true,
        description:
          'USD/kWh, averaged over the run, for machines of your own: what the caller told, or the wholesale price of the grid, without grid fees and taxes, as a tariff by the hour hands it on. Null for rented machines, whose rent has it in it, and where none is known.',
        resolve: electricityRange,
      }),
      cost: t.field({
        type: FigureRangeRef,
        nullable: true,
        description:
          'USD: the rent, or for machines of your own the electricity. 9 of 10 are between low and high by the forecast of the price. Null where no price is known.',
        resolve: costRange,
      }),
      comparedBy: figure(
        'What starts are compared by: the cost, the carbon, or cost + usdPerKg × carbon. Null where a price is not known.',
        comparedBy,
      ),
      saving: t.field({
        type: SavingRef,
        description: 'Against beginning at once.',
        resolve: (window) => window,
      }),
      verdict: t.field({
        type: VerdictEnum,
        description: 'What became of it, among the starts of all places.',
        resolve: ({ verdict }) => verdict,
      }),
      whyLost: t.string({
        nullable: true,
        description: 'Why it was not chosen; null for the one that was.',
        resolve: whyLost,
      }),
    };
  },
});
