import { builder } from '#graph/builder.ts';
import { FigureRef } from '../graph-figure.ts';
import type { RunAbsence, RunFigure } from './run-cost.ts';

const AbsenceEnum = builder.enumType('RunFigureAbsence', {
  description: 'Why there is no figure of a training run.',
  values: {
    NOT_TOLD: {
      description: 'It is computed of what was not recorded: `missing` names it. Tell it with recordRun.',
    },
    NOT_OBSERVED: {
      description:
        'The run was recorded without a price, and no price was observed of its GPU, provider, region and billing at its time.',
    },
    ZERO: { description: 'It would be divided by zero: an accuracy of 0 was bought at no price.' },
  } satisfies Record<RunAbsence, { description: string }>,
});

export const RunFigureRef = builder.objectRef<RunFigure>('TrainingRunFigure').implement({
  description: 'A figure of a training run, or why there is none.',
  fields: (t) => ({
    figure: t.field({
      type: FigureRef,
      nullable: true,
      description: 'The figure with its arithmetic; null where there is none: see absence.',
      resolve: ({ figure }) => figure,
    }),
    absence: t.field({
      type: AbsenceEnum,
      nullable: true,
      description: 'Why there is none; null where there is one.',
      resolve: ({ absence }) => absence,
    }),
    missing: t.stringList({
      description:
        'The fields of recordRun that are missing for it, where absence is NOT_TOLD; of pricePerGpuHour and gpu one is enough.',
      resolve: ({ missing }) => [...missing],
    }),
  }),
});
