import { builder } from '#graph/builder.ts';
import type { Figure } from '#units/figure.ts';
import { FigureRef } from './graph-figure.ts';

/** A figure with what it may as well be. */
export type FigureRange = { readonly low: Figure; readonly middle: Figure; readonly high: Figure };

export const FigureRangeRef = builder.objectRef<FigureRange>('FigureRange').implement({
  description: 'A figure with what it may as well be: who gives it says how often the truth is between.',
  fields: (t) => ({
    low: t.field({
      type: FigureRef,
      description: 'It is seldom less than this.',
      resolve: ({ low }) => low,
    }),
    middle: t.field({
      type: FigureRef,
      description: 'What is expected.',
      resolve: ({ middle }) => middle,
    }),
    high: t.field({
      type: FigureRef,
      description: 'It is seldom more than this.',
      resolve: ({ high }) => high,
    }),
  }),
});
